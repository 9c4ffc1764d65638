"""Step 1: when no registry here serves the person, who can, what they ask, and what to prepare."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from stillmark.gui.components.choices import RadioCard
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.handover import Country, HandoverState
from stillmark.gui.theme import Look
from stillmark.gui.views.contact_rows import GroupCard
from stillmark.gui.views.parts import Fact
from stillmark.gui.wording import contacts, handoff
from stillmark.gui.wording.base import translate
from stillmark.services.handoff import Prepare, WebService

COUNTRIES: tuple[Country | None, ...] = (None, *Country)


class HandoverView(Page):
    """People first, then services with websites, then a short list of what to prepare.

    Signals:
        country_chosen: a `Country`, or None for all.
        copy_wanted: services and list as text. note_wanted: write down what one knows.
    """

    country_chosen = Signal(object)
    copy_wanted = Signal()
    note_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: HandoverState | None = None
        self._child = Banner(look, "accent")
        self._where = Text(look, "card")
        self._group = QButtonGroup(self)
        self._countries: dict[Country | None, RadioCard] = {}
        for country in COUNTRIES:
            card = RadioCard(look)
            card.setObjectName(f"country-{country.value if country else 'all'}")
            self._group.addButton(card)
            card.clicked.connect(lambda _=False, chosen=country: self.country_chosen.emit(chosen))
            self._countries[country] = card
        where = row(*self._countries.values())
        self._people_title, self._sites_title = Text(look, "card"), Text(look, "card")
        self._people, self._people_column = _stack()
        self._sites, self._sites_column = _stack()
        self._prepare = Card(8)
        self._prepare_title = Text(look, "card")
        self._facts = {each: Fact(look) for each in Prepare}
        self._never = Fact(look, Shape.DASH, "soft")
        self.copy_button = button("secondary", "copy-list")
        self.copy_button.clicked.connect(self.copy_wanted)
        self.note_button = button("secondary", "note")
        self.note_button.clicked.connect(self.note_wanted)
        self._done = Text(look, "small")
        self._prepare.add(self._prepare_title, *self._facts.values(), self._never)
        self._prepare.add(row(self.copy_button, self.note_button), self._done)
        self.add(self._child, self._where, where, self._people_title, self._people)
        self.add(self._sites_title, self._sites, self._prepare)
        self.end()
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin at the country."""
        return self._group.checkedButton()

    def tell_done(self, text: str) -> None:
        """Say that the list was copied."""
        self._done.setText(text)

    def draw(self, state: HandoverState) -> None:
        """Show services for this age and country."""
        self._state = state
        self._countries[state.country].setChecked(True)
        self._child.say(
            translate(
                "Handover",
                "You need not look at the picture. Do not pass it on, not even to a helpline.",
            )
            if state.helpline_first
            else "",
            translate("Handover", "For a child, call a helpline first.") if state.helpline_first else "",
        )
        _empty(self._people_column)
        country = state.country
        for group in contacts.for_minors(country) if state.minor else contacts.for_adults(country):
            self._people_column.addWidget(GroupCard(self.look, group))
        _empty(self._sites_column)
        for service in state.services:
            self._sites_column.addWidget(_ServiceCard(self.look, service))
        ready = handoff.preparations()
        for each, fact in self._facts.items():
            fact.say(ready[each] if each in state.prepare else "")
        self._done.setText("")

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Handover", "Who can help you"),
            translate(
                "Handover",
                "This app has no registry for this. These services do. You can start with what you have.",
            ),
        )
        self._where.setText(translate("Handover", "Where are you?"))
        for country, card in self._countries.items():
            card.say(handoff.country_name(country) if country else translate("Handover", "Show all"))
        self._people_title.setText(translate("Handover", "People you can talk to"))
        self._sites_title.setText(translate("Handover", "Services you use on their own websites"))
        self._prepare_title.setText(translate("Handover", "What to prepare"))
        self._never.say(handoff.never())
        label(self.copy_button, translate("Handover", "Copy this list"))
        label(self.note_button, translate("Handover", "Write down what I know"))
        self.buttons(back=translate("Common", "Back"))
        if self._state is not None:
            self.draw(self._state)


class _ServiceCard(Card):
    """One service: whom it serves, what leaves the device, what it asks; its address comes after these."""

    def __init__(self, look: Look, service: WebService) -> None:
        super().__init__(8)
        self.setObjectName(f"service-{service.code}")
        self.add(
            Text(look, "card", handoff.name(service)),
            Text(look, "soft", handoff.serves(service)),
            Text(look, "strong", handoff.travels(service)),
        )
        for each in handoff.asks(service):
            fact = Fact(look)
            fact.say(each)
            self.add(fact)
        self.add(
            Text(look, "body", handoff.afterwards(service)),
            Text(look, "strong", handoff.reach(service)),
            Text(look, "small", handoff.checked(service)),
        )


def _stack() -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    return holder, column


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
