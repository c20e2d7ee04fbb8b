"""Rights of guardians with their grounds, further phones, reading after leaving

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guardian_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=True),
        sa.Column("call_order", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"],
            ["guardian.id"],
            name=op.f("fk_guardian_phone_guardian_id_guardian"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_guardian_phone_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_phone")),
        sa.UniqueConstraint(
            "organization_id",
            "guardian_id",
            "number",
            name=op.f("uq_guardian_phone_organization_id_guardian_id_number"),
        ),
    )
    with op.batch_alter_table("guardian_phone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guardian_phone_guardian_id"), ["guardian_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_guardian_phone_organization_id"), ["organization_id"], unique=False
        )

    with op.batch_alter_table("child_guardian", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "rights",
                sa.Enum(
                    "full",
                    "information",
                    "handover",
                    "none",
                    name="guardianrights",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="full",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ground", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("document_number", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("document_date", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("call_order", sa.Integer(), nullable=True))

    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=300), nullable=True))

    with op.batch_alter_table("organization_settings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "reading_after_leaving_days", sa.Integer(), server_default="30", nullable=False
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("organization_settings", schema=None) as batch_op:
        batch_op.drop_column("reading_after_leaving_days")

    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.drop_column("address")

    with op.batch_alter_table("child_guardian", schema=None) as batch_op:
        batch_op.drop_column("call_order")
        batch_op.drop_column("document_date")
        batch_op.drop_column("document_number")
        batch_op.drop_column("ground")
        batch_op.drop_column("valid_from")
        batch_op.drop_constraint(op.f("ck_child_guardian_guardianrights"), type_="check")
        batch_op.drop_column("rights")

    with op.batch_alter_table("guardian_phone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_phone_organization_id"))
        batch_op.drop_index(batch_op.f("ix_guardian_phone_guardian_id"))

    op.drop_table("guardian_phone")
