"""Help: works offline, dated, only what has a source."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.guide import Guide
from stillmark.gui.presenters.isolation import IsolationState, Shelter
from stillmark.gui.theme import Look
from stillmark.gui.views.contact_rows import GroupCard
from stillmark.gui.views.parts import Fact
from stillmark.gui.wording import contacts
from stillmark.gui.wording.base import translate


class HelpView(Page):
    """Who can help, the guides, and what this app does and does not do.

    Signals:
        guide_wanted: a `Guide`.
    """

    guide_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._guides = Card(8)
        self._guides_title, self._guides_text = Text(look, "card"), Text(look, "soft")
        self._guide_buttons = {guide: button("secondary", f"guide-{guide}") for guide in Guide}
        for guide, one in self._guide_buttons.items():
            one.clicked.connect(lambda _=False, chosen=guide: self.guide_wanted.emit(chosen))
        self._guides.add(self._guides_title, self._guides_text, row(*self._guide_buttons.values()))
        self._groups = [GroupCard(look, group) for group in contacts.groups()]
        self._traces = Card(8)
        self._traces_title = Text(look, "card")
        self._traces_facts = [Fact(look, Shape.DASH, "soft") for _ in range(6)]
        self._traces.add(self._traces_title, *self._traces_facts)
        self._limits = Card(8)
        self._limits_title = Text(look, "card")
        self._limits_facts = [Fact(look, Shape.DASH, "soft") for _ in range(3)]
        self._limits.add(self._limits_title, *self._limits_facts)
        self._state: IsolationState | None = None
        self._shelter = Card(8)
        self._shelter_title = Text(look, "card")
        self._shelter_text = Text(look)
        self._shelter_facts = [Fact(look), Fact(look)]
        self._shelter.add(self._shelter_title, self._shelter_text, *self._shelter_facts)
        self.add(self._guides, *self._groups, self._limits, self._shelter, self._traces)
        self.end()
        self.retranslate()

    def draw(self, state: IsolationState) -> None:
        """Say how far a hostile picture is shut in here."""
        self._state = state
        report = state.report
        words = {
            Shelter.CHECKING: translate("Help", "It is being checked how well pictures are shut in here."),
            Shelter.WHOLE: translate(
                "Help",
                "Each picture is opened in a process of its own, which this system keeps away from your "
                "files, the network, programs and other processes.",
            ),
            Shelter.WEAKER: translate(
                "Help",
                "Each picture is opened in a process of its own with limits. This system does not keep it "
                "away from your files and the network.",
            ),
            Shelter.FAILED: translate(
                "Help", "The protected part that opens pictures could not be started. No picture is opened."
            ),
        }
        self._shelter_text.setText(words[state.shelter])
        facts = ("", "")
        if report is not None:
            no, yes = translate("Help", "no"), translate("Help", "yes")
            facts = (
                translate("Help", "File rules (Landlock): {version}").format(
                    version=no if report.landlock_abi is None else report.landlock_abi
                ),
                translate("Help", "System call filter (seccomp): {answer}").format(
                    answer=yes if report.seccomp else no
                ),
            )
        for fact, text in zip(self._shelter_facts, facts, strict=True):
            fact.say(text)

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Help", "Help"),
            translate("Help", "People you can talk to. This page works without the internet."),
        )
        self._guides_title.setText(translate("Help", "Guides"))
        self._guides_text.setText(
            translate("Help", "Step by step, with pictures. They are in this app; nothing is fetched.")
        )
        label(self._guide_buttons[Guide.USER], translate("Help", "How to use Stillmark"))
        label(self._guide_buttons[Guide.CENTRE], translate("Help", "For support centres"))
        for card, group in zip(self._groups, contacts.groups(), strict=True):
            card.show_group(group)
        self._limits_title.setText(translate("Help", "What Stillmark cannot do"))
        limits = (
            translate("Help", "It cannot reach every copy."),
            translate("Help", "It cannot look into encrypted chats."),
            translate("Help", "It does not protect against spyware on this device."),
        )
        for fact, text in zip(self._limits_facts, limits, strict=True):
            fact.say(text)
        self._traces_title.setText(translate("Help", "Traces on this computer"))
        traces = (
            translate(
                "Help",
                "Stillmark keeps nothing after it is closed, unless you turned keeping on or saved a file "
                "yourself.",
            ),
            translate("Help", "The system may show that Stillmark is installed and when it was opened."),
            translate("Help", "The network may show that a registry was contacted."),
            translate("Help", "The system may hold parts of its memory on the disk for a while."),
            translate(
                "Help",
                "Backups, file managers and other programs may remember files that you saved or dragged.",
            ),
            translate("Help", "Printers, and the programs that print, may remember what was printed."),
        )
        for fact, text in zip(self._traces_facts, traces, strict=True):
            fact.say(text)
        self._shelter_title.setText(translate("Help", "How pictures are opened on this computer"))
        if self._state is not None:
            self.draw(self._state)
        self.buttons(back=translate("Common", "Back"))
