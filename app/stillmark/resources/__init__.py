"""Run-time files, read through importlib.resources: texts, icons, style, pictures, help, trust."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def practice_pictures() -> tuple[Path, ...]:
    """Return the bundled practice pictures as files on disk, in name order."""
    folder = files(__package__) / "practice"
    return tuple(sorted(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".jpg")))


def shipped_trust() -> dict[str, bytes]:
    """Return the TUF metadata that this release was built with, by file name; empty where it has none."""
    folder = files(__package__) / "updates"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".json")}
