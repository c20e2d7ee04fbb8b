"""What a form refuses is said in Russian, by each validator, and tells what to do."""

from __future__ import annotations

import re

import pytest
from babel import Locale
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from app.children.models import Child
from app.core.entity_forms import build_form
from app.core.entity_view import EntityView
from app.groups.models import AgeLevel, ChildGroup
from app.organizations.forms import PasswordForm, SignInForm
from app.organizations.models import OrganizationSettings

ENGLISH = re.compile(r"[A-Za-z]{2,}")


@pytest.fixture
def asked(sqlite_garden):
    """A request of a browser that prefers another language."""
    headers = {"Accept-Language": "en"}
    with sqlite_garden.app.test_request_context("/", method="POST", headers=headers):
        yield


def form_names(view):
    return [name for _title, names in view.sections for name in names]


def errors(model, name, *typed):
    """What a generated form says of one field."""
    form = build_form(model, [name], "/rows")(MultiDict([(name, text) for text in typed]))
    assert not form.validate()
    return form.errors[name]


def test_the_language_of_forms_is_russian_whatever_the_browser_prefers(asked):
    assert get_locale() == Locale("ru")
    form = build_form(Child, ["last_name"], "/children")(MultiDict())
    assert form.last_name.gettext("This field is required.") == "Обязательное поле."


@pytest.mark.parametrize(
    ("model", "name", "typed", "said"),
    [
        (Child, "last_name", [], "Заполните это поле."),
        (Child, "last_name", [""], "Заполните это поле."),
        (Child, "birth_date", [""], "Заполните это поле."),
        (Child, "sex", [], "Выберите из списка."),
        (Child, "sex", ["x"], "Такого варианта нет. Выберите из списка."),
        (Child, "last_name", ["я" * 61], "Сократите текст: поместится не больше 60 знаков."),
        (Child, "birth_date", ["31.02.2022"], "Такой даты нет. Напишите так: 31.12.2026."),
        (Child, "snils", ["1"], "В СНИЛС 11 цифр. Проверьте номер."),
        (AgeLevel, "from_years", ["три"], "Это не число. Впишите число."),
        (AgeLevel, "from_years", ["3,5"], "Впишите целое число."),
        (AgeLevel, "from_years", ["9" * 10], "Число вне допустимых пределов. Исправьте его."),
        (
            OrganizationSettings,
            "marking_deadline",
            ["9 часов"],
            "Такого времени нет. Напишите так: 09:00.",
        ),
        (ChildGroup, "room", ["one"], "Выберите из списка."),
    ],
)
def test_a_refusal_tells_what_to_do(asked, model, name, typed, said):
    assert errors(model, name, *typed) == [said]


@pytest.mark.parametrize("form", [SignInForm, PasswordForm])
@pytest.mark.parametrize("typed", ["", "x" * 300])
def test_the_doors_own_forms_refuse_in_russian(asked, form, typed):
    filled = form(MultiDict(dict.fromkeys(form()._fields, typed)), meta={"csrf": False})
    assert not filled.validate()
    texts = [text for texts in filled.errors.values() for text in texts]
    assert texts
    assert not [text for text in texts if ENGLISH.search(str(text))]


@pytest.mark.parametrize(
    "text",
    [
        "This field is required.",
        "Invalid input.",
        "Not a valid choice.",
        "Invalid Choice: could not coerce.",
        "Not a valid integer value.",
        "Not a valid date value.",
        "Invalid email address.",
    ],
)
def test_what_the_form_library_says_itself_is_russian(asked, text):
    field = build_form(Child, ["last_name"], "/children")(MultiDict()).last_name
    assert not ENGLISH.search(field.gettext(text))


def test_every_validator_of_every_entity_has_a_text_of_the_catalogue(asked, sqlite_garden):
    views = [one for one in sqlite_garden.app.appbuilder.baseviews if isinstance(one, EntityView)]
    assert len(views) > 10
    silent = [
        (view.model.__name__, field.name, type(validator).__name__)
        for view in views
        for field in build_form(view.model, form_names(view), view.route_base)(MultiDict())
        for validator in field.validators
        if not isinstance(validator, Optional) and not getattr(validator, "message", None)
    ]
    assert not silent
