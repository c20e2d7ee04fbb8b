"""Pages of letters: boxes, a thread, writing and answering, attachments."""

from __future__ import annotations

import json
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.mail import actions, pages, queries, rules
from app.communication.mail.actions import Writer
from app.communication.mail.models import MailCopy, MailLetter, MailSettings
from app.communication.mail.people_queries import book_of, works
from app.communication.mail.rules import Folder, Letter
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
from app.notifications.rules import COUNTERS
from app.organizations.access import signed_in
from app.organizations.person import Person


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
        raw = request.args.get("page", "1")
        number = int(raw) if raw.isascii() and raw.isdigit() and 0 < int(raw[:4]) < 1000 else 1
        rows, more = queries.box(session, me.id, folder, words, number)
        base = f"/mail/?folder={folder.value}&q={words}&page="
        shown = page(
            title=_("Messages"),
            folder=folder.value,
            words=words,
            tabs=pages.folder_tabs(folder, queries.numbers(session, me.id)),
            lines=[pages.line(row, folder, me.id, me.today, me.timezone) for row in rows],
            more_href=f"{base}{number + 1}" if more else None,
            back_href=f"{base}{number - 1}" if number > 1 else None,
            may_write=me.has_right("can_write", "Mail"),
        )
        return render_template("mail/box.html", page=shown)

    @expose("/<int:letter_id>")
    @requires("read")
    def show(self, letter_id: int) -> Any:
        me, session = signed_in(), db.session()
        row, copy = _letter(me, letter_id)
        if row.sent_at is None:
            return redirect(f"/mail/new?draft={row.id}")
        found = queries.thread(session, me.id, row.thread_id or row.id)
        files = queries.files_of(session, [one.id for one, _copy in found])
        staff = works(me)
        letters = [
            pages.letter(
                *(one, its, files.get(one.id, ())),
                () if its.received else queries.receipts(session, one.id),
                *(me.today, me.timezone),
                names=staff,
            )
            for one, its in found
        ]
        shown = page(
            title=row.title,
            crumb=row.title,
            letters=letters,
            opened=row.id,
            unread=any(its.received and its.read_at is None for _one, its in found),
            back_href=f"/mail/?folder={copy.folder.value}",
            may_write=me.has_right("can_write", "Mail"),
            reply_href=f"/mail/{found[-1][0].id}/answer",
            reply_all=row.people > 1 and staff,
        )
        return render_template("mail/thread.html", page=shown)

    @expose("/<int:letter_id>/read", methods=["POST"])
    @requires("read")
    def read(self, letter_id: int) -> Any:
        """The letters of the thread are seen: sent by the page itself, or by its button."""
        me, session = signed_in(), db.session()
        row, _copy = _letter(me, letter_id)
        found = queries.thread(session, me.id, row.thread_id or row.id)
        actions.read(session, me.id, [its for _one, its in found], clock.now())
        db.session.commit()
        return redirect(f"/mail/{letter_id}")

    @expose("/new")
    @requires("write")
    def new(self) -> Any:
        me = signed_in()
        raw = request.args.get("draft", "")
        draft = _draft(me, raw)
        if draft is not None:
            to = tuple(json.loads(draft.to_keys))
            return _form(me, Letter(to, draft.title, draft.text), draft)
        to = tuple(request.args.getlist("to")[:50])
        return _form(me, Letter(to, "", ""))

    @expose("/new", methods=["POST"])
    @requires("write")
    def write(self) -> Any:
        me, session = signed_in(), db.session()
        draft = _draft(me, request.form.get("draft", ""))
        letter = _typed()
        try:
            files = actions.checked_files(_uploads(), draft.files if draft else 0)
            if request.form.get("do") == "draft":
                actions.save_draft(session, _writer(me), letter, files, draft)
                db.session.commit()
                flash(_("The draft is saved."), "success")
                return redirect("/mail/?folder=drafts")
            rules.check_letter(letter)
            book = book_of(session, me, me.today)
            people, chosen = rules.addressees(letter.to, book, me.id)
            label = ", ".join(pages.label_of(one.label) for one in chosen)
            row = actions.save_draft(session, _writer(me), letter, files, draft)
            number = actions.send(session, _writer(me), row, people, label)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            draft = _draft(me, request.form.get("draft", ""))
            return _form(me, letter, draft, refusal), refusal.status
        flash(_sent_said(number), "success")
        return redirect("/mail/?folder=sent")

    @expose("/<int:letter_id>/answer")
    @requires("write")
    def answer(self, letter_id: int) -> Any:
        me = signed_in()
        row, _copy = _letter(me, letter_id)
        everybody = request.args.get("all") == "1"
        return _answer_form(row, Letter((), _answer_title(row), ""), everybody=everybody)

    @expose("/<int:letter_id>/answer", methods=["POST"])
    @requires("write")
    def send_answer(self, letter_id: int) -> Any:
        me, session = signed_in(), db.session()
        row, _copy = _letter(me, letter_id)
        everybody = request.form.get("all") == "1"
        letter = _typed()
        try:
            rules.check_letter(letter)
            files = actions.checked_files(_uploads())
            writer = _writer(me)
            people = actions.answer_to(session, writer, row, everybody=everybody)
            if not people:
                raise RuleViolation(message("There is nobody to answer."), field="text")
            label = _answer_label(row, me, everybody=everybody)
            draft = actions.save_draft(session, writer, letter, files, answers=(row, everybody))
            number = actions.send(session, writer, draft, people, label)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            row, _copy = _letter(me, letter_id)
            return _answer_form(row, letter, everybody=everybody, refusal=refusal), refusal.status
        flash(_sent_said(number), "success")
        return redirect(f"/mail/{letter_id}")

    @expose("/<int:letter_id>/trash", methods=["POST"])
    @requires("read")
    def trash(self, letter_id: int) -> Any:
        """Into the trash or back; a draft is deleted."""
        me, session = signed_in(), db.session()
        row, copy = _letter(me, letter_id)
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
        row, copy = _letter(me, letter_id)
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
        _letter(signed_in(), letter_id)
        found = queries.file_of(db.session(), letter_id, number) or abort(404)
        name, media_type, content = found
        return download(content, media_type, name, inline=media_type in PICTURES)


class MailSettingsView(EntityView):
    model = MailSettings
    route_base = "/mail-settings"
    title_many = message("Settings of letters")
    title_new = message("Settings of letters")
    list_columns = ["organization", "parents_to_parents"]
    sections = [(message("Messages"), ["parents_to_parents"])]


def _letter(me: Person, key: int) -> tuple[MailLetter, MailCopy]:
    """The one door: a letter that lies in one's own box, else 404."""
    return (queries.letter_of(db.session(), me.id, key) if key < 2**31 else None) or abort(404)


def _draft(me: Person, raw: str) -> MailLetter | None:
    """The own draft that a form goes on with."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        return None
    row, copy = _letter(me, int(raw))
    if copy.folder is not Folder.DRAFTS or row.author_id != me.id or row.sent_at is not None:
        abort(404)
    return row


def _typed() -> Letter:
    return Letter(
        tuple(request.form.getlist("to")[:500]),
        " ".join(request.form.get("title", "").split()),
        request.form.get("text", "").strip(),
    )


def _uploads() -> list[tuple[str, bytes]]:
    given = request.files.getlist("files")
    return [(one.filename, one.read()) for one in given if one.filename]


def _writer(me: Person) -> Writer:
    houses = [grant.organization_id for grant in me.grants]
    house = me.organization_id if me.organization_id in houses else houses[0]
    role = ", ".join(dict.fromkeys(grant.role_name for grant in me.grants))
    return Writer(me.id, me.full_name, role, house, works(me), clock.now())


def _sent_said(number: int) -> str:
    return str(ngettext("Sent to %(num)d person.", "Sent to %(num)d people.", number))


def _answer_title(row: MailLetter) -> str:
    prefix = "Re: "
    return row.title if row.title.startswith(prefix) else f"{prefix}{row.title}"[:200]


def _answer_label(row: MailLetter, me: Person, *, everybody: bool) -> str:
    """Whom an answer is for, in words that name no family to another."""
    name = row.to_label if row.author_id == me.id else row.author_name
    if everybody and works(me) and row.author_id != me.id:
        return f"{name}, {row.to_label}"
    return str(_("%(name)s and the staff", name=name)) if everybody else name


def _problem(refusal: RuleViolation | None) -> dict[str, Any]:
    if refusal is None:
        return {"errors": [], "wrong": {}}
    text = translate(refusal.text)
    field = str(refusal.details.get("field", ""))
    labels = {
        "to": _("To whom"),
        "title": _("Subject"),
        "text": _("Text"),
        "files": _("Files"),
    }
    label = labels.get(field, "")
    return {"errors": [(field if label else "", label, text)], "wrong": {field: text}}


def _form(
    me: Person,
    letter: Letter,
    draft: MailLetter | None = None,
    refusal: RuleViolation | None = None,
) -> str:
    session = db.session()
    book = book_of(session, me, me.today)
    files = queries.files_of(session, [draft.id]).get(draft.id, []) if draft else []
    shown = page(
        title=_("New letter"),
        letter=letter,
        chooser=pages.chooser(book, letter.to),
        draft=draft.id if draft else None,
        files=[one.name for one in files],
        action="/mail/new",
        cancel_href="/mail/",
        **_problem(refusal),
    )
    return render_template("mail/write.html", page=shown)


def _answer_form(
    row: MailLetter,
    letter: Letter,
    *,
    everybody: bool,
    refusal: RuleViolation | None = None,
) -> str:
    shown = page(
        title=_("Answer"),
        letter=letter,
        to_label=_answer_label(row, signed_in(), everybody=everybody),
        everybody=everybody,
        action=f"/mail/{row.id}/answer",
        cancel_href=f"/mail/{row.id}",
        **_problem(refusal),
    )
    return render_template("mail/write.html", page=shown)


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(MailView)
    appbuilder.add_view_no_menu(MailSettingsView)
    appbuilder.add_api(api_for(MailSettingsView))
    COUNTERS["mail"] = queries.unread_of
