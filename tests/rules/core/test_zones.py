"""Time zones are named as people of Russia name them: the city and the distance from Moscow."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from app.core.formats import ZONES, show_zone


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Moscow", "Москва (МСК)"),
        ("Europe/Kaliningrad", "Калининград (МСК−1)"),
        ("Asia/Omsk", "Омск (МСК+3)"),
        ("Asia/Sakhalin", "Южно-Сахалинск (МСК+8)"),
        ("Asia/Kamchatka", "Петропавловск-Камчатский (МСК+9)"),
        ("no/zone", "no/zone"),
    ],
)
def test_a_zone_is_a_city_and_its_distance_from_moscow(zone, shown):
    assert show_zone(zone) == shown


def test_every_offered_zone_is_known_and_has_a_russian_name():
    assert set(ZONES) <= available_timezones()
    assert not [zone for zone in ZONES if any(letter in "abcdefgh" for letter in show_zone(zone))]
