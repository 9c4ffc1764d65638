"""The one way to a translated text."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate
"""`translate(context, source, disambiguation="", n=-1)`; sources are plain literals, never f-strings."""
