"""What the pages of the forum show: plain values for the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.board.pages import exactly, file_lines, when
from app.communication.forum.models import ForumPost, ForumTopic
from app.communication.forum.news_queries import Limits
from app.communication.forum.queries import Open
from app.communication.forum.rules import (
    PAGE,
    POST_STATES,
    PostState,
    Readers,
    last_page,
    may_edit,
)
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.rich_text import excerpt, to_html


def name_of(row: Any, *, in_full: bool) -> str:
    """Whoever wrote: a parent is for other families a name and patronymic and nothing else."""
    return str(row.full_name if in_full or row.author_staff else row.public_name)


def section_card(section: Open, numbers: Any, today: date) -> dict[str, Any]:
    topics = numbers.topics if numbers is not None else 0
    unread = int(numbers.unread) if numbers is not None else 0
    return {
        "href": f"/forum/sections/{section.id}",
        "title": section.title,
        "description": section.description,
        "topics": ngettext("%(num)d topic", "%(num)d topics", topics) if topics else _("no topics"),
        "unread": ngettext("%(num)d unread topic", "%(num)d unread topics", unread)
        if unread
        else "",
        "last": when(numbers.last_at, today) if numbers is not None else "",
        "badges": section_badges(section),
    }


def section_badges(section: Open) -> list[dict[str, Any]]:
    found = []
    if section.hall.closed:
        found.append({"tone": "grey", "icon": "lock", "label": _("Closed")})
    if section.hall.readers is Readers.STAFF:
        found.append({"tone": "violet", "icon": "people", "label": _("Staff only")})
    if section.hall.moderated:
        found.append({"tone": "grey", "icon": "shield", "label": _("Moderated")})
    return found


def topic_line(
    row: Any, first: Any, today: date, *, in_full: bool, all_seen: bool
) -> dict[str, Any]:
    """``all_seen``: a beginning that is not published is told (to its author or a moderator)."""
    answers = max(row.posts - 1, 0)
    fresh = row.posts - row.seen if row.posts else 0
    told = first is not None and (first.state is PostState.PUBLISHED or all_seen)
    return {
        "href": f"/forum/topics/{row.id}" + unread_place(row.posts, row.seen),
        "title": row.title,
        "author": name_of(first, in_full=in_full) if first is not None else "",
        "beginning": excerpt(first.beginning, 120) if told else "",
        "answers": ngettext("%(num)d answer", "%(num)d answers", answers)
        if answers
        else _("no answers yet"),
        "fresh": ngettext("%(num)d new", "%(num)d new", fresh) if fresh > 0 else "",
        "at": when(row.last_at, today),
        "pinned": row.pinned,
        "closed": row.closed,
        "hidden": row.hidden,
        "waiting": not row.posts,
    }


def unread_place(posts: int, seen: int) -> str:
    """Where reading goes on: the page and the place of the first unread post."""
    if not posts or not seen:
        return ""
    number = min(seen + 1, posts)
    page = (number - 1) // PAGE + 1
    return (f"?page={page}" if page > 1 else "") + f"#n{number}"


def post_card(
    row: ForumPost,
    files: Sequence[Any],
    section: Open,
    today: date,
    me: int,
    limits: Limits,
    now: datetime,
    *,
    in_full: bool,
    open_topic: bool,
) -> dict[str, Any]:
    own = row.author_id == me
    base = f"/forum/posts/{row.id}"
    attached = file_lines(files, base, row.text)
    pictures = {one["name"]: one["href"] for one in file_lines(files, base) if one["picture"]}
    shown = row.state is PostState.PUBLISHED
    judge = section.moderates
    return {
        "id": row.id,
        "number": row.number,
        "author": name_of(row, in_full=in_full),
        "role": row.author_role if row.author_staff else _("parent"),
        "staff": row.author_staff,
        "own": own,
        "at": when(row.published_at or row.created_at, today),
        "edited": exactly(row.edited_at),
        "text": to_html(row.text, pictures),
        "files": attached,
        "state": row.state.value,
        "state_label": translate(POST_STATES[row.state]),
        "reason": row.reason or "",
        "judged_by": row.judged_by or "" if judge else "",
        "edits": row.edits,
        "may_edit": own
        and open_topic
        and section.writes
        and may_edit(row.state, row.published_at, now, limits.edit_minutes),
        "may_hide": judge and shown,
        "may_show": judge and row.state is PostState.HIDDEN,
        "may_judge": judge and row.state is PostState.WAITING,
        "may_quote": shown and open_topic and section.writes,
    }


def pager(topic: ForumTopic, number: int) -> dict[str, Any]:
    """Pages of a topic: all of them, and what stands before and after."""
    last = last_page(topic.posts)
    base = f"/forum/topics/{topic.id}?page="
    return {
        "last": last,
        "label": _("Page %(number)s of %(last)s", number=number, last=last),
        "first_href": f"{base}1" if number > 1 else None,
        "back_href": f"{base}{number - 1}" if number > 1 else None,
        "next_href": f"{base}{number + 1}" if number < last else None,
        "last_href": f"{base}{last}" if number < last else None,
    }


def waiting_card(
    post: ForumPost, topic: ForumTopic, section: Open, files: Sequence[Any], today: date
) -> dict[str, Any]:
    base = f"/forum/posts/{post.id}"
    pictures = {one["name"]: one["href"] for one in file_lines(files, base) if one["picture"]}
    return {
        "id": post.id,
        "topic": topic.title,
        "topic_href": f"/forum/topics/{topic.id}",
        "new_topic": not topic.posts,
        "changed": post.number is not None,
        "section": section.title,
        "author": post.full_name,
        "at": when(post.created_at, today),
        "text": to_html(post.text, pictures),
        "files": file_lines(files, base, post.text),
        "edits": post.edits,
    }


def found_line(
    row: Any, sections: Mapping[int, Open], today: date, *, in_full: bool
) -> dict[str, Any]:
    return {
        "href": f"/forum/posts/{row.id}",
        "title": row.title,
        "section": sections[row.section_id].title,
        "beginning": excerpt(row.text, 200),
        "author": name_of(row, in_full=in_full),
        "at": when(row.published_at, today),
    }


def problem(refusal: RuleViolation | None) -> dict[str, Any]:
    """What the form of a post says of a refusal."""
    if refusal is None:
        return {"errors": [], "wrong": {}}
    text, field = translate(refusal.text), str(refusal.details.get("field", ""))
    field = "files" if field == "photos" else field
    label = {"title": _("Title"), "text": _("Text"), "files": _("Files")}.get(field, "")
    return {"errors": [(field if label else "", label, text)], "wrong": {field: text}}
