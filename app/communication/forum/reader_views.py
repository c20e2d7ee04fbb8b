"""Pages of a reader: sections, topics of one, posts of a topic, search, what to be told of."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _

from app.communication.forum import news_queries, pages, queries, reader_actions, rules
from app.communication.forum.door import Door
from app.communication.forum.people_queries import SUBJECT
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.exports import download
from app.core.files.uploads import ACCEPTED, PICTURES


class ForumView(BaseView):
    """What the sections of a person hold. Nobody is listed, and no name leads anywhere."""

    route_base = "/forum"
    class_permission_name = SUBJECT
    default_view = "index"

    @expose("/")
    @requires("read")
    def index(self) -> Any:
        door = Door()
        numbers = queries.overview(door.session, door.me.id, door.sections)
        moderated = door.moderated
        shown = page(
            title=_("Forum"),
            cards=[
                pages.section_card(one, numbers.get(one.id), door.me.today)
                for one in door.sections.values()
            ],
            waiting=queries.waiting_number(door.session, moderated) if moderated else 0,
            moderator=bool(moderated),
            may_build=door.me.has_right("can_add", "ForumSection"),
        )
        return render_template("forum/sections.html", page=shown)

    @expose("/sections/<int:section_id>")
    @requires("read")
    def section(self, section_id: int) -> Any:
        door = Door()
        one, me = door.section(section_id), door.me
        words, number = asked_words(), page_number()
        rows, more = queries.topics(door.session, me.id, one, words, number)
        first = queries.first_lines(door.session, [row.id for row in rows]) if rows else {}
        in_full = door.sees_families(one)
        base = f"/forum/sections/{one.id}"
        shown = page(
            title=one.title,
            crumb=one.title,
            base=base,
            section=one,
            badges=pages.section_badges(one),
            words=words,
            lines=[
                pages.topic_line(
                    *(row, first.get(row.id), me.today),
                    in_full=in_full,
                    all_seen=one.moderates or row.author_id == me.id,
                )
                for row in rows
            ],
            more_href=f"{base}?q={quote(words)}&page={number + 1}" if more else None,
            back_href=f"{base}?q={quote(words)}&page={number - 1}" if number > 1 else None,
            may_write=one.writes and not one.hall.closed,
            told=news_queries.subscribed(door.session, me.id, one.id, 0)[1],
            edit_href=f"/forum-sections/{one.id}"
            if me.has_right("can_edit", "ForumSection")
            else None,
        )
        return render_template("forum/section.html", page=shown)

    @expose("/topics/<int:topic_id>")
    @requires("read")
    def topic(self, topic_id: int) -> Any:
        door = Door()
        topic, one = door.topic(topic_id)
        me, last = door.me, rules.last_page(topic.posts)
        number = min(page_number(), last)
        posts = queries.posts(door.session, me.id, topic, one, number, last=number == last)
        files = queries.files_of(door.session, [row.id for row in posts if row.files])
        told, section_told = news_queries.subscribed(door.session, me.id, one.id, topic.id)
        in_full, limits = door.sees_families(one), door.limits(one)
        is_open = not (topic.closed or topic.hidden or one.hall.closed)
        shown = page(
            title=topic.title,
            crumb=topic.title,
            topic=topic,
            section=one,
            back_href=f"/forum/sections/{one.id}",
            posts=[
                pages.post_card(
                    *(row, files.get(row.id, ()), one, me.today, me.id, limits, door.now),
                    in_full=in_full,
                    open_topic=is_open,
                )
                for row in posts
            ],
            pager=pages.pager(topic, number),
            here=number,
            told=told or section_told,
            is_open=is_open,
            may_answer=one.writes and is_open and topic.posts > 0,
            accepted=ACCEPTED,
        )
        return render_template("forum/topic.html", page=shown)

    @expose("/posts/<int:post_id>")
    @requires("read")
    def post(self, post_id: int) -> Any:
        """Where the bell and the search lead: the page of the topic on which the post stands."""
        post, topic, _section = Door().post(post_id)
        number = rules.page_of(post.number or max(topic.posts, 1))
        at = f"?page={number}" if number > 1 else ""
        return redirect(f"/forum/topics/{topic.id}{at}#p{post.id}")

    @expose("/posts/<int:post_id>/files/<int:number>")
    @requires("read")
    def file(self, post_id: int, number: int) -> Any:
        door = Door()
        door.post(post_id)
        found = queries.file_of(door.session, post_id, number) or abort(404)
        name, media_type, content = found
        return download(content, media_type, name, inline=media_type in PICTURES)

    @expose("/search")
    @requires("read")
    def search(self) -> Any:
        door = Door()
        words, number = asked_words(), page_number()
        rows, more = (
            queries.found_posts(door.session, door.sections, words, number)
            if words.strip()
            else ((), False)
        )
        base = f"/forum/search?q={quote(words)}&page="
        shown = page(
            title=_("Search in the forum"),
            words=words,
            lines=[
                pages.found_line(
                    *(row, door.sections, door.me.today),
                    in_full=door.sees_families(door.sections[row.section_id]),
                )
                for row in rows
            ],
            more_href=f"{base}{number + 1}" if more else None,
            back_href=f"{base}{number - 1}" if number > 1 else None,
        )
        return render_template("forum/search.html", page=shown)

    @expose("/topics/<int:topic_id>/seen", methods=["POST"])
    @requires("read")
    def seen(self, topic_id: int) -> Any:
        """A page of the topic is seen: sent by the page itself, or by its button."""
        door = Door()
        topic, one = door.topic(topic_id)
        last = rules.last_page(topic.posts)
        number = min(page_number(request.form), last)
        posts = queries.posts(door.session, door.me.id, topic, one, number, last=number == last)
        reader_actions.read_topic(door.session, door.me.id, topic, posts, door.now)
        db.session.commit()
        return redirect(f"/forum/topics/{topic_id}?page={number}")

    @expose("/sections/<int:section_id>/seen", methods=["POST"])
    @requires("read")
    def section_seen(self, section_id: int) -> Any:
        door = Door()
        reader_actions.read_section(door.session, door.me.id, door.section(section_id))
        db.session.commit()
        return redirect(f"/forum/sections/{section_id}", 303)

    @expose("/topics/<int:topic_id>/follow", methods=["POST"])
    @requires("read")
    def follow(self, topic_id: int) -> Any:
        door = Door()
        topic, one = door.topic(topic_id)
        wanted = request.form.get("wanted") == "1"
        reader_actions.follow(door.session, door.me.id, one, topic.id, wanted=wanted)
        db.session.commit()
        flash(_told_said(wanted=wanted), "success")
        return redirect(f"/forum/topics/{topic_id}", 303)

    @expose("/sections/<int:section_id>/follow", methods=["POST"])
    @requires("read")
    def follow_section(self, section_id: int) -> Any:
        door = Door()
        wanted = request.form.get("wanted") == "1"
        reader_actions.follow(door.session, door.me.id, door.section(section_id), 0, wanted=wanted)
        db.session.commit()
        flash(_told_said(wanted=wanted), "success")
        return redirect(f"/forum/sections/{section_id}", 303)


def _told_said(*, wanted: bool) -> str:
    if wanted:
        return str(_("The bell will tell you of new posts."))
    return str(_("The bell tells you of new posts no more."))


def asked_words() -> str:
    return request.args.get("q", "")[:100].replace("\x00", "")


def page_number(given: Any = None) -> int:
    typed = (request.args if given is None else given).get("page", "1")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
