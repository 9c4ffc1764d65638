"""Run-time files, found through this module alone: texts, icons, style, pictures, help, trust."""

from __future__ import annotations

from pathlib import Path
from typing import Final

# importlib.resources would take ten times as long to import as the texts take to read.
_FOLDER: Final = Path(__file__).parent

_PREFIX, _SUFFIX = "stillmark_", ".qm"


def resource(name: str) -> Path:
    """Return where a bundled file is; `name` is its path below this package, with slashes."""
    return _FOLDER / name


def practice_pictures() -> tuple[Path, ...]:
    """Return the bundled practice pictures as files on disk, in name order."""
    return tuple(sorted(resource("practice").glob("*.jpg")))


def shipped_trust() -> dict[str, bytes]:
    """Return the TUF metadata that this release was built with, by file name; empty where it has none."""
    return {file.name: file.read_bytes() for file in resource("updates").glob("*.json")}


def catalogues() -> Path:
    """Return the folder of compiled texts, one catalogue per language."""
    return resource("i18n")


def language_tags() -> tuple[str, ...]:
    """Return the tag of every language that has a catalogue, such as `ko`, in order."""
    names = [file.name for file in catalogues().glob(f"{_PREFIX}*{_SUFFIX}")]
    return tuple(sorted(name[len(_PREFIX) : -len(_SUFFIX)] for name in names))


def catalogue(tag: str) -> bytes:
    """Return the compiled texts of one language."""
    return (catalogues() / f"{_PREFIX}{tag}{_SUFFIX}").read_bytes()


def guides() -> Path:
    """Return the folder of the guides for people, with their pictures."""
    return resource("guide")


def guide_text(name: str, tag: str) -> str:
    """Return a guide (`user` or `centre`) as Markdown: in this language if there is one, else in English."""
    own = guides() / f"{name}.{tag}.md"
    return (own if own.exists() else guides() / f"{name}.en.md").read_text("utf-8")


def guide_picture(name: str) -> bytes:
    """Return a picture of a guide, a PNG file; `name` is what the guide calls it: `doors.en.png`."""
    return (guides() / name).read_bytes()


def icon_source(name: str) -> str:
    """Return the SVG of one icon of the family, drawn in `currentColor` on 24 x 24."""
    return resource(f"icons/{name}.svg").read_text("utf-8")
