"""Run-time files, read through importlib.resources: texts, icons, style, pictures, help, trust."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_PREFIX, _SUFFIX = "stillmark_", ".qm"


def practice_pictures() -> tuple[Path, ...]:
    """Return the bundled practice pictures as files on disk, in name order."""
    folder = files(__package__) / "practice"
    return tuple(sorted(Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".jpg")))


def shipped_trust() -> dict[str, bytes]:
    """Return the TUF metadata that this release was built with, by file name; empty where it has none."""
    folder = files(__package__) / "updates"
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".json")}


def catalogues() -> Traversable:
    """Return the folder of compiled texts, one catalogue per language."""
    return files(__package__) / "i18n"


def language_tags() -> tuple[str, ...]:
    """Return the tag of every language that has a catalogue, such as `ko`, in order."""
    names = [entry.name for entry in catalogues().iterdir()]
    own = [name for name in names if name.startswith(_PREFIX) and name.endswith(_SUFFIX)]
    return tuple(sorted(name[len(_PREFIX) : -len(_SUFFIX)] for name in own))


def catalogue(tag: str) -> bytes:
    """Return the compiled texts of one language."""
    return (catalogues() / f"{_PREFIX}{tag}{_SUFFIX}").read_bytes()


def icon_source(name: str) -> str:
    """Return the SVG of one icon of the family, drawn in `currentColor` on 24 x 24."""
    return (files(__package__) / "icons" / f"{name}.svg").read_text("utf-8")
