"""Careers of employees: positions, education, categories, earlier jobs, courses

Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employee_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "fits",
                "first",
                "highest",
                "methodist",
                "mentor",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(length=60), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_employee_category_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_employee_category_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_category")),
    )
    with op.batch_alter_table("employee_category", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_category_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_category_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "employee_education",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "secondary",
                "vocational",
                "bachelor",
                "specialist",
                "master",
                name="educationlevel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("institution", sa.String(length=200), nullable=False),
        sa.Column("speciality", sa.String(length=150), nullable=True),
        sa.Column("qualification", sa.String(length=150), nullable=True),
        sa.Column("diploma_number", sa.String(length=40), nullable=True),
        sa.Column("graduated_in", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_employee_education_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_employee_education_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_education")),
    )
    with op.batch_alter_table("employee_education", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employee_education_employee_id"), ["employee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_education_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "employee_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("position_id", sa.Integer(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(length=30), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("end_order_number", sa.String(length=30), nullable=True),
        sa.Column("end_order_date", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_employee_position_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_employee_position_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_employee_position_position_id_position"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employee_position")),
    )
    with op.batch_alter_table("employee_position", schema=None) as batch_op:
        batch_op.create_index(
            "ix_employee_position_employee", ["employee_id", "starts_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_position_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_employee_position_position_id"), ["position_id"], unique=False
        )

    op.create_table(
        "past_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("post", sa.String(length=150), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("teaching", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_past_job_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_past_job_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_job")),
    )
    with op.batch_alter_table("past_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_job_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_past_job_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "training_course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employee_id"],
            ["employee.id"],
            name=op.f("fk_training_course_employee_id_employee"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_training_course_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_course")),
    )
    with op.batch_alter_table("training_course", schema=None) as batch_op:
        batch_op.create_index(
            "ix_training_course_employee", ["employee_id", "finished_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_training_course_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("training_course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_course_organization_id"))
        batch_op.drop_index("ix_training_course_employee")

    op.drop_table("training_course")
    with op.batch_alter_table("past_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_job_organization_id"))
        batch_op.drop_index(batch_op.f("ix_past_job_employee_id"))

    op.drop_table("past_job")
    with op.batch_alter_table("employee_position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_position_position_id"))
        batch_op.drop_index(batch_op.f("ix_employee_position_organization_id"))
        batch_op.drop_index("ix_employee_position_employee")

    op.drop_table("employee_position")
    with op.batch_alter_table("employee_education", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_education_organization_id"))
        batch_op.drop_index(batch_op.f("ix_employee_education_employee_id"))

    op.drop_table("employee_education")
    with op.batch_alter_table("employee_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employee_category_organization_id"))
        batch_op.drop_index(batch_op.f("ix_employee_category_employee_id"))

    op.drop_table("employee_category")
