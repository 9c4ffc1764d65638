"""Settings of this run: size of text, light or dark, language, the lock; and the way to keeping a case."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from stillmark.gui.components.choices import RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.idle import MINUTES
from stillmark.gui.language import Language, languages
from stillmark.gui.theme import TEXT_SCALES, Appearance, Look, Motion
from stillmark.gui.views.updates import UpdatesPart
from stillmark.gui.wording.base import translate

Choice = TypeVar("Choice", bound=Hashable)


class SettingsView(Page):
    """Questions with radio cards, and one button.

    Signals:
        language_chosen: a `Language`.
        minutes_chosen: when the lock comes. keep_wanted: the page about keeping.
    """

    language_chosen = Signal(object)
    minutes_chosen = Signal(int)
    keep_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._size_title, self._look_title, self._language_title = (Text(look, "card") for _ in range(3))
        self._motion_title = Text(look, "card")
        sizes, looks = Columns(look, least=100, spacing=12), Columns(look, least=150, spacing=12)
        motions, tongues = Columns(look, least=150, spacing=12), Columns(look, least=160, spacing=12)
        self._sizes = self._cards(
            {f"scale-{scale}": scale for scale in TEXT_SCALES}, sizes, lambda scale: look.choose(scale=scale)
        )
        self._looks = self._cards(
            {f"look-{appearance}": appearance for appearance in Appearance},
            looks,
            lambda appearance: look.choose(appearance=appearance),
        )
        self._motions = self._cards(
            {f"motion-{motion}": motion for motion in Motion},
            motions,
            lambda motion: look.choose(motion=motion),
        )
        self._languages = self._cards(
            {f"settings-language-{language.tag}": language for language in languages()},
            tongues,
            self.language_chosen.emit,
        )
        for language, card in self._languages.items():
            card.say(language.own_name)
        for title, rows in (
            (self._size_title, sizes),
            (self._look_title, looks),
            (self._motion_title, motions),
            (self._language_title, tongues),
        ):
            self.add(title, rows)
            self.column.addSpacing(8)
        away = Columns(look, least=150, spacing=12)
        self._away_title, self._away_text = Text(look, "card"), Text(look, "soft")
        self._minutes = self._cards(
            {f"away-{minutes}": minutes for minutes in MINUTES}, away, self.minutes_chosen.emit
        )
        self.add(self._away_title, self._away_text, away)
        self.column.addSpacing(8)
        self._keep_title, self._keep_text = Text(look, "card"), Text(look, "soft")
        self.keep_button = button("secondary", "keeping")
        self.keep_button.clicked.connect(self.keep_wanted)
        self.add(self._keep_title, self._keep_text, row(self.keep_button))
        self.column.addSpacing(8)
        self.updates = UpdatesPart(look)
        self.add(self.updates)
        self.end()
        look.changed.connect(self._mark)
        self.retranslate()
        self._mark()

    def _cards(
        self, choices: Mapping[str, Choice], columns: Columns, choose: Callable[[Choice], object]
    ) -> dict[Choice, RadioCard]:
        """Make a card for each choice, by name, of which one is chosen."""
        group = QButtonGroup(self)
        cards = {}
        for name, choice in choices.items():
            card = cards[choice] = RadioCard(self.look)
            card.setObjectName(name)
            card.clicked.connect(lambda _=False, chosen=choice: choose(chosen))
            group.addButton(card)
            columns.add(card)
        return cards

    def first(self) -> QWidget | None:
        """Begin at the size of text."""
        return self._sizes[self.look.theme.scale]

    def draw(self, language: Language, minutes: int) -> None:
        """Mark the language of now, and after how many minutes the lock comes."""
        self._languages[language].setChecked(True)
        self._minutes[minutes].setChecked(True)

    def _mark(self) -> None:
        self._sizes[self.look.theme.scale].setChecked(True)
        self._looks[self.look.appearance].setChecked(True)
        self._motions[self.look.motion].setChecked(True)

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Settings", "Settings"),
            translate(
                "Settings", "They hold until Stillmark is closed and are not written to this computer."
            ),
        )
        self._size_title.setText(translate("Settings", "Size of text"))
        self._look_title.setText(translate("Settings", "Light or dark"))
        self._motion_title.setText(translate("Settings", "Movement"))
        self._motions[Motion.SYSTEM].say(translate("Settings", "As the system"))
        self._motions[Motion.STILL].say(translate("Settings", "Keep everything still"))
        self._language_title.setText(translate("Settings", "Language"))
        for scale, card in self._sizes.items():
            card.say(translate("Settings", "{percent} %").format(percent=scale))
        self._away_title.setText(translate("Settings", "When I am away"))
        self._away_text.setText(
            translate(
                "Settings",
                "After this time a kept case is locked. What is not kept is forgotten. "
                "One minute before, Stillmark asks whether you are still here.",
            )
        )
        for minutes, card in self._minutes.items():
            card.say(translate("Settings", "After %n minute(s)", "", minutes))
        self._keep_title.setText(translate("Keep", "Keep my case on this computer"))
        self._keep_text.setText(
            translate(
                "Settings", "Off unless you turn it on. Then everything is encrypted with a passphrase."
            )
        )
        label(self.keep_button, translate("Settings", "How keeping works"))
        self._looks[Appearance.SYSTEM].say(translate("Settings", "As the system"))
        self._looks[Appearance.LIGHT].say(translate("Settings", "Light"))
        self._looks[Appearance.DARK].say(translate("Settings", "Dark"))
        self._looks[Appearance.CONTRAST].say(translate("Settings", "High contrast"))
        self.updates.retranslate()
        self.buttons(back=translate("Common", "Back"))
