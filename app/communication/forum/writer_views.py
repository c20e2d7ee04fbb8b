"""Pages of who writes: a new topic, an answer with or without a quote, a change of one's post."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.communication.forum import actions, pages, queries, rules
from app.communication.forum.door import Door
from app.communication.forum.models import ForumPost
from app.communication.forum.people_queries import SUBJECT
from app.communication.forum.queries import Open
from app.communication.forum.rules import PostState
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import Conflict, RuleViolation
from app.core.files.pictures import KINDS as PHOTOS
from app.core.files.pictures import clean_picture
from app.core.files.uploads import ACCEPTED, Upload, checked_uploads
from app.core.messages import message


class ForumWriterView(BaseView):
    """Writing, where the section lets the person write."""

    route_base = "/forum"
    class_permission_name = SUBJECT
    default_view = "new"

    @expose("/sections/<int:section_id>/new", methods=["GET", "POST"])
    @requires("write")
    def new(self, section_id: int) -> Any:
        door = Door()
        section = door.section(section_id)
        back = f"/forum/sections/{section_id}"
        form = {"title": _("New topic"), "action": f"{back}/new", "cancel_href": back}
        if request.method == "GET":
            rules.check_may_write(may_write=section.writes)
            rules.check_open(section_closed=section.hall.closed)
            return _form(section, form, heading="", text="")
        heading = " ".join(request.form.get("title", "").replace("\x00", "").split())
        try:
            post = actions.start_topic(
                *(door.session, door.writer(section), section, heading, _typed()),
                *(_files(), door.limits(section)),
            )
            return _done(post)
        except RuleViolation as refusal:
            db.session.rollback()
            return _form(section, form, heading, _typed(), refusal), refusal.status

    @expose("/topics/<int:topic_id>/answer", methods=["GET", "POST"])
    @requires("write")
    def answer(self, topic_id: int) -> Any:
        door = Door()
        topic, section = door.topic(topic_id)
        back = f"/forum/topics/{topic_id}"
        form = {
            "title": _("Answer"),
            "about": topic.title,
            "action": f"{back}/answer",
            "cancel_href": back,
        }
        if request.method == "GET":
            actions.check_writable(section, topic)
            return _form(section, form, None, _quote(door, topic_id))
        try:
            post = actions.answer(
                *(door.session, door.writer(section), section, topic, _typed()),
                *(_files(), door.limits(section)),
            )
            return _done(post)
        except RuleViolation as refusal:
            db.session.rollback()
            return _form(section, form, None, _typed(), refusal), refusal.status

    @expose("/posts/<int:post_id>/edit", methods=["GET", "POST"])
    @requires("write")
    def edit(self, post_id: int) -> Any:
        door = Door()
        post, topic, section = door.post(post_id)
        if post.author_id != door.me.id:
            raise Conflict(message("Only its author changes a post."))
        limits = door.limits(section)
        form = {
            "title": _("Change the post"),
            "about": topic.title,
            "action": f"/forum/posts/{post_id}/edit",
            "cancel_href": f"/forum/posts/{post_id}",
            "no_files": True,
        }
        if request.method == "GET":
            rules.check_edit(post.state, post.published_at, door.now, limits.edit_minutes)
            return _form(section, form, None, post.text)
        try:
            rules.check_may_write(may_write=section.writes)
            writer = door.writer(section)
            actions.change(door.session, writer, post, topic, section, _typed(), limits)
            return _done(post)
        except RuleViolation as refusal:
            db.session.rollback()
            return _form(section, form, None, _typed(), refusal), refusal.status


def _typed() -> str:
    return request.form.get("text", "").replace("\r\n", "\n").replace("\x00", "").strip()


def _files() -> list[Upload]:
    given = [one for one in request.files.getlist("files") if one.filename]
    found = checked_uploads([(one.filename or "", one.read()) for one in given], rules.MOST_FILES)
    return [_without_place(one) for one in found]


def _without_place(file: Upload) -> Upload:
    """A photo drawn anew: where and when it was taken is nothing for other families."""
    if file.media_type not in PHOTOS:
        return file
    picture = clean_picture(file.name, file.content)
    return Upload(f"{file.name.rpartition('.')[0]}.jpg", "image/jpeg", picture.full)


def _quote(door: Door, topic_id: int) -> str:
    """The beginning of an answer, in the name that everybody may know."""
    asked = request.args.get("quote", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        return ""
    post = queries.numbered_post(door.session, topic_id, int(asked))
    return rules.quoted(post.public_name, post.text) if post is not None else ""


def _done(post: ForumPost) -> Any:
    key, waits = post.id, post.state is PostState.WAITING
    db.session.commit()
    flash(
        _("It is sent: others see it once a moderator has accepted it.")
        if waits
        else _("It is published."),
        "success",
    )
    return redirect(f"/forum/posts/{key}", 303)


def _form(
    section: Open,
    form: dict[str, Any],
    heading: str | None,
    text: str,
    refusal: RuleViolation | None = None,
) -> str:
    """``heading`` is None where the topic has its title already."""
    shown = page(
        section=section,
        heading=heading,
        text=text,
        waits=section.waits,
        family=not section.staff,
        accepted=ACCEPTED,
        **form,
        **pages.problem(refusal),
    )
    return render_template("forum/write.html", page=shown)
