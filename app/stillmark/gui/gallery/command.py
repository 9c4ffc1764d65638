"""`stillmark gallery`: draws the pictures and the index. Writes nowhere but into the folder that is named."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from stillmark.domain.errors import StorageFault, WrongUse
from stillmark.gui.traces import write_no_caches, write_no_settings
from stillmark.resources import language_tags

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "languages": language_tags(),
    "themes": ("light", "dark", "contrast"),
    "scales": ("100", "200"),
}
"""What is drawn unless less is asked for; every screen besides."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture: the file's name and what it shows."""

    file: str
    screen: str
    state: str
    language: str
    theme: str
    scale: str
    alt: str
    width: int
    height: int


def run(
    out: Path,
    narrowed: Mapping[str, Sequence[str]],
    tell: Callable[[str], None] = lambda _text: None,
    *,
    whole: bool = True,
) -> int:
    """Draw every screen in every state into `SCREEN-STATE-LANG-THEME-SCALE.png`, and `index.html`.

    Args:
        out: folder; made if it is missing.
        narrowed: `screens`, `languages`, `themes`, `scales`; what is missing or empty means all.
        tell: hears one line per language, theme and size.
        whole: as high as each page needs; else as high as the window opens.

    Returns:
        Number of pictures.

    Raises:
        WrongUse: a name is unknown.
        StorageFault: the folder cannot be written.
    """
    chosen = {name: tuple(narrowed.get(name, ())) or known for name, known in DIMENSIONS.items()}
    for name, known in DIMENSIONS.items():
        _check(name, chosen[name], known)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Dates are drawn in the time zone of the computer, which must not decide about bytes.
    os.environ["TZ"] = "UTC"
    if hasattr(time, "tzset"):
        time.tzset()
    write_no_settings()
    write_no_caches()
    from stillmark.gui.gallery.index import write_index  # these import widgets, which need the settings above
    from stillmark.gui.gallery.studio import Studio, screen_names

    screens = tuple(narrowed.get("screens", ()))
    _check("screens", screens, screen_names())
    try:
        out.mkdir(parents=True, exist_ok=True)
        drawn = Studio(out, whole=whole).draw(screens, chosen, tell)
        write_index(out / "index.html", drawn)
    except OSError as error:
        raise StorageFault(f"The pictures could not be written to {out}.") from error
    return len(drawn)


def _check(what: str, names: Sequence[str], known: Sequence[str]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise WrongUse(
            f"The gallery knows no such {what}: {', '.join(unknown)}. It knows {', '.join(known)}."
        )
