"""A name that brings its own quotes stays readable in a text that quotes it."""

from __future__ import annotations

from app.core.i18n import template_text, translate
from app.core.messages import message


def test_quotes_of_a_name_are_nested_and_what_is_escaped_stays_escaped(sqlite_garden):
    with sqlite_garden.app.test_request_context():
        said = message("The child moved to the group “%(group)s”.", group="«Ромашка»")
        assert translate(said) == "Ребёнок переведён в группу «Ромашка»."
        shown = template_text("Rights of the role “%(role)s”", role="Пост «<b>Вахта</b>»")
        assert shown == "Права роли «Пост „&lt;b&gt;Вахта&lt;/b&gt;“»"
