"""A portable copy of the app, on a stick: what is kept lies beside the program, nothing on the computer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

MARKER: Final = "portable"
"""A file of this name beside the frozen program makes it portable; nobody has to remember an option."""


def portable_folder() -> Path | None:
    """Return the folder of a portable program, None for any other. Reads one name, writes nothing."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent
    return folder if (folder / MARKER).is_file() else None
