"""Dates and times as people say them, in their own time zone."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime

from stillmark.gui.wording.base import translate


def day(when: datetime) -> str:
    """Return a day without its year, such as `22 Nov`."""
    local = when.astimezone()
    pattern = translate("Dates", "d MMM")
    return _locale().toString(QDate(local.year, local.month, local.day), pattern)


def full_day(year: int, month: int, number: int) -> str:
    """Return a day with its year."""
    return _locale().toString(QDate(year, month, number), translate("Dates", "d MMM yyyy"))


def checked(when: datetime, *, today: bool) -> str:
    """Say when the case was last checked; `today` is for the presenter to know, as it has the clock."""
    local = when.astimezone()
    time = _locale().toString(QTime(local.hour, local.minute), "HH:mm")
    if today:
        return translate("Dates", "Last checked today at {time}").format(time=time)
    return translate("Dates", "Last checked {day} at {time}").format(day=day(when), time=time)


def _locale() -> QLocale:
    # The one of the language that is shown; `Languages` sets it.
    return QLocale()
