"""One session in the real window, run as a process of its own by tests/system/test_traces.py.

    python traced_session.py MODE REGISTRY_ADDRESS PICTURES VAULT

MODE is `off`, `on` (the case is kept) or `crash` (SIGSEGV while the words are on the screen). The real entry
point runs; only the hands are added. On stdout comes one JSON object: what this process opened for writing,
made, renamed or removed, as an audit hook saw it (PEP 578), and what must be found nowhere.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

CHANGES: list[list[str]] = []
_FILES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "os.mkfifo", "os.mknod")
_OTHERS = ("sqlite3.connect", "shelve.open", "dbm.open", "tempfile.mkstemp", "tempfile.mkdtemp")


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, mode, flags = arguments
        writing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        if isinstance(path, str | bytes | os.PathLike) and (
            writing or (isinstance(mode, str) and set(mode) & set("wax+"))
        ):
            CHANGES.append([event, os.fsdecode(path)])
    elif event in _FILES or event in _OTHERS:
        CHANGES.append([event, *(os.fsdecode(a) for a in arguments if isinstance(a, str | bytes))])


sys.addaudithook(_hook)

MODE, ADDRESS, PICTURES, VAULT = sys.argv[1:5]
APP, TESTS = sys.argv[5:7]
sys.path[:0] = [APP]

from stillmark.__main__ import end, main  # noqa: E402 - the hook comes first

SECRETS: dict[str, str] = {}
PASSPHRASE = "river lantern copper meadow"


def drive() -> None:
    """Do the whole job with hands, then leave with Quick exit."""
    import signal

    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

    from stillmark.gui.presenters.flow import Screen
    from stillmark.gui.window import Window
    from support.hands import Hands

    (window,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, Window)]
    hands = Hands(window)
    hands.wait(lambda: window.filled)
    SECRETS["platform"] = QGuiApplication.platformName()
    hands.press("No one is in danger. Continue")
    hands.press("This device is safe. Continue")
    hands.press("For myself")
    hands.press("19 or over")
    hands.press("Continue")
    hands.type("Address of the registry", ADDRESS)
    hands.press("Connect")
    hands.wait_to_read("Takedown registry")
    hands.press("Continue")
    hands.press("Pictures or videos of me that were shared")
    hands.press("Choose a folder")
    hands.wait(lambda: bool(window.findChildren(QFileDialog)))
    browse(window.findChildren(QFileDialog)[0], PICTURES, hands)
    hands.press("Choose files")
    hands.wait(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[0]
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    edit.setText(" ".join(f'"{name}"' for name in sorted(os.listdir(PICTURES))))
    dialog.setDirectory(PICTURES)
    hands.wait()
    dialog.accept()
    hands.wait_to_read("3 ready", 60)
    hands.press("Continue")
    hands.wait(lambda: hands.enabled("Continue to send"), 60)
    hands.wait_to_read("recognised", 60)
    hands.press("See the exact data")
    hands.press("Back")
    hands.press("Continue to send")
    words = list(window.presenters.words.state.words)
    SECRETS["words"] = " ".join(words)
    SECRETS["case"] = window.session.access.case_id if window.session.access else ""
    if MODE == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    hands.press("I understand that a copy or a file can be found")
    hands.press("Copy for one minute")
    hands.press("I wrote them down.")
    hands.press("Continue")
    for name in hands.field_names():
        hands.type(name, words[int(name.rsplit(" ", 1)[1]) - 1])
    hands.press("Continue")
    hands.press("I agree that")
    hands.press("Send")
    hands.wait_to_read("Your case")
    hands.wait_to_read("receipt checked")
    hands.press("Settings")
    hands.press("Dark")
    hands.press("200 %")
    hands.press("Help")
    hands.press("Back")
    if MODE == "on":
        window.flow.go(Screen.KEEP)
        form = window.pages.keep.form
        QTest.keyClicks(form.field.edit, PASSPHRASE)
        form.check.click()
        form.action.click()
        hands.wait_to_read("Your case is kept here from now on.", 60)
        hands.press("Lock now")
        hands.wait_to_read("Nothing is sent while it is locked.")
        hands.type("Passphrase", PASSPHRASE)
        hands.press("Unlock")
        hands.wait_to_read("receipt checked", 60)
        SECRETS["passphrase"] = PASSPHRASE
    for _ in range(3):
        QTest.keyPress(window, Qt.Key.Key_Shift)
        QTest.keyRelease(window, Qt.Key.Key_Shift)
    SECRETS["clipboard"] = QApplication.clipboard().text()
    SECRETS["hidden"] = str(not window.isVisible())


def browse(dialog: object, folder: str, hands: object) -> None:
    """Look into a folder, and cancel."""
    dialog.setDirectory(folder)  # type: ignore[attr-defined]
    hands.wait()  # type: ignore[attr-defined]
    dialog.reject()  # type: ignore[attr-defined]
    hands.wait()  # type: ignore[attr-defined]


def run() -> int:
    """Run the app's own entry with the hands on its event loop."""
    sys.path[:0] = [TESTS]
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    own = QApplication.exec
    problem: list[BaseException] = []

    def driven(*_: object) -> int:
        def begin() -> None:
            try:
                drive()
            except BaseException as error:  # noqa: BLE001 - told below, whatever it is
                problem.append(error)
                QApplication.exit(9)

        QTimer.singleShot(0, begin)
        return own()

    QApplication.exec = driven  # type: ignore[method-assign]
    code = main(["--vault", VAULT])
    if problem:
        # The app's own hook says neither message nor values, and rightly so.
        traceback.print_exception(problem[0])
        return 9
    return code


if __name__ == "__main__":
    code = run()
    sys.stdout.write(json.dumps({"code": code, "changes": CHANGES, "secrets": SECRETS}))
    sys.stdout.flush()
    end(code)
