"""Stamps of rows that processes keep; the triggers are made after every upgrade (env.py)

Revises: 0004
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stamps = op.create_table(
        "kept_stamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("stamp", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_stamp")),
        sa.UniqueConstraint("topic", name=op.f("uq_kept_stamp_topic")),
    )
    topics = ("rights", "reference")
    op.bulk_insert(stamps, [{"topic": one, "stamp": uuid.uuid4().hex} for one in topics])


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS stamp_kept_rows() CASCADE")
    else:
        made = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stamp_%'"
        for name in connection.scalars(sa.text(made)).all():
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("kept_stamp")
