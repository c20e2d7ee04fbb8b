"""Transfers that do not come about: who will not be enrolled, and why.

Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_OLD = ("announced", "begun", "done", "withdrawn")
_CHECK = "ck_transfer_case_casestate"


def _states(names: tuple[str, ...]) -> str:
    return "state IN ({})".format(", ".join(f"'{name}'" for name in names))


def upgrade() -> None:
    with op.batch_alter_table("transfer_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closing_reason", sa.String(length=300), nullable=True))
        batch_op.drop_constraint(op.f(_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(_CHECK), _states((*_OLD, "refused")))


def downgrade() -> None:
    op.execute("UPDATE transfer_case SET state = 'withdrawn' WHERE state = 'refused'")
    with op.batch_alter_table("transfer_case", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(_CHECK), type_="check")
        batch_op.create_check_constraint(op.f(_CHECK), _states(_OLD))
        batch_op.drop_column("closing_reason")
