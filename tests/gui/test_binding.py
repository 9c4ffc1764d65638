"""The Qt binding itself does what the app relies on."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel


def test_calls_do_not_lose_references(qapp: QApplication) -> None:
    """PySide6 6.12.0 lost one reference to None per call on Python 3.11, and so crashed in the end."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(2000):
        label.update()
    assert sys.getrefcount(None) > before - 1000
