"""Who signs in to the demonstration. The password is public: see ``check_bind`` for its cage."""

from __future__ import annotations

from dataclasses import dataclass

# Known to everybody on purpose. It opens the demonstration only: `serve` refuses a demonstration
# on an address that others reach, and sign-in with DEMO=1 is answered on the loopback only.
DEMO_PASSWORD = "rodnichok-17"  # noqa: S105 - public, see above


@dataclass(frozen=True)
class DemoLogin:
    """A login as the sign-in page and the terminal show it."""

    username: str
    role: str
    name: str
    last_name: str
    first_name: str
    middle_name: str
    role_key: str
    place: str


def _login(username: str, role: str, full_name: str, role_key: str, place: str) -> DemoLogin:
    last_name, first_name, middle_name = full_name.split()
    name = f"{last_name} {first_name}"
    return DemoLogin(username, role, name, last_name, first_name, middle_name, role_key, place)


DEMO_LOGINS = (
    _login("head", "заведующий", "Соколова Елена Викторовна", "head", "rodnichok"),
    _login("coordinator", "координатор", "Морозова Ирина Сергеевна", "coordinator", "rodnichok"),
    _login("admin", "системный администратор", "Ким Артём Олегович", "administrator", "rodnichok"),
    _login(
        "senior", "старший воспитатель", "Бондаренко Юлия Витальевна", "senior_teacher", "rodnichok"
    ),
    _login("accountant", "бухгалтер", "Черных Ольга Павловна", "accountant", "rodnichok"),
    _login("nurse", "медсестра", "Шевченко Галина Петровна", "nurse", "rodnichok"),
    _login(
        "teacher1", "воспитатель, «Звёздочка»", "Ёлкина Марина Андреевна", "teacher", "rodnichok"
    ),
    _login(
        "teacher2", "воспитатель, «Солнышко»", "Орлова Татьяна Николаевна", "teacher", "rodnichok"
    ),
    _login(
        "parent1", "родитель, «Звёздочка»", "Иванова-Петрова Анна Игоревна", "parent", "rodnichok"
    ),
    _login("parent2", "родитель, двое детей", "Алиева Лейла Руслановна", "parent", "rodnichok"),
    _login(
        "authority",
        "управление образования",
        "Громов Павел Дмитриевич",
        "authority",
        "zarechensk",
    ),
)
