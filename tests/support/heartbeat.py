"""A window at work, and the heart of its UI thread; tests/benchmarks/window.py runs it.

    python heartbeat.py FOLDER MORE [STILLMARK ARGUMENTS...]

The app's own entry point runs; only hands are added. They drop FOLDER, wait until every file was hashed,
then drop MORE and meanwhile scroll, select, take rows out, look at the help and come back. A timer of 5 ms
beats all the while. On stdout comes one JSON object with a part for each of the two.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from support.processes import status

BEAT = 5.0
"""Milliseconds from one beat to the next."""


def spread(values: list[float]) -> dict[str, float]:
    """Quantiles of some durations, rounded to tenths of a millisecond."""
    ordered = sorted(values)
    marks = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
    return {
        name: round(ordered[min(len(ordered) - 1, int(mark * len(ordered)))], 1)
        for name, mark in marks.items()
    }


def late(gaps: list[float]) -> list[float]:
    """How late each beat was that should have come: a gap of 50 ms holds nine, 45 to 5 ms late."""
    found = []
    for gap in gaps:
        missed = gap - BEAT
        found.append(max(0.0, missed))
        while (missed := missed - BEAT) > 0:
            found.append(missed)
    return found


class Beats:
    """What a timer of the UI thread saw: gaps by the wall clock, processor time of this thread in them."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(BEAT))
        self._timer.timeout.connect(self._beat)
        self._begin()

    def _begin(self) -> None:
        self._gaps: list[float] = []
        self._own: list[float] = []
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer.start()

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self._gaps.append((now - self._last) * 1000)
        self._own.append((used - self._used) * 1000)
        self._last, self._used = now, used

    def taken(self) -> dict[str, Any]:
        """Figures since the last call; the heart rests while they are made."""
        self._timer.stop()
        figures = {
            "beats": len(self._gaps),
            "gap_ms": spread(self._gaps),
            "late_ms": spread(late(self._gaps)),
            "own_ms": spread(self._own),
            "peak_mb": round(int(status(os.getpid())["VmHWM"].split()[0]) / 1024, 1),
            "pss_mb": round(_pss() / 1024, 1),
        }
        self._begin()
        return figures


def _pss() -> int:
    """KiB of this process, shared pages divided among those that share them (proc(5), smaps_rollup)."""
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


Hand = Generator[float, None, None]
"""Hands at the window: yields milliseconds to rest; between two steps the window lives as it always does."""


def at_work(folder: Path, more: Path, told: dict[str, Any]) -> Hand:
    from PySide6.QtWidgets import QApplication

    from stillmark.gui.presenters.flow import Screen
    from stillmark.gui.session import Age
    from stillmark.gui.window import Window

    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
    while not window.filled:
        yield 20
    window.session.age = Age.OVER_18
    window.flow.go(Screen.CHOOSE)
    choose = window.presenters.choose
    page = window.pages.choose
    while not choose.state.isolation.may_open:
        yield 50
    page.door_chosen.emit(choose.state.doors[0])
    yield 200
    beats = Beats()
    began = time.monotonic()
    drop(page.zone, folder)
    while choose.state.running is not None:
        window.away.idle.touch()  # ten minutes without anybody, and the window would forget everything
        yield 200
    told["alone"] = beats.taken() | facts(choose.state, began)
    began = time.monotonic()
    drop(page.zone, more)
    bar = page.area.verticalScrollBar()
    step = 0
    while choose.state.running is not None:
        step += 1
        bar.setValue(bar.maximum() * (step * 7 % 11) // 10)
        yield 40
        if step % 5 == 0:
            rows = window.model.rowCount()
            page.list.clearSelection()
            for row in range(step * 13 % rows, min(rows, step * 13 % rows + 40), 2):
                index = window.model.index(row)
                page.list.selectionModel().select(index, page.list.selectionModel().SelectionFlag.Select)
            yield 40
            page.remove_button.click()
            yield 40
        if step % 7 == 0:
            window.flow.go(Screen.HELP)
            yield 80
            window.flow.back()
            yield 80
    told["hands"] = beats.taken() | facts(choose.state, began)
    window.leave_now()


def drop(zone: Any, folder: Path) -> None:
    """Drop a folder, as a person would."""
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(zone, QDragEnterEvent(zone.rect().center(), *how))
    QApplication.sendEvent(zone, QDropEvent(QPointF(zone.rect().center()), *how))


def facts(state: Any, began: float) -> dict[str, Any]:
    return {
        "seconds": round(time.monotonic() - began, 1),
        "ready": state.ready,
        "refused": state.refused,
        "weak": state.weak,
    }


def run(folder: Path, more: Path, arguments: list[str]) -> int:
    """Run the app's own entry with the hands on its event loop."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from stillmark.__main__ import main

    told: dict[str, Any] = {}
    own = QApplication.exec

    def driven(*_: object) -> int:
        hands = at_work(folder, more, told)

        def on() -> None:
            try:
                rest = next(hands, None)
            except BaseException:
                QApplication.exit(9)
                raise
            if rest is not None:
                QTimer.singleShot(int(rest), on)

        QTimer.singleShot(500, on)
        return int(own())

    QApplication.exec = driven  # type: ignore[method-assign]
    code = main(arguments)
    print(json.dumps(told))
    return code


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
