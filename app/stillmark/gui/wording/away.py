"""What is said above the page when nobody seems to be here."""

from __future__ import annotations

from stillmark.gui.wording.base import translate


def warning(seconds: int, *, kept: bool) -> tuple[str, str, str]:
    """Return what happens in so many seconds, the question, and the button that answers it."""
    if kept:
        text = translate(
            "Away", "It is locked in %n second(s). Nothing is sent while you are away.", "", seconds
        )
    else:
        text = translate(
            "Away",
            "What was entered is forgotten in %n second(s). Nothing is sent while you are away.",
            "",
            seconds,
        )
    return text, translate("Away", "Are you still here?"), translate("Away", "I am here")


def wiped() -> str:
    """Say that nothing is kept here any more."""
    return translate("Away", "What was kept here is wiped. Nothing of it can be opened any more.")


def forgotten() -> str:
    """Say that what was entered was dropped, and how to go on."""
    return translate(
        "Away",
        "Nobody was here for a while, so what was entered was forgotten. What was sent stays "
        "sent. Your twelve recovery words open it again.",
    )
