"""Forgotten widgets are cleared away only between two events."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from gui.scenes import settle
from stillmark.gui import garbage

FORGETTING = """
import gc
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from stillmark.gui.theme import Look

class Making(QLabel):
    "Makes enough objects for a collection while Qt goes over all widgets."
    def event(self, event):
        if event.type() == event.Type.StyleChange:
            gc.set_threshold(1)
            made = [[number] for number in range(3000)]
        return super().event(event)

app = QApplication([])
look = Look(app)
look.choose(scale=100)
window = QWidget()
column = QVBoxLayout(window)
for number in range(30):
    column.addWidget(Making("text"))
window.show()
app.processEvents()
gc.set_threshold(1_000_000)
for number in range(300):
    forgotten = QWidget()
    inside = QVBoxLayout(forgotten)
    for each in range(5):
        inside.addWidget(QLabel("text", forgotten))
    forgotten.itself = forgotten
    forgotten.show()
    forgotten.hide()
assert len(app.allWidgets()) > 1500
look.choose(scale=200)
print("alive")
"""


def test_the_size_of_text_can_be_changed_while_windows_lie_forgotten() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORGETTING], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


@pytest.fixture
def sweeper(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[garbage.Sweeper]:
    monkeypatch.setattr(garbage, "SWEEP_MS", 5)
    made = garbage.Sweeper()
    made.start()
    yield made
    made.stop()


def test_only_the_event_loop_collects(sweeper: garbage.Sweeper) -> None:
    widget = QWidget()
    widget.itself = widget  # type: ignore[attr-defined]
    gone = weakref.ref(widget)
    del widget
    made = [[number] for number in range(3 * gc.get_threshold()[0])]
    assert gone() is not None
    settle(lambda: gone() is None)
    assert made
    sweeper.stop()
    assert gc.isenabled()
