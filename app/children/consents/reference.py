"""Purposes that kindergartens ask for. Data of the organisation: it words its own."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.children.consents.models import ConsentPurpose

_COLLECT = "сбор, запись, хранение, использование, удаление"
PURPOSES: tuple[dict[str, object], ...] = (
    {
        "name": "Фотографии на сайте",
        "purpose": "размещение фотографий и видеозаписей ребёнка на официальном сайте, в "
        "официальном сообществе детского сада и в его информационной системе, на страницах "
        "мероприятий, для семей воспитанников",
        "personal_data": "фамилия и имя ребёнка, название группы, фотографии, видеозаписи",
        "operations": "фото- и видеосъёмка, хранение, размещение в открытом доступе, удаление",
        "recipients": "неограниченный круг лиц — посетители сайта и сообщества; семьи "
        "воспитанников детского сада",
        "shows_photos": True,
        "term": "до выбытия ребёнка из детского сада",
        "revocation_tasks": "снять фотографии и видео ребёнка с сайта; удалить их из сообщества; "
        "предупредить воспитателей и фотографа",
        "stop_days": 0,
    },
    {
        "name": "Перевозка и выездные занятия",
        "purpose": "организация перевозки ребёнка и его участия в выездных занятиях и экскурсиях",
        "personal_data": "фамилия, имя, отчество, дата рождения ребёнка, телефон родителя",
        "operations": f"{_COLLECT}, передача перевозчику",
        "recipients": "перевозчик, с которым заключён договор на день поездки",
        "term": "до 31 августа текущего учебного года",
        "revocation_tasks": "исключить ребёнка из списков ближайших поездок; сообщить перевозчику",
        "stop_days": 0,
    },
    {
        "name": "Передача сведений кружкам и организаторам конкурсов",
        "purpose": "участие ребёнка в кружках, конкурсах и соревнованиях других организаций",
        "personal_data": "фамилия, имя, дата рождения ребёнка, название группы, творческие работы",
        "operations": f"{_COLLECT}, передача организатору",
        "recipients": "организатор кружка или конкурса, названный в положении о нём",
        "term": "до 31 августа текущего учебного года",
        "revocation_tasks": "отозвать заявки ребёнка; письменно сообщить организаторам об отзыве",
        "stop_days": 30,
        "on_card": False,
    },
    {
        "name": "Передача сведений медицинской организации",
        "purpose": "передача сведений о здоровье ребёнка медицинской организации для осмотров и "
        "прививок в детском саду",
        "personal_data": "фамилия, имя, отчество, дата рождения ребёнка, адрес, полис ОМС, "
        "сведения о здоровье и прививках",
        "operations": f"{_COLLECT}, передача медицинской организации",
        "recipients": "детская поликлиника, обслуживающая детский сад",
        "term": "до выбытия ребёнка из детского сада",
        "revocation_tasks": "сообщить медработнику; исключить ребёнка из планов осмотров и "
        "прививок; письменно сообщить поликлинике",
        "stop_days": 0,
    },
)


def seed_consent_purposes(session: Session, organization_id: int) -> int:
    """Add the usual purposes when the organisation has none. Returns how many were added."""
    query = select(ConsentPurpose.id).where(ConsentPurpose.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(ConsentPurpose(organization_id=organization_id, **one) for one in PURPOSES)
    session.flush()
    return len(PURPOSES)
