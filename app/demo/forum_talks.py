"""What is said in the forum of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from app.communication.forum.rules import Readers, Writers


@dataclass(frozen=True)
class Section:
    title: str
    description: str
    readers: Readers
    writers: Writers = Writers.READERS
    moderated: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Post:
    """Who wrote («family» and a number: one of the families of the group), days ago and when."""

    author: str
    days: int
    at: time
    text: str
    waits: bool = False


SECTIONS = (
    Section(
        "Новости и правила форума",
        "Пишут сотрудники, читают все.",
        Readers.EVERYONE,
        Writers.STAFF,
    ),
    Section(
        "Родители «Звёздочки»",
        "Вопросы группы: прогулки, праздники, потерянные варежки.",
        Readers.CHOSEN,
        moderated=True,
        groups=("Звёздочка",),
    ),
    Section(
        "Праздники «Звёздочки» и «Солнышка»",
        "Готовим вместе: костюмы, декорации, угощение.",
        Readers.CHOSEN,
        moderated=True,
        groups=("Звёздочка", "Солнышко"),
    ),
    Section("Общий разговор", "Всё, что касается нескольких групп.", Readers.EVERYONE),
    Section("Методический кабинет", "Для сотрудников: опыт, конспекты, вопросы.", Readers.STAFF),
)
# Section, title, pinned, closed, posts.
TOPICS: tuple[tuple[str, str, bool, bool, tuple[Post, ...]], ...] = (
    (
        "Новости и правила форума",
        "Как мы здесь разговариваем",
        True,
        True,
        (
            Post(
                *("head", 20, time(10, 5)),
                "Добро пожаловать! Три правила:\n\n- не называем чужих детей, болезни и телефоны;\n"
                "- личное — в «Сообщениях», а не здесь;\n- спорим о деле.\n\n"
                "Другие семьи видят только ваши имя и отчество.",
            ),
        ),
    ),
    (
        "Родители «Звёздочки»",
        "Что надеть на прогулку в мороз?",
        False,
        False,
        (
            Post(
                *("family1", 4, time(20, 15)),
                "Подскажите, как вы одеваете детей, когда минус пятнадцать? Нам в комбинезоне "
                "жарко, без кофты холодно.",
            ),
            Post(
                *("teacher1", 3, time(7, 40)),
                "Гуляем до −15 °C, около часа. Лучше **два тонких слоя** вместо одного толстого и "
                "запасные варежки в шкафчик.",
            ),
            Post(
                *("parent1", 3, time(18, 50)),
                "> **Ёлкина Марина Андреевна:**\n>\n> запасные варежки в шкафчик\n\nСпасибо! "
                "Резинка через рукава очень выручает — за неделю ни одной потери.",
            ),
            Post(*("family2", 1, time(21, 5)), "А шарфы лучше не надо: на горке цепляются."),
        ),
    ),
    (
        "Родители «Звёздочки»",
        "Подарок к Новому году: сколько собираем?",
        False,
        False,
        (
            Post(
                *("family3", 0, time(8, 20)),
                "Предлагаю обсудить здесь, чтобы не писать каждому. Кто за книги в подарок?",
                waits=True,
            ),
        ),
    ),
    (
        "Праздники «Звёздочки» и «Солнышка»",
        "Кто поможет с декорациями к ёлке?",
        False,
        False,
        (
            Post(
                *("teacher2", 2, time(13, 45)),
                "Нужны две больших коробки и помощь в субботу с 10 до 12: клеим сугробы и домик.",
            ),
            Post(*("parent2", 1, time(19, 15)), "Коробки от холодильника подойдут? Привезём."),
            Post(*("parent1", 0, time(8, 5)), "В субботу приду с клеем и кистями.", waits=True),
        ),
    ),
    (
        "Общий разговор",
        "Кружки рядом с садом",
        False,
        False,
        (
            Post(
                *("parent1", 6, time(19, 30)),
                "Кто водит детей в Дом творчества? Интересует рисование для пятилеток.",
            ),
            Post(
                *("family4", 6, time(20, 10)),
                "Мы ходим второй год, по вторникам и четвергам в 17:30. Довольны.",
            ),
            Post(*("teacher2", 5, time(13, 20)), "В библиотеке по субботам бесплатная студия."),
        ),
    ),
    (
        "Методический кабинет",
        "Конспект: «Птицы зимой», средняя группа",
        False,
        False,
        (
            Post(
                *("teacher2", 5, time(14, 0)),
                "Делюсь конспектом занятия: кормушки, сравнение следов, подвижная игра. Дети "
                "держали внимание 22 минуты.",
            ),
            Post(*("coordinator", 4, time(9, 10)), "Отличный материал, возьмём на педсовет."),
        ),
    ),
)
