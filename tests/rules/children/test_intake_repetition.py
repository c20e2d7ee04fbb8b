"""Whatever the list and whatever is stored: loading it and checking it again gives no change."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.children.intake.rules.decisions import Decision
from app.children.intake.rules.fields import Field
from app.children.intake.rules.known import KnownChildren
from app.children.intake.rules.verdicts import State
from tests.dirty_spreadsheet import snils
from tests.rules.children.intake_cases import after_loading, check

LAST = ("Ёлкин", "Елкин", "ОРЛОВ", "орлов", "Ким", "Петров-Ёж")
FIRST = ("Пётр", "Петр", "Алёна", "Мия")
MIDDLE = ("Ильич", "Артёмович", "Артемович", "")
ADULTS = ("", "Ёлкина Алёна Петровна", "Елкина Алена Петровна", "Орлова Мия Ильинична", "Ким Ян")
ROW = st.fixed_dictionaries(
    {
        "name": st.builds(
            lambda *parts: " ".join(filter(None, parts)),
            st.sampled_from(LAST),
            st.sampled_from(FIRST),
            st.sampled_from(MIDDLE),
        ),
        "sex": st.sampled_from(["м", "ж", "муж."]),
        "born": st.sampled_from(["01.02.2022", "2.2.2022", "01.02.22", 44593.0]),
        "group": st.sampled_from(["Звездочка", "«Солнышко»", "лучик", ""]),
        "snils": st.sampled_from(["", snils(143_207_518), float(snils(61_904_277)), "нет"]),
        "certificate": st.sampled_from(["", "", "i-аг 123456", "II-ЛО № 654321"]),
        "address": st.sampled_from(["", "ул. Мира,  1", "ул. Мира, 2"]),
        "mother": st.sampled_from(ADULTS),
        "mother_phone": st.sampled_from(["", 89005550108.0, "8 900 555-01-09"]),
        "mother_email": st.sampled_from(["", "A@example.ru", "b@example.ru"]),
        "father": st.sampled_from(ADULTS),
    }
)
AGREED = Decision(accepted=frozenset(Field))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(ROW, min_size=1, max_size=6), st.lists(ROW, max_size=6), st.booleans())
def test_a_list_that_was_loaded_changes_nothing_when_loaded_again(
    earlier: list[dict[str, object]], rows: list[dict[str, object]], agrees: bool
) -> None:
    known = KnownChildren([])
    for loaded in (earlier, rows):
        decisions = dict.fromkeys(range(2, 8), AGREED) if agrees else {}
        checked = check(*loaded, known=known, decisions=decisions) if loaded else None
        if checked is None:
            continue
        known = after_loading(checked, known)
        again = check(*loaded, known=known, decisions=decisions)
        written = {judged.number for judged in checked.to_load}
        for judged in again.verdicts:
            assert judged.state not in (State.NEW, State.CHANGED) or judged.number not in written
            if judged.number in written:
                assert judged.state == State.SAME
