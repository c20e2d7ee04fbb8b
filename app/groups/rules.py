"""Enumerations of groups: specialisation and daily stay (domain 6.2)."""

from __future__ import annotations

import enum

from app.core.messages import message


class GroupFocus(enum.StrEnum):
    """Specialisation of a group (направленность)."""

    GENERAL = "general"
    COMPENSATORY = "compensatory"
    HEALTH = "health"
    COMBINED = "combined"
    EARLY_AGE = "early_age"
    CARE = "care"
    FAMILY = "family"


GROUP_FOCUSES = {
    GroupFocus.GENERAL: message("General development"),
    GroupFocus.COMPENSATORY: message("Compensatory"),
    GroupFocus.HEALTH: message("Health-improving"),
    GroupFocus.COMBINED: message("Combined"),
    GroupFocus.EARLY_AGE: message("Early age"),
    GroupFocus.CARE: message("Care only"),
    GroupFocus.FAMILY: message("Family group"),
}


class StayRegime(enum.StrEnum):
    """Daily stay regime (режим пребывания): short ≤5 h, 8–10, 10.5–12, 13–14, 24 hours."""

    SHORT = "short"
    REDUCED = "reduced"
    FULL = "full"
    EXTENDED = "extended"
    ROUND_THE_CLOCK = "round_the_clock"


STAY_REGIMES = {
    StayRegime.SHORT: message("Short stay (up to 5 hours)"),
    StayRegime.REDUCED: message("Reduced day (8–10 hours)"),
    StayRegime.FULL: message("Full day (10.5–12 hours)"),
    StayRegime.EXTENDED: message("Extended day (13–14 hours)"),
    StayRegime.ROUND_THE_CLOCK: message("Round the clock (24 hours)"),
}
