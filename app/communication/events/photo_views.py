"""Pages of the photos of an event: taking them in, saying who is on them, the files."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.events import photo_actions, photo_pages, photo_queries
from app.communication.events.models import Event
from app.communication.events.photo_models import EventPhoto
from app.communication.events.photo_queries import Shot
from app.communication.events.photo_rules import MOST_AT_ONCE, PhotoState, next_unmarked
from app.communication.events.queries import event_of
from app.core.access import requires, wants_json
from app.core.audit.view_models import Look
from app.core.audit.viewing import note_look
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.exports import download
from app.core.i18n import translate
from app.core.paging import pager, rows_of, typed_page
from app.organizations.access import signed_in

JPEG = "image/jpeg"


class EventPhotoView(BaseView):
    """Photos of one event. Readers get those whose children all have a consent in force."""

    route_base = "/events"
    class_permission_name = "Event"
    default_view = "photos"

    @expose("/<int:event_id>/photos")
    @requires("edit")
    def photos(self, event_id: int) -> Any:
        return _list(_own(event_id))

    @expose("/<int:event_id>/photos", methods=["POST"])
    @requires("edit")
    def take_in(self, event_id: int) -> Any:
        event = _own(event_id)
        files = _sent()
        try:
            first = photo_actions.take_in(db.session(), event, files)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            if wants_json():
                raise
            return _list(_own(event_id), translate(refusal.text)), refusal.status
        if wants_json():
            return jsonify(first=first)
        said = ngettext("%(num)d photo is here.", "%(num)d photos are here.", len(files))
        flash(f"{said} {_('Now say who is on it.')}", "success")
        return redirect(f"/events/{event_id}/photos/{first}", 303)

    @expose("/<int:event_id>/photos/<int:number>")
    @requires("edit")
    def photo(self, event_id: int, number: int) -> Any:
        event = _own(event_id)
        return _form(event, _shot(event_id, number))

    @expose("/<int:event_id>/photos/<int:number>", methods=["POST"])
    @requires("edit")
    def mark(self, event_id: int, number: int) -> Any:
        event, session = _own(event_id), db.session()
        photo = _photo(event_id, number)
        chosen = {int(one) for one in request.form.getlist("child") if _is_key(one)}
        caption = " ".join(request.form.get("caption", "").split())
        nobody = bool(request.form.get("nobody"))
        known = [one.child_id for one in _shot(event_id, number).children]
        people = photo_queries.candidates(session, event, signed_in().today, known)
        try:
            photo_actions.mark(session, photo, chosen, people, nobody=nobody, caption=caption)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            typed = (chosen, nobody, caption)
            shown = _form(_own(event_id), _shot(event_id, number), translate(refusal.text), typed)
            return shown, refusal.status
        found = photo_queries.shots(db.session(), event_id, signed_in().today)
        following = next_unmarked([(one.number, one.state) for one in found], number)
        flash(_("The families see the photo."), "success")
        place = f"/{following}" if following else ""
        return redirect(f"/events/{event_id}/photos{place}", 303)

    @expose("/<int:event_id>/photos/<int:number>/delete", methods=["POST"])
    @requires("edit")
    def delete(self, event_id: int, number: int) -> Any:
        _own(event_id)
        photo_actions.remove(db.session(), _photo(event_id, number))
        db.session.commit()
        flash(_("The photo is deleted."), "success")
        return redirect(f"/events/{event_id}/photos", 303)

    @expose("/<int:event_id>/photos/<int:number>.jpg")
    @requires("read")
    def full(self, event_id: int, number: int) -> Any:
        return _file(event_id, number, small=False)

    @expose("/<int:event_id>/photos/<int:number>-small.jpg")
    @requires("read")
    def small(self, event_id: int, number: int) -> Any:
        return _file(event_id, number, small=True)


def _sent() -> list[tuple[str, bytes]]:
    """The sent files, one more than is taken at most: the rest need not be read to be refused."""
    found: list[tuple[str, bytes]] = []
    for one in request.files.getlist("photos"):
        if one.filename and len(found) <= MOST_AT_ONCE:
            found.append((one.filename, one.read()))
        one.close()
    return found


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def writes(event: Event) -> bool:
    """Whether the person answers for the event: sees its photos before the families."""
    scope = signed_in().scope("can_edit", "Event")
    return event.organization_id in scope.whole or event.group_id in scope.groups


def _event(key: int) -> Event:
    return (event_of(db.session(), key) if key < 2**31 else None) or abort(404)


def _own(key: int) -> Event:
    event = _event(key)
    return event if writes(event) else abort(404)


def _shot(event_id: int, number: int) -> Shot:
    found = (
        photo_queries.shots(db.session(), event_id, signed_in().today, number)
        if number < 2**31
        else []
    )
    return found[0] if found else abort(404)


def _photo(event_id: int, number: int) -> EventPhoto:
    row = photo_queries.photo_of(db.session(), event_id, number) if number < 2**31 else None
    return row or abort(404)


def _file(event_id: int, number: int, *, small: bool) -> Any:
    """One door for both sizes: the event is reached, the photo is shown or one's own to mark."""
    event = _event(event_id)
    shot = _shot(event_id, number)
    if shot.state is not PhotoState.SHOWN and not writes(event):
        abort(404)
    content = photo_queries.pixels(db.session(), shot.id, small=small) or abort(404)
    return download(content, JPEG, f"{event.day}-{number}.jpg", inline=True)


def _list(event: Event, problem: str = "") -> str:
    found = photo_queries.shots(db.session(), event.id, signed_in().today)
    turned = pager(
        *(len(found), typed_page(request.args.get("page")), photo_pages.PAGE),
        lambda number: f"?page={number}",
    )
    on_page = rows_of(photo_pages.waiting_first(found), turned)
    if on_page:
        note_look(Look.VIEWED, "event_photo", event.organization_id, number=len(on_page))
    shown = page(
        title=_("Photos: %(title)s", title=event.title),
        crumb=_("Photos"),
        event_id=event.id,
        tiles=photo_pages.tiles(event.id, on_page),
        pages=turned,
        waiting=photo_pages.waiting_said(found),
        problem=problem,
        most=MOST_AT_ONCE,
        back_href=f"/events/{event.id}",
    )
    return render_template("events/photos.html", page=shown)


def _form(
    event: Event,
    shot: Shot,
    problem: str = "",
    typed: tuple[set[int], bool, str] | None = None,
) -> str:
    today = signed_in().today
    marked = [one.child_id for one in shot.children]
    chosen, nobody, caption = typed or (set(marked), shot.nobody, shot.caption)
    people = photo_queries.candidates(db.session(), event, today, marked)
    note_look(Look.VIEWED, "event_photo", event.organization_id, shot.id)
    silent = [one.name for one in people if not one.agreed]
    shown = page(
        title=_("Who is on the photo?"),
        crumb=_("Photo %(number)s", number=shot.number),
        event_id=event.id,
        number=shot.number,
        picture=f"/events/{event.id}/photos/{shot.number}.jpg",
        size={"width": shot.width, "height": shot.height},
        children=photo_pages.marks_form(shot, people, chosen, grouped=event.group_id is None),
        silent=silent,
        hidden=shot.state is PhotoState.HIDDEN,
        nobody=nobody,
        caption=caption,
        problem=problem,
        back_href=f"/events/{event.id}/photos",
    )
    return render_template("events/photo.html", page=shown)
