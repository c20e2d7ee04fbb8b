"""A parent reports an absence; the teacher sees it first thing, and the family sees it taken."""

from __future__ import annotations

import json
import re
from datetime import date, time

import pytest

from app.attendance.models import AttendanceCode, AttendanceMark
from app.attendance.notice_models import AbsenceNotice
from app.children.models import Child, ChildGuardian
from app.children.rules import GuardianRights
from app.notifications.models import Notification
from app.organizations.models import Organization, OrganizationSettings
from tests.factories.rows import Rows
from tests.harness.queries import QueryRecorder

TODAY = "2026-11-24"
EARLY, LATE = "04:00", "06:00"  # 7 and 9 in the morning of Moscow
ROMASHKA = "Ромашка"


@pytest.fixture
def morning(house, on_day):
    """It is seven in the morning; the first child has both parents, the second its own mother."""
    on_day(TODAY, EARLY)
    family(house, 0, "father", "Абрамов", "Олег", "father")
    family(house, 1, "mother2", "Белова", "Юлия", "mother")
    return house


def family(house, child, login, last, first, relation):
    with house.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, house.organization), first=700 + child)
        user = rows.user(
            login, last_name=last, first_name=first, organization_id=house.organization
        )
        rows.appoint(user, "parent")
        row = session.get_one(Child, house.children[child])
        guardian = rows.guardian_of(row, user, last_name=last, first_name=first)
        link = session.query(ChildGuardian).filter_by(guardian_id=guardian.id).one()
        link.relation = relation
        house.users[login] = user.id


def address(house, child=0):
    return f"/attendance/notices/child/{house.children[child]}"


def report(house, login="parent", child=0, first=TODAY, last="", reason="Б", **more):
    form = {"kind": "absence", "reason": reason, "starts_on": first, "ends_on": last, **more}
    return house.visit(login).send(address(house, child), form)


def pick_up(house, hour="12:30", day=TODAY):
    form = {"pick-starts_on": day, "pick-pickup_at": hour, "pick-note": "дедушка"}
    return house.visit("parent").send(address(house), {"kind": "pick_up", **form})


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def notices(house):
    return house.look(AbsenceNotice, organization_id=house.organization)


def letters(house, day=date(2026, 11, 24)):
    names = {key: letter for letter, key in house.codes.items()}
    rows = house.look(AttendanceMark, day=day, group_id=house.group)
    return {house.children.index(row.child_id): names.get(row.code_id) for row in rows}


def sheet_of(page):
    return json.loads(re.search(r'id="sheet">(.*?)</script>', page, re.DOTALL)[1])


def test_the_teacher_sees_at_once_what_a_parent_reported(morning):
    answer = report(morning, note="температура 38,2")
    assert answer.status_code == 302
    page = text(morning.visit("first"), morning.day_address())
    block = re.search(r'class="from-parents".*?</section>', page, re.DOTALL)[0]
    assert "Абрамов Тимофей — болезнь ребёнка" in block
    assert "07:00: температура 38,2" in block
    assert 'data-letter="Б"' in block
    assert sheet_of(page)["proposals"] == {str(morning.children[0]): {"24": "Б"}}
    # It counts as absent before anybody pressed anything, and no mark is made yet.
    assert re.search(r'id="here"[^>]*>2<', page)
    assert letters(morning) == {}


def test_confirming_the_day_writes_the_reported_reason(morning):
    report(morning)
    assert morning.marks(morning.visit("first"), present=(TODAY,)).status_code == 200
    assert letters(morning) == {0: "Б", 1: "Я", 2: "Я"}


def test_a_child_who_came_all_the_same_is_marked_present_by_the_teacher(morning):
    report(morning)
    first = morning.visit("first")
    morning.marks(first, morning.cell(0, 24, "Я"), present=(TODAY,))
    assert letters(morning)[0] == "Я"


def test_the_form_without_scripts_proposes_the_reported_reason_too(morning):
    report(morning)
    page = text(morning.visit("first"), morning.day_address())
    select = re.search(rf'name="mark-{morning.children[0]}".*?</select>', page, re.DOTALL)[0]
    assert '<option value="Б" selected>' in select


def test_the_month_shows_days_ahead_as_reported(morning):
    report(morning, first="2026-11-25", last="2026-11-27", reason="О")
    page = text(morning.visit("first"), morning.month_address())
    told = sheet_of(page)["proposals"][str(morning.children[0])]
    assert told == {"25": "О", "26": "О", "27": "О"}
    assert page.count('class="blue planned"') == 3
    tomorrow = text(morning.visit("first"), morning.day_address("2026-11-25"))
    assert "Абрамов Тимофей — отпуск родителей" in tomorrow


def test_both_parents_see_it_and_another_family_never(morning):
    report(morning, "father", note="секретная записка")
    for login, who in (("parent", "папа"), ("father", "вы")):
        page = text(morning.visit(login), address(morning))
        assert "секретная записка" in page
        assert f"{who}, 07:00" in page
        assert "Сегодня дома: болезнь ребёнка" in text(morning.visit(login), "/")
    stranger = morning.visit("mother2")
    assert stranger.get(address(morning)).status_code == 404
    for path in ("/absence-notices/", "/api/v1/absence_notice/"):
        assert stranger.get(path).status_code == 403
    for path in ("/", address(morning, 1)):
        assert "секретная" not in text(stranger, path)
        assert "Тимофей" not in text(stranger, path)


def test_another_family_and_another_kindergarten_can_neither_report_nor_withdraw(morning, garden):
    report(morning)
    row = notices(morning)[0]
    for client in (morning.visit("mother2"), garden.client_of("parent_ab")):
        form = {"kind": "absence", "reason": "Б", "starts_on": TODAY}
        assert client.send(address(morning), form).status_code == 404
        assert client.send(f"/attendance/notices/{row.id}/withdraw").status_code == 404
    # Who has no such right at all is told so, whoever's the child is.
    assert morning.visit("first").send(address(morning), {}).status_code == 403
    assert [one.withdrawn_at for one in notices(morning)] == [None]


def test_a_representative_without_rights_in_force_cannot_report(morning):
    with morning.garden.system() as session:
        for link in session.query(ChildGuardian).filter_by(child_id=morning.children[0]):
            link.valid_to = date(2026, 11, 23)
    assert report(morning).status_code == 404
    assert notices(morning) == []


def test_a_double_press_and_both_parents_make_one_notice(morning):
    for login in ("parent", "parent", "father"):
        assert report(morning, login).status_code == 302
    assert len(notices(morning)) == 1


def test_both_teachers_of_the_group_are_told_once_and_nobody_else(morning):
    for login in ("parent", "father"):
        report(morning, login)
    told = morning.look(Notification, kind="absence-notices")
    assert {one.user_id for one in told} == {morning.users["first"], morning.users["second"]}
    assert len(told) == 2
    assert told[0].href == morning.day_address()
    row = notices(morning)[0]
    morning.visit("parent").send(f"/attendance/notices/{row.id}/withdraw")
    assert morning.look(Notification, kind="absence-notices") == []


def test_a_parent_who_may_only_know_of_the_child_reads_and_does_not_report(morning):
    report(morning)
    with morning.garden.system() as session:
        for link in session.query(ChildGuardian).filter_by(relation="father"):
            link.rights = GuardianRights.INFORMATION
    assert report(morning, "father", first="2026-11-30").status_code == 404
    home = text(morning.visit("father"), "/")
    assert "Сегодня дома: болезнь ребёнка" in home
    assert "/attendance/notices/child" not in home


def test_days_reported_otherwise_are_refused_with_what_stands(morning):
    report(morning, last="2026-11-26")
    answer = report(morning, "father", first="2026-11-25", last="2026-11-30", reason="О")
    assert answer.status_code == 409
    said = answer.get_data(as_text=True)
    assert (
        morning.said(
            "It is reported already: %(days)s. Withdraw that notice first.",
            days="24.11.2026 – 26.11.2026",
        )
        in said
    )
    # What was typed stays.
    assert 'value="30.11.2026"' in said


def test_a_mark_of_the_teacher_blocks_a_notice_of_that_day(morning):
    morning.marks(morning.visit("first"), morning.cell(0, 24, "Я"))
    answer = report(morning)
    assert answer.status_code == 409
    assert morning.said(
        "The teacher has marked %(day)s already: “%(letter)s”. Agree with her.",
        day="24.11.2026",
        letter="Я",
    ) in answer.get_data(as_text=True)
    assert notices(morning) == []


def test_after_the_hour_of_the_settings_today_is_closed_and_tomorrow_open(morning, on_day):
    morning.make(OrganizationSettings, valid_from=date(2026, 11, 1), notice_deadline=time(8, 45))
    on_day(TODAY, "05:44")
    assert report(morning, child=0).status_code == 302
    on_day(TODAY, "05:45")
    answer = report(morning, "mother2", child=1)
    assert answer.status_code == 422
    assert "до 08:45" in answer.get_data(as_text=True)
    assert report(morning, "mother2", child=1, first="2026-11-25").status_code == 302


def test_the_hour_is_that_of_the_kindergarten_and_not_of_the_server(morning, on_day):
    morning.change(Organization, morning.organization, timezone="Asia/Yekaterinburg")
    on_day(TODAY, EARLY)  # nine in the morning there
    assert report(morning).status_code == 422


def test_settings_that_begin_tomorrow_do_not_rule_today(morning):
    morning.make(OrganizationSettings, valid_from=date(2026, 11, 25), notice_deadline=time(6, 0))
    assert report(morning).status_code == 302


@pytest.mark.parametrize(
    "form", [{"first": "25.11.2026", "last": "27.11.2026"}, {"first": "25112026"}]
)
def test_days_are_read_as_the_page_writes_them(morning, form):
    assert report(morning, **form).status_code == 302
    assert notices(morning)[0].starts_on == date(2026, 11, 25)
    assert pick_up(morning, "9:30", "24.11.2026").status_code == 302


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"reason": "Я"}, "Choose a reason of the list."),
        ({"reason": "Р"}, "Choose a reason of the list."),
        ({"reason": ""}, "Choose a reason."),
        ({"first": "2026-02-30"}, None),
        ({"note": "ы" * 201}, "At most 200 characters."),
        ({"first": "2026-11-28", "last": "2026-11-29"}, None),
        ({"first": "2026-11-23"}, None),
        ({"first": "2026-11-25", "last": "2027-06-01"}, None),
    ],
)
def test_what_cannot_be_reported_is_refused_in_russian(morning, form, said):
    answer = report(morning, **form)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert 'class="wrong"' in body
    if said:
        assert morning.said(said) in body
    assert notices(morning) == []


def test_a_note_is_text_and_no_markup(morning):
    report(morning, note="<script>alert(1)</script>")
    for client, path in (
        (morning.visit("first"), morning.day_address()),
        (morning.visit("parent"), address(morning)),
    ):
        page = text(client, path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_an_early_pick_up_is_told_with_its_hour_and_makes_no_mark(morning):
    assert pick_up(morning).status_code == 302
    page = text(morning.visit("first"), morning.day_address())
    assert "раньше уйдёт, в 12:30" in page
    assert "дедушка" in page
    morning.marks(morning.visit("first"), present=(TODAY,))
    assert letters(morning)[0] == "Я"
    assert "раньше уйдёт, в 12:30" in text(morning.visit("parent"), "/")


def test_a_pick_up_without_an_hour_is_refused(morning):
    answer = pick_up(morning, hour="")
    assert answer.status_code == 422
    assert morning.said("Say at what time you will come.") in answer.get_data(as_text=True)


def test_either_parent_withdraws_until_the_hour_and_reports_anew(morning, on_day):
    report(morning)
    row = notices(morning)[0]
    morning.visit("father").send(f"/attendance/notices/{row.id}/withdraw")
    assert notices(morning)[0].withdrawn_at is not None
    assert "from-parents" not in text(morning.visit("first"), morning.day_address())
    assert report(morning).status_code == 302
    on_day(TODAY, LATE)
    row = notices(morning)[1]
    page = morning.visit("parent").send(f"/attendance/notices/{row.id}/withdraw")
    assert page.status_code == 302
    assert notices(morning)[1].withdrawn_at is None


def test_a_notice_that_has_begun_is_cut_to_the_days_that_were(morning, on_day):
    report(morning, last="2026-11-27")
    on_day("2026-11-25", EARLY)
    row = notices(morning)[0]
    morning.visit("parent").send(f"/attendance/notices/{row.id}/withdraw")
    row = notices(morning)[0]
    assert (row.ends_on, row.withdrawn_at) == (date(2026, 11, 24), None)


def test_the_family_sees_that_the_teacher_has_taken_it(morning):
    report(morning)
    waits = morning.said("the teacher sees it when she marks the group")
    assert waits in text(morning.visit("parent"), address(morning))
    morning.marks(morning.visit("first"), present=(TODAY,))
    page = text(morning.visit("parent"), address(morning))
    assert morning.said("taken into account by the teacher") in page
    assert "/withdraw" not in page


def test_who_keeps_the_fees_reads_no_notes_about_health(morning):
    report(morning, note="температура 38,2")
    with morning.garden.system() as session:
        rows = Rows(session, session.get_one(Organization, morning.organization), first=800)
        user = rows.user("money", organization_id=morning.organization)
        rows.appoint(user, "accountant")
        morning.users["money"] = user.id
    page = text(morning.visit("money"), morning.day_address())
    assert "Абрамов Тимофей" in page
    assert "38,2" not in page


def test_only_reasons_that_the_kindergarten_offers_are_shown_to_parents(morning):
    page = text(morning.visit("parent"), address(morning))
    assert re.findall(r'name="reason" value="(.)"', page) == ["Б", "О", "С", "П", "-"]
    morning.change(AttendanceCode, morning.codes["О"], for_parents=False)
    page = text(morning.visit("parent"), address(morning))
    assert re.findall(r'name="reason" value="(.)"', page) == ["Б", "С", "П", "-"]


def test_notices_cost_the_day_and_its_saving_no_statement(morning):
    first = morning.visit("first")
    text(first, morning.day_address())
    counts = []
    for child in (None, 0):
        if child is not None:
            report(morning)
            report(morning, "mother2", child=1, last="2026-11-27")
        with QueryRecorder(morning.garden.engine) as page:
            text(first, morning.day_address())
        counts.append(len(page.texts) - len(page.starting_with("BEGIN")))
    assert counts[0] == counts[1], page
    with QueryRecorder(morning.garden.engine) as save:
        morning.marks(first, present=(TODAY,))
    assert len(save.texts) - len(save.starting_with("BEGIN")) <= 12, save


def test_the_page_of_a_parent_says_when_it_was_made(morning):
    assert "обновлено в 07:00" in text(morning.visit("parent"), "/")
    assert "обновлено в 07:00" in text(morning.visit("parent"), address(morning))
    month = f"/attendance/child/{morning.children[0]}/2026-11"
    assert "обновлено в 07:00" in text(morning.visit("parent"), month)


def test_the_way_up_from_a_notice_leads_home_and_not_back_to_it(morning):
    page = text(morning.visit("parent"), address(morning))
    assert re.search(r'class="round page-back" href="([^"]+)"', page)[1] == "/"
