"""The demonstration is a kindergarten that could be, on either database."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, timedelta

import openpyxl
from sqlalchemy import func, select

from app.academic_year.models import AcademicYear
from app.attendance.history_models import MarkRevision
from app.attendance.models import AbsenceDocument, AttendanceMark, AttendanceSheet, SheetState
from app.attendance.sheet_queries import load_sheet
from app.children.models import Child, ChildGuardian, Guardian, Placement
from app.children.rules import full_years
from app.core.identifiers import (
    normalise_birth_certificate,
    normalise_inn,
    normalise_ogrn,
    normalise_phone,
    normalise_snils,
)
from app.demo.logins import DEMO_LOGINS, DEMO_PASSWORD
from app.demo.plan import RODNICHOK, TEREMOK
from app.documents.attached_models import Acquaintance
from app.documents.models import Document, DocumentKind
from app.documents.rules.lifecycle import DocumentState
from app.groups.models import ChildGroup
from app.movement.book_queries import counted_placements, read_register
from app.movement.rules.book import book_lines, missing_numbers
from app.movement.rules.recap import Figure, recap
from app.organizations.models import Organization, UserAccount
from app.staff.models import Employee
from tests.db.demo.conftest import TODAY

DAY = date.fromisoformat(TODAY)
SEPTEMBER = date(DAY.year, 9, 1)


def test_two_kindergartens_under_one_authority(demo):
    with demo.system() as session:
        tree = {row.code: row for row in session.scalars(select(Organization))}
        assert set(tree) == {"demo-zarechensk", "rodnichok", "teremok"}
        authority = tree["demo-zarechensk"]
        for code in ("rodnichok", "teremok"):
            assert tree[code].parent_id == authority.id
            assert tree[code].path.startswith(authority.path)
        for row in tree.values():
            assert normalise_inn(row.inn) == row.inn
            assert normalise_ogrn(row.ogrn) == row.ogrn
        staff = Counter(session.scalars(select(Employee.organization_id)))
        # Two of them were hired by a signed order.
        assert staff[tree["rodnichok"].id] == 14
        placed = dict(
            session.execute(
                select(Child.organization_id, func.count()).group_by(Child.organization_id)
            ).all()
        )
        # Nine of each went to school at the end of the summer.
        assert placed == {tree["rodnichok"].id: 149, tree["teremok"].id: 39}


def test_children_fit_their_groups(demo):
    ages = {plan.name: plan.age for plan in (*RODNICHOK, *TEREMOK)}
    with demo.system() as session:
        rows = session.execute(
            select(ChildGroup.name, ChildGroup.capacity, Child.birth_date, Placement.ends_on)
            .join(Placement, Placement.group_id == ChildGroup.id)
            .join(Child, Child.id == Placement.child_id)
        ).all()
    rows = [row for row in rows if row.ends_on is None or row.ends_on > SEPTEMBER]
    for name, _capacity, born, _ends_on in rows:
        assert full_years(born, SEPTEMBER) == ages[name], (name, born)
    filled = Counter((name, capacity) for name, capacity, _born, ends_on in rows if not ends_on)
    assert all(number <= capacity + 1 for (_name, capacity), number in filled.items())
    assert any(ends_on for *_rest, ends_on in rows)


def test_numbers_are_valid_and_nobodys(demo):
    with demo.system() as session:
        children = session.scalars(select(Child)).all()
        guardians = session.scalars(select(Guardian)).all()
        links = Counter(session.scalars(select(ChildGuardian.guardian_id)))
        surnames = {child.last_name for child in children}
    for child in children:
        if child.snils is not None:
            assert normalise_snils(child.snils) == child.snils
            assert child.snils.startswith("900")
        if child.birth_certificate is not None:
            assert normalise_birth_certificate(child.birth_certificate) == child.birth_certificate
    # Some cards lack something, as real ones do: the home of the head tells of it.
    assert 0 < sum(child.snils is None for child in children) < 10
    assert 0 < sum(child.birth_certificate is None for child in children) < 10
    for guardian in guardians:
        assert normalise_phone(guardian.phone) == guardian.phone
        assert guardian.phone.startswith("+7900555")
    assert len({guardian.phone for guardian in guardians}) == len(guardians)
    assert 2 <= max(links.values()) <= 3
    for stem in ("Ёлкин", "Алиев", "Иванов", "Ким", "Черных"):
        assert any(surname.startswith(stem) for surname in surnames), stem
    assert any((child.middle_name or "").endswith(("оглы", "кызы")) for child in children)


def test_every_group_has_a_birthday_this_week(demo):
    thursday = DAY + timedelta(days=3 - DAY.weekday())
    with demo.system() as session:
        groups = session.execute(
            select(Placement.group_id, Child.birth_date).join(Child, Child.id == Placement.child_id)
        ).all()
    born = {
        group for group, day in groups if (day.month, day.day) == (thursday.month, thursday.day)
    }
    assert born == {group for group, _day in groups}


def test_names_agree_with_the_sex(demo):
    with demo.system() as session:
        children = session.scalars(select(Child)).all()
    for child in children:
        male = child.sex.value == "male"
        middle = child.middle_name
        assert middle.endswith(("ич", "оглы") if male else ("на", "кызы")), child
        if child.last_name.endswith(("ов", "ев", "ёв", "ин", "ын")):
            assert male, child
        if child.last_name.endswith(("ова", "ева", "ёва", "ина", "ая")):
            assert not male, child


def test_every_working_day_up_to_yesterday_is_filled_and_today_is_not(demo):
    with demo.system() as session:
        last = session.scalar(select(func.max(AttendanceMark.day)))
        assert last == date(2026, 11, 23)
        groups = session.scalars(select(ChildGroup.id)).all()
        for group_id in groups:
            for month in (date(2026, 9, 1), date(2026, 10, 1)):
                totals = load_sheet(session, group_id, month).totals()
                assert totals.unfilled_days == ()
                assert totals.whole.present + totals.whole.missed == totals.whole.plan
                assert 0.75 < totals.whole.present / totals.whole.plan < 0.97
            november = load_sheet(session, group_id, date(2026, 11, 1)).totals()
            assert min(november.unfilled_days) == DAY


def test_illness_comes_with_documents_and_without(demo):
    with demo.system() as session:
        papers = Counter(
            document is not None
            for document in session.scalars(
                select(AttendanceMark.document_id).join(AttendanceMark.code).filter_by(letter="Б")
            )
        )
        documents = session.scalars(select(AbsenceDocument)).all()
    assert papers[True] > papers[False] > 20
    assert all(paper.ends_on < DAY for paper in documents)


def test_past_months_are_signed_and_the_last_two_are_at_work(demo):
    with demo.system() as session:
        rows = session.execute(select(AttendanceSheet.month, AttendanceSheet.state))
        states = Counter(map(tuple, rows))
        assert states == {
            (date(2026, 9, 1), SheetState.APPROVED): 8,
            (date(2026, 10, 1), SheetState.CLOSED): 3,
            (date(2026, 10, 1), SheetState.OPEN): 5,
            (date(2026, 11, 1), SheetState.OPEN): 8,
        }
        kept = session.scalars(
            select(AttendanceSheet.pdf_file_id).where(AttendanceSheet.month == date(2026, 9, 1))
        ).all()
    assert all(kept)


def test_everybody_signs_in_with_the_known_password(demo):
    client = demo.app.test_client()
    for login in DEMO_LOGINS:
        page = client.get("/sign-in").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        form = {"username": login.username, "password": DEMO_PASSWORD, "csrf_token": token}
        assert client.post("/sign-in", data=form).status_code == 302, login.username
        assert client.get("/").status_code == 200, login.username
        client = demo.app.test_client()


def test_loading_twice_changes_nothing(demo):
    before = fingerprint(demo)
    demo.run("load-demo", "--date", TODAY)
    assert fingerprint(demo) == before


def test_both_databases_hold_the_same_demonstration(demo):
    SEEN.add(fingerprint(demo))
    assert len(SEEN) == 1


SEEN: set[str] = set()


def fingerprint(demo):
    with demo.system() as session:
        people = session.execute(
            select(Child.account_number, Child.search_key, Child.snils).order_by(
                Child.organization_id, Child.account_number
            )
        ).all()
        marks = session.execute(
            select(Child.account_number, AttendanceMark.day, AttendanceMark.code_id)
            .join(Child, Child.id == AttendanceMark.child_id)
            .order_by(Child.account_number, AttendanceMark.day)
        ).all()
        years = session.scalars(select(AcademicYear.name)).all()
        users = session.scalars(select(UserAccount.username).order_by(UserAccount.id)).all()
    text = repr((people, marks, years, users))
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_later_day_is_continued_not_made_anew(empty):
    empty.run("load-demo", "--date", "2026-11-17")
    with empty.system() as session:
        children = session.scalar(select(func.count(Child.id)))
    empty.run("load-demo", "--date", TODAY)
    with empty.system() as session:
        assert session.scalar(select(func.count(Child.id))) == children
        assert session.scalar(select(func.max(AttendanceMark.day))) == date(2026, 11, 23)
        group = session.scalars(select(ChildGroup.id)).first()
        november = load_sheet(session, group, date(2026, 11, 1)).totals()
        assert min(november.unfilled_days) == DAY
        doubled = select(AbsenceDocument.number).group_by(
            AbsenceDocument.child_id, AbsenceDocument.starts_on
        )
        assert not session.scalars(doubled.having(func.count() > 1)).all()


def test_a_database_with_records_of_its_own_is_refused(empty):
    with empty.system() as session:
        place = session.scalars(select(Organization.id)).one()
        session.add(ChildGroup(organization_id=place, name="Своя группа"))
    answer = empty.try_to_run("load-demo")
    assert answer.exit_code == 1
    with empty.system() as session:
        assert session.scalars(select(Organization.code)).all() == ["main"]
        assert not session.scalar(select(func.count(Child.id)))


def test_without_the_switch_nothing_is_loaded(empty):
    empty.app.config["DEMO"] = False
    assert empty.try_to_run("load-demo").exit_code == 1
    with empty.system() as session:
        assert not session.scalar(select(func.count(Child.id)))


def test_a_demonstration_of_september_has_a_past(empty):
    empty.run("load-demo", "--date", "2026-09-02")
    with empty.system() as session:
        first, last = session.execute(
            select(func.min(AttendanceMark.day), func.max(AttendanceMark.day))
        ).one()
    assert (first.month, last) == (7, date(2026, 9, 1))


def test_the_dirty_spreadsheet_is_dirty(empty, tmp_path):
    file = tmp_path / "list.xlsx"
    empty.run("demo-spreadsheet", str(file))
    sheet = openpyxl.load_workbook(file).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.merged_cells.ranges
    assert rows[2][1] == "Ф.И.О. ребёнка"
    assert {type(row[2]).__name__ for row in rows[4:]} >= {"datetime", "str", "int"}
    assert any(row[4] == "Лучики" for row in rows)
    assert any(row[1] == "Итого" for row in rows)


def test_every_mark_has_its_history(demo):
    with demo.system() as session:
        marks = session.execute(
            select(AttendanceMark.child_id, AttendanceMark.day, AttendanceMark.changed_by_name)
        ).all()
        told = session.execute(
            select(MarkRevision.child_id, MarkRevision.day, MarkRevision.changed_by_name)
        ).all()
    assert marks
    assert sorted(marks, key=str) == sorted(told, key=str)


def test_the_book_the_recap_and_the_orders_of_the_year_are_there(demo):
    with demo.system() as session:
        house = session.scalars(select(Organization.id).filter_by(code="rodnichok")).one()
        register = read_register(session, house)
        lines = book_lines(register.entries, DAY)
        listed = counted_placements(session, house, DAY)
        orders = Counter(session.scalars(select(Document.state).filter_by(organization_id=house)))
    assert len(lines) == 149
    assert missing_numbers(lines) == []
    found = recap(register.histories(date.max), [], date(2026, 1, 1), DAY)
    assert found.balances
    assert found.total[Figure.LEFT_SCHOOL] == 9
    assert found.total[Figure.MOVED_IN] == found.total[Figure.MOVED_OUT] == 1
    book = {group: line[Figure.END] for group, line in found.lines.items()}
    assert {group: number for group, number in book.items() if number} == listed
    assert orders[DocumentState.SIGNED] >= 7
    # One about children, one about the work of the house.
    assert (orders[DocumentState.CANCELLED], orders[DocumentState.DRAFT]) == (2, 2)


def test_orders_about_staff_and_roles_are_signed_and_work(demo):
    """Hired, moved to another position, a role for a time; one list is confirmed by half."""
    with demo.system() as session:
        kinds = select(DocumentKind.key, Document.state, func.count()).join(Document)
        found = {
            (key, state): number
            for key, state, number in session.execute(
                kinds.group_by(DocumentKind.key, Document.state)
            )
        }
        for key in ("hiring", "position_change", "appointment"):
            assert found[key, DocumentState.SIGNED] >= 1, key
        assert found["dismissal", DocumentState.DRAFT] == 1
        hired = session.scalars(select(Employee).where(Employee.last_name == "Мельник")).one()
        assert str(hired.position) == "Младший воспитатель"
        assert hired.user_id is None, "the order offers the access"
        lines = session.scalars(select(Acquaintance.confirmed_at)).all()
        assert 0 < sum(one is None for one in lines) < len(lines)
