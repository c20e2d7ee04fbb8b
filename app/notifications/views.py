"""Pages of the bell: news, counts for the shell, what to hear of and where, the end of letters."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, jsonify, make_response, redirect, render_template, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.access import open_to_anyone, open_to_signed_in
from app.core.addresses import local_target
from app.core.db import db
from app.core.entity_pages import page
from app.core.errors import BadInput
from app.core.formats import show_moment
from app.core.i18n import has_words, translate
from app.core.jobs.consumer import CHORES, TICKS
from app.core.messages import message
from app.core.scoping.scope import unscoped
from app.extensions import csrf
from app.notifications import actions, queries
from app.notifications.post_office import mail_is_set_up, read_token, send_due_letters
from app.notifications.rules import KINDS, Channels, real_address, restored
from app.organizations.access import signed_in
from app.organizations.models import UserAccount
from app.organizations.person import Person

OWN = "one's own notifications, found by the account and by nothing else"


class NotificationsView(BaseView):
    """News of one person. Nothing here is reached by rights on rows."""

    route_base = "/notifications"
    default_view = "latest"

    @expose("/")
    @open_to_signed_in(OWN)
    def latest(self) -> Any:
        me = signed_in()
        before = request.args.get("before", "")
        found = queries.latest(db.session(), me.id, int(before) if before.isdigit() else None)
        rows, more = found[: queries.PAGE], len(found) > queries.PAGE
        shown = page(
            title=_("Notifications"),
            news=[_shown(row) for row in rows],
            unread=any(row.read_at is None for row in rows),
            more_href=f"?before={rows[-1].id}" if more else None,
            earlier=bool(before),
        )
        return render_template("notifications/latest.html", page=shown)

    @expose("/count.json")
    @open_to_signed_in(OWN)
    def count(self) -> Any:
        """Numbers of the shell: small, and nothing at all when they are as the page knows them."""
        me = signed_in()
        counts = queries.counts(db.session(), me.id, me.today)
        answer = make_response(jsonify(counts))
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.set_etag("-".join(f"{name}{number}" for name, number in counts.items()), weak=True)
        return answer.make_conditional(request)

    @expose("/open", methods=["POST"])
    @open_to_signed_in(OWN)
    def follow(self) -> Any:
        """Read one and go where it leads."""
        me, key = signed_in(), request.form.get("id", "")
        found = queries.find(db.session(), me.id, int(key)) if key.isdigit() else None
        if found is None:
            raise BadInput(message("This notification is gone. Open the list anew."))
        actions.mark_read(db.session(), me.id, clock.now(), ids=[found.id])
        db.session.commit()
        return redirect(local_target(found.href), 303)

    @expose("/read", methods=["POST"])
    @open_to_signed_in(OWN)
    def read(self) -> Any:
        """All are read."""
        actions.mark_read(db.session(), signed_in().id, clock.now())
        db.session.commit()
        return redirect("/notifications/", 303)

    @expose("/settings", methods=["GET", "POST"])
    @open_to_signed_in(OWN)
    def settings(self) -> Any:
        me = signed_in()
        if request.method == "POST":
            chosen = set(request.form.getlist("on"))
            wanted = {
                kind: Channels(f"product:{kind}" in chosen, f"mail:{kind}" in chosen)
                for kind in _offered(me)
            }
            actions.choose(db.session(), me.id, wanted)
            db.session.commit()
            flash(_("Saved."), "success")
            return redirect("/notifications/settings", 303)
        offered, kinds = _offered(me), _kinds(queries.choices(db.session(), me.id))
        shown = page(
            title=_("What to tell me"),
            kinds=[one for one in kinds if one["name"] in offered],
            mail=mail_is_set_up(current_app.config),
            address=_own_address(me.id),
        )
        return render_template("notifications/settings.html", page=shown)

    @expose("/unsubscribe/<token>", methods=["GET", "POST"])
    @open_to_anyone("a signed address out of a letter ends letters of one kind, and tells nothing")
    def unsubscribe(self, token: str) -> Any:
        """GET asks, POST does: mail programs open addresses by themselves."""
        found = read_token(token)
        if found is None:
            raise BadInput(message("The link is not whole. Sign in and choose in the settings."))
        user_id, kind = found
        if request.method == "POST":
            before = queries.choices(db.session(), user_id)[kind]
            actions.choose(db.session(), user_id, {kind: Channels(before.in_product, False)})
            db.session.commit()
        shown = page(
            title=_("Letters by e-mail"),
            kind=translate(KINDS[kind].title),
            done=request.method == "POST",
        )
        return render_template("notifications/unsubscribe.html", page=shown)


# The mail program of the reader sends this POST itself (RFC 8058): it knows no token of a session,
# the address is signed.
csrf.exempt(f"{__name__}.unsubscribe")


def _offered(person: Person) -> set[str]:
    """The kinds of news that may come to a person: a parent signs no orders."""
    return {
        name
        for name, kind in KINDS.items()
        if kind.needs is None or person.has_right(f"can_{kind.needs[1]}", kind.needs[0])
    }


def _shown(row: Any) -> dict[str, Any]:
    kind = KINDS.get(row.kind)
    text = restored(row.text)
    if kind and not has_words(text):
        # Told in the words of an older version: what it is about, and the link, remain.
        text = kind.title
    return {
        "id": row.id,
        "text": translate(text),
        "kind": translate(kind.title) if kind else "",
        "icon": kind.icon if kind else "info",
        "at": show_moment(row.created_at),
        "unread": row.read_at is None,
        "urgent": row.urgent,
    }


def _kinds(chosen: dict[str, Channels]) -> list[dict[str, Any]]:
    return [
        {
            "name": kind.name,
            "title": translate(kind.title),
            "product": chosen[kind.name].in_product,
            "mail": chosen[kind.name].by_mail,
        }
        for kind in KINDS.values()
    ]


def _own_address(user_id: int) -> str | None:
    query = select(UserAccount.email).where(UserAccount.id == user_id)
    with unscoped("showing one's own address for letters"):
        return real_address(db.session.connection().execute(query).scalar())


def _delete_old() -> None:
    actions.delete_old(db.session(), clock.now())
    db.session.commit()


def register(appbuilder: Any) -> None:
    appbuilder.add_view_no_menu(NotificationsView)
    TICKS["letters"] = send_due_letters
    CHORES["old notifications"] = _delete_old
