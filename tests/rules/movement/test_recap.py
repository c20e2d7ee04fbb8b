"""The recap of the book: figures of a small kindergarten by hand, and the book's lines."""

from __future__ import annotations

from app.movement.rules.book import Entry, book_lines, missing_numbers, spans
from app.movement.rules.events import DepartureReason, MovementKind
from app.movement.rules.history import replay
from app.movement.rules.recap import Figure, recap
from tests.rules.movement.entries import DROPS, STARS, SUN, day, entry

K, F = MovementKind, Figure

# docs/rules/movement.md tells these children one by one.
STORY = {
    1: [entry(K.INITIAL, day(9, 1, 2024), DROPS, key=1, child=1)],
    2: [
        entry(K.INITIAL, day(9, 1, 2024), DROPS, key=2, child=2),
        entry(K.GROUP_TRANSFER, day(3, 2), SUN, key=10, child=2),
    ],
    3: [
        entry(K.INITIAL, day(9, 1, 2024), SUN, key=3, child=3),
        entry(K.DEPARTURE, day(5, 29), key=11, child=3, reason=DepartureReason.SCHOOL),
    ],
    4: [entry(K.ENROLMENT, day(2, 2), DROPS, key=12, child=4)],
    5: [
        entry(K.BY_TRANSFER, day(4, 1), SUN, key=13, child=5),
        entry(K.DEPARTURE, day(6, 15), key=14, child=5, reason=DepartureReason.MOVE),
    ],
    6: [
        entry(K.INITIAL, day(9, 1, 2024), SUN, key=4, child=6),
        entry(K.TEMPORARY, day(7, 1), DROPS, key=15, child=6, last=day(7, 31)),
    ],
    7: [entry(K.GUEST, day(7, 1), DROPS, key=16, child=7, last=day(7, 31))],
}
BOYS = (1, 3, 6)


def figures(line):
    return {figure: line[figure] for figure in Figure if line[figure]}


def story():
    return {child: replay(events) for child, events in STORY.items()}


def test_the_recap_between_two_days_by_group():
    found = recap(story(), BOYS, day(1, 1), day(9, 1))
    assert figures(found.lines[DROPS]) == {
        F.START: 2,
        F.ARRIVED_NEW: 2,
        F.MOVED_IN: 1,
        F.LEFT_OTHER: 1,
        F.MOVED_OUT: 2,
        F.END: 2,
        F.BOYS: 1,
        F.GIRLS: 1,
    }
    assert figures(found.lines[SUN]) == {
        F.START: 2,
        F.ARRIVED_FROM: 1,
        F.MOVED_IN: 2,
        F.LEFT_SCHOOL: 1,
        F.LEFT_MOVE: 1,
        F.MOVED_OUT: 1,
        F.END: 2,
        F.BOYS: 1,
        F.GIRLS: 1,
    }
    assert found.balances
    assert found.total[F.MOVED_IN] == found.total[F.MOVED_OUT] == 3


def test_behind_each_figure_stand_its_children():
    line = recap(story(), BOYS, day(1, 1), day(9, 1)).lines[SUN]
    assert line.children[F.LEFT_SCHOOL] == [3]
    assert line.children[F.END] == [2, 6]


def test_a_movement_of_the_first_day_belongs_to_the_start():
    found = recap(story(), BOYS, day(2, 2), day(2, 2))
    assert found.lines[DROPS][F.START] == found.lines[DROPS][F.END] == 3
    assert found.balances


def test_the_book_has_a_line_for_each_arrival_with_what_followed():
    entries = [Entry(one, number=one.key) for events in STORY.values() for one in events]
    lines = {line.arrival.event.child: line for line in book_lines(entries, day(9, 1))}
    assert [one.event.group for one in lines[2].moves] == [SUN]
    assert lines[3].departure.event.effective_on == day(5, 29)
    assert lines[7].ended_on == day(7, 31), "a guest's stay ends without an order"
    assert book_lines(entries, day(1, 1))[-1].number == 4, "the book as on 1 January"


def test_a_cancelled_enrolment_keeps_its_line_and_number():
    first = Entry(STORY[1][0], number=1, order="1-з", reversed_on=day(9, 20, 2024), reversed_by="9")
    again = Entry(entry(K.ENROLMENT, day(9, 25, 2024), SUN, key=5, child=1), number=2)
    moved = Entry(entry(K.GROUP_TRANSFER, day(2, 2), STARS, key=6, child=1))
    one, two = book_lines([first, again, moved], day(9, 1))
    assert (one.number, one.arrival.in_force(day(9, 1)), one.moves) == (1, False, [])
    assert two.moves == [moved]
    assert book_lines([first, again], day(9, 10, 2024))[0].arrival.in_force(day(9, 10, 2024))


def test_numbers_without_a_line_are_told():
    entries = [Entry(STORY[1][0], number=1), Entry(STORY[3][0], number=3)]
    assert missing_numbers(book_lines(entries, day(9, 1))) == [2]
    assert spans([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"
    assert spans([]) == ""
