"""Starts the window. `run` is what bootstrap calls; nothing of the window is imported before it is wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.desktop_lock import start_no_bus
from stillmark.gui.garbage import Sweeper
from stillmark.gui.icon import window_icon
from stillmark.gui.language import Languages, first_language
from stillmark.gui.session import PracticeInfo
from stillmark.gui.theme import Look
from stillmark.gui.traces import write_no_caches, write_no_settings
from stillmark.gui.window import Window

if TYPE_CHECKING:
    from types import TracebackType

    from stillmark.services.bundle import Services

__all__ = ["PracticeInfo", "run"]


LEAVING_SECONDS = 10.0
"""How long leaving waits, behind the hidden window, for services that are still being built."""

SWITCH_SECONDS = 0.001
"""How long another thread may keep Python from the one that draws, in a row; a list is drawn row by row."""


def run(
    services: Callable[[], Services],
    *,
    practice: PracticeInfo | None = None,
    preconfigured: Preconfigured | None = None,
    initial_paths: tuple[Path, ...] = (),
    language: str | None = None,
) -> int:
    """Open the window and return when it was closed.

    Args:
        services: builds the use cases, on another thread, once the first frame was shown; the caller closes
            them afterwards.
        practice: set in practice mode; then no other registry can be chosen.
        preconfigured: what was set up for this computer; None for nothing.
        initial_paths: files and folders that wait until the person has chosen one of the two ways.
        language: tag of one that has a catalogue; what was set up, or else the system's, unless told.

    Returns:
        Exit code of the event loop, 0 unless something ended it otherwise; 1 if the services could not be
        built.
    """
    preconfigured = preconfigured or Preconfigured()
    write_no_caches()
    start_no_bus()
    sys.excepthook = _report_without_values
    sys.setswitchinterval(SWITCH_SECONDS)
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["stillmark"])
    app.setApplicationName("Stillmark")
    app.setStyle("Fusion")
    app.setWindowIcon(window_icon())
    look = Look(app)
    languages = Languages(app, look, first_language(language or preconfigured.language))
    window = Window(look, languages, practice=practice)
    sweeper = Sweeper()
    window.painted.connect(sweeper.start)
    built = _fill_later(window, services, preconfigured, initial_paths)
    window.show()
    code = app.exec()
    window.leave_now()
    built.wait(LEAVING_SECONDS)
    window.close_down()
    languages.remove()
    look.close()
    sweeper.stop()
    # In this order, while everything is there: windows, then what they draw with, then Qt itself. When the
    # process ends Python would take them apart in any order.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    del window, languages, look, sweeper
    if running is None:
        app.shutdown()
    return code


def _fill_later(
    window: Window,
    services: Callable[[], Services],
    preconfigured: Preconfigured,
    initial_paths: tuple[Path, ...],
) -> Event:
    """Fill the window once it is seen; return what is set while no services are being built."""
    idle = Event()
    idle.set()

    def build(_report: object) -> Services:
        try:
            return services()
        finally:
            idle.set()

    def fill(made: Services) -> None:
        write_no_settings()
        window.fill(made, preconfigured=preconfigured, initial_paths=initial_paths)

    def begin() -> None:
        if window.isVisible():
            idle.clear()
            window.runner.start(build, fill, lambda _error: QApplication.exit(1))

    window.painted.connect(begin)
    return idle


def _report_without_values(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Name the kind and place of a fault on stderr; its message could hold a path or a word."""
    import traceback  # only where something went wrong

    last = traceback.extract_tb(trace)[-1:]
    place = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "unknown place"
    sys.stderr.write(f"stillmark: {kind.__name__} at {place}\n")
