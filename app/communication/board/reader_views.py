"""Pages of a reader: the board, one announcement, the answer, an attachment."""

from __future__ import annotations

from typing import Any

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
from app.organizations.access import signed_in
from app.organizations.person import Person


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
        number = _page_number()
        lines, more = queries.board(
            session, me.id, me.today, moment, tab=tab, words=words, page=number
        )
        waiting = queries.numbers(session, me.id, me.today, moment)
        shown = page(
            title=_("Announcements"),
            tab=tab,
            words=words,
            tabs=_tabs(tab, waiting),
            lines=[pages.line(one, me.today, moment) for one in lines],
            more_href=f"?tab={tab}&q={words}&page={number + 1}" if more else None,
            back_href=f"?tab={tab}&q={words}&page={number - 1}" if number > 1 else None,
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


def _page_number() -> int:
    given = request.args.get("page", "1")
    return max(1, min(int(given), 400)) if given.isdigit() and len(given) < 4 else 1


def _tabs(tab: str, waiting: queries.Numbers) -> list[dict[str, Any]]:
    named = (
        ("all", _("All"), 0),
        ("unread", _("Not read"), waiting.unread),
        ("asked", _("Wait for an answer"), waiting.asked),
        ("archive", _("Archive"), 0),
    )
    return [
        {"href": f"?tab={name}", "label": label, "count": count, "active": name == tab}
        for name, label, count in named
    ]
