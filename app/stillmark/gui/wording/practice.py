"""What practice mode calls its registry and its platform, in the language of the window."""

from __future__ import annotations

from stillmark.gui.wording.base import translate


def said(name: str) -> str:
    """Return a name as it is read: the three of practice mode are translated, all others stay as they are."""
    return {
        "Practice registry": translate("Practice", "Practice registry"),
        "This computer, for practice only": translate("Practice", "this computer, for practice only"),
        "Practice platform": translate("Practice", "Practice platform"),
    }.get(name, name)
