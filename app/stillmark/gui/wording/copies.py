"""Everyday edits and how their copies fare: a name, a word and a shape for each."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.presenters.copies import CopiesState, CopyLine, Grade
from stillmark.gui.presenters.preview import Summary
from stillmark.gui.wording.base import translate
from takedown_hashing.vocabulary import Edit

LOOKS = {
    Grade.RECOGNISED: (Shape.DOT, Tone.GOOD),
    Grade.SOMETIMES: (Shape.HALF, Tone.WAIT),
    Grade.RARELY: (Shape.RING, Tone.WAIT),
    Grade.NOT: (Shape.DASH, Tone.NEUTRAL),
    Grade.UNKNOWN: (Shape.OPEN_SQUARE, Tone.NEUTRAL),
}
"""No two grades share a shape."""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One row of the chart and of the table behind it.

    Attributes:
        share: of copies that were recognised, 0 to 1; None where none was tried.
        count: `3 of 6`; empty where none was tried.
    """

    name: str
    word: str
    shape: Shape
    tone: Tone
    share: float | None
    count: str

    @property
    def spoken(self) -> str:
        """The row in one line, for screen readers."""
        return f"{self.name}: {self.word}, {self.count}" if self.count else f"{self.name}: {self.word}"


def edit_name(edit: Edit) -> str:
    """Name an everyday edit."""
    return {
        Edit.MESSENGER: translate("Copies", "Compressed by a messenger"),
        Edit.SMALL_COPY: translate("Copies", "Small copy"),
        Edit.MIRRORED: translate("Copies", "Mirrored"),
        Edit.QUARTER_TURN: translate("Copies", "Quarter-turned"),
        Edit.SQUARE_CROP: translate("Copies", "Cropped to a square"),
        Edit.SMALL_CROP: translate("Copies", "Cropped a little"),
        Edit.FULL_SCREEN: translate("Copies", "Full-screen screenshot"),
        Edit.POST: translate("Copies", "Screenshot of a post"),
        Edit.CAPTION_STRIP: translate("Copies", "Caption added above or below"),
        Edit.TEXT_ACROSS: translate("Copies", "Text written across"),
        Edit.LARGE_STICKER: translate("Copies", "Large sticker"),
        Edit.TILTED: translate("Copies", "Tilted a little"),
    }[edit]


def grade_word(grade: Grade) -> str:
    """Name a grade."""
    return {
        Grade.RECOGNISED: translate("Copies", "recognised"),
        Grade.SOMETIMES: translate("Copies", "sometimes"),
        Grade.RARELY: translate("Copies", "rarely"),
        Grade.NOT: translate("Copies", "not"),
        Grade.UNKNOWN: translate("Copies", "not tried yet"),
    }[grade]


def tried_row(line: CopyLine) -> CopyRow:
    """Put what was tried on this computer into words."""
    shape, tone = LOOKS[line.grade]
    count = ""
    if line.tried:
        count = translate("Copies", "{recognised} of {tried}").format(
            recognised=line.recognised, tried=line.tried
        )
    share = line.recognised / line.tried if line.tried else None
    return CopyRow(edit_name(line.edit), grade_word(line.grade), shape, tone, share, count)


def usual_rows(summary: Summary) -> tuple[CopyRow, ...]:
    """Say how it usually goes with what is sent, where nothing was tried."""
    turned = Grade.RECOGNISED if summary.turned else Grade.NOT
    grades = {
        Edit.MESSENGER: Grade.RECOGNISED,
        Edit.MIRRORED: turned,
        Edit.QUARTER_TURN: turned,
        Edit.SMALL_CROP: Grade.SOMETIMES if summary.cropped else Grade.RARELY,
        Edit.FULL_SCREEN: Grade.SOMETIMES if summary.on_screens else Grade.NOT,
        Edit.LARGE_STICKER: Grade.RARELY,
        Edit.POST: Grade.NOT,
    }
    return tuple(
        CopyRow(edit_name(edit), grade_word(grade), *LOOKS[grade], share=None, count="")
        for edit, grade in grades.items()
    )


def how_tried(copies: CopiesState) -> str:
    """Say with how many pictures the everyday edits were tried so far, or that none was."""
    if not copies.total:
        return translate(
            "Copies",
            "This is how it usually goes with other photographs. Your own pictures were not tried; "
            "a single picture can turn out differently.",
        )
    if copies.running:
        return translate("Copies", "Trying everyday edits on this computer: {done} of {total}").format(
            done=copies.tried, total=copies.total
        )
    if copies.tried < copies.chosen:
        return translate(
            "Copies",
            "We tried everyday edits on this computer, with {tried} of your %n picture(s).",
            "",
            copies.chosen,
        ).format(tried=copies.tried)
    return translate(
        "Copies", "We tried everyday edits on this computer, with your %n picture(s).", "", copies.chosen
    )
