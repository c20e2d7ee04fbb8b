"""Pages of moderators: what waits, and the steps over posts and topics of their sections."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.communication.forum import moderation_actions as steps
from app.communication.forum import pages, queries
from app.communication.forum.door import Door
from app.communication.forum.people_queries import SUBJECT
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import Conflict, RuleViolation
from app.core.i18n import translate

# What a button sends → the column of the topic and its new value.
_MARKS = {
    "pin": {"pinned": True},
    "unpin": {"pinned": False},
    "close": {"closed": True},
    "open": {"closed": False},
}


class ForumModeratorView(BaseView):
    """Steps of who answers for a section. Sections of others are as absent as none."""

    route_base = "/forum"
    class_permission_name = SUBJECT
    default_view = "queue"

    @expose("/queue")
    @requires("moderate")
    def queue(self) -> Any:
        door = Door()
        return _queue(door)

    @expose("/posts/<int:post_id>/accept", methods=["POST"])
    @requires("moderate")
    def accept(self, post_id: int) -> Any:
        door = Door()
        post, topic, section = door.judged(post_id)
        signed = door.me.signature
        today = door.me.today
        steps.accept(door.session, post, topic, section, signed, _seen(), door.now, today)
        db.session.commit()
        flash(_("It is accepted: everybody in the section sees it."), "success")
        return redirect("/forum/queue", 303)

    @expose("/posts/<int:post_id>/refuse", methods=["POST"])
    @requires("moderate")
    def refuse(self, post_id: int) -> Any:
        door = Door()
        post, topic, _section = door.judged(post_id)
        reason, signed = request.form.get("reason", ""), door.me.signature
        try:
            steps.refuse(door.session, post, topic, signed, _seen(), reason, door.now)
            db.session.commit()
        except Conflict:
            raise
        except RuleViolation as refusal:
            db.session.rollback()
            return _queue(Door(), post_id, translate(refusal.text)), refusal.status
        flash(_("It is refused, its author is told why."), "success")
        return redirect("/forum/queue", 303)

    @expose("/posts/<int:post_id>/hide", methods=["POST"])
    @requires("moderate")
    def hide(self, post_id: int) -> Any:
        door = Door()
        post, topic, _section = door.judged(post_id)
        reason = request.form.get("reason", "")
        steps.hide(door.session, post, topic, door.me.signature, reason, door.now)
        db.session.commit()
        flash(_("It is hidden, its author is told why."), "success")
        return redirect(f"/forum/posts/{post_id}", 303)

    @expose("/posts/<int:post_id>/show", methods=["POST"])
    @requires("moderate")
    def show(self, post_id: int) -> Any:
        door = Door()
        post, topic, _section = door.judged(post_id)
        steps.show(door.session, post, topic, door.me.signature, door.now)
        db.session.commit()
        flash(_("It is seen again."), "success")
        return redirect(f"/forum/posts/{post_id}", 303)

    @expose("/topics/<int:topic_id>/mark", methods=["POST"])
    @requires("moderate")
    def mark(self, topic_id: int) -> Any:
        door = Door()
        topic, section = door.topic(topic_id)
        if not section.moderates:
            abort(404)
        values = _MARKS.get(request.form.get("do", "")) or abort(400)
        steps.mark_topic(door.session, topic.id, door.me.signature, **values)
        db.session.commit()
        flash(_("Saved."), "success")
        return redirect(f"/forum/topics/{topic_id}", 303)


def _seen() -> int:
    """Which text of the post the page showed."""
    typed = request.form.get("edits", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else -1


def _queue(door: Door, wrong_post: int | None = None, wrong: str = "") -> str:
    rows = queries.waiting(door.session, door.moderated)
    files = queries.files_of(door.session, [post.id for post, _topic in rows if post.files])
    shown = page(
        title=_("Posts that wait"),
        cards=[
            pages.waiting_card(
                *(post, topic, door.sections[post.section_id]),
                *(files.get(post.id, ()), door.me.today),
            )
            for post, topic in rows
        ],
        wrong_post=wrong_post,
        wrong=wrong,
    )
    return render_template("forum/queue.html", page=shown)
