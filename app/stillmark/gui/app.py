"""Starts the window. `run` is what bootstrap calls; nothing of the window is imported before it is wanted."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QApplication

from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.desktop_lock import start_no_bus
from stillmark.gui.dialogs import write_no_caches, write_no_settings
from stillmark.gui.icon import window_icon
from stillmark.gui.language import Languages, first_language
from stillmark.gui.session import PracticeInfo
from stillmark.gui.theme import Look
from stillmark.gui.window import Window
from stillmark.services.bundle import Services

__all__ = ["PracticeInfo", "run"]


def run(
    services: Services,
    *,
    practice: PracticeInfo | None = None,
    preconfigured: Preconfigured | None = None,
    initial_paths: tuple[Path, ...] = (),
    language: str | None = None,
) -> int:
    """Open the window and return when it was closed.

    Args:
        services: the use cases; the caller closes them afterwards.
        practice: set in practice mode; then no other registry can be chosen.
        preconfigured: what was set up for this computer; None for nothing.
        initial_paths: files and folders that wait until the person has chosen one of the two ways.
        language: `en` or `ko`; what was set up, or else the system's, unless told.

    Returns:
        Exit code of the event loop, 0 unless something ended it otherwise.
    """
    preconfigured = preconfigured or Preconfigured()
    write_no_settings()
    write_no_caches()
    start_no_bus()
    sys.excepthook = _report_without_values
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["stillmark"])
    app.setApplicationName("Stillmark")
    app.setStyle("Fusion")
    app.setWindowIcon(window_icon())
    look = Look(app)
    languages = Languages(app, look, first_language(language or preconfigured.language))
    window = Window(
        services,
        look,
        languages,
        practice=practice,
        preconfigured=preconfigured,
        initial_paths=initial_paths,
    )
    window.show()
    code = app.exec()
    window.leave_now()
    window.close_down()
    languages.remove()
    look.close()
    return code


def _report_without_values(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Name the kind and place of a fault on stderr; its message could hold a path or a word."""
    last = traceback.extract_tb(trace)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "unknown place"
    sys.stderr.write(f"stillmark: {kind.__name__} at {place}\n")
