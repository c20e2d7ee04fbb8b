"""Pages on which letters and answers are written; what is unsent is kept as a draft."""

from __future__ import annotations

import json
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from flask_babel import ngettext

from app.communication.mail import actions, pages, queries, rules
from app.communication.mail.actions import Writer
from app.communication.mail.models import MailCopy, MailLetter
from app.communication.mail.people_queries import book_of, works
from app.communication.mail.rules import Folder, Letter
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import RuleViolation
from app.core.i18n import translate
from app.core.messages import message
from app.organizations.access import signed_in
from app.organizations.person import Person

# What the buttons of the form and the page itself ask for.
DRAFT, AUTOSAVE = "draft", "autosave"


class WritingView(BaseView):
    """A new letter, an answer, and the drafts of both: nobody sees them but who writes."""

    route_base = "/mail"
    class_permission_name = "Mail"
    default_view = "new"

    @expose("/new")
    @requires("write")
    def new(self) -> Any:
        me = signed_in()
        draft = _draft(me, request.args.get("draft", ""))
        if draft is None:
            return _form(me, Letter(tuple(request.args.getlist("to")[:50]), "", ""))
        if draft.answers_id is not None:
            return redirect(_answer_address(draft.answers_id, everybody=draft.answers_all))
        return _form(me, Letter(tuple(json.loads(draft.to_keys)), draft.title, draft.text), draft)

    @expose("/new", methods=["POST"])
    @requires("write")
    def write(self) -> Any:
        me, session = signed_in(), db.session()
        draft = _draft(me, request.form.get("draft", ""))
        letter, wanted = _typed(), request.form.get("do")
        try:
            files = actions.checked_files(_uploads(), draft.files if draft else 0)
            if wanted in (DRAFT, AUTOSAVE):
                row = actions.save_draft(session, _writer(me), letter, files, draft)
                db.session.commit()
                return _kept(row.id, f"/mail/new?draft={row.id}")
            rules.check_letter(letter)
            book = book_of(session, me, me.today)
            people, chosen = rules.addressees(letter.to, book, me.id)
            label = ", ".join(pages.label_of(one.label) for one in chosen)
            row = actions.save_draft(session, _writer(me), letter, files, draft)
            families = rules.as_parents(chosen)
            number = actions.send(session, _writer(me), row, people, label, families)
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
        """The form of an answer; what was begun before and not sent stands in it."""
        me, session = signed_in(), db.session()
        row, copy = letter_or_404(me, letter_id)
        everybody = request.args.get("all") == "1"
        known = queries.draft_of_answer(session, me.id, letter_id, everybody=everybody)
        draft = letter_or_404(me, known)[0] if known else None
        title, text = (draft.title, draft.text) if draft else (_answer_title(row), "")
        return _answer_form((row, copy), Letter((), title, text), draft, everybody=everybody)

    @expose("/<int:letter_id>/answer", methods=["POST"])
    @requires("write")
    def send_answer(self, letter_id: int) -> Any:
        me, session = signed_in(), db.session()
        row, copy = letter_or_404(me, letter_id)
        draft = _draft(me, request.form.get("draft", ""))
        everybody = request.form.get("all") == "1"
        letter, wanted, writer = _typed(), request.form.get("do"), _writer(me)
        answers = (row, everybody)
        try:
            files = actions.checked_files(_uploads(), draft.files if draft else 0)
            if wanted in (DRAFT, AUTOSAVE):
                kept = actions.save_draft(session, writer, letter, files, draft, answers)
                db.session.commit()
                return _kept(kept.id, _answer_address(letter_id, everybody=everybody))
            rules.check_letter(letter)
            people, families = actions.answer_to(session, writer, row, everybody=everybody)
            if not people:
                raise RuleViolation(message("There is nobody to answer."), field="text")
            label = _answer_label(row, copy, everybody=everybody)
            written = actions.save_draft(session, writer, letter, files, draft, answers)
            number = actions.send(session, writer, written, people, label, families)
            db.session.commit()
        except RuleViolation as refusal:
            db.session.rollback()
            row, copy = letter_or_404(me, letter_id)
            draft = _draft(me, request.form.get("draft", ""))
            answered = (row, copy)
            shown = _answer_form(answered, letter, draft, everybody=everybody, refusal=refusal)
            return shown, refusal.status
        flash(_sent_said(number), "success")
        return redirect(f"/mail/{letter_id}")


def letter_or_404(me: Person, key: int) -> tuple[MailLetter, MailCopy]:
    """The one door: a letter that lies in one's own box, else 404."""
    return (queries.letter_of(db.session(), me.id, key) if key < 2**31 else None) or abort(404)


def _draft(me: Person, raw: str) -> MailLetter | None:
    """The own draft that a form goes on with."""
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
        return None
    row, copy = letter_or_404(me, int(raw))
    if copy.folder is not Folder.DRAFTS or row.author_id != me.id or row.sent_at is not None:
        abort(404)
    return row


def _kept(key: int, address: str) -> Any:
    """The answer to a button goes to the drafts; the page that keeps by itself goes on."""
    if request.form.get("do") == DRAFT:
        flash(_("The draft is saved."), "success")
        return redirect("/mail/?folder=drafts")
    at = f"{clock.local(clock.now(), signed_in().timezone):%H:%M}"
    said = _("The draft was kept at %(time)s.", time=at)
    return jsonify(address=address, fields={"draft": key}, said=said)


def _answer_address(letter_id: int, *, everybody: bool) -> str:
    return f"/mail/{letter_id}/answer" + ("?all=1" if everybody else "")


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


def _answer_label(row: MailLetter, copy: MailCopy, *, everybody: bool) -> str:
    """Whom an answer is for, in words that name no family to another: whoever got the letter as a
    parent reads no other names, wherever that person works besides."""
    own = row.author_id == copy.user_id
    name = row.to_label if own else row.author_name
    if everybody and copy.staff and not own:
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
    answered: tuple[MailLetter, MailCopy],
    letter: Letter,
    draft: MailLetter | None,
    *,
    everybody: bool,
    refusal: RuleViolation | None = None,
) -> str:
    row, copy = answered
    files = queries.files_of(db.session(), [draft.id]).get(draft.id, []) if draft else []
    shown = page(
        title=_("Answer"),
        letter=letter,
        to_label=_answer_label(row, copy, everybody=everybody),
        everybody=everybody,
        draft=draft.id if draft else None,
        files=[one.name for one in files],
        action=f"/mail/{row.id}/answer",
        cancel_href=f"/mail/{row.id}",
        **_problem(refusal),
    )
    return render_template("mail/write.html", page=shown)
