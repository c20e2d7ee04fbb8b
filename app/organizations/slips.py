"""Slips with login and one-time password: eight to a page, to be cut and handed over."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from flask import Response, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from app.core.db import db
from app.core.drawing import BOLD, FONT, PORTRAIT, Box, draw_fitted, end_page, fit, new_canvas
from app.core.exports import download, saved_as
from app.core.scoping.scope import unscoped
from app.organizations.account_actions import Slip
from app.organizations.models import Organization

ACROSS, DOWN = 2, 4
_MARGIN, _PAD, _QR = 28.0, 12.0, 84.0


def slips_answer(slips: Sequence[Slip]) -> Response:
    """The slips as a file that no cache keeps: answered once, then the passwords are known to
    nobody but their owners."""
    address = f"{request.host_url.rstrip('/')}/sign-in"
    content = slips_pdf(slips, _houses(slips), address)
    flash(
        ngettext(
            "%(num)d password is issued. The slips are in the file that was just saved: print them "
            "and delete it, they are not shown again.",
            "%(num)d passwords are issued. The slips are in the file that was just saved: print "
            "them and delete it, they are not shown again.",
            len(slips),
        ),
        "success",
    )
    answer = download(content, "application/pdf", saved_as("pdf", _("Passwords on slips")))
    # A download leaves the page as it was: its script waits for this and reads the page anew.
    answer.set_cookie("file_saved", "1", max_age=60, samesite="Lax", secure=request.is_secure)
    return answer


def _houses(slips: Sequence[Slip]) -> dict[int, str]:
    keys = {one.organization_id for one in slips if one.organization_id}
    query = select(Organization.id, Organization.short_name).where(Organization.id.in_(keys))
    with unscoped("the names of organizations on slips with passwords"):
        rows = db.session.connection().execute(query).all()
    return {row.id: row.short_name for row in rows}


def slips_pdf(slips: Sequence[Slip], houses: Mapping[int, str], address: str) -> bytes:
    """A4, two slips across and four down, with lines to cut along."""
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, PORTRAIT, _("Logins and one-time passwords"))
    wide = (PORTRAIT[0] - 2 * _MARGIN) / ACROSS
    high = (PORTRAIT[1] - 2 * _MARGIN) / DOWN
    for number, slip in enumerate(slips):
        place = number % (ACROSS * DOWN)
        if number and not place:
            end_page(canvas)
        row, across = divmod(place, ACROSS)
        box = Box(_MARGIN + across * wide, PORTRAIT[1] - _MARGIN - row * high, wide, high)
        _draw(canvas, box, slip, houses.get(slip.organization_id or 0, ""), address)
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, box: Box, slip: Slip, house: str, address: str) -> None:
    canvas.setDash(2, 3)
    canvas.rect(box.left, box.top - box.height, box.width, box.height)
    canvas.setDash()
    left, top = box.left + _PAD, box.top - _PAD
    whole, beside = box.width - 2 * _PAD, box.width - 3 * _PAD - _QR
    lines = (
        (house, FONT, (9.0, 8.0, 7.0), 20, whole),
        (slip.person, BOLD, (12.0, 11.0, 10.0, 9.0), 26, whole),
        (_("Login"), FONT, (8.0,), 14, beside),
        (slip.login, BOLD, (13.0, 11.0, 9.0, 8.0), 18, beside),
        (_("One-time password"), FONT, (8.0,), 14, beside),
        (slip.password, BOLD, (13.0, 12.0, 11.0), 18, beside),
        (_("Sign-in page"), FONT, (8.0,), 14, beside),
        (address, FONT, (9.0, 8.0, 7.0, 6.0), 24, beside),
    )
    for text, font, sizes, height, width in lines:
        draw_fitted(
            canvas, Box(left, top, width, height), fit(text, width, font, sizes, height), font
        )
        top -= height
    note = _("At the first sign-in choose a password of your own. Tell it to nobody.")
    bottom = Box(left, box.top - box.height + _PAD + 20, whole, 20)
    draw_fitted(canvas, bottom, fit(note, whole, FONT, (8.0, 7.0), 20), FONT)
    _draw_code(canvas, box.left + box.width - _PAD - _QR, box.top - _PAD - 50 - _QR, address)


def _draw_code(canvas: Canvas, left: float, bottom: float, address: str) -> None:
    code = QrCodeWidget(address, barLevel="M")
    x0, y0, x1, y1 = code.getBounds()
    drawing = Drawing(_QR, _QR, transform=[_QR / (x1 - x0), 0, 0, _QR / (y1 - y0), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, left, bottom)
