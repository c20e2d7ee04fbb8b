"""Kinds of documents that every kindergarten has; it may change them (domain 4.2, 4.3)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.models import DocumentKind

# Orders about children («в»: воспитанники), about staff («к»: кадры), and of the house itself.
CHILDREN, STAFF, HOUSE = "в", "к", ""
_CONTROL = "Контроль за исполнением приказа оставляю за собой."

# key, name, series, title, text. The key is also the effect, but for a general order.
ORDERS = (
    (
        "enrolment",
        "Приказ о зачислении",
        CHILDREN,
        "О зачислении воспитанников",
        "В соответствии с Порядком приёма на обучение по образовательным программам дошкольного "
        "образования и правилами приёма учреждения\n\nПРИКАЗЫВАЮ:\n\n"
        "Зачислить в образовательную организацию:\n{список}\n\nОснование: {основание}",
    ),
    (
        "enrolment_by_transfer",
        "Приказ о зачислении в порядке перевода",
        CHILDREN,
        "О зачислении воспитанников в порядке перевода",
        "В соответствии с Порядком и условиями перевода обучающихся из одной организации в "
        "другую\n\nПРИКАЗЫВАЮ:\n\nЗачислить в образовательную организацию в порядке перевода:\n"
        "{список}\n\nОснование: {основание}",
    ),
    (
        "group_transfer",
        "Приказ о переводе в другую группу",
        CHILDREN,
        "О переводе воспитанников в другую группу",
        "ПРИКАЗЫВАЮ:\n\nПеревести:\n{список}\n\nОснование: {основание}",
    ),
    (
        "yearly_transfer",
        "Приказ о переводе на следующий учебный год",
        CHILDREN,
        "О комплектовании групп на новый учебный год",
        "В связи с началом учебного года\n\nПРИКАЗЫВАЮ:\n\n"
        "Перевести воспитанников с {вступает}:\n{список}\n\nОснование: {основание}",
    ),
    (
        "temporary_stay",
        "Приказ о временном приёме",
        CHILDREN,
        "О временном приёме воспитанников",
        "ПРИКАЗЫВАЮ:\n\nПринять временно:\n{список}\n\nОснование: {основание}",
    ),
    (
        "keeping_place",
        "Приказ о сохранении места",
        CHILDREN,
        "О сохранении места за воспитанниками",
        "ПРИКАЗЫВАЮ:\n\nСохранить место:\n{список}\n\nОснование: {основание}",
    ),
    (
        "departure",
        "Приказ об отчислении",
        CHILDREN,
        "Об отчислении воспитанников",
        "ПРИКАЗЫВАЮ:\n\nОтчислить из образовательной организации:\n{список}"
        "\n\nОснование: {основание}",
    ),
    (
        "hiring",
        "Приказ о приёме на работу",
        STAFF,
        "О приёме на работу",
        "ПРИКАЗЫВАЮ:\n\nПринять на работу:\n{список}\n\nОснование: {основание}",
    ),
    (
        "position_change",
        "Приказ о переводе на другую должность",
        STAFF,
        "О переводе на другую должность",
        "ПРИКАЗЫВАЮ:\n\nПеревести:\n{список}\n\nОснование: {основание}",
    ),
    (
        "dismissal",
        "Приказ о прекращении трудового договора",
        STAFF,
        "О прекращении трудового договора",
        "ПРИКАЗЫВАЮ:\n\nПрекратить действие трудового договора и уволить:\n{список}\n\n"
        "Основание: {основание}",
    ),
    (
        "appointment",
        "Приказ о назначении ответственных",
        HOUSE,
        "О назначении ответственных за работу в информационной системе",
        "В целях организации работы в автоматизированной информационной системе\n\n"
        "ПРИКАЗЫВАЮ:\n\n{список}\n\n" + _CONTROL + "\n\nОснование: {основание}",
    ),
    (
        "cancellation",
        "Приказ об отмене приказа",
        HOUSE,
        "Об отмене приказа",
        "ПРИКАЗЫВАЮ:\n\nОтменить приказ {отменяемый}.\n\nОснование: {основание}\n\n" + _CONTROL,
    ),
    (
        "general",
        "Приказ по основной деятельности",
        HOUSE,
        "По основной деятельности",
        "ПРИКАЗЫВАЮ:\n\n1. \n\n2. " + _CONTROL + "\n\nОснование: {основание}",
    ),
)
# key, name, index of the number, for named readers only.
PAPERS = (
    ("local_act", "Положение, правила", "ЛА", False),
    ("regulation", "Регламент, инструкция", "И", False),
    ("minutes", "Протокол", "П", False),
    ("agreement", "Договор, соглашение", "Д", True),
    ("incoming", "Входящее письмо", "вх", False),
    ("outgoing", "Исходящее письмо", "исх", False),
    ("other", "Другой документ", "ин", False),
)
ONLY_SIGNED = {"general"}
VALID_FROM = date(2015, 1, 1)


def seed_kinds(session: Session, organization_id: int) -> int:
    """Add the kinds whose keys the organisation lacks. Returns how many were added."""
    query = select(DocumentKind.key).where(DocumentKind.organization_id == organization_id)
    known = set(session.scalars(query))
    rows = [
        DocumentKind(
            key=key,
            name=name,
            is_order=True,
            series=series,
            title_template=title,
            text_template=text,
            effect=None if key in ONLY_SIGNED else key,
            confidential=series == STAFF,
        )
        for key, name, series, title, text in ORDERS
    ]
    rows += [
        DocumentKind(
            key=key, name=name, series=series, title_template="", confidential=confidential
        )
        for key, name, series, confidential in PAPERS
    ]
    added = [(place, row) for place, row in enumerate(rows) if row.key not in known]
    for place, row in added:
        row.organization_id, row.sort_order, row.valid_from = organization_id, place, VALID_FROM
        session.add(row)
    session.flush()
    return len(added)
