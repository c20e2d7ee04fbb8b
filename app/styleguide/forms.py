"""Fields of every kind, drawn by the same macros as those of real forms."""

from __future__ import annotations

from datetime import date

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

GROUPS = [("1", "Звёздочка"), ("2", "Солнышко"), ("3", "Ромашка")]
SEARCHED = {"kind": "related", "data_url": "/styleguide/rows.json"}


class SpecimenForm(Form):
    """One field of each kind. The words are specimens as long as real ones."""

    surname = StringField("Фамилия", [DataRequired()], description="Как в свидетельстве.")
    birth_date = DateField("Дата рождения", [DataRequired()], default=date(2022, 3, 14))
    phone = StringField("Телефон", render_kw={"kind": "tel", "data_format": "phone"})
    fee = StringField("Плата в месяц, ₽", render_kw={"kind": "money"}, default="1 850,00")
    focus = SelectField("Направленность", choices=[("1", "общеразвивающая"), ("2", "логопедия")])
    group = SelectField("Группа", choices=GROUPS[:1], render_kw=SEARCHED)
    groups = SelectMultipleField("Группы", choices=GROUPS, default=["1"])
    stay = RadioField("Пребывание", choices=[("12", "12 часов"), ("4", "4 часа")], default="12")
    password = PasswordField("Пароль")
    paper = FileField("Справка")
    note = TextAreaField("Примечание", description="До 500 знаков.")
    notify = BooleanField("Сообщать родителям", default=True)
    closed = StringField("Номер", render_kw={"disabled": True}, default="17-04")


def specimen(theme: str) -> SpecimenForm:
    """A form of one pane, with one field in error."""
    form = SpecimenForm(prefix=f"{theme}-")
    form.surname.errors = ["Введите фамилию."]
    return form
