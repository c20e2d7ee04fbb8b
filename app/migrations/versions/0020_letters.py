"""Letters: boxes of people, attachments, settings

Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("parents_to_parents", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_mail_settings_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_settings")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_mail_settings_organization_id")),
    )
    with op.batch_alter_table("mail_settings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_settings_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "mail_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("answers_all", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("author_role", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("to_keys", sa.String(), nullable=False),
        sa.Column("to_label", sa.String(length=500), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("search_key", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["ab_user.id"],
            name=op.f("fk_mail_letter_author_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_mail_letter_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_letter")),
    )
    with op.batch_alter_table("mail_letter", schema=None) as batch_op:
        batch_op.create_index("ix_mail_letter_author_sent", ["author_id", "sent_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mail_letter_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mail_letter_search_key"), ["search_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_letter_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "mail_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column(
            "folder",
            sa.Enum(
                "inbox",
                "sent",
                "drafts",
                "trash",
                name="folder",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received", sa.Boolean(), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["mail_letter.id"],
            name=op.f("fk_mail_copy_letter_id_mail_letter"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_mail_copy_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_mail_copy_user_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_copy")),
        sa.UniqueConstraint(
            "organization_id",
            "user_id",
            "letter_id",
            name=op.f("uq_mail_copy_organization_id_user_id_letter_id"),
        ),
    )
    with op.batch_alter_table("mail_copy", schema=None) as batch_op:
        batch_op.create_index("ix_mail_copy_box", ["user_id", "folder", "letter_id"], unique=False)
        batch_op.create_index("ix_mail_copy_letter", ["letter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mail_copy_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_mail_copy_unread", ["user_id", "read_at"], unique=False)

    op.create_table(
        "mail_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["mail_letter.id"],
            name=op.f("fk_mail_file_letter_id_mail_letter"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_mail_file_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_file")),
        sa.UniqueConstraint(
            "organization_id",
            "letter_id",
            "number",
            name=op.f("uq_mail_file_organization_id_letter_id_number"),
        ),
    )
    with op.batch_alter_table("mail_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_file_organization_id"), ["organization_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("mail_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_file_organization_id"))

    op.drop_table("mail_file")
    with op.batch_alter_table("mail_copy", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_copy_unread")
        batch_op.drop_index(batch_op.f("ix_mail_copy_organization_id"))
        batch_op.drop_index("ix_mail_copy_letter")
        batch_op.drop_index("ix_mail_copy_box")

    op.drop_table("mail_copy")
    with op.batch_alter_table("mail_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_letter_thread_id"))
        batch_op.drop_index(batch_op.f("ix_mail_letter_search_key"))
        batch_op.drop_index(batch_op.f("ix_mail_letter_organization_id"))
        batch_op.drop_index("ix_mail_letter_author_sent")

    op.drop_table("mail_letter")
    with op.batch_alter_table("mail_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_settings_organization_id"))

    op.drop_table("mail_settings")
