"""When Python may clear away what was forgotten: only between two events of the window.

Its collector otherwise runs wherever enough objects were made: on the thread of a task, or inside a size that
Qt asks of one widget while it goes over all of them for a new style sheet. A forgotten widget that is deleted
there ends the process (a segmentation fault while the size of text was changed).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

SWEEP_MS = 500


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let nothing be collected while Qt goes over its widgets."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Sweeper(QObject):
    """Collects from the event loop, and nothing else does, from `start` to `stop`.

    At most once in `SWEEP_MS`, the youngest objects, and older ones as rarely as Python's own thresholds ask.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=SWEEP_MS)
        self._timer.timeout.connect(self._sweep)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _sweep(self) -> None:
        counts, most = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > most[generation]]
        if due:
            gc.collect(max(due))
