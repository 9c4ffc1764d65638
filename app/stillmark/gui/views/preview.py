"""Step 3: what will be sent."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.chart import ChartRow, CopyTable
from stillmark.gui.components.empty import EmptyState
from stillmark.gui.components.glyphs import Glyph
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.copies import CopiesState
from stillmark.gui.presenters.preview import PreviewState, Summary
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.copies import how_tried, tried_row, usual_rows
from takedown_hashing.vocabulary import Edit


class PreviewView(Page):
    """The message in words, the exact data one click away, and honest limits.

    Signals:
        data_wanted: the exact data.
    """

    data_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: PreviewState | None = None
        self._copies: CopiesState | None = None
        self._busy = EmptyState(look, Glyph.MESSAGE)
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
        self._limits = Card(12)
        self._limits_title = Text(look, "card")
        self._limits_text = Text(look, "soft")
        self.rows = [ChartRow(look) for _ in Edit]
        self.table = CopyTable(look)
        self.table.setObjectName("copies-table")
        self.table_button = button("link", "copies-as-table")
        self._as_table = False
        self.table_button.clicked.connect(lambda: self.show_table(not self._as_table))
        self._copies_fault = FaultBanner(look)
        self._limits.add(self._limits_title, self._limits_text, self._copies_fault, *self.rows)
        self._limits.add(self.table, row(self.table_button))
        self._encrypted = Banner(look, "wait")
        self.add(self._busy, self.fault, self._left_out, self._columns, self._network)
        self.add(self._limits, self._encrypted)
        self.end()
        self.retranslate()

    def draw(self, state: PreviewState) -> None:
        """Show what is prepared."""
        self._state = state
        if state.preparing:
            self._busy.say(
                translate("Preview", "Putting the message together"),
                translate("Preview", "It is made on this computer. Nothing leaves it yet."),
            )
        else:
            self._busy.say("")
        self.fault.show_fault(state.error)
        summary = state.summary
        for part in (self._columns, self._network, self._limits, self._encrypted):
            part.setVisible(summary is not None)
        self._left_out.say("")
        if summary is not None:
            self._draw_summary(summary)
            self._draw_copies()
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
            translate("Preview", "For each: picture or video, real or made (%n made)", "", summary.made)
            if summary.made
            else translate("Preview", "For each: picture or video, real or made"),
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

    def draw_copies(self, copies: CopiesState) -> None:
        """Show how copies fared so far."""
        self._copies = copies
        self._draw_copies()

    def show_table(self, shown: bool) -> None:
        """Show the chart as bars or as a table; the button then names the other."""
        self._as_table = shown
        self._draw_copies()

    def _draw_copies(self) -> None:
        summary, copies = self._state.summary if self._state else None, self._copies
        if summary is None or copies is None:
            return
        tried = copies.total > 0
        rows = tuple(map(tried_row, copies.lines)) if tried else usual_rows(summary)
        self._limits_text.setText(how_tried(copies))
        self._copies_fault.show_fault(copies.error)
        as_table = self._as_table
        words = max(self.rows[0].word_width(one) for one in rows)
        for index, chart in enumerate(self.rows):
            chart.say(rows[index] if index < len(rows) and not as_table else None, words)
        self.table_button.setVisible(tried)
        self.table.setVisible(tried and as_table)
        self.table.say(
            (
                translate("Copies", "Copy"),
                translate("Copies", "Recognised"),
                translate("Copies", "In a word"),
            ),
            rows,
        )
        label(
            self.table_button,
            translate("Copies", "See it as bars") if as_table else translate("Copies", "See it as a table"),
        )

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
        self.table.setAccessibleName(translate("Preview", "Which copies can be recognised"))
        self._encrypted.say(
            translate(
                "Preview",
                "Encrypted chats and platforms not taking part do not check fingerprints. "
                "We show who has collected yours.",
            )
        )
        if self._state is not None:
            self.draw(self._state)
