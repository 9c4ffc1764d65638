"""A kept case in one row."""

from __future__ import annotations

from stillmark.domain.kept import KeptCase
from stillmark.gui.components.marks import Shape, Tone
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
