"""Letters and announcements found by every word of their texts

Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TEXTS = {"announcement": ("title", "text"), "mail_letter": ("author_name", "title", "text")}


def upgrade() -> None:
    for name, columns in TEXTS.items():
        op.add_column(name, sa.Column("full_text", sa.Text(), server_default="", nullable=False))
        _fill(name, columns)


def _fill(name: str, columns: tuple[str, ...]) -> None:
    """As the program folds texts: lower case, one letter for two, single spaces."""
    table = sa.table(
        name, sa.column("id"), sa.column("full_text"), *(sa.column(one) for one in columns)
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, *(table.c[one] for one in columns))).all()
    for key, *texts in rows:
        joined = " ".join(text or "" for text in texts)
        folded = " ".join(joined.lower().replace("ё", "е").split())
        connection.execute(sa.update(table).where(table.c.id == key).values(full_text=folded))


def downgrade() -> None:
    for name in TEXTS:
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_column("full_text")
