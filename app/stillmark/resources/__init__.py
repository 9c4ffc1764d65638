"""Run-time files, read through importlib.resources: translations, icons, style sheet, practice pictures."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def practice_pictures() -> tuple[Path, ...]:
    """Return the bundled practice pictures as files on disk, in name order."""
    folder = files(__package__) / "practice"
    return tuple(sorted(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".jpg")))
