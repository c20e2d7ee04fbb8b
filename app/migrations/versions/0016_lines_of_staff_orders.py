"""Lines of orders about staff and about roles

Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appointment_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("takes", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("duties", sa.String(length=500), nullable=True),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_appointment_line_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_appointment_line_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_appointment_line_role_id_ab_role"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_appointment_line_user_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_line")),
        sa.UniqueConstraint(
            "organization_id",
            "document_id",
            "user_id",
            "role_id",
            name=op.f("uq_appointment_line_organization_id_document_id_user_id_role_id"),
        ),
    )
    with op.batch_alter_table("appointment_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_line_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_appointment_line_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_line_user_id"), ["user_id"], unique=False)

    op.create_table(
        "staff_order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=True),
        sa.Column("rate", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_staff_order_line_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_staff_order_line_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_staff_order_line_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_staff_order_line_position_id_position"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_order_line")),
        sa.UniqueConstraint(
            "organization_id",
            "document_id",
            "employee_id",
            name=op.f("uq_staff_order_line_organization_id_document_id_employee_id"),
        ),
    )
    with op.batch_alter_table("staff_order_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_order_line_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_staff_order_line_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_staff_order_line_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("staff_order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_order_line_organization_id"))
        batch_op.drop_index(batch_op.f("ix_staff_order_line_employee_id"))
        batch_op.drop_index(batch_op.f("ix_staff_order_line_document_id"))

    op.drop_table("staff_order_line")
    with op.batch_alter_table("appointment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_line_user_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_line_organization_id"))
        batch_op.drop_index(batch_op.f("ix_appointment_line_document_id"))

    op.drop_table("appointment_line")
