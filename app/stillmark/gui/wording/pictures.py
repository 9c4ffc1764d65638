"""What became of each file, in plain words."""

from __future__ import annotations

from stillmark.domain.answers import Kind
from stillmark.domain.media import Hashed, Note, RefusalReason, Refused
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.presenters.picture_list import PictureRow
from stillmark.gui.wording.base import translate


def refusal_text(reason: RefusalReason) -> str:
    """Say why a file could not be fingerprinted."""
    return refusal_texts().get(reason) or refusal_texts()[RefusalReason.UNREADABLE]


def refusal_texts() -> dict[RefusalReason, str]:
    """Return the sentence for every reason."""
    reasons = RefusalReason
    return {
        reasons.MISSING: translate("Pictures", "It is no longer there."),
        reasons.NOT_A_FILE: translate("Pictures", "This is not a file."),
        reasons.SYMLINK: translate("Pictures", "This is a link to another file. Add that file itself."),
        reasons.NO_PERMISSION: translate("Pictures", "You have no permission to open it."),
        reasons.EMPTY: translate("Pictures", "The file is empty."),
        reasons.FILE_TOO_LARGE: translate("Pictures", "The file is too large."),
        reasons.UNREADABLE: translate("Pictures", "It could not be read from the disk."),
        reasons.NOT_A_PICTURE: translate("Pictures", "This is not a picture or video."),
        reasons.NO_VIDEO_STREAM: translate("Pictures", "There is sound in it, but no video."),
        reasons.UNSUPPORTED_FORMAT: translate("Pictures", "This version cannot read this kind of file."),
        reasons.DAMAGED: translate("Pictures", "The file is damaged."),
        reasons.TOO_MANY_PIXELS: translate("Pictures", "The picture is too large to open safely."),
        reasons.OUT_OF_MEMORY: translate("Pictures", "There was not enough memory to open it."),
        reasons.TIMED_OUT: translate("Pictures", "Opening it took too long, so it was stopped."),
        reasons.CRASHED: translate("Pictures", "Opening it failed. Nothing else was affected."),
        reasons.ISOLATION: translate("Pictures", "It could not be opened safely, so it was not opened."),
        reasons.CANCELLED: translate("Pictures", "It was not tried, because you pressed Stop."),
    }


def note_texts() -> dict[Note, str]:
    """Return what is worth saying about a file that was fingerprinted."""
    return {
        Note.TRUNCATED: translate("Pictures", "The end of the file is missing. What is there was used."),
        Note.FIRST_FRAME_ONLY: translate("Pictures", "Only its first picture was used."),
        Note.PARTLY_HASHED: translate("Pictures", "It is long, so not every second of it was used."),
        Note.LOW_QUALITY: translate("Pictures", "It shows too little detail, so it is left out."),
    }


def kind_text(kind: Kind) -> str:
    """Name the door a picture came through, in one or two words."""
    if kind is Kind.FABRICATED:
        return translate("Pictures", "made by editing or AI")
    return translate("Pictures", "of me")


def row_remark(row: PictureRow) -> str:
    """Say what there is to say about one row; empty if nothing."""
    if isinstance(row.outcome, Refused):
        return refusal_text(row.outcome.reason)
    if not row.outcome.useful:
        if row.ready:
            return translate("Pictures", "It shows too little detail. Only exact copies can be found.")
        return note_texts()[Note.LOW_QUALITY]
    notes = [note for note in row.outcome.notes if note is not Note.LOW_QUALITY]
    remarks = [note_texts()[note] for note in notes if note in note_texts()]
    return " ".join(remarks)


def pill_words() -> tuple[str, str, str]:
    """Return the words for ready, left out, and not opened."""
    return (
        translate("Pictures", "Ready"),
        translate("Pictures", "Left out"),
        translate("Pictures", "Not opened"),
    )


def row_pill(row: PictureRow) -> tuple[str, Shape, Tone]:
    """Word, shape and tone of one row."""
    ready, left_out, not_opened = pill_words()
    if isinstance(row.outcome, Hashed):
        return (ready, Shape.DOT, Tone.GOOD) if row.ready else (left_out, Shape.RING, Tone.WAIT)
    return not_opened, Shape.DASH, Tone.NEUTRAL


def row_words(number: int, row: PictureRow) -> str:
    """Everything about one row in one line, for screen readers."""
    parts = [str(number), row.name, kind_text(row.kind), row_pill(row)[0], row_remark(row)]
    return ", ".join(part for part in parts if part)
