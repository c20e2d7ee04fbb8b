"""The plan of the demonstration: kindergartens, groups, who is in them and since when. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.academic_year.rules import usual_year
from app.demo.people import Family, Parent, People, PersonName
from app.groups.rules import GroupFocus

_WEEK = timedelta(days=7)
SCHOOL = "school"
# How many children of the oldest group went to school at the end of the summer.
_GRADUATES = 9
# The place in each group of the child whose birthday is this week, for the home of its teacher.
_BIRTHDAY_CHILD = 3


@dataclass(frozen=True)
class GroupPlan:
    """A group: its age in full years on 1 September and how many children it has."""

    name: str
    level: str
    age: int
    children: int
    capacity: int
    focus: GroupFocus = GroupFocus.GENERAL


RODNICHOK = (
    GroupPlan("Капельки", "Вторая группа раннего возраста", 2, 20, 20),
    GroupPlan("Солнышко", "Младшая", 3, 25, 25),
    GroupPlan("Ромашка", "Средняя", 4, 26, 26),
    GroupPlan("Звёздочка", "Старшая", 5, 25, 26),
    GroupPlan("Речевичок", "Старшая", 5, 17, 17, GroupFocus.COMBINED),
    GroupPlan("Непоседы", "Подготовительная к школе", 6, 27, 28),
)
TEREMOK = (
    GroupPlan("Пчёлка", "Младшая", 3, 15, 20),
    GroupPlan("Дружная семейка", "Старшая", 5, 15, 20),
)


@dataclass
class ChildPlan:
    """A child with its stays; ``stays`` are (group, first day, day of leaving or None)."""

    number: int
    name: PersonName
    birth_date: date
    family: Family
    snils: str | None
    certificate: str | None
    health_group: str
    leaves_to: str | None = None
    stays: list[tuple[str, date, date | None]] = field(default_factory=list)

    @property
    def starts_on(self) -> date:
        return self.stays[0][1]

    @property
    def ends_on(self) -> date | None:
        return self.stays[-1][2]


# The families of the two parents who sign in: surname, patronymics, mother, groups of children.
_KNOWN = (
    (("Иванов-Петров", "Иванова-Петрова"), ("Денисович", "Денисовна"), "Звёздочка"),
    (("Алиев", "Алиева"), ("Рашид оглы", "Рашид кызы"), "Солнышко Непоседы"),
)


def known_families(people: People, mothers: list[tuple[PersonName, str]]) -> dict[str, Family]:
    """Families of those who sign in, by each group in which they have a child."""
    found: dict[str, Family] = {}
    for (surname, patronymics, groups), (mother, login) in zip(_KNOWN, mothers, strict=True):
        parent = Parent(mother, people.phone(), f"{login}@example.org", login)
        family = Family(people.address(), surname, patronymics, parent, None)
        found |= dict.fromkeys(groups.split(), family)
    return found


def plan_children(
    people: People, groups: tuple[GroupPlan, ...], today: date, known: dict[str, Family]
) -> list[ChildPlan]:
    """Children of a kindergarten; every ninth has a brother or sister in a group before."""
    children: list[ChildPlan] = []
    settled: list[Family] = []
    for group in groups:
        grown = list(settled)
        for place in range(group.children):
            if place == 0 and group.name in known:
                family = known[group.name]
            elif place % 9 == 5 and grown:
                family = grown.pop(people.rng.randrange(len(grown)))
            else:
                family = people.family()
                settled.append(family)
            children.append(_child(people, group, family, today, len(children) + 1, place))
    _move_some(children, today)
    children += _graduates(people, groups[-1], today, len(children))
    return children


def _graduates(people: People, group: GroupPlan, today: date, known: int) -> list[ChildPlan]:
    """Children who were in the oldest group last year and went to school."""
    begun = usual_year(today).starts_on
    found = []
    for place in range(1, _GRADUATES + 1):
        elder = replace(group, age=max(group.age + 1, 7))
        plan = _child(people, elder, people.family(), today, known + place, _BIRTHDAY_CHILD + 1)
        left = begun - timedelta(days=1)
        plan.stays = [(group.name, begun.replace(year=begun.year - 3), left)]
        plan.leaves_to = SCHOOL
        found.append(plan)
    return found


def _child(
    people: People, group: GroupPlan, family: Family, today: date, number: int, place: int
) -> ChildPlan:
    year = usual_year(today).starts_on.year
    # Born so that on 1 September the child is exactly as old as its group.
    birth = date(year - group.age, 9, 1) - timedelta(days=people.rng.randrange(365))
    if place == _BIRTHDAY_CHILD:
        birth = _born_this_week(date(year - group.age, 9, 1), today)
    years_here = 0 if group.age < 3 else people.rng.randint(0, group.age - 2)
    # New children come one by one through September, by their adaptation.
    delay = people.rng.randrange(20) if years_here == 0 and place % 3 == 1 else 0
    starts_on = min(date(year - years_here, 9, 1) + timedelta(days=delay), today)
    return ChildPlan(
        number=number,
        name=people.child(family),
        birth_date=birth,
        family=family,
        snils=_sometimes(people.snils(), number, every=23),
        certificate=_sometimes(people.certificate(), number, every=41),
        health_group=people.rng.choice("I I II II II III".split()),
        stays=[(group.name, starts_on, None)],
    )


def _born_this_week(latest: date, today: date) -> date:
    """The birth date of a child of the group's age whose birthday is on Thursday of this week."""
    day = today + timedelta(days=3 - today.weekday())
    day = day.replace(day=min(day.day, 28))
    found = day.replace(year=latest.year)
    return found if found <= latest else day.replace(year=latest.year - 1)


def _sometimes(value: str, number: int, every: int) -> str | None:
    """Real cards lack something here and there; the numbers that are drawn stay the same."""
    return None if number % every == every // 2 else value


def _move_some(children: list[ChildPlan], today: date) -> None:
    """One moved to another group, one left, one came lately: what real sheets have."""
    mover = next((c for c in children if c.stays[0][0] == "Звёздочка" and c.number % 25 == 9), None)
    if mover is not None and today - 5 * _WEEK > mover.starts_on:
        moved_on = today - 5 * _WEEK
        group, starts_on, _open = mover.stays[0]
        mover.stays = [(group, starts_on, moved_on), ("Речевичок", moved_on, None)]
    leaver = next((c for c in reversed(children) if c.number % 10 == 4), None)
    if leaver is not None and today - 3 * _WEEK > leaver.starts_on:
        group, starts_on, _open = leaver.stays[0]
        leaver.stays = [(group, starts_on, today - 3 * _WEEK)]
    newcomer = next((c for c in children if c.number % 10 == 8), None)
    if newcomer is not None:
        newcomer.stays = [(newcomer.stays[0][0], max(today - 2 * _WEEK, newcomer.starts_on), None)]
