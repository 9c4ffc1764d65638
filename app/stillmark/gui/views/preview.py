"""Step 3: what will be sent."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, beside, button, label, line, row
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.preview import PreviewState, Summary
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording.base import translate


class PreviewView(Page):
    """The message in words, the exact data one click away, and honest limits.

    Signals:
        data_wanted: the exact data.
    """

    data_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: PreviewState | None = None
        self._busy = Text(look, "soft")
        self.fault = FaultBanner(look)
        self._columns = Columns(look, least=300)
        self._in, self._out = Card(8), Card(8)
        self._in_title, self._out_title = Text(look, "card"), Text(look, "card")
        self._in_facts = [Fact(look) for _ in range(6)]
        self._out_facts = [Fact(look, Shape.DASH, "soft") for _ in range(4)]
        self.data_button = button("link", "data")
        self.data_button.clicked.connect(self.data_wanted)
        self._in.add(self._in_title, *self._in_facts, row(self.data_button))
        self._out.add(self._out_title, *self._out_facts)
        self._in.column.addStretch(1)
        self._out.column.addStretch(1)
        self._columns.add(self._in)
        self._columns.add(self._out)
        self._left_out = Banner(look, "wait")
        self._network = Text(look, "soft")
        self._limits = Card(10)
        self._limits_title = Text(look, "card")
        self._limits_text = Text(look, "soft")
        self._rows = [(Text(look), Pill(look, Shape.DOT, Tone.GOOD)) for _ in range(6)]
        self._limits.add(self._limits_title, self._limits_text)
        for index, (text, pill) in enumerate(self._rows):
            if index:
                self._limits.add(line())
            self._limits.add(beside(text, pill))
        self._encrypted = Banner(look, "wait")
        self.add(self._busy, self.fault, self._left_out, self._columns, self._network)
        self.add(self._limits, self._encrypted)
        self.end()
        self.retranslate()

    def draw(self, state: PreviewState) -> None:
        """Show what is prepared."""
        self._state = state
        self._busy.setText(translate("Preview", "Putting the message together") if state.preparing else "")
        self.fault.show_fault(state.error)
        summary = state.summary
        for part in (self._columns, self._network, self._limits, self._encrypted):
            part.setVisible(summary is not None)
        self._left_out.say("")
        if summary is not None:
            self._draw_summary(summary)
            self._draw_limits(summary)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Preview", "Continue to send"),
            enabled=state.can_continue,
        )

    def _draw_summary(self, summary: Summary) -> None:
        what = translate("Preview", "%n digital fingerprint(s)", "", summary.fingerprints)
        of_what = translate("Preview", "%n picture(s)", "", summary.pictures)
        if summary.videos:
            videos = translate("Preview", "%n video(s)", "", summary.videos)
            of_what = translate("Preview", "{pictures} and {videos}").format(pictures=of_what, videos=videos)
        facts = (
            translate("Preview", "{fingerprints} of {pictures}").format(fingerprints=what, pictures=of_what),
            translate("Preview", "For each: picture or video, real or made (%n made)", "", summary.made),
            translate("Preview", "Adult") if summary.adult else translate("Preview", "Under 18"),
            translate("Preview", "Date and hour"),
            translate("Preview", "Case number {number}, and keys").format(number=summary.case_id),
            translate("Preview", "Sent in %n locked message(s)", "", summary.messages),
        )
        for fact, text in zip(self._in_facts, facts, strict=True):
            fact.say(text)
        self._left_out.say(
            translate(
                "Preview",
                "%n picture(s) with too little detail are left out. Platforms would not use them.",
                "",
                summary.left_out,
            )
            if summary.left_out
            else ""
        )

    def _draw_limits(self, summary: Summary) -> None:
        recognised = (translate("Preview", "recognised"), Shape.DOT, Tone.GOOD)
        rarely = (translate("Preview", "rarely"), Shape.RING, Tone.WAIT)
        sometimes = (translate("Preview", "sometimes"), Shape.RING, Tone.WAIT)
        never = (translate("Preview", "not"), Shape.DASH, Tone.NEUTRAL)
        rows = (
            (translate("Preview", "Compressed by a messenger"), recognised),
            (translate("Preview", "Mirrored or quarter-turned"), recognised if summary.turned else never),
            (translate("Preview", "Cropped a little"), sometimes if summary.cropped else rarely),
            (translate("Preview", "Large sticker"), rarely),
            (translate("Preview", "Full-screen screenshot"), sometimes if summary.on_screens else never),
            (translate("Preview", "Screenshot of a post"), never),
        )
        for (text, pill), (name, (word, shape, tone)) in zip(self._rows, rows, strict=True):
            text.setText(name)
            pill.say(word, shape, tone)

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Preview", "What will be sent"), translate("Preview", "Nothing has been sent yet.")
        )
        self._in_title.setText(translate("Preview", "In the message"))
        self._out_title.setText(translate("Preview", "Not in the message"))
        facts = (
            translate("Preview", "Pictures and videos"),
            translate("Preview", "Names"),
            translate("Preview", "File names"),
            translate("Preview", "This computer's name"),
        )
        for fact, text in zip(self._out_facts, facts, strict=True):
            fact.say(text)
        label(self.data_button, translate("Preview", "See the exact data"))
        self._network.setText(
            translate(
                "Preview",
                "The registry can see the internet address you connect from; Tor hides it. "
                "Whoever runs this network may see that you connected. A fingerprint is not a picture, but "
                "experts can sometimes rebuild a rough likeness from it, so it is sent locked.",
            )
        )
        self._limits_title.setText(translate("Preview", "Which copies can be recognised"))
        self._limits_text.setText(
            translate(
                "Preview",
                "This is how it went with other photographs. Your own pictures were not tried; "
                "a single picture can turn out differently.",
            )
        )
        self._encrypted.say(
            translate(
                "Preview",
                "Encrypted chats and platforms not taking part do not check fingerprints. "
                "We show who has collected yours.",
            )
        )
        if self._state is not None:
            self.draw(self._state)
