"""Notifications, the outbox of letters, what a person wants to hear of

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

import app.core.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _of_user(name):
    return [
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f(f"fk_{name}_user_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    ]


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_user("notification"),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("href", sa.String(length=300), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", app.core.db.UtcDateTime(), nullable=False),
        sa.Column("read_at", app.core.db.UtcDateTime(), nullable=True),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_notification_user_id_key")),
    )
    op.create_index("ix_notification_user_read", "notification", ["user_id", "read_at"])
    op.create_index("ix_notification_user_created", "notification", ["user_id", "created_at"])
    op.create_table(
        "outgoing_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_user("outgoing_letter"),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("href", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "dropped",
                "failed",
                name="letterstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", app.core.db.UtcDateTime(), nullable=False),
        sa.Column("created_at", app.core.db.UtcDateTime(), nullable=False),
        sa.Column("sent_at", app.core.db.UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_outgoing_letter_user_id_key")),
    )
    op.create_index("ix_outgoing_letter_state_due", "outgoing_letter", ["state", "due_at"])
    op.create_table(
        "notification_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_user("notification_choice"),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("in_product", sa.Boolean(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_notification_choice_user_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("notification_choice")
    op.drop_table("outgoing_letter")
    op.drop_table("notification")
