"""Positions that every kindergarten has. Data of the organisation: it renames and adds."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.staff.models import Position

# Names by the qualification lists; True: teaching staff (nomenclature of posts of 2022, № 225).
POSITIONS = (
    ("Заведующий", False),
    ("Заместитель заведующего", False),
    ("Старший воспитатель", True),
    ("Воспитатель", True),
    ("Музыкальный руководитель", True),
    ("Инструктор по физической культуре", True),
    ("Учитель-логопед", True),
    ("Учитель-дефектолог", True),
    ("Педагог-психолог", True),
    ("Педагог дополнительного образования", True),
    ("Младший воспитатель", False),
    ("Помощник воспитателя", False),
    ("Медицинская сестра", False),
    ("Бухгалтер", False),
    ("Делопроизводитель", False),
    ("Системный администратор", False),
    ("Заведующий хозяйством", False),
    ("Повар", False),
)


def seed_positions(session: Session, organization_id: int) -> int:
    """Add the usual positions when the organisation has none. Returns how many were added."""
    query = select(Position.id).where(Position.organization_id == organization_id)
    if session.scalars(query).first() is not None:
        return 0
    session.add_all(
        Position(organization_id=organization_id, name=name, teaching=teaching)
        for name, teaching in POSITIONS
    )
    session.flush()
    return len(POSITIONS)


# The role that usually goes with a position (domain 1.3): offered when access is given, chosen by a
# person.
ROLE_OF_POSITION = {
    "Заведующий": "Заведующий",
    "Заместитель заведующего": "Координатор",
    "Старший воспитатель": "Старший воспитатель",
    "Воспитатель": "Сетевой воспитатель",
    "Медицинская сестра": "Медработник",
    "Бухгалтер": "Бухгалтер",
    "Системный администратор": "Системный администратор",
}


# Duties by the regulation on the system (domain 1.3), by the name of the role: offered when an
# order gives the role, changed there.
DUTIES = {
    "Координатор": "координация работы в системе, управление правами доступа, контроль полноты, "
    "качества и своевременности данных, контроль книги движения, участие в закрытии года",
    "Системный администратор": "ведение сведений об организации, пользователей и паролей, "
    "настройка и безопасность системы, ведение книги движения по приказам, закрытие года под "
    "контролем координатора",
    "Сетевой воспитатель": "ведение сведений о детях своей группы и их родителях, учёт "
    "посещаемости, отчёты по группе, взаимодействие с родителями",
    "Старший воспитатель": "ведение учебного плана и расписания, согласование календарно-"
    "тематических планов, педагогическая диагностика",
    "Бухгалтер": "начисление и учёт родительской платы, отчёты по оплате",
    "Медработник": "учёт заболеваемости, группы здоровья, справок",
    "Заведующий": "руководство работой в системе, утверждение табелей и отчётов, подписание "
    "приказов",
}
