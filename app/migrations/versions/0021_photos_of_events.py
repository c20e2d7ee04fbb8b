"""Photos of events and who is on them; purposes of consents that allow them

Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _kept(name: str) -> list[sa.schema.SchemaItem]:
    """Columns and keys of every row that is kept with author and version."""
    return [
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f(f"fk_{name}_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["child_group.id"],
            name=op.f(f"fk_{name}_group_id_child_group"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    ]


def upgrade() -> None:
    op.create_table(
        "event_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=True),
        sa.Column("nobody", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_event_photo_event_id_event"),
            ondelete="RESTRICT",
        ),
        *_kept("event_photo"),
        sa.UniqueConstraint(
            "organization_id",
            "event_id",
            "number",
            name=op.f("uq_event_photo_organization_id_event_id_number"),
        ),
    )
    op.create_index(op.f("ix_event_photo_organization_id"), "event_photo", ["organization_id"])
    op.create_index(op.f("ix_event_photo_event_id"), "event_photo", ["event_id"])
    op.create_table(
        "event_photo_child",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"],
            ["event_photo.id"],
            name=op.f("fk_event_photo_child_photo_id_event_photo"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_event_photo_child_child_id_child"),
            ondelete="RESTRICT",
        ),
        *_kept("event_photo_child"),
        sa.UniqueConstraint(
            "organization_id",
            "photo_id",
            "child_id",
            name=op.f("uq_event_photo_child_organization_id_photo_id_child_id"),
        ),
    )
    op.create_index(
        op.f("ix_event_photo_child_organization_id"), "event_photo_child", ["organization_id"]
    )
    op.create_index(op.f("ix_event_photo_child_photo_id"), "event_photo_child", ["photo_id"])
    op.create_index(op.f("ix_event_photo_child_child_id"), "event_photo_child", ["child_id"])
    op.add_column(
        "consent_purpose",
        sa.Column("shows_photos", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("consent_purpose") as batch_op:
        batch_op.drop_column("shows_photos")
    op.drop_table("event_photo_child")
    op.drop_table("event_photo")
