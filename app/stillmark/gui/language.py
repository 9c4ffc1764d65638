"""The languages of the window: one per catalogue, found by looking; changed at once, remembered by nobody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from stillmark import resources
from stillmark.gui.theme import Look

SOURCE = "en"
"""Language of the sources; its catalogue holds little more than plurals."""

_TALL = (
    QLocale.Script.KoreanScript,
    QLocale.Script.JapaneseScript,
    QLocale.Script.SimplifiedHanScript,
    QLocale.Script.TraditionalHanScript,
)


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the window.

    Attributes:
        tag: as in the name of its catalogue, such as `ko` or `pt_BR`.
        own_name: what it calls itself, as its catalogue says.
    """

    tag: str
    own_name: str

    @property
    def from_right(self) -> bool:
        """Whether it is read from right to left."""
        return QLocale(self.tag).textDirection() is Qt.LayoutDirection.RightToLeft

    @property
    def tall(self) -> bool:
        """Whether its letters fill their square and want more room between lines."""
        return QLocale(self.tag).script() in _TALL


def languages() -> tuple[Language, ...]:
    """Return every language that has a catalogue, in the order of their tags."""
    folder = resources.catalogues()
    return tuple(Language(tag, _own_name(tag, str(folder))) for tag in resources.language_tags())


def spoken(tag: str) -> Language:
    """Return the language of this tag.

    Raises:
        KeyError: it has no catalogue.
    """
    return {language.tag: language for language in languages()}[tag]


def next_language(language: Language) -> Language:
    """Return what the link at the foot of the rail offers: of two the other one, of more the next."""
    known = languages()
    return known[(known.index(language) + 1) % len(known)]


def first_language(asked: str | None) -> Language:
    """Take the language that was asked for, else the first of the system's that is known, else English."""
    for wanted in [asked] if asked else QLocale.system().uiLanguages():
        tag = wanted.replace("-", "_").lower()
        for language in languages():
            known = language.tag.lower()
            if tag == known or tag.split("_")[0] == known.split("_")[0]:
                return language
    return spoken(SOURCE)


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
        locale = QLocale(language.tag)
        if language.tag != SOURCE:
            from PySide6.QtCore import QLibraryInfo

            dialogs = QTranslator()
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if dialogs.load(locale, "qtbase", "_", folder):
                self._install(dialogs, b"")
        # The bytes must live as long as the translator reads them.
        data = resources.catalogue(language.tag)
        own = QTranslator()
        own.load(data)
        self._install(own, data)
        QLocale.setDefault(locale)
        self._look.choose(tall=language.tall, from_right=language.from_right)

    def remove(self) -> None:
        """Take the translations out again."""
        for translator, _ in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        QLocale.setDefault(QLocale(SOURCE))

    def _install(self, translator: QTranslator, data: bytes) -> None:
        self._app.installTranslator(translator)
        self._installed.append((translator, data))


@cache
def _own_name(tag: str, _folder: str) -> str:
    data = resources.catalogue(tag)
    catalogue = QTranslator()
    catalogue.load(data)
    # Not `translate`: that would ask the language of now.
    own = catalogue.translate("Language", "English")
    return own or ("English" if tag == SOURCE else QLocale(tag).nativeLanguageName())
