"""Step 1: for whom, and how old the person was."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.person import PersonState
from stillmark.gui.session import Age, Who
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate


class PersonView(Page):
    """Two questions.

    Signals:
        who_chosen: a `Who`.
        agreed: whether the person who is helped knows and agrees.
        age_chosen: an `Age`.
    """

    who_chosen = Signal(object)
    agreed = Signal(bool)
    age_chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: PersonState | None = None
        self._who_group, self._age_group = QButtonGroup(self), QButtonGroup(self)
        self._who_title = Text(look, "card")
        who_row = Columns(look, least=260)
        self._who: dict[Who, RadioCard] = {}
        for who in Who:
            card = self._card(f"who-{who.value}", self._who_group, who_row)
            card.clicked.connect(lambda _=False, chosen=who: self.who_chosen.emit(chosen))
            self._who[who] = card
        self._agree = CheckCard(look)
        self._agree.setObjectName("agree")
        self._agree.clicked.connect(self.agreed)
        self._keeper = Banner(look, "accent")
        self._age_title = Text(look, "card")
        self._age_hint = Text(look, "soft")
        age_row = Columns(look, least=130, spacing=12)
        self._age: dict[Age, RadioCard] = {}
        for age in Age:
            card = self._card(f"age-{age.value}", self._age_group, age_row)
            card.clicked.connect(lambda _=False, chosen=age: self.age_chosen.emit(chosen))
            self._age[age] = card
        self._note = Banner(look, "wait")
        self.add(self._who_title, who_row, self._agree, self._keeper)
        self.column.addSpacing(8)
        self.add(self._age_title, self._age_hint, age_row, self._note)
        self.end()
        self.retranslate()

    def _card(self, name: str, group: QButtonGroup, row: Columns) -> RadioCard:
        card = RadioCard(self.look)
        card.setObjectName(name)
        group.addButton(card)
        row.add(card)
        return card

    def first(self) -> QWidget | None:
        """Begin at the first question."""
        return self._who[Who.MYSELF]

    def draw(self, state: PersonState) -> None:
        """Show the answers and what follows from them."""
        self._state = state
        for who, card in self._who.items():
            card.setChecked(state.who is who)
        for age, card in self._age.items():
            card.setChecked(state.age is age)
        self._agree.setVisible(state.ask_agreement)
        self._agree.setChecked(state.agreed)
        self._keeper.say(
            translate(
                "Person",
                "Parents and friends: you need not look at the pictures. "
                "Agree now who keeps the recovery words. They belong to the person in the picture.",
            )
            if state.ask_agreement
            else ""
        )
        self._note.say(self._note_text(state))
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Common", "Continue"),
            enabled=state.can_continue,
        )

    def _note_text(self, state: PersonState) -> str:
        if state.helpline_first:
            return translate(
                "Person", "For a child, call a helpline first. The next page shows whom to call."
            )
        if state.age is Age.NOT_SURE:
            return translate(
                "Person",
                "Then the more careful way is taken, as for under 18. "
                "Only your own pictures that are already on this device, one at a time.",
            )
        if state.careful:
            return translate(
                "Person", "Only your own pictures that are already on this device, one at a time."
            )
        if state.eighteen:
            return translate(
                "Person",
                "In some countries, such as Korea, the law still protects young people of 18. "
                "A helpline can tell you more.",
            )
        return ""

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Person", "Two questions"),
            translate(
                "Person",
                "Nothing is stored yet. Of your answers only this is sent later: adult, or under 18.",
            ),
        )
        self._who_title.setText(translate("Person", "Who are you here for?"))
        self._who[Who.MYSELF].say(translate("Person", "For myself"))
        self._who[Who.ASSISTING].say(translate("Person", "I am assisting someone"))
        self._agree.say(
            translate("Person", "This person knows about it and agrees."),
            translate("Person", "Nothing is done without the person in the picture."),
        )
        self._age_title.setText(translate("Person", "How old was the person when the picture was made?"))
        self._age_hint.setText(
            translate("Person", "For a picture made by editing or AI: their age in the photo that was used.")
        )
        self._age[Age.UNDER_18].say(translate("Person", "Under 18"))
        self._age[Age.EIGHTEEN].say(translate("Person", "18"))
        self._age[Age.OVER_18].say(translate("Person", "19 or over"))
        self._age[Age.NOT_SURE].say(translate("Person", "Not sure"))
        if self._state is not None:
            self.draw(self._state)
