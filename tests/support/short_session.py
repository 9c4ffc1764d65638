"""The app's window for so many milliseconds, with threads at work when it ends. Run by `test_end`.

    python short_session.py MILLISECONDS        (in the folder `app`)

The real entry point runs. On stdout comes what was taken apart, in that order.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

sys.path.insert(0, os.getcwd())

from stillmark.__main__ import end, main


def say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


def chatter(report: Callable[[object], None]) -> None:
    """What a batch does: say something all the time."""
    while True:
        report(1)
        time.sleep(0.0003)


def think(report: Callable[[object], None]) -> None:
    """What unlocking a store does: long work outside Python."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    while True:
        Argon2id(salt=b"x" * 16, length=32, iterations=1, lanes=1, memory_cost=8192).derive(b"passphrase")


def drive(milliseconds: int) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from stillmark.gui.presenters.flow import Screen
    from stillmark.gui.window import Window

    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
    for screen in (Screen.HELP, Screen.SETTINGS):
        window.flow.go(screen)
    for work in (chatter, chatter, think):
        window.runner.start(work, lambda _: None, lambda _: None, lambda _: None)
    window.destroyed.connect(lambda: say("window"))
    QApplication.instance().destroyed.connect(lambda: say("application"))
    QTimer.singleShot(milliseconds, window.leave_now)


def run(milliseconds: int) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    own = QApplication.exec

    def driven(*_: object) -> int:
        QTimer.singleShot(0, lambda: drive(milliseconds))
        return own()

    QApplication.exec = driven  # type: ignore[method-assign]
    return main([])


if __name__ == "__main__":
    code = run(int(sys.argv[1]))
    say("ended")
    end(code)
