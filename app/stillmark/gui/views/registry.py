"""Step 1: which registry receives the fingerprints."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit

from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, beside, button, label, row
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.registry import Described, Offer, RegistryState, Source
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.practice import said


class RegistryView(Page):
    """Choose, check, go on.

    Signals:
        chosen: index of an offer; typed: the address field; connect_pressed; trusted: bool.
        elsewhere: the person has no registry, or this one does not serve them.
    """

    chosen = Signal(int)
    typed = Signal(str)
    connect_pressed = Signal()
    trusted = Signal(bool)
    elsewhere = Signal()

    def __init__(self, look: Look, offers: tuple[Offer, ...]) -> None:
        super().__init__(look)
        self._state: RegistryState | None = None
        self._offers = offers
        self._group = QButtonGroup(self)
        self._cards: list[RadioCard] = []
        for index, offer in enumerate(offers):
            card = RadioCard(look)
            card.setObjectName(f"offer-{offer.source.value}-{index}")
            self._group.addButton(card)
            card.clicked.connect(lambda _=False, at=index: self.chosen.emit(at))
            self._cards.append(card)
        self._address_label = Text(look, "strong")
        self.address = QLineEdit()
        self.address.setObjectName("address")
        self.address.textChanged.connect(self.typed)
        self.address.returnPressed.connect(self.connect_pressed)
        # In the place of Continue until a registry has answered, so that the next step is always there.
        self.connect_button = button("primary", "connect")
        self.bar_row.addWidget(self.connect_button)
        self.connect_button.clicked.connect(self.connect_pressed)
        self._busy = Text(look, "soft")
        self.fault = FaultBanner(look)
        self.fault.action.clicked.connect(self.connect_pressed)
        self._card = Card(8)
        self._name = Text(look, "card")
        self._pill = Pill(look, Shape.SQUARE, Tone.ACCENT)
        self._facts = [Fact(look) for _ in range(4)]
        self._key = Text(look, "small")
        self._card.add(beside(self._name, self._pill), *self._facts, self._key)
        self._first_seen = Banner(look, "wait")
        self._trust = CheckCard(look)
        self._trust.setObjectName("trust")
        self._trust.clicked.connect(self.trusted)
        self._not_served = Banner(look, "wait")
        self._not_served.action.clicked.connect(self.elsewhere)
        self._elsewhere = button("link", "elsewhere")
        self._elsewhere.clicked.connect(self.elsewhere)
        self.add(*self._cards, self._address_label, self.address, self._busy)
        self.add(
            self.fault, self._card, self._first_seen, self._trust, self._not_served, row(self._elsewhere)
        )
        self.end()
        self.retranslate()

    def draw(self, state: RegistryState) -> None:
        """Show what was chosen and what was verified."""
        self._state = state
        for index, card in enumerate(self._cards):
            card.setChecked(index == state.chosen)
        typing = state.offers[state.chosen].source is Source.TYPED
        self._address_label.setVisible(typing)
        self.address.setVisible(typing)
        if self.address.text() != state.typed:
            self.address.setText(state.typed)
        self.connect_button.setVisible(state.described is None)
        self.connect_button.setEnabled(state.can_connect)
        self._busy.setText(
            translate("Registry", "Asking the registry to show who it is.") if state.connecting else ""
        )
        self.fault.show_fault(state.error)
        self._draw_described(state.described)
        first_seen = bool(state.described and state.described.first_seen)
        self._first_seen.say(
            translate(
                "Registry",
                "This registry is on this computer, and its identity is trusted on this first visit. "
                "Only do this for trying things out.",
            )
            if first_seen
            else "",
            translate("Registry", "Seen for the first time") if first_seen else "",
        )
        self._trust.setVisible(first_seen)
        self._trust.setChecked(state.trusted)
        self._not_served.say(
            ""
            if state.serves
            else translate(
                "Registry",
                "This registry does not take pictures of people of this age. Another service can help.",
            ),
            action="" if state.serves else translate("Registry", "See who can help"),
        )
        self._elsewhere.setVisible(state.serves and state.described is None)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Common", "Continue") if state.described is not None else "",
            enabled=state.can_continue,
        )

    def _draw_described(self, described: Described | None) -> None:
        self._card.setVisible(described is not None)
        if described is None:
            return
        self._name.setText(said(described.name))
        self._pill.say(translate("Registry", "Signature checked"))
        if described.serves_adults and described.serves_minors:
            serves = translate("Registry", "Takes pictures made at any age")
        elif described.serves_adults:
            serves = translate("Registry", "Takes pictures made at 18 or over")
        else:
            serves = translate("Registry", "Takes pictures made under 18")
        platforms = ", ".join(said(name) for name in described.platforms)
        self._facts[0].say(
            translate("Registry", "Run by {operator}").format(operator=said(described.operator))
        )
        self._facts[1].say(serves)
        self._facts[2].say(
            translate("Registry", "Platforms taking part: {names}").format(names=platforms)
            if platforms
            else translate("Registry", "No platform takes part yet")
        )
        self._facts[3].say(
            translate("Registry", "Keeps a fingerprint for %n day(s)", "", described.retention_days)
        )
        self._key.setText(
            translate("Registry", "{address}, key {key}").format(
                address=described.address, key=f"{described.root_key_id[:16]}…"
            )
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Registry", "Who receives the fingerprints"),
            translate("Registry", "A registry receives them and passes them to platforms."),
        )
        for card, offer in zip(self._cards, self._offers, strict=True):
            self._say_offer(card, offer)
        self._address_label.setText(translate("Registry", "Address of the registry"))
        self.address.setAccessibleName(translate("Registry", "Address of the registry"))
        self.address.setPlaceholderText("https://registry.example#0123456789abcdef…")
        label(self.connect_button, translate("Registry", "Connect"))
        label(self._elsewhere, translate("Registry", "I have no registry. Who can help?"))
        self._trust.say(translate("Registry", "I trust this registry for now."))
        if self._state is not None:
            self.draw(self._state)

    @staticmethod
    def _say_offer(card: RadioCard, offer: Offer) -> None:
        if offer.source is Source.PRACTICE:
            card.say(
                translate("Registry", "The practice registry on this computer"),
                translate("Registry", "For trying everything out. Nothing leaves this computer."),
            )
        elif offer.source is Source.CONFIGURED:
            card.say(offer.address.partition("#")[0], translate("Registry", "Set up on this computer"))
        else:
            card.say(
                translate("Registry", "Another registry"),
                translate("Registry", "Its address comes from the registry or your support centre."),
            )
