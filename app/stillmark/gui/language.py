"""English or Korean, changed at once and remembered by nobody."""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from stillmark.gui.theme import Look


class Language(StrEnum):
    """Languages of the window."""

    ENGLISH = "en"
    KOREAN = "ko"

    @property
    def own_name(self) -> str:
        """Name of the language in itself."""
        return "한국어" if self is Language.KOREAN else "English"

    @property
    def other(self) -> Language:
        """Return the one that the link at the foot of the rail offers."""
        return Language.ENGLISH if self is Language.KOREAN else Language.KOREAN


def first_language(asked: str | None) -> Language:
    """Take the language that was asked for, else the system's, else English."""
    tag = (asked or QLocale.system().name()).lower()
    return Language.KOREAN if tag.startswith("ko") else Language.ENGLISH


class Languages:
    """Installs the translations of the window and of Qt's own dialogs."""

    def __init__(self, app: QApplication, look: Look, first: Language) -> None:
        self._app = app
        self._look = look
        self._installed: list[tuple[QTranslator, bytes]] = []
        self.current = first
        self.use(first)

    def use(self, language: Language) -> None:
        """Show everything in this language; the window then fills in its texts anew."""
        self.current = language
        self.remove()
        if language is Language.KOREAN:
            dialogs = QTranslator()
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if dialogs.load("qtbase_ko", folder):
                self._install(dialogs, b"")
        # The bytes must live as long as the translator reads them.
        data = files("stillmark.resources").joinpath("i18n", f"stillmark_{language.value}.qm").read_bytes()
        own = QTranslator()
        own.load(data)
        self._install(own, data)
        QLocale.setDefault(QLocale(language.value))
        self._look.choose(korean=language is Language.KOREAN)

    def remove(self) -> None:
        """Take the translations out again."""
        for translator, _ in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []

    def _install(self, translator: QTranslator, data: bytes) -> None:
        self._app.installTranslator(translator)
        self._installed.append((translator, data))
