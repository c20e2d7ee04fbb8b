"""Pages of a reader: the board, one announcement, the answer, an attachment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.communication.board import pages, queries, reader_actions
from app.core import clock
from app.core.access import requires, wants_json
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import download
from app.core.files.uploads import PICTURES
from app.core.paging import typed_page
from app.organizations.access import signed_in
from app.organizations.person import Person
from app.organizations.rules import RoleReachKind


class BoardView(BaseView):
    """What is addressed to the person who reads, and nothing else."""

    route_base = "/board"
    class_permission_name = "Board"
    default_view = "board"

    @expose("/")
    @requires("read")
    def board(self) -> Any:
        me, moment, session = signed_in(), clock.now(), db.session()
        tab = request.args.get("tab", "all")
        tab = tab if tab in queries.TABS else "all"
        words = request.args.get("q", "")[:100]
        number = typed_page(request.args.get("page"))
        parent = any(grant.reach is RoleReachKind.CHILDREN for grant in me.grants)
        children = queries.children_on_board(session, me.id) if parent else []
        child = _asked_child(children)
        lines, more = queries.board(
            session, me.id, me.today, moment, tab=tab, words=words, page=number, child=child
        )
        waiting = queries.numbers(session, me.id, me.today, moment)
        shown = page(
            title=_("Announcements"),
            tab=tab,
            words=words,
            tabs=_tabs(tab, waiting, child),
            child=child,
            children=_chips(children, child, tab, words),
            updated=f"{clock.local(moment, me.timezone):%H:%M}",
            lines=[pages.line(one, me.today, moment, past=tab == "archive") for one in lines],
            more_href=_place(tab, words, child, number + 1) if more else None,
            back_href=_place(tab, words, child, number - 1) if number > 1 and lines else None,
            first_href=_place(tab, words, child) if number > 1 else None,
            may_write=me.has_right("can_publish", "Announcement"),
        )
        return render_template("board/board.html", page=shown)

    @expose("/<int:announcement_id>")
    @requires("read")
    def show(self, announcement_id: int) -> Any:
        me = signed_in()
        read = _read(me, announcement_id)
        history = queries.revisions(db.session(), announcement_id) if read.row.edited_at else ()
        shown = page(
            title=read.row.title,
            crumb=read.row.title,
            it=pages.shown(read, me.today, clock.now(), _acting(me)),
            history=[
                {"title": one.title, "text": one.text, "at": pages.exactly(one.changed_at)}
                for one in history
            ],
        )
        return render_template("board/announcement.html", page=shown)

    @expose("/<int:announcement_id>/opened", methods=["POST"])
    @requires("read")
    def opened(self, announcement_id: int) -> Any:
        """The page says it itself once it is seen: a picture of a link does not read it."""
        me = signed_in()
        read = _read(me, announcement_id)
        reader_actions.opened(db.session(), me.id, read, clock.now())
        db.session.commit()
        return jsonify(opened=True)

    @expose("/<int:announcement_id>/answer", methods=["POST"])
    @requires("answer")
    def answer(self, announcement_id: int) -> Any:
        me = signed_in()
        read = _read(me, announcement_id)
        given = {
            int(name.removeprefix("answer-")): word
            for name, word in request.form.items()
            if name.startswith("answer-") and name.removeprefix("answer-").isdigit()
        }
        reader_actions.answer(db.session(), me.id, read, given, clock.now())
        db.session.commit()
        if not wants_json():
            flash(_("Thank you, it is written down."), "success")
        return redirect(f"/board/{announcement_id}", 303)

    @expose("/<int:announcement_id>/files/<int:number>")
    @requires("read")
    def file(self, announcement_id: int, number: int) -> Any:
        _read(signed_in(), announcement_id)
        return sent_file(announcement_id, number)


def sent_file(announcement_id: int, number: int) -> Any:
    """An attachment of an announcement that is reached: pictures to look at, the rest to keep."""
    found = queries.file_content(db.session(), announcement_id, number)
    if found is None:
        abort(404)
    name, media_type, content = found
    return download(content, media_type, name, inline=media_type in PICTURES)


def _read(me: Person, key: int) -> queries.Read:
    read = queries.read_one(db.session(), me.id, key)
    if read is None:
        abort(404)
    return read


def _acting(me: Person) -> set[int]:
    """Children for whom the person may answer: who may only know of a child answers nothing."""
    return set(me.scope("can_answer", "Board").children)


def _asked_child(children: Sequence[tuple[int, str]]) -> int | None:
    """One of the own children; anything else asks for all."""
    given = request.args.get("child", "")
    return next((key for key, _name in children if str(key) == given), None)


def _place(tab: str, words: str, child: int | None, number: int = 1) -> str:
    parts = {"tab": tab, "q": words, "child": child, "page": number if number > 1 else None}
    return "?" + urlencode({name: part for name, part in parts.items() if part})


def _chips(
    children: Sequence[tuple[int, str]], chosen: int | None, tab: str, words: str
) -> list[dict[str, Any]]:
    """A parent of several looks at what is about one of them."""
    if len(children) < 2:
        return []
    named: list[tuple[int | None, str]] = [(None, _("All children")), *children]
    return [
        {"label": name, "href": _place(tab, words, key), "active": key == chosen}
        for key, name in named
    ]


def _tabs(tab: str, waiting: queries.Numbers, child: int | None) -> list[dict[str, Any]]:
    named = (
        ("all", _("All"), 0),
        ("unread", _("Not read"), waiting.unread),
        ("asked", _("Wait for an answer"), waiting.asked),
        ("archive", _("Archive"), 0),
    )
    return [
        {"href": _place(name, "", child), "label": label, "count": count, "active": name == tab}
        for name, label, count in named
    ]
