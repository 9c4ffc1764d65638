"""The whole job by keyboard alone, in Korean, at 200 %, dark, each step kept as a picture with its keys.

    PYTHONPATH=app:tests python -m support.recorded_walk --out FOLDER [LANGUAGE SCALE LOOK]

`en 100 contrast` walks in English, at 100 %, with high contrast; without that it is `ko 200 dark`.

A real window on an X screen of its own (Xvfb), the practice registry as a process, the real worker. Size of
text and theme are chosen in Settings, with keys like the rest. Ends with 0 only if the platform confirmed the
take-back and nothing but keys reached the window. `FOLDER/index.html` shows the pictures in order.
"""

from __future__ import annotations

import os
import subprocess
import sys
from html import escape
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from gui.scenes import at, settle
from gui.test_walk import Keyboard
from stillmark.bootstrap import build_services
from stillmark.domain.case import PlatformState
from stillmark.gui.app import PracticeInfo
from stillmark.gui.language import Languages, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import Look
from stillmark.gui.traces import write_no_caches, write_no_settings
from stillmark.gui.window import Window
from stillmark.registries.practice import PracticeRegistry
from stillmark.resources import practice_pictures
from support.screen import own_screen

POINTING = (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.Drop)


class Recorder(Keyboard):
    """Presses keys, remembers which, and keeps a picture of what they led to."""

    def __init__(self, window: Window, out: Path) -> None:
        super().__init__(window)
        self.out = out
        self.keys: list[str] = []
        self.steps: list[tuple[str, str, str]] = []

    def press(self, key: Qt.Key) -> None:
        name = QKeySequence(key).toString()
        if self.keys and self.keys[-1].split(" x")[0] == name:
            count = int(self.keys[-1].partition(" x")[2] or 1)
            self.keys[-1] = f"{name} x{count + 1}"
        else:
            self.keys.append(name)
        super().press(key)

    def type(self, name: str, text: str) -> None:
        """Type as a Korean input method does: it commits the finished word."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.to(name), event)
        self.keys.append(text)
        settle()

    def keep(self, what: str) -> None:
        """Keep a picture of now, with the keys since the last one."""
        settle()
        name = f"{len(self.steps) + 1:02}-{what}.png"
        if not self.window.grab().save(str(self.out / name)):
            raise OSError(name)
        self.steps.append((name, ", ".join(self.keys), self.window.page().title.text()))
        self.keys = []

    def write_index(self) -> None:
        rows = "".join(
            f'<h2>{escape(name)}: {escape(title)}</h2><p>{escape(keys) or "-"}</p><img src="{name}">'
            for name, keys, title in self.steps
        )
        style = "body{font:16px sans-serif;max-width:1180px;margin:auto}img{max-width:100%}"
        page = f'<!doctype html><meta charset="utf-8"><style>{style}</style><h1>By keyboard alone</h1>{rows}'
        (self.out / "index.html").write_text(page, "utf-8")


class Pointing(QObject):
    """Counts what is no key."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() in POINTING:
            self.count += 1
        return False


def walk(window: Window, hand: Recorder, scale: str, look: str) -> None:
    """From the first page to the confirmed take-back."""

    def ready() -> bool:
        return window.page().main_button.isEnabled()

    def onward() -> None:
        settle(ready, seconds=60)
        hand.push("main")

    hand.keep("begin")
    hand.push("settings")
    hand.choose(f"scale-{scale}")
    hand.choose(f"look-{look}")
    hand.keep("settings")
    hand.push("back")
    hand.keep("danger")
    onward()
    hand.keep("device")
    onward()
    hand.choose("who-myself")
    hand.choose("age-19-or-over")
    hand.keep("person")
    onward()
    hand.push("connect")
    settle(ready, seconds=60)
    hand.keep("registry")
    onward()
    hand.choose("door-intimate")
    hand.keep("door")
    hand.push("practice")
    settle(lambda: window.presenters.choose.state.ready == len(practice_pictures()), seconds=120)
    hand.keep("chosen")
    onward()
    settle(lambda: ready() and not window.presenters.copies.state.running, seconds=120)
    hand.keep("preview")
    hand.push("data")
    hand.choose("exact")
    hand.keep("data")
    hand.push("back")
    onward()
    words = window.presenters.words.state.words
    hand.keep("words")
    hand.push("written")
    hand.keep("written")
    onward()
    for index, position in enumerate(window.presenters.words.state.asked):
        hand.type(f"answer-{index}", words[position - 1])
    hand.keep("confirm")
    hand.press(Qt.Key.Key_Return)
    at(window, Screen.SEND)
    hand.push("consent")
    hand.keep("consent")
    hand.push("main")
    settle(lambda: window.flow.state.screen is Screen.FOLLOW, seconds=60)
    hand.keep("sent")
    settle(lambda: _told(window, PlatformState.BLOCKED), seconds=120)
    hand.keep("blocked")
    hand.push("take-back-all")
    hand.keep("asking")
    hand.push("take-back-yes")
    settle(lambda: window.presenters.follow.state.active == 0, seconds=60)
    settle(lambda: _told(window, PlatformState.TAKEN_BACK), seconds=120)
    hand.keep("taken-back")


def _told(window: Window, state: PlatformState) -> bool:
    return any(line.state is state for line in window.presenters.follow.state.platforms)


def record(out: Path, language: str, scale: str, appearance: str) -> int:
    """Walk, and write the pictures and the index; return the exit code."""
    write_no_settings()
    write_no_caches()
    app = QApplication(["stillmark"])
    app.setStyle("Fusion")
    services, practice = build_services(), PracticeRegistry(practice_pictures())
    look = Look(app)
    languages = Languages(app, look, spoken(language))
    window = Window(look, languages, practice=PracticeInfo(practice.address, practice_pictures()))
    window.fill(services)
    pointing = Pointing()
    app.installEventFilter(pointing)
    window.show()
    window.activateWindow()
    hand = Recorder(window, out)
    try:
        settle(lambda: QApplication.focusWidget() is not None)
        walk(window, hand, scale, appearance)
    finally:
        hand.write_index()
        window.leave_now()
        window.close_down()
        services.close()
        practice.stop()
        languages.remove()
        look.close()
    print(f"{len(hand.steps)} steps by keys alone, {pointing.count} by anything else; {out / 'index.html'}")
    return 0 if pointing.count == 0 else 1


def main(arguments: list[str]) -> int:
    out = Path(arguments[arguments.index("--out") + 1]).resolve()
    out.mkdir(parents=True, exist_ok=True)
    way = arguments[arguments.index("--out") + 2 :] or ["ko", "200", "dark"]
    if "--here" in arguments:
        return record(out, *way)
    with own_screen() as display:
        if display is None:
            print("Xvfb is missing (sh packaging/setup.sh test brings it)", file=sys.stderr)
            return 2
        settings = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        again = [sys.executable, "-m", "support.recorded_walk", "--here", "--out", str(out), *way]
        return subprocess.run(again, env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
