"""Attachments of announcements are sealed: their names are no news to the list of kept files

Revises: 0025
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE stored_file SET sealed = true WHERE id IN (SELECT file_id FROM announcement_file)"
    )


def downgrade() -> None:
    """What is sealed stays so: it is served by its announcement either way."""
