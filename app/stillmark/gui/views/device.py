"""Step 1: language, and whether this device is safe."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from stillmark.gui.components.choices import RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.language import Language, languages
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact
from stillmark.gui.wording.base import translate


class DeviceView(Page):
    """What Quick exit does and does not do, said before anything is entered.

    Signals:
        language_chosen: a `Language`.
        resume: the person has a case already.
    """

    language_chosen = Signal(object)
    resume = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._opened = False
        tongues = Columns(look, least=160)
        self._group = QButtonGroup(self)
        self._languages: dict[Language, RadioCard] = {}
        for language in languages():
            card = RadioCard(look)
            card.setObjectName(f"language-{language.tag}")
            card.say(language.own_name)
            self._group.addButton(card)
            tongues.add(card)
            self._languages[language] = card
            card.clicked.connect(lambda _=False, chosen=language: self.language_chosen.emit(chosen))
        self._exit_card = Card(12)
        self._exit_title = Text(look, "card")
        self._exit_text = Text(look)
        self._does = Fact(look)
        self._stays = Fact(look, Shape.DASH, "soft")
        self._spyware = Fact(look, Shape.DASH, "soft")
        self._try = Text(look, "soft")
        self._exit_card.add(
            self._exit_title, self._exit_text, self._does, self._stays, self._spyware, self._try
        )
        self._unsafe = Banner(look, "wait")
        self._have_case = button("secondary", "have-case")
        self._have_case.clicked.connect(self.resume)
        self.add(tongues, self._exit_card, self._unsafe, row(self._have_case))
        self.end()
        self.retranslate()

    def draw(self, language: Language, *, opened: bool = False) -> None:
        """Show the page; `opened` says that a case is open, to which one can go back."""
        self._opened = opened
        self.mark(language)
        self.retranslate()

    def mark(self, language: Language) -> None:
        """Mark the language of now."""
        self._languages[language].setChecked(True)

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Device", "Is this device safe?"),
            "" if self._opened else translate("Device", "Nothing is stored yet."),
        )
        self._exit_title.setText(translate("Device", "Quick exit"))
        self._exit_text.setText(
            translate("Device", "Press the button at the top right, or press Shift three times.")
        )
        self._does.say(translate("Device", "The window closes at once, and what was entered is dropped."))
        self._stays.say(
            translate(
                "Device",
                "Stillmark stays installed. It may show in app lists, downloads and network records.",
            )
        )
        self._spyware.say(translate("Device", "It does not stop spyware."))
        self._try.setText(
            translate("Device", "Try it once now. Then open Stillmark again, and you know how it feels.")
        )
        self._unsafe.say(
            translate("Device", "Stop now. Use the device of a person you trust, or go to a support centre."),
            translate("Device", "Not safe here?"),
        )
        have, back_to = translate("Device", "I already have a case"), translate("Device", "Go to my case")
        label(self._have_case, back_to if self._opened else have)
        self.buttons(
            back=translate("Common", "Back"), main=translate("Device", "This device is safe. Continue")
        )
