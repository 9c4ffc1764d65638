"""How long Quick exit takes in the real window at work: files being hashed, store open, a case at hand."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent
from PySide6.QtWidgets import QApplication

from stillmark.bootstrap import build_services
from stillmark.domain.answers import Kind
from stillmark.domain.kept import KeepState
from stillmark.gui.language import Languages, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.session import Age
from stillmark.gui.theme import Appearance, Look
from stillmark.gui.traces import write_no_settings
from stillmark.gui.window import Window
from stillmark.services.access import CaseAccess
from support.pictures import landscape

PASSPHRASE = "river lantern copper meadow"


@dataclass(frozen=True)
class ExitTime:
    """Milliseconds from the last key, and what went on when it was pressed.

    Attributes:
        hidden: until no window was shown any more.
        dropped: until the keys of the case and of the store were gone.
        done, total: files that were hashed by then, and files of the batch.
    """

    hidden: float
    dropped: float
    done: int
    total: int


class _Hidden(QObject):
    at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and not self.at:
            self.at = time.perf_counter()
        return False


def make_files(folder: Path, count: int) -> Path:
    """Make distinct JPEG files: a few pictures, each followed by bytes that decoders ignore."""
    folder.mkdir(exist_ok=True)
    models = []
    for seed in range(5):
        model = folder / f"model{seed}.jpg"
        landscape(seed, (640, 480)).save(model, quality=85)
        models.append(model)
    for number in range(count - len(models)):
        copy = folder / f"{number:05}.jpg"
        shutil.copyfile(models[number % len(models)], copy)
        with copy.open("ab") as file:
            file.write(number.to_bytes(8, "big"))
    return folder


def leave_at_work(app: QApplication, files: Path, total: int, kept: Path) -> ExitTime:
    """Open a window with everything running, press Shift three times from another thread, and time it."""
    write_no_settings()
    services = build_services(kept)
    look = Look(app)
    look.choose(appearance=Appearance.LIGHT, scale=100)
    window = Window(look, Languages(app, look, spoken("ko")))
    window.fill(services)
    hidden = _Hidden()
    window.installEventFilter(hidden)
    window.show()
    services.keep.turn_on(bytearray(PASSPHRASE.encode()))
    window.session.access = access = CaseAccess.new()
    services.keep.remember(access)
    window.session.age = Age.OVER_18
    window.flow.go(Screen.CHOOSE)
    choose = window.presenters.choose
    choose.choose_door(Kind.INTIMATE)
    choose.add([files])
    _until(lambda: (choose.state.running is not None) and choose.state.running.done > 20, 60)
    done = choose.state.running.done if choose.state.running else total
    QInputDevice.primaryKeyboard()  # made by the first key event, and not by the thread that presses
    pressed: list[float] = []
    dropped: list[float] = []

    def hands() -> None:
        bare = Qt.KeyboardModifier.NoModifier
        for _ in range(3):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                time.sleep(0.06)
                pressed.append(time.perf_counter())
                QCoreApplication.postEvent(window, QKeyEvent(kind, Qt.Key.Key_Shift, bare))
        while window.session.access is not None or services.keep.state is not KeepState.LOCKED:
            time.sleep(0.0005)
        dropped.append(time.perf_counter())

    presser = threading.Thread(target=hands)
    presser.start()
    _until(lambda: bool(dropped), 30)
    presser.join()
    services.close()
    window.close_down()
    window.languages.remove()
    look.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    return ExitTime((hidden.at - pressed[-1]) * 1000, (dropped[0] - pressed[-1]) * 1000, done, total)


def _until(seen: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "the window is not at work"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 10)
