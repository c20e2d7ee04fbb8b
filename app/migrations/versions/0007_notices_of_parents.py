"""Notices of parents: absence and early pick-up, their hour, the reasons offered to them

Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What the recommended list offers to parents (domain 2.2): illness, leave, sanatorium, family.
_OFFERED = ("Б", "О", "С", "П")


def upgrade() -> None:
    op.create_table(
        "absence_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "absence",
                "pick_up",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("pickup_at", sa.Time(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column(
            "relation",
            sa.Enum(
                "mother",
                "father",
                "guardian",
                "foster_parent",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_by_name", sa.String(length=120), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_absence_notice_child_id_child"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["attendance_code.id"],
            name=op.f("fk_absence_notice_code_id_attendance_code"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_absence_notice_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_notice")),
    )
    op.create_index(
        op.f("ix_absence_notice_organization_id"), "absence_notice", ["organization_id"]
    )
    op.create_index("ix_absence_notice_child_ends", "absence_notice", ["child_id", "ends_on"])
    op.create_index(
        "uq_absence_notice_standing",
        "absence_notice",
        ["organization_id", "child_id", "kind", "starts_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.add_column(
        "attendance_code",
        sa.Column("for_parents", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    code = sa.table("attendance_code", sa.column("letter"), sa.column("for_parents"))
    op.execute(code.update().where(code.c.letter.in_(_OFFERED)).values(for_parents=sa.true()))
    op.add_column(
        "organization_settings",
        sa.Column("notice_deadline", sa.Time(), server_default="08:30:00", nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("organization_settings") as batch:
        batch.drop_column("notice_deadline")
    with op.batch_alter_table("attendance_code") as batch:
        batch.drop_column("for_parents")
    op.drop_table("absence_notice")
