"""The book of movement and lines of orders; what the lists hold is entered as the initial list

Revises: 0009
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "initial_list",
                "enrolment",
                "enrolment_by_transfer",
                "temporary_enrolment",
                "group_transfer",
                "yearly_transfer",
                "temporary_stay",
                "keeping_place",
                "departure",
                name="movementkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("order_number", sa.String(length=30), nullable=True),
        sa.Column("order_date", sa.Date(), nullable=True),
        sa.Column("from_group_id", sa.Integer(), nullable=True),
        sa.Column("book_number", sa.Integer(), nullable=True),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversed_by_id", sa.Integer(), nullable=True),
        sa.Column("reversed_order", sa.String(length=30), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("to_group_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "school",
                "other_kindergarten",
                "move",
                "parents",
                "liquidation",
                "death",
                "other",
                name="departurereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "kept_reason",
            sa.Enum(
                "leave",
                "sanatorium",
                "illness",
                "other",
                name="keptreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("referral_number", sa.String(length=40), nullable=True),
        sa.Column("referral_date", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(length=40), nullable=True),
        sa.Column("contract_date", sa.Date(), nullable=True),
        sa.Column("file_number", sa.String(length=20), nullable=True),
        sa.Column("capacity_reason", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_movement_child_id_child"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_movement_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["from_group_id"],
            ["child_group.id"],
            name=op.f("fk_movement_from_group_id_child_group"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_movement_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reversed_by_id"],
            ["document.id"],
            name=op.f("fk_movement_reversed_by_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["to_group_id"],
            ["child_group.id"],
            name=op.f("fk_movement_to_group_id_child_group"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
        sa.UniqueConstraint(
            "organization_id", "book_number", name=op.f("uq_movement_organization_id_book_number")
        ),
    )
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_movement_document_id"), ["document_id"], unique=False)
        batch_op.create_index(
            "ix_movement_organization_effective", ["organization_id", "effective_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movement_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_movement_to_group_id"), ["to_group_id"], unique=False)

    op.create_table(
        "movement_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("late_confirmed", sa.Boolean(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("to_group_id", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "school",
                "other_kindergarten",
                "move",
                "parents",
                "liquidation",
                "death",
                "other",
                name="departurereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "kept_reason",
            sa.Enum(
                "leave",
                "sanatorium",
                "illness",
                "other",
                name="keptreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("referral_number", sa.String(length=40), nullable=True),
        sa.Column("referral_date", sa.Date(), nullable=True),
        sa.Column("contract_number", sa.String(length=40), nullable=True),
        sa.Column("contract_date", sa.Date(), nullable=True),
        sa.Column("file_number", sa.String(length=20), nullable=True),
        sa.Column("capacity_reason", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_movement_line_child_id_child"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_movement_line_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_movement_line_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["to_group_id"],
            ["child_group.id"],
            name=op.f("fk_movement_line_to_group_id_child_group"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement_line")),
    )
    with op.batch_alter_table("movement_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_movement_line_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_movement_line_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movement_line_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movement_line_to_group_id"), ["to_group_id"], unique=False
        )

    _transfer_cases()
    _enter_lists()


def _transfer_cases() -> None:
    op.create_table(
        "transfer_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_key", sa.String(length=32), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "sending",
                "receiving",
                name="caseside",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "announced",
                "begun",
                "done",
                "withdrawn",
                name="casestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("last_name", sa.String(length=60), nullable=False),
        sa.Column("first_name", sa.String(length=60), nullable=False),
        sa.Column("middle_name", sa.String(length=60), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column(
            "sex",
            sa.Enum(
                "male", "female", name="sex", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("partner_name", sa.String(length=100), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("leaving_order", sa.String(length=30), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("enrolment_order", sa.String(length=30), nullable=True),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"],
            ["child.id"],
            name=op.f("fk_transfer_case_child_id_child"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_transfer_case_document_id_document"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_transfer_case_organization_id_organization"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_case")),
        sa.UniqueConstraint(
            "organization_id", "case_key", name=op.f("uq_transfer_case_organization_id_case_key")
        ),
    )
    with op.batch_alter_table("transfer_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_case_case_key"), ["case_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_case_child_id"), ["child_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_transfer_case_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_transfer_case_organization_id"), ["organization_id"], unique=False
        )


def _enter_lists() -> None:
    """Enrolments and placements of before become entries, numbered by the day of enrolment."""
    connection = op.get_bind()
    placements: dict[int, list[Any]] = {}
    asked = "SELECT * FROM placement ORDER BY starts_on"
    for row in connection.execute(sa.text(asked).columns(**_PLACEMENT)).mappings():
        placements.setdefault(row["enrollment_id"], []).append(row)
    asked = "SELECT * FROM enrollment ORDER BY organization_id, starts_on, id"
    numbers: dict[int, int] = {}
    entries: list[dict[str, Any]] = []
    for row in connection.execute(sa.text(asked).columns(**_ENROLLMENT)).mappings():
        house = row["organization_id"]
        numbers[house] = numbers.get(house, 0) + 1
        entries += _entries_of(row, placements.get(row["id"], []), numbers[house])
    if entries:
        connection.execute(_MOVEMENT.insert(), entries)


_PLACEMENT = {"starts_on": sa.Date, "ends_on": sa.Date}
_ENROLLMENT = {
    "starts_on": sa.Date,
    "ends_on": sa.Date,
    "order_date": sa.Date,
    "end_order_date": sa.Date,
}
_MOVEMENT = sa.table(
    "movement",
    *(sa.column(name) for name in ("organization_id", "child_id", "kind", "order_number")),
    *(sa.column(name) for name in ("from_group_id", "to_group_id", "reason", "book_number")),
    sa.column("order_date", sa.Date),
    sa.column("effective_on", sa.Date),
    sa.column("created_at", sa.DateTime),
    sa.column("changed_at", sa.DateTime),
)


def _entries_of(enrollment: Any, stays: list[Any], number: int) -> list[dict[str, Any]]:
    now = datetime.now(UTC).replace(tzinfo=None)

    def entry(kind: str, day: Any, **values: Any) -> dict[str, Any]:
        empty = dict.fromkeys(
            ("order_number", "order_date", "from_group_id", "to_group_id", "reason", "book_number")
        )
        return {
            **empty,
            "organization_id": enrollment["organization_id"],
            "child_id": enrollment["child_id"],
            "kind": kind,
            "effective_on": day,
            "created_at": now,
            "changed_at": now,
            **values,
        }

    begun, ended = enrollment["starts_on"], enrollment["ends_on"]
    first = next((one for one in stays if one["starts_on"] == begun), None)
    group = first["group_id"] if first else None
    found = [
        entry(
            "initial_list",
            begun,
            to_group_id=group,
            book_number=number,
            order_number=enrollment["order_number"],
            order_date=enrollment["order_date"],
        )
    ]
    last = first["ends_on"] if first else begun
    for stay in stays:
        if stay is first:
            continue
        if group is not None and last is not None and last < stay["starts_on"]:
            found.append(entry("group_transfer", last, from_group_id=group))
            group = None
        found.append(
            entry(
                "group_transfer",
                stay["starts_on"],
                from_group_id=group,
                to_group_id=stay["group_id"],
                order_number=stay["order_number"],
            )
        )
        group, last = stay["group_id"], stay["ends_on"]
    if group is not None and last is not None and last != ended:
        found.append(entry("group_transfer", last, from_group_id=group))
        group = None
    if ended is not None:
        found.append(
            entry(
                "departure",
                ended,
                from_group_id=group,
                reason="other",
                order_number=enrollment["end_order_number"],
                order_date=enrollment["end_order_date"],
            )
        )
    return found


def downgrade() -> None:
    with op.batch_alter_table("transfer_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_case_organization_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_case_document_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_case_child_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_case_case_key"))

    op.drop_table("transfer_case")
    with op.batch_alter_table("movement_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_movement_line_to_group_id"))
        batch_op.drop_index(batch_op.f("ix_movement_line_organization_id"))
        batch_op.drop_index(batch_op.f("ix_movement_line_document_id"))
        batch_op.drop_index(batch_op.f("ix_movement_line_child_id"))

    op.drop_table("movement_line")
    with op.batch_alter_table("movement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_movement_to_group_id"))
        batch_op.drop_index(batch_op.f("ix_movement_organization_id"))
        batch_op.drop_index("ix_movement_organization_effective")
        batch_op.drop_index(batch_op.f("ix_movement_document_id"))
        batch_op.drop_index(batch_op.f("ix_movement_child_id"))

    op.drop_table("movement")
