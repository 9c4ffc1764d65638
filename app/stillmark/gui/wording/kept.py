"""A kept case in one row, and what was done with what is kept."""

from __future__ import annotations

from stillmark.domain.kept import KeptCase
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.presenters.keep import Doing
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import day
from stillmark.gui.wording.states import StatusRow


def case_row(case: KeptCase) -> StatusRow:
    """Put a kept case into words: its name or number, where it is, and what waits."""
    title = case.label or translate("Cases", "Case {number}").format(number=case.case_id)
    registry = case.registry_name or translate("Cases", "No registry yet")
    line = translate("Cases", "{registry}, last used {day}").format(registry=registry, day=day(case.updated))
    if case.waiting:
        word = translate("Cases", "%n waiting", "", case.waiting)
        return StatusRow(case.case_id, title, line, word, Shape.RING, Tone.WAIT)
    if case.receipts or (case.last_view is not None and case.last_view.items):
        return StatusRow(case.case_id, title, line, translate("Cases", "Received"), Shape.SQUARE, Tone.ACCENT)
    return StatusRow(case.case_id, title, line, translate("Cases", "Not sent"), Shape.DASH, Tone.NEUTRAL)


def doing(what: Doing | None) -> str:
    """Say what takes a moment; empty for what is said elsewhere."""
    if what is Doing.TURN_ON:
        return translate("Keep", "Making the encrypted place. This takes a moment.")
    if what is Doing.CHANGE:
        return translate("Keep", "Encrypting everything anew. This takes a moment.")
    if what is Doing.BACK_UP:
        return translate("Keep", "Saving the backup")
    if what is Doing.RESTORE:
        return translate("Keep", "Restoring the backup. This takes a moment.")
    return translate("Unlock", "Wiping what is kept here") if what is Doing.WIPE else ""


def done(what: Doing | None) -> str:
    """Say what was done last; empty for nothing."""
    return (
        {
            Doing.TURN_ON: translate("Keep", "Your case is kept here from now on."),
            Doing.CHANGE: translate(
                "Keep", "The passphrase was changed. The old one opens nothing any more."
            ),
            Doing.BACK_UP: translate("Keep", "The backup was saved. Only you can read the file."),
            Doing.RESTORE: translate("Keep", "The backup was restored and is open."),
            Doing.WIPE: translate("Keep", "What was kept here is wiped."),
        }.get(what, "")
        if what
        else ""
    )
