"""Pages of letters: boxes, a thread, attachments."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.mail import actions, pages, queries
from app.communication.mail.models import MailSettings
from app.communication.mail.people_queries import book_of, works
from app.communication.mail.rules import Folder, thread_window
from app.communication.mail.writing_views import WritingView, letter_or_404
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_pages import page
from app.core.entity_view import EntityView
from app.core.errors import Conflict, RuleViolation
from app.core.exports import download
from app.core.files.uploads import PICTURES
from app.core.i18n import translate
from app.core.messages import message
from app.core.paging import typed_page
from app.notifications.rules import COUNTERS
from app.organizations.access import signed_in
from app.organizations.person import Person
from app.organizations.rules import RoleReachKind


class MailView(BaseView):
    """Letters of one person: nobody reads another's box, whatever rights there are."""

    route_base = "/mail"
    class_permission_name = "Mail"
    default_view = "box"

    @expose("/")
    @requires("read")
    def box(self) -> Any:
        me, session = signed_in(), db.session()
        wanted = request.args.get("folder", "inbox")
        folder = Folder(wanted) if wanted in set(Folder) else Folder.INBOX
        words = request.args.get("q", "")[:100]
        number = typed_page(request.args.get("page"))
        rows, more = queries.box(session, me.id, folder, words, number)
        may_write = me.has_right("can_write", "Mail")
        base = "/mail/?" + urlencode({"folder": folder.value, "q": words}) + "&page="
        shown = page(
            title=_("Messages"),
            folder=folder.value,
            words=words,
            tabs=pages.folder_tabs(folder, queries.numbers(session, me.id)),
            lines=[pages.line(row, folder, me.id, me.today, me.timezone) for row in rows],
            more_href=f"{base}{number + 1}" if more else None,
            back_href=f"{base}{number - 1}" if number > 1 and rows else None,
            may_write=may_write,
            empty=pages.empty_box(folder, words, number, may_write=may_write),
            updated=f"{clock.local(clock.now(), me.timezone):%H:%M}",
        )
        return render_template("mail/box.html", page=shown)

    @expose("/<int:letter_id>")
    @requires("read")
    def show(self, letter_id: int) -> Any:
        me, session = signed_in(), db.session()
        row, copy = letter_or_404(me, letter_id)
        if row.sent_at is None:
            return redirect(f"/mail/new?draft={row.id}")
        keys = queries.thread_keys(session, me.id, row.thread_id or row.id)
        shown_keys = thread_window(keys, row.id, *_span(request.args))
        found = queries.letters(session, me.id, keys[shown_keys])
        files = queries.files_of(session, [one.id for one, _copy in found])
        own = [one.id for one, its in found if not its.received]
        known = _may_be_named(me) if own else frozenset()
        receipts = queries.receipts(session, own) if own else {}
        folded = pages.folds(found, row.id)
        letters = [
            pages.letter(
                *(one, its, files.get(one.id, ())),
                () if its.received else receipts.get(one.id, ()),
                *(me.today, me.timezone),
                known=known,
                folded=one.id in folded,
            )
            for one, its in found
        ]
        shown = page(
            title=row.title,
            crumb=row.title,
            letters=letters,
            opened=row.id,
            unread=any(its.received and its.read_at is None for _one, its in found),
            span=(found[0][0].id, found[-1][0].id),
            **pages.beside(keys, shown_keys, row.id),
            back_href=f"/mail/?folder={copy.folder.value}",
            may_write=me.has_right("can_write", "Mail"),
            reply_href=f"/mail/{keys[-1]}/answer",
            reply_all=row.people > 1 and copy.staff,
        )
        return render_template("mail/thread.html", page=shown)

    @expose("/<int:letter_id>/read", methods=["POST"])
    @requires("read")
    def read(self, letter_id: int) -> Any:
        """The letters of the page are seen: sent by the page itself, or by its button."""
        me, session = signed_in(), db.session()
        row, _copy = letter_or_404(me, letter_id)
        keys = queries.thread_keys(session, me.id, row.thread_id or row.id)
        seen = keys[thread_window(keys, row.id, *_span(request.form))]
        found = queries.letters(session, me.id, seen)
        actions.read(session, me.id, [its for _one, its in found], clock.now())
        db.session.commit()
        return redirect(f"/mail/{letter_id}")

    @expose("/<int:letter_id>/trash", methods=["POST"])
    @requires("read")
    def trash(self, letter_id: int) -> Any:
        """Into the trash or back; a draft is deleted."""
        me, session = signed_in(), db.session()
        row, copy = letter_or_404(me, letter_id)
        if row.sent_at is None:
            actions.drop_draft(session, row, copy)
            flash(_("The draft is deleted."), "success")
            folder = "drafts"
        else:
            folder = copy.folder.value
            back = copy.folder is Folder.TRASH
            actions.move(session, copy, Folder.INBOX if back else Folder.TRASH)
            flash(_("Put back.") if back else _("Moved to the trash."), "success")
        db.session.commit()
        return redirect(f"/mail/?folder={folder}")

    @expose("/<int:letter_id>/recall", methods=["POST"])
    @requires("write")
    def recall(self, letter_id: int) -> Any:
        me = signed_in()
        row, copy = letter_or_404(me, letter_id)
        try:
            if row.author_id != me.id or row.sent_at is None or copy.received:
                raise Conflict(message("Only the author recalls a letter."))
            taken, stay = actions.recall(db.session(), row)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            flash(translate(refusal.text), "danger")
        else:
            said = ngettext(
                "Recalled: %(num)d person has not read it.",
                "Recalled: %(num)d people have not read it.",
                taken,
            )
            read = _("Read already by %(number)s.", number=stay)
            flash(f"{said} {read}" if stay else said, "success")
        return redirect(f"/mail/{letter_id}")

    @expose("/<int:letter_id>/files/<int:number>")
    @requires("read")
    def file(self, letter_id: int, number: int) -> Any:
        letter_or_404(signed_in(), letter_id)
        found = queries.file_of(db.session(), letter_id, number) or abort(404)
        name, media_type, content = found
        return download(content, media_type, name, inline=media_type in PICTURES)


def _span(given: Any) -> tuple[int | None, int | None]:
    """The first and last letter that an address or a form names."""
    return given.get("from", type=int), given.get("to", type=int)


def _may_be_named(me: Person) -> frozenset[int] | None:
    """Whose names the writer of a letter reads beside it: None for all, by one of the staff. Who
    is a parent as well reads those that the own book names: no other family."""
    if not works(me):
        return frozenset()
    if all(grant.reach is not RoleReachKind.CHILDREN for grant in me.grants):
        return None
    book = book_of(db.session(), me, me.today)
    return frozenset(
        user for one in book.choices if one.key.startswith("person:") for user in one.people
    )


class MailSettingsView(EntityView):
    model = MailSettings
    route_base = "/mail-settings"
    title_many = message("Settings of letters")
    title_new = message("Settings of our own")
    empty_text = message("The usual settings are in force. Change what should be otherwise here.")
    empty_read_text = message(
        "The usual settings are in force: parents write to the staff only. "
        "The coordinator or the system administrator may decide otherwise."
    )
    list_columns = ["organization", "parents_to_parents"]
    sections = [(message("Messages"), ["parents_to_parents"])]


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(MailView)
    appbuilder.add_view_no_menu(WritingView)
    appbuilder.add_view_no_menu(MailSettingsView)
    appbuilder.add_api(api_for(MailSettingsView))
    COUNTERS["mail"] = queries.unread_of
