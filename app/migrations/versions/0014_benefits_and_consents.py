"""Benefits of families; consents, their purposes and what revocations stop

Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefit_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.Column("needs_document", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_benefit_category_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_category")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_benefit_category_organization_id_name")
        ),
    )
    with op.batch_alter_table("benefit_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_benefit_category_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "consent_purpose",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("personal_data", sa.String(length=500), nullable=False),
        sa.Column("operations", sa.String(length=500), nullable=False),
        sa.Column("recipients", sa.String(length=500), nullable=True),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("revocation_tasks", sa.String(length=500), nullable=True),
        sa.Column("stop_days", sa.Integer(), nullable=False),
        sa.Column("on_card", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_consent_purpose_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_purpose")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_consent_purpose_organization_id_name")
        ),
    )
    with op.batch_alter_table("consent_purpose", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_purpose_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "child_benefit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("document_name", sa.String(length=120), nullable=True),
        sa.Column("document_number", sa.String(length=40), nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["benefit_category.id"],
            name=op.f("fk_child_benefit_category_id_benefit_category"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_child_benefit_child_id_child"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_child_benefit_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_benefit")),
        sa.UniqueConstraint(
            "organization_id",
            "child_id",
            "category_id",
            "starts_on",
            name=op.f("uq_child_benefit_organization_id_child_id_category_id_starts_on"),
        ),
    )
    with op.batch_alter_table("child_benefit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_child_benefit_category_id"), ["category_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_child_benefit_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            "ix_child_benefit_ends_on", ["organization_id", "ends_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_child_benefit_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revocation_note", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_consent_child_id_child"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["guardian_id"],
            ["guardian.id"],
            name=op.f("fk_consent_guardian_id_guardian"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_consent_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["purpose_id"],
            ["consent_purpose.id"],
            name=op.f("fk_consent_purpose_id_consent_purpose"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "organization_id",
            "child_id",
            "purpose_id",
            "guardian_id",
            "given_on",
            name=op.f("uq_consent_organization_id_child_id_purpose_id_guardian_id_given_on"),
        ),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_guardian_id"), ["guardian_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consent_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_consent_purpose_child", ["purpose_id", "child_id"], unique=False)

    op.create_table(
        "revocation_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_revocation_task_child_id_child"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consent.id"],
            name=op.f("fk_revocation_task_consent_id_consent"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_revocation_task_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocation_task")),
    )
    with op.batch_alter_table("revocation_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revocation_task_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_revocation_task_consent_id"), ["consent_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_revocation_task_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("revocation_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revocation_task_organization_id"))
        batch_op.drop_index(batch_op.f("ix_revocation_task_consent_id"))
        batch_op.drop_index(batch_op.f("ix_revocation_task_child_id"))

    op.drop_table("revocation_task")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_purpose_child")
        batch_op.drop_index(batch_op.f("ix_consent_organization_id"))
        batch_op.drop_index(batch_op.f("ix_consent_guardian_id"))
        batch_op.drop_index(batch_op.f("ix_consent_child_id"))

    op.drop_table("consent")
    with op.batch_alter_table("child_benefit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_benefit_organization_id"))
        batch_op.drop_index("ix_child_benefit_ends_on")
        batch_op.drop_index(batch_op.f("ix_child_benefit_child_id"))
        batch_op.drop_index(batch_op.f("ix_child_benefit_category_id"))

    op.drop_table("child_benefit")
    with op.batch_alter_table("consent_purpose", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_purpose_organization_id"))

    op.drop_table("consent_purpose")
    with op.batch_alter_table("benefit_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_category_organization_id"))

    op.drop_table("benefit_category")
