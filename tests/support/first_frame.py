"""Opens a window and says when its first frame was painted; tests/benchmarks/window.py runs it.

    python first_frame.py app|bare

`app` is the app's own entry point, `bare` a window with one label and nothing else. On stdout come
the time of the monotonic clock, which all processes share, and the processor time used by this one, both in
nanoseconds; then the window is closed.
"""

from __future__ import annotations

import sys
import time


def listen_for_frame() -> None:
    """Have the time printed once the window's first paint event, with all that came with it, is done."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    class Frame(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                watched.removeEventFilter(self)
                # Behind the event that paints every widget of the window and hands the frame to the screen.
                QTimer.singleShot(0, self.shown)
            return False

        def shown(self) -> None:
            print(time.monotonic_ns(), time.process_time_ns(), flush=True)
            QTimer.singleShot(0, QApplication.closeAllWindows)

    own = QApplication.exec
    frame = Frame()

    def executed(*_: object) -> int:
        windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
        assert len(windows) == 1, windows
        windows[0].installEventFilter(frame)
        return int(own())

    QApplication.exec = executed


def bare() -> int:
    """Show one label."""
    from PySide6.QtWidgets import QApplication, QLabel

    application = QApplication(["bare"])
    label = QLabel("Stillmark")
    label.show()
    listen_for_frame()
    return application.exec()


def app() -> int:
    """Start as `python -m stillmark` does."""
    listen_for_frame()
    from stillmark.__main__ import main

    return main([])


if __name__ == "__main__":
    sys.exit(app() if sys.argv[1] == "app" else bare())
