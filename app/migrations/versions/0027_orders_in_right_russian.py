"""Orders in right Russian: a role has its own verb, a short name needs no case

What a kindergarten wrote itself stays as it is; signed papers keep their words.

Revises: 0026
"""

from alembic import op
from sqlalchemy import column, func, table

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Kind, the words that were delivered, the words instead.
REWORDED = (
    ("appointment", "ПРИКАЗЫВАЮ:\n\nНазначить:\n{список}", "ПРИКАЗЫВАЮ:\n\n{список}"),
    (
        "enrolment",
        "Зачислить в {организация кратко}:\n{список}",
        "Зачислить в образовательную организацию:\n{список}",
    ),
    (
        "enrolment_by_transfer",
        "Зачислить в порядке перевода в {организация кратко}:\n{список}",
        "Зачислить в образовательную организацию в порядке перевода:\n{список}",
    ),
    (
        "departure",
        "Отчислить из {организация кратко}:\n{список}",
        "Отчислить из образовательной организации:\n{список}",
    ),
)
KIND = table("document_kind", *map(column, ("id", "key", "effect", "text_template")))
DOCUMENT = table("document", *map(column, ("kind_id", "state", "text", "pdf_file_id")))


def upgrade() -> None:
    for effect, before, after in REWORDED:
        _reword(effect, before, after)


def downgrade() -> None:
    for effect, before, after in REWORDED:
        _reword(effect, after, before)


def _reword(effect: str, before: str, after: str) -> None:
    kinds = KIND.select().where(KIND.c.effect == effect).with_only_columns(KIND.c.id)
    for end in ("\n", "\r\n"):  # a form sends the lines of a text with two signs
        old, new = before.replace("\n", end), after.replace("\n", end)
        op.execute(
            KIND.update()
            .where(KIND.c.effect == effect)
            .values(text_template=func.replace(KIND.c.text_template, old, new))
        )
        op.execute(
            DOCUMENT.update()
            .where(DOCUMENT.c.kind_id.in_(kinds), DOCUMENT.c.pdf_file_id.is_(None))
            .values(text=func.replace(DOCUMENT.c.text, old, new))
        )
