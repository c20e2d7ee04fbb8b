"""The forum: sections with their readers, topics, posts, what was read

Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forum_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=True),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column(
            "readers",
            sa.Enum(
                "everyone",
                "staff",
                "parents",
                "chosen",
                name="readers",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "writers",
            sa.Enum(
                "readers",
                "staff",
                "parents",
                "chosen",
                name="writers",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("moderated", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search_key", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_section_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_section")),
        sa.UniqueConstraint(
            "organization_id", "title", name=op.f("uq_forum_section_organization_id_title")
        ),
    )
    with op.batch_alter_table("forum_section", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_section_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_forum_section_search_key"), ["search_key"], unique=False
        )

    op.create_table(
        "forum_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("edit_minutes", sa.Integer(), nullable=False),
        sa.Column("per_hour", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_settings_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_settings")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_forum_settings_organization_id")),
    )
    with op.batch_alter_table("forum_settings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_settings_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "forum_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("topic_key", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_subscription_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["forum_section.id"],
            name=op.f("fk_forum_subscription_section_id_forum_section"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_forum_subscription_user_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_subscription")),
        sa.UniqueConstraint(
            "user_id",
            "section_id",
            "topic_key",
            name=op.f("uq_forum_subscription_user_id_section_id_topic_key"),
        ),
    )
    with op.batch_alter_table("forum_subscription", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_subscription_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "ix_forum_subscription_section", ["section_id", "topic_key"], unique=False
        )

    op.create_table(
        "forum_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=True),
        sa.Column("search_key", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["ab_user.id"],
            name=op.f("fk_forum_topic_author_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_topic_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["forum_section.id"],
            name=op.f("fk_forum_topic_section_id_forum_section"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_topic")),
    )
    with op.batch_alter_table("forum_topic", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_topic_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_forum_topic_search_key"), ["search_key"], unique=False)
        batch_op.create_index(
            "ix_forum_topic_section", ["section_id", "pinned", "last_at"], unique=False
        )

    op.create_table(
        "forum_admission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["child_group.id"],
            name=op.f("fk_forum_admission_group_id_child_group"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_admission_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"],
            ["ab_role.id"],
            name=op.f("fk_forum_admission_role_id_ab_role"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["forum_section.id"],
            name=op.f("fk_forum_admission_section_id_forum_section"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_admission")),
    )
    with op.batch_alter_table("forum_admission", schema=None) as batch_op:
        batch_op.create_index("ix_forum_admission_group", ["group_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_forum_admission_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_forum_admission_section_id"), ["section_id"], unique=False
        )

    op.create_table(
        "forum_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "published",
                "refused",
                "hidden",
                name="poststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=150), nullable=False),
        sa.Column("public_name", sa.String(length=150), nullable=False),
        sa.Column("author_role", sa.String(length=120), nullable=False),
        sa.Column("author_staff", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.Column("judged_by", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["ab_user.id"],
            name=op.f("fk_forum_post_author_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_post_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["forum_section.id"],
            name=op.f("fk_forum_post_section_id_forum_section"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topic.id"],
            name=op.f("fk_forum_post_topic_id_forum_topic"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_post")),
        sa.UniqueConstraint(
            "organization_id",
            "topic_id",
            "number",
            name=op.f("uq_forum_post_organization_id_topic_id_number"),
        ),
    )
    with op.batch_alter_table("forum_post", schema=None) as batch_op:
        batch_op.create_index("ix_forum_post_author", ["author_id", "created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_forum_post_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "ix_forum_post_state", ["organization_id", "state", "section_id"], unique=False
        )
        batch_op.create_index("ix_forum_post_topic", ["topic_id", "number"], unique=False)

    op.create_table(
        "forum_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_seen_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["forum_topic.id"],
            name=op.f("fk_forum_seen_topic_id_forum_topic"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["ab_user.id"],
            name=op.f("fk_forum_seen_user_id_ab_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_seen")),
        sa.UniqueConstraint("user_id", "topic_id", name=op.f("uq_forum_seen_user_id_topic_id")),
    )
    with op.batch_alter_table("forum_seen", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_seen_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "forum_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_forum_file_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["forum_post.id"],
            name=op.f("fk_forum_file_post_id_forum_post"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_file")),
        sa.UniqueConstraint(
            "organization_id",
            "post_id",
            "number",
            name=op.f("uq_forum_file_organization_id_post_id_number"),
        ),
    )
    with op.batch_alter_table("forum_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_file_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_forum_file_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("forum_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_file_post_id"))
        batch_op.drop_index(batch_op.f("ix_forum_file_organization_id"))

    op.drop_table("forum_file")
    with op.batch_alter_table("forum_seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_seen_organization_id"))

    op.drop_table("forum_seen")
    with op.batch_alter_table("forum_post", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_post_topic")
        batch_op.drop_index("ix_forum_post_state")
        batch_op.drop_index(batch_op.f("ix_forum_post_organization_id"))
        batch_op.drop_index("ix_forum_post_author")

    op.drop_table("forum_post")
    with op.batch_alter_table("forum_admission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_admission_section_id"))
        batch_op.drop_index(batch_op.f("ix_forum_admission_organization_id"))
        batch_op.drop_index("ix_forum_admission_group")

    op.drop_table("forum_admission")
    with op.batch_alter_table("forum_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_topic_section")
        batch_op.drop_index(batch_op.f("ix_forum_topic_search_key"))
        batch_op.drop_index(batch_op.f("ix_forum_topic_organization_id"))

    op.drop_table("forum_topic")
    with op.batch_alter_table("forum_subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_subscription_section")
        batch_op.drop_index(batch_op.f("ix_forum_subscription_organization_id"))

    op.drop_table("forum_subscription")
    with op.batch_alter_table("forum_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_settings_organization_id"))

    op.drop_table("forum_settings")
    with op.batch_alter_table("forum_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_section_search_key"))
        batch_op.drop_index(batch_op.f("ix_forum_section_organization_id"))

    op.drop_table("forum_section")
