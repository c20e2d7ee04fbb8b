"""Pages of authors: own announcements, writing one, publishing it, approving those of others."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.communication.board import actions, compose_pages, file_actions, pages, receipt_queries
from app.communication.board.delivery import JOB, deliver_as_planned
from app.communication.board.document_queries import linkable
from app.communication.board.forms import read_wish, seen_version
from app.communication.board.models import Announcement
from app.communication.board.people_queries import SUBJECT, load_people, reach_of
from app.communication.board.queries import files_of
from app.communication.board.reader_views import sent_file
from app.communication.board.rules import State, fitting, parse_parts, resolve
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput, Conflict, RuleViolation
from app.core.i18n import translate
from app.core.jobs.work import enqueue
from app.core.messages import message
from app.core.paging import typed_page
from app.core.scoping.scope import acting, unscoped
from app.organizations.access import signed_in


def author() -> actions.Author:
    """Who writes now, and in the name of which organisation."""
    me = signed_in()
    holders = me.rights().get(("can_publish", SUBJECT), frozenset())
    grant = next((one for one in me.grants if one.role_id in holders), None)
    if grant is None:
        abort(403)
    return actions.Author(
        me.id,
        me.signature,
        grant.role_name,
        me.chosen or grant.organization_id,
        me.today,
        clock.now(),
        me.has_right("can_moderate", SUBJECT),
    )


def load(key: int, *, lock: bool = False) -> Announcement:
    row = receipt_queries.find(db.session(), signed_in().id, key, lock=lock)
    if row is None:
        abort(404)
    return row


class AuthorView(BaseView):
    """Announcements of the person who writes; of the whole house for who answers for it."""

    route_base = "/announcements"
    class_permission_name = SUBJECT
    default_view = "own"

    @expose("/")
    @requires("publish")
    def own(self) -> Any:
        me, session = signed_in(), db.session()
        tab = request.args.get("tab", "all")
        tab = tab if tab in receipt_queries.TABS else "all"
        words, number = request.args.get("q", "")[:100], typed_page(request.args.get("page"))
        base = "?" + urlencode({"tab": tab, "q": words}) + "&page="
        rows, more, done = receipt_queries.listed(
            session, me.id, me.today, tab=tab, words=words, page=number
        )
        shown = page(
            title=_("All announcements") if reach_of(me).whole else _("My announcements"),
            authors=bool(reach_of(me).whole),
            tab=tab,
            words=words,
            tabs=pages.own_tabs(tab, receipt_queries.waiting_number(session, me.id)),
            lines=[pages.own_line(row, done.get(row.id, 0), me.today) for row in rows],
            more_href=f"{base}{number + 1}" if more else None,
            back_href=f"{base}{number - 1}" if number > 1 and rows else None,
            empty=pages.own_empty(tab, words, number),
        )
        return render_template("board/own.html", page=shown)

    @expose("/new", methods=["GET", "POST"])
    @requires("publish")
    def new(self) -> Any:
        return _form(None) if request.method == "GET" else _save(None)

    @expose("/<int:announcement_id>/edit", methods=["GET", "POST"])
    @requires("publish")
    def edit(self, announcement_id: int) -> Any:
        row = load(announcement_id, lock=request.method == "POST")
        return _form(row) if request.method == "GET" else _save(row)

    @expose("/audience.json")
    @requires("publish")
    def audience(self) -> Any:
        """How many people a choice is, before anything is sent."""
        me = signed_in()
        reach = reach_of(me)
        people = load_people(db.session(), reach, me.today)
        found = resolve(fitting(parse_parts(request.args.getlist("to")), people, reach), people)
        return jsonify(compose_pages.audience_words(found))

    @expose("/<int:announcement_id>/files/<int:number>")
    @requires("publish")
    def file(self, announcement_id: int, number: int) -> Any:
        load(announcement_id)
        return sent_file(announcement_id, number)

    @expose("/<int:announcement_id>/publish", methods=["POST"])
    @requires("publish")
    def publish(self, announcement_id: int) -> Any:
        return _publish(load(announcement_id, lock=True))

    @expose("/<int:announcement_id>/delete", methods=["POST"])
    @requires("publish")
    def discard(self, announcement_id: int) -> Any:
        actions.discard(db.session(), load(announcement_id, lock=True))
        db.session.commit()
        flash(_("The draft is deleted."), "success")
        return redirect("/announcements/", 303)

    @expose("/<int:announcement_id>/withdraw", methods=["POST"])
    @requires("publish")
    def withdraw(self, announcement_id: int) -> Any:
        actions.withdraw(db.session(), load(announcement_id, lock=True))
        db.session.commit()
        flash(_("It is taken down: readers do not see it any more."), "success")
        return redirect(f"/announcements/{announcement_id}", 303)

    @expose("/<int:announcement_id>/approve", methods=["POST"])
    @requires("moderate")
    def approve(self, announcement_id: int) -> Any:
        row = load(announcement_id, lock=True)
        if row.state is not State.WAITING:
            raise Conflict(message("It does not wait for approval any more."))
        key, moment = row.id, clock.now()
        if row.publish_at is not None and row.publish_at > moment:
            row.state = State.PLANNED
            db.session.commit()
        else:
            with unscoped("publishing what was approved, within the reach of its author"):
                db.session.expunge_all()
                fresh = db.session.get_one(Announcement, key)
                published = deliver_as_planned(db.session(), fresh, moment)
                db.session.commit()
            if not published:
                raise Conflict(message("It could not be published: see what its author is told."))
        flash(_("It is approved."), "success")
        return redirect(f"/announcements/{key}", 303)

    @expose("/<int:announcement_id>/return", methods=["POST"])
    @requires("moderate")
    def send_back(self, announcement_id: int) -> Any:
        row = load(announcement_id, lock=True)
        actions.send_back(db.session(), row, author(), request.form.get("reason", ""))
        db.session.commit()
        flash(_("It is returned to its author."), "success")
        return redirect("/announcements/?tab=waiting", 303)


def _save(row: Announcement | None) -> Any:
    """Keep what was typed, then do what the button says. A refusal shows the form again."""
    session, who = db.session(), author()
    wanted = request.form.get("do")
    if wanted == "autosave" and row is not None and row.state is not State.DRAFT:
        raise Conflict(message("Only a draft is kept while it is written."))
    try:
        wish = read_wish(request.form, signed_in().timezone)
        if row is None:
            row = actions.write(session, who, wish)
        else:
            actions.rewrite(session, row, who, wish, seen_version(request.form))
        if wanted != "autosave":
            # A tick is a wish until its form is sent.
            gone = [int(one) for one in request.form.getlist("drop") if one.isdigit()]
            file_actions.detach(session, row, gone)
        uploads = [one for one in request.files.getlist("files") if one.filename]
        file_actions.attach(session, row, [(one.filename or "", one.read()) for one in uploads])
        key, published = row.id, row.state is State.PUBLISHED
        session.commit()
        if wanted == "autosave":
            return _kept(row.id, row.version)
    except BadInput:
        raise
    except RuleViolation as refused:
        session.rollback()
        if wanted == "autosave":
            raise
        return _refused(refused, row.id if row is not None and row.id else None)
    if wanted == "publish" and not published:
        return _publish(load(key, lock=True))
    flash(_("Saved.") if published else _("The draft is saved."), "success")
    return redirect(
        f"/announcements/{key}" + ("" if published or wanted == "look" else "/edit"), 303
    )


def _kept(key: int, version: int) -> Any:
    """Where a draft that the page keeps by itself goes on."""
    place = f"/announcements/{key}/edit"
    at = f"{clock.local(clock.now(), signed_in().timezone):%H:%M}"
    said = _("The draft was kept at %(time)s.", time=at)
    return jsonify(action=place, address=place, fields={"version": version}, said=said)


def _publish(row: Announcement) -> Any:
    session, key = db.session(), row.id
    try:
        state = actions.publish(session, row, author(), reach_of(signed_in()))
        organization = row.organization_id
        session.commit()
    except RuleViolation as refused:
        session.rollback()
        return _refused(refused, key, stored=True)
    if state is State.SENDING:
        enqueue(JOB, {"announcement": key}, organization, result_href=f"/announcements/{key}")
    flash(SAID[state](), "success")
    return redirect(f"/announcements/{key}", 303)


SAID = {
    State.PUBLISHED: lambda: _("It is published."),
    State.PLANNED: lambda: _("It will be published at the chosen time."),
    State.WAITING: lambda: _("It is sent for approval and will be published after it."),
    State.SENDING: lambda: _("It is being published: there are many readers."),
}


def _refused(refused: RuleViolation, key: int | None, *, stored: bool = False) -> Any:
    me = signed_in().id
    row = receipt_queries.find(db.session(), me, key) if key is not None else None
    errors = compose_pages.form_errors(refused.details.get("field"), translate(refused.text))
    return _form(row, errors, typed=not stored), refused.status


def _form(row: Announcement | None, errors: Any = (), *, typed: bool = False) -> Any:
    me, session = signed_in(), db.session()
    reach = reach_of(signed_in())
    people = load_people(session, reach, me.today)
    if typed:
        values = _typed_values()
    else:
        wish = compose_pages.wish_of(row) if row else compose_pages.EMPTY
        values = compose_pages.form_values(wish)
    parts = parse_parts(values["to"])
    published = row is not None and row.state is State.PUBLISHED
    files = files_of(session, row.id) if row is not None and row.files else ()
    base = f"/announcements/{row.id}" if row else ""
    shown = page(
        title=_("Change the announcement") if row else _("New announcement"),
        typed=values,
        chooser={} if published else compose_pages.chooser(people, reach),
        to_label=row.audience_label if row else "",
        audience=compose_pages.audience_words(resolve(parts, people)),
        files=pages.file_lines(files, base),
        errors=errors,
        wrong={field: text for field, _label, text in errors},
        version=row.version if row else None,
        published=published,
        keeps=row is None or row.state is State.DRAFT,
        returned=row.returned_reason if row else None,
        action=f"{base}/edit" if row else "/announcements/new",
        cancel_href=base or "/announcements/",
    )
    # Last of all: the rows of the announcement are of another reach.
    return render_template("board/compose.html", page=shown, documents=_documents())


def _documents() -> list[tuple[str, str]]:
    """Documents that the author may read, to be linked in the text."""
    me = signed_in()
    if not me.has_right("can_read", "Document"):
        return []
    with acting(me.scope("can_read", "Document")):
        return linkable(db.session(), me.today)


def _typed_values() -> dict[str, Any]:
    """The fields as they were typed, also what could not be read."""
    form = request.form
    kept = compose_pages.form_values(compose_pages.EMPTY)
    names = ("title", "text", "asks", "question", "answer_until", "publish_at", "remind_at")
    times = ("answer_until_time", "publish_at_time", "remind_at_time")
    kept |= {name: form.get(name, "") for name in (*names, *times, "shown_until")}
    kept |= {name: bool(form.get(name)) for name in ("urgent", "pinned")}
    kept["choices"] = [*form.getlist("choice"), ""]
    kept["to"] = set(form.getlist("to"))
    return kept
