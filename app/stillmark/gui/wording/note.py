"""The note of someone who no longer has the picture: names of its fields, and the whole as text."""

from __future__ import annotations

from stillmark.gui.presenters.note import Note
from stillmark.gui.wording.base import translate


def field_names() -> dict[str, str]:
    """Return the name of every field of a `Note`, in order."""
    return {
        "address": translate("Note", "Address (link) where it was seen"),
        "account": translate("Note", "Name of the account, and of the platform"),
        "time": translate("Note", "Date and time"),
        "more": translate("Note", "What else a helpline should know"),
    }


def as_text(note: Note) -> str:
    """Put what was written into plain text; empty fields are left out."""
    parts = [
        f"{name}\n{getattr(note, field).strip()}\n"
        for field, name in field_names().items()
        if getattr(note, field).strip()
    ]
    return "\n".join(parts)
