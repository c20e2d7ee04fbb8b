"""The period summary: the same figures on the page and in its files, each in its own reach."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import openpyxl
import pytest

from app.attendance.models import AttendanceMark, AttendanceSheet
from app.groups.models import ChildGroup
from app.organizations.models import Organization, UserAccount
from tests.factories.rows import Rows
from tests.rules.core.pdf_reading import plain_text, read

NOVEMBER = "from=2026-11-01&to=2026-11-30"


@pytest.fixture
def marked(house):
    first, other = house.visit("first"), house.visit("other")
    cells = [house.cell(0, 9, "Б"), house.cell(1, 10, "О"), house.cell(2, 11, "Н")]
    assert house.marks(first, *cells, present=("2026-11-09", "2026-11-10")).status_code == 200
    house.marks(other, present=("2026-11-09",), group=house.other_group)
    return house


def page(house, query, login="coordinator", status=200):
    answer = house.visit(login).get(f"/attendance/summary?{query}")
    assert answer.status_code == status, answer.status
    return html.unescape(answer.get_data(as_text=True))


def rows(text):
    """The lines of the table of figures, as texts."""
    table = re.search(r"<tbody>.*?</table>", text, re.DOTALL)
    found = re.findall(r"<tr.*?</tr>", table[0], re.DOTALL) if table else []
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in found]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


def figures(text, label):
    """plan, present, percent, missed, ill, other, excused, payable, unfilled of a line."""
    return next(row[1:10] for row in rows(text) if row[0].startswith(label))


def test_by_group_it_counts_plan_fact_missed_and_not_filled(marked):
    text = page(marked, NOVEMBER)
    # 19 working days × 3 children: 4 present of the two confirmed days, 3 missed.
    assert figures(text, "Ромашка") == [
        *("57", "4", "7,0", "3", "1", "2", "1", "56", "50"),
    ]
    assert figures(text, "Василёк")[:4] == ["38", "2", "5,3", "0"]
    assert figures(text, marked.said("Total"))[:4] == ["95", "6", "6,3", "3"]


def test_by_child_it_names_each(marked):
    text = page(marked, f"{NOVEMBER}&by=child")
    assert [row[0].split()[0] for row in rows(text)][:5] == [
        *("Абрамов", "Белова", "Воронцов", "Ёлкина", "Жуков"),
    ]
    assert figures(text, "Абрамов")[:5] == ["19", "1", "5,3", "1", "1"]


def test_groups_add_up_to_the_organization_also_with_a_transfer_in_mid_month(marked):
    marked.transfer(0, "2026-11-16")
    other = marked.visit("other")
    cell = {"child": marked.children[0], "day": "2026-11-17", "code": "Б", "seen": 0}
    assert marked.marks(other, cell, group=marked.other_group).status_code == 200
    by = {
        name: figures(page(marked, f"{NOVEMBER}&by={name}"), marked.said("Total"))
        for name in ("child", "group", "organization")
    }
    assert by["child"] == by["group"] == by["organization"]
    assert by["group"][0] == "95"
    assert figures(page(marked, NOVEMBER), "Ромашка")[0] == "46"  # 11 of 19 days are from the 16th
    assert figures(page(marked, f"{NOVEMBER}&by=child"), "Абрамов")[:5] == [
        *("19", "1", "5,3", "2", "2"),
    ]


def test_one_group_alone_may_be_asked_for(marked):
    text = page(marked, f"{NOVEMBER}&group={marked.group}")
    assert rows(text)[0][0] == "Ромашка"
    assert len(rows(text)) == 2


def test_reasons_of_missed_days_are_counted(marked):
    text = page(marked, NOVEMBER)
    for reason in ("Болезнь ребёнка", "Отпуск родителей", "причина не выяснена"):
        assert reason in text


def test_the_sums_that_must_agree_are_shown_and_agree(marked):
    text = page(marked, NOVEMBER)
    assert marked.said("fact + missed + not filled = plan") in text
    assert "6 + 3 + 86 = 95" in text


@pytest.mark.parametrize("by", ["group", "child", "organization"])
def test_the_files_hold_what_the_page_shows(marked, by):
    shown = rows(page(marked, f"{NOVEMBER}&by={by}"))
    guest = marked.visit("coordinator")
    address = "/attendance/summary/export/{}?" + f"{NOVEMBER}&by={by}"

    text = guest.get(address.format("csv")).get_data().decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[1:] == shown

    content = guest.get(address.format("xlsx")).get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [[_shown(cell.value) for cell in row] for row in sheet.iter_rows()]
    for line in shown:
        whole = [str(float(cell.replace(",", "."))) if _number(cell) else cell for cell in line]
        assert whole in cells, line

    pdf = plain_text(read(guest.get(address.format("pdf")).get_data()))
    for line in shown:
        for cell in line:
            assert cell.replace(" ", "") in pdf.replace(" ", "")


def _number(text):
    return re.fullmatch(r"\d+(,\d+)?", text)


def _shown(value):
    if isinstance(value, int | float):
        return str(float(value))
    return "" if value is None else str(value)


def test_a_teacher_counts_her_own_group_only(marked):
    text = page(marked, f"{NOVEMBER}&by=child", login="first")
    assert "Абрамов" in text
    assert "Ёлкина" not in text
    assert figures(text, marked.said("Total"))[0] == "57"
    assert rows(page(marked, f"{NOVEMBER}&group={marked.other_group}", login="first")) == []


@pytest.mark.parametrize("what", ["", "/export/xlsx", "/export/pdf", "/export/csv"])
def test_the_authority_counts_children_but_reads_no_names(garden, what):
    """It has no right on children: a line for each of them would be their list."""
    authority = garden.client_of("authority")
    answer = authority.get(f"/attendance/summary{what}?{NOVEMBER}&by=child")
    assert answer.status_code == 403
    page = authority.get(f"/attendance/summary?{NOVEMBER}&by=group").get_data(as_text=True)
    assert 'value="child"' not in page
    assert 'value="group"' in page


@pytest.mark.parametrize("what", ["", "/export/csv"])
def test_an_officer_of_the_authority_whose_child_attends_reads_no_names_of_others(garden, what):
    """The own child opens no names of the district: the right to children must hold wherever
    the summary is read."""
    cast = garden.cast
    with garden.system() as session:
        house = session.get_one(Organization, cast.organizations["A"])
        officer = session.get_one(UserAccount, cast.users["authority"])
        Rows(session, house, first=970).appoint(officer, "parent")
    authority = garden.client_of("authority")
    answer = authority.get(f"/attendance/summary{what}?{NOVEMBER}&by=child")
    assert answer.status_code == 403
    page = authority.get(f"/attendance/summary?{NOVEMBER}&by=group").get_data(as_text=True)
    assert 'value="child"' not in page


def test_the_authority_sees_its_own_kindergartens_and_no_others(house):
    with house.garden.system() as session:
        away = session.get_one(Organization, house.garden.cast.organizations["D"])
        beyond = Organization(
            kind=away.kind, code="beyond", name="Другой район", short_name="Другой район"
        )
        session.add(beyond)
        session.flush()
        beyond.path = f"/{beyond.id}/"
        far = Rows(session, beyond)
        far.placed_child(far.make(ChildGroup, name="Далёкая"))
    guest = house.garden.client_of("authority")
    text = html.unescape(
        guest.get(f"/attendance/summary?{NOVEMBER}&by=organization").get_data(as_text=True)
    )
    assert {row[0] for row in rows(text)} == {
        *("Детский сад № 5", "quartzitealpha short", "zirconiumbravo short"),
        house.said("Total"),
    }
    assert "Далёкая" not in guest.get(f"/attendance/summary?{NOVEMBER}").get_data(as_text=True)


def test_dates_that_cannot_be_are_told_and_nothing_is_counted(house):
    for query, text in (
        ("from=2026-11-31", "There is no such date."),
        ("from=x&to=y", "There is no such date."),
        ("from=0001-01-01&to=0001-01-02", "There is no such date."),
        ("from=9999-12-01&to=9999-12-31", "There is no such date."),
        ("from=2026-11-30&to=2026-11-01", "The end is before the start."),
        ("from=2020-01-01&to=2026-11-01", "Choose at most thirteen months."),
    ):
        shown = page(house, query, status=400)
        assert house.said(text) in shown
        assert rows(shown) == []
        answer = house.visit("coordinator").get(f"/attendance/summary/export/csv?{query}")
        assert answer.status_code == 400


def test_an_argument_that_is_none_is_refused(house):
    for query in ("by=planet", "group=x", "group=²", "by="):
        page(house, query, status=400)


def test_a_forged_group_has_no_lines_or_is_absent(house):
    assert rows(page(house, f"{NOVEMBER}&group=999999")) == []
    for group in (0, 2**31, 10**30):
        page(house, f"{NOVEMBER}&group={group}", status=404)


def test_a_file_of_an_unknown_kind_is_absent(house):
    assert house.visit("head").get("/attendance/summary/export/exe").status_code == 404


def test_who_may_not_read_it_is_refused(house):
    page(house, NOVEMBER, login="parent", status=403)


def test_without_dates_it_is_this_month_up_to_today(house):
    assert "01.11.2026 – 24.11.2026" in page(house, "")


def test_a_summary_of_the_sheet_equals_the_sheet(marked):
    sheet = marked.look(AttendanceSheet, group_id=marked.group)[0]
    marks = marked.look(AttendanceMark, sheet_id=sheet.id)
    present = sum(mark.code_id == marked.codes["Я"] for mark in marks)
    assert figures(page(marked, NOVEMBER), "Ромашка")[1] == str(present)
    assert sheet.month == date(2026, 11, 1)


def test_a_kindergarten_leads_to_its_groups_and_to_no_others(garden, house):
    authority = garden.client_of("authority")
    whole = authority.get(f"/attendance/summary?{NOVEMBER}&by=organization")
    text = html.unescape(whole.get_data(as_text=True))
    link = re.search(r'href="([^"]+)">Детский сад № 5<', text)[1]
    assert f"organization={house.organization}" in link
    groups = html.unescape(authority.get(link).get_data(as_text=True))
    assert {cells[0] for cells in rows(groups)[:-1]} == {"Ромашка", "Василёк"}
    assert "Детский сад № 5" in groups
    assert "feldsparalpha" not in groups


def test_a_kindergarten_out_of_reach_is_absent(garden, house):
    foreign = garden.cast.organizations["A"]
    page(house, f"{NOVEMBER}&organization={foreign}", "head", status=404)
    page(house, f"{NOVEMBER}&organization=x", "head", status=400)
