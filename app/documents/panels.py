"""What the card of a document shows besides its facts: files, links, readers, route, list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.entity_writes import author_name
from app.core.formats import show_date, show_moment
from app.core.i18n import translate
from app.core.scoping.session import ScopedSession
from app.documents import queries
from app.documents.acquaintance_queries import lines_of
from app.documents.attached_models import LINK_KINDS, LINKED_BACK, ApprovalStep
from app.documents.audience import AUDIENCES
from app.documents.models import Document, DocumentAccess
from app.documents.people_queries import Holder, holders, roles_among, staff
from app.documents.route_queries import all_steps, route_steps
from app.documents.rules.files import ENDINGS, MOST_BYTES
from app.documents.rules.lifecycle import DOCUMENT_STEPS, DocumentState
from app.documents.rules.route import DECISIONS, MOST_STEPS, Decision, step_at_work
from app.organizations.person import Person

_TONES = {Decision.WAITING: "amber", Decision.APPROVED: "green", Decision.RETURNED: "red"}


def size_said(size: int) -> str:
    """«1,2 МБ», «340 КБ»."""
    if size >= 1024**2:
        return _("%(number)s MB", number=f"{size / 1024**2:.1f}".replace(".", ","))
    return _("%(number)s KB", number=max(1, round(size / 1024)))


def card_of(document: Document) -> str:
    return f"/orders/{document.id}" if document.kind.is_order else f"/documents/{document.id}"


def panels(session: ScopedSession, document: Document, person: Person, *, edits: bool) -> Any:
    """All panels of a card. ``edits``: whether the person may add to them."""
    found = staff(holders(session, document.organization_id, person.today)) if edits else []
    document = queries.load_document(session, document.id) or document
    return {
        "base": f"/documents/{document.id}",
        "edits": edits,
        "files": _files(session, document),
        "takes_files": edits and document.state is not DocumentState.CANCELLED,
        "endings": ",".join(ENDINGS),
        "limit": MOST_BYTES // 1024**2,
        "links": _links(session, document),
        "link_kinds": [(one.value, translate(text)) for one, text in LINK_KINDS.items()],
        "readers": _readers(session, document) if edits else [],
        "people": _people(found, person),
        "roles": [(key, name) for key, name in roles_among(found).items()],
        "route": _route(session, document, person),
        "sends": edits and document.state is DocumentState.DRAFT,
        "most_steps": MOST_STEPS,
        "list": _list(session, document),
        "shows": edits and document.state is DocumentState.SIGNED,
        "audiences": _audiences(session, document, person) if edits else [],
        "events": _events(session, document),
    }


def _files(session: ScopedSession, document: Document) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "note": " · ".join(
                filter(
                    None,
                    (
                        _("version %(number)s", number=one.number),
                        size_said(one.size),
                        one.by_name,
                        show_moment(one.created_at),
                    ),
                )
            ),
            "href": f"/documents/{document.id}/files/{one.number}",
        }
        for one in queries.files_of(session, document.id)
    ]


def _links(session: ScopedSession, document: Document) -> list[dict[str, str]]:
    away, back = queries.links_of(session, document.id)
    lines = [_link(LINK_KINDS[one.kind], one.target) for one in away]
    lines += [_link(LINKED_BACK[one.kind], one.document) for one in back]
    if document.cancels is not None:
        lines.append(_link(queries.CANCELS, document.cancels))
    lines += [_link(queries.CANCELLED_BY, one) for one in queries.cancelling(session, document.id)]
    return [one for one in lines if one]


def _link(label: Any, target: Document | None) -> dict[str, str]:
    """Nothing for a document that the person does not reach."""
    if target is None:
        return {}
    return {"label": translate(label), "text": str(target), "href": f"/documents/{target.id}"}


def _readers(session: ScopedSession, document: Document) -> list[dict[str, Any]]:
    rows = queries.readers_of(session, document.id)
    wanted = {one.role_id for one in rows if one.role_id is not None}
    query = select(Role.id, Role.name).where(Role.id.in_(wanted))
    roles = {row.id: row.name for row in session.execute(query)}
    return [{"id": one.id, "label": _reader(one, roles)} for one in rows]


def _reader(one: DocumentAccess, roles: Any) -> str:
    if one.user_id is not None:
        return author_name(one.user_id)
    return _("Role: %(role)s", role=roles.get(one.role_id, ""))


def _people(found: Sequence[Holder], person: Person) -> list[tuple[int, str]]:
    """Account → its name and roles; namesakes with their logins, for who may read accounts."""
    roles: dict[tuple[int, str], list[str]] = {}
    for one in found:
        roles.setdefault((one.user_id, one.name), []).append(one.role)
    said = {key: f"{name} ({', '.join(held)})" for (key, name), held in roles.items()}
    alike = Counter(said.values())
    logins = {one.user_id: one.login for one in found}
    if person.has_right("can_read", "UserAccount"):
        said |= {key: f"{text}, {logins[key]}" for key, text in said.items() if alike[text] > 1}
    return list(said.items())


def _route(session: ScopedSession, document: Document, person: Person) -> dict[str, Any]:
    """The newest round, the earlier ones, and what is to be done now."""
    rows = all_steps(session, document.id)
    going = document.state is DocumentState.ON_APPROVAL
    current = [one for one in rows if one.round == document.sent_round] if going else []
    step = step_at_work(route_steps(current)) if current else None
    mine = step is not None and _asked(step.approver, document, person)
    rounds: dict[int, list[dict[str, Any]]] = {0: [], **{one.round: [] for one in rows}}
    for one in rows:
        asked = None if step is None or one not in current else one.id == step.id
        rounds[one.round].append(_step(one, asked))
    *earlier, newest = [rounds[number] for number in sorted(rounds)]
    return {
        "rows": newest,
        "earlier": [one for one in earlier if one],
        "decide": bool(going and mine and person.has_right("can_approve", "Document")),
        "waits": _waits(document) if going and step is None else "",
    }


def _waits(document: Document) -> str:
    if document.kind.is_order:
        return _("It waits for the signature of the head.")
    return _("Everybody has approved it: it can be registered.")


def _asked(approver: Any, document: Document, person: Person) -> bool:
    return approver.user_id == person.id or approver.role_id in roles_in(
        person, document.organization_id
    )


def roles_in(person: Person, organization_id: int) -> frozenset[int]:
    """Roles that the person holds in an organisation."""
    return frozenset(
        grant.role_id for grant in person.grants if grant.organization_id == organization_id
    )


def _step(one: ApprovalStep, asked: bool | None) -> dict[str, Any]:
    """``asked``: whether it is this one's turn now; None where nobody is waited for any more."""
    when = show_moment(one.decided_at) if one.decided_at else ""
    who = one.decided_by if one.role_id is not None else ""
    said = translate(DECISIONS[one.decision])
    if one.decision is Decision.WAITING:
        turns = {True: _("is asked now"), False: _("waits for the turn"), None: _("was not asked")}
        said = turns[asked]
    tone = "grey" if one.decision is Decision.WAITING and not asked else _TONES[one.decision]
    return {
        "label": one.asked_name,
        "note": " · ".join(filter(None, (who, when))),
        "comment": one.comment or "",
        "badge": {"label": said, "tone": tone},
    }


def _list(session: ScopedSession, document: Document) -> dict[str, Any]:
    rows = lines_of(session, document.id)
    done = [one for one in rows if one.confirmed_at is not None]
    late = [one for one in rows if one.confirmed_at is None]
    return {
        "total": len(rows),
        "done": [
            {"label": one.person_name, "note": show_moment(one.confirmed_at)}
            for one in done
            if one.confirmed_at
        ],
        "late": [
            {
                "label": one.person_name,
                "note": _("to be read by %(day)s", day=show_date(one.due_on)) if one.due_on else "",
            }
            for one in late
        ],
    }


def _audiences(session: ScopedSession, document: Document, person: Person) -> list[tuple[str, str]]:
    day, house = person.today, document.organization_id
    return [
        (f"{name}-{key}", label)
        for name, audience in AUDIENCES.items()
        for key, label in audience.choices(session, house, day).items()
    ]


def _events(session: ScopedSession, document: Document) -> list[dict[str, str]]:
    return [
        {
            "label": translate(DOCUMENT_STEPS[one.step]),
            "note": " · ".join(filter(None, (one.by_name, show_moment(one.happened_at)))),
            "comment": one.comment or "",
        }
        for one in queries.events_of(session, document.id)
    ]
