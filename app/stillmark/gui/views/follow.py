"""Step 5: the case, platform by platform, and taking back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListView, QWidget

from stillmark.gui.components.glyphs import Glyph, dress
from stillmark.gui.components.lists import RowList, StatusDelegate
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.pinned import Pinned
from stillmark.gui.components.text import Text
from stillmark.gui.models.rows import RowRole, RowsModel
from stillmark.gui.presenters.follow import Asking, Failing, FollowState, ItemLine
from stillmark.gui.presenters.receipt import ReceiptState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.views.question import QuestionCard
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import checked
from stillmark.gui.wording.states import (
    StatusRow,
    ended_text,
    ended_title,
    happening_row,
    item_row,
    item_title,
    platform_row,
    proven_text,
    registry_row,
)


class FollowView(Page):
    """What is known, and nothing more.

    Signals:
        check_pressed, save_pressed, verify_pressed: buttons. sheet_wanted: a page to print.
        take_back_one: item id; take_back_all; confirmed; kept: the question and its answers.
    """

    check_pressed = Signal()
    save_pressed = Signal()
    sheet_wanted = Signal()
    verify_pressed = Signal()
    take_back_one = Signal(str)
    take_back_all = Signal()
    confirmed = Signal()
    kept = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: FollowState | None = None
        self._receipt = ReceiptState()
        self._pressed = False
        self._card = Card(0, rows=True)
        self._card.inset(4)
        self.platforms = RowsModel[StatusRow](lambda status: status.key, lambda status: status.spoken, self)
        self.platform_list = RowList(look)
        self.platform_list.setObjectName("platforms")
        self.platform_list.setModel(self.platforms)
        self.platform_list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.platform_list.setItemDelegate(StatusDelegate(look, lambda status: status, self.platform_list))
        self._card.add_rows(self.platform_list)
        self._reported = Text(look, "small")
        self._not_blocked = Banner(look, "accent")
        self._ended = Banner(look, "accent")
        self._empty = Banner(look, "accent")
        self.fault = FaultBanner(look)
        self.fault.action.clicked.connect(self.check_pressed)
        self.all_button = dress(button("secondary", "take-back-all"), look, Glyph.BACK)
        self.all_button.clicked.connect(self.take_back_all)
        self._build_items(look)
        self.question = QuestionCard(look, "take-back")
        self.question.yes.connect(self.confirmed)
        self.question.no.connect(self.kept)
        self._build_past(look)
        self.save_button = dress(button("secondary", "save-receipt"), look, Glyph.SAVE)
        self.save_button.clicked.connect(self.save_pressed)
        self.verify_button = dress(button("secondary", "check-receipt"), look, Glyph.PROOF)
        self.verify_button.clicked.connect(self.verify_pressed)
        self._proven = Banner(look, "accent")
        self._not_proven = FaultBanner(look)
        self.sheet_button = dress(button("secondary", "sheet"), look, Glyph.PRINT)
        self.sheet_button.clicked.connect(self.sheet_wanted)
        self._said = Text(look, "small")
        self.check_button = dress(button("secondary", "check"), look, Glyph.AGAIN)
        self.check_button.clicked.connect(self._check)
        self.bar_row.insertWidget(1, self.check_button)
        self.setTabOrder(self.back_button, self.check_button)
        self.setTabOrder(self.check_button, self.main_button)
        self.add(self.fault, self._empty, self._card, self._reported, self._ended, self._not_blocked)
        self.add(
            row(self.save_button, self.verify_button, self.sheet_button),
            self._said,
            self._proven,
            self._not_proven,
            self.question,
            self._items_card,
            self._past,
        )
        self.end()
        self.retranslate()

    def _build_items(self, look: Look) -> None:
        self._items_card = Card(8, rows=True)
        self._items_title = Text(look, "card")
        self._items_hint = Text(look, "soft")
        self.items = RowsModel[ItemLine](lambda item: item.item_id, lambda item: item_row(item).spoken, self)
        self.item_list = RowList(look)
        self.item_list.setObjectName("items")
        self.item_list.setModel(self.items)
        self.item_list.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.item_list.setItemDelegate(StatusDelegate(look, item_row, self.item_list))
        self.item_list.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.one_button = dress(button("secondary", "take-back-one"), look, Glyph.BACK)
        self.one_button.clicked.connect(self._take_back_one)
        self._items_card.add(self._items_title, self._items_hint)
        self._items_card.add_rows(self.item_list)
        actions = row(self.one_button, self.all_button)
        self._pinned = Pinned(look, self._items_card, self.item_list, actions)

    def _build_past(self, look: Look) -> None:
        self._past = Card(8, rows=True)
        self._past_title = Text(look, "card")
        self.past = RowsModel[StatusRow](lambda status: status.key, lambda status: status.spoken, self)
        self.past_list = RowList(look)
        self.past_list.setObjectName("past")
        self.past_list.setModel(self.past)
        self.past_list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.past_list.setItemDelegate(StatusDelegate(look, lambda status: status, self.past_list))
        self._past.add(self._past_title)
        self._past.add_rows(self.past_list)

    def _check(self) -> None:
        self._pressed = True
        self.check_pressed.emit()

    def first(self) -> QWidget | None:
        """Begin at Check now."""
        return self.check_button

    def tell_done(self, text: str) -> None:
        """Say that the receipt was saved."""
        self._said.setText(text)

    def draw(self, state: FollowState) -> None:
        """Show what the registry last answered."""
        asked_before = self._state.asking if self._state else None
        self._state = state
        lead = translate("Follow", "Case {number}.").format(number=state.case_id)
        if state.checked is not None:
            said = checked(state.checked, today=state.checked_today)
            lead = translate("Follow", "{case} {checked}.").format(case=lead, checked=said)
        self.lead.setText(lead)
        self.platforms.show([registry_row(state), *(platform_row(line) for line in state.platforms)])
        nobody = translate("Follow", "No platform takes part in this registry yet.")
        known = translate("Follow", "Not every match is reported.") if state.platforms else nobody
        self._reported.setText(known if state.platforms or state.checked is not None else "")
        self._not_blocked.say(
            translate(
                "Follow",
                "This is not a judgement about you. Next: report the address, or ask a helpline.",
            )
            if state.not_blocked
            else "",
            translate("Follow", "A platform did not block a match") if state.not_blocked else "",
        )
        ended = state.ended
        self._ended.say(ended_text(ended) if ended else "", ended_title(ended) if ended else "")
        self._empty.say(
            translate(
                "Follow",
                "This registry has nothing under these words. If you sent pictures, perhaps it was to "
                "another registry. What was taken back long ago may be deleted there.",
            )
            if state.checked is not None and not state.items
            else ""
        )
        checking = state.failing is Failing.CHECK
        self.fault.show_fault(state.error, translate("Follow", "Check now") if checking else "")
        self.save_button.setEnabled(state.receipts > 0)
        self.all_button.setVisible(bool(state.items))
        self.all_button.setEnabled(state.active > 0 and not state.taking_back)
        self._draw_items(state)
        self._past.setVisible(bool(state.timeline))
        self.past.show([happening_row(one) for one in state.timeline])
        self._items_hint.setText(self._hint(state))
        self._say_question(state)
        self.question.ask(state.asking is not None)
        # Checks that come by themselves change nothing here; the first one and a pressed one are told.
        waiting = state.checking and (self._pressed or state.checked is None)
        self._pressed = self._pressed and state.checking
        self.check_button.setEnabled(not waiting and not state.taking_back)
        doing = translate("Follow", "Checking") if waiting else translate("Follow", "Check now")
        label(self.check_button, translate("Follow", "Taking back") if state.taking_back else doing)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Follow", "Add pictures"),
            enabled=not state.taking_back,
        )
        if state.asking is not asked_before:
            self._move_focus(asking=state.asking is not None)

    def _move_focus(self, *, asking: bool) -> None:
        """Lead to the question, and from its answer back to the rows that it changes."""
        if asking:
            self.question.no_button.setFocus()
            self.reveal(self.question)
        else:
            self.platform_list.setFocus()
            self.area.verticalScrollBar().setValue(0)

    def draw_receipt(self, state: ReceiptState) -> None:
        """Say what became of a saved receipt that was checked."""
        self._receipt = state
        proven = proven_text(state.proven) if state.proven else ""
        self._proven.say(proven, translate("Follow", "The receipt is genuine") if proven else "")
        self._not_proven.show_fault(state.error)
        self.verify_button.setEnabled(not state.checking)

    def _hint(self, state: FollowState) -> str:
        hint = translate("Follow", "To take back one picture, choose it in this list. File names stay here.")
        if state.added_elsewhere:
            elsewhere = translate(
                "Follow",
                "%n picture(s) without a file name were added on another computer, or at another time.",
                "",
                state.added_elsewhere,
            )
            hint = f"{hint} {elsewhere}"
        return hint

    def _draw_items(self, state: FollowState) -> None:
        self._items_card.setVisible(bool(state.items))
        self.items.show(state.items)
        self._selected()

    def _say_question(self, state: FollowState) -> None:
        if state.asking is Asking.ALL:
            title = translate("Follow", "Take back everything?")
            text = translate(
                "Follow",
                "The registry withdraws all %n picture(s) of this case, and platforms are asked to drop "
                "them. This is final. A blocked copy may come back.",
                "",
                state.active,
            )
            yes = translate("Follow", "Take back everything")
        elif state.asked_item is not None:
            title = translate("Follow", "Take back {picture}?").format(picture=item_title(state.asked_item))
            text = translate(
                "Follow",
                "The registry withdraws this one picture, and platforms are asked to drop it. "
                "This is final. A blocked copy may come back.",
            )
            yes = translate("Follow", "Take back this picture")
        else:
            return
        self.question.say(title, text, yes, translate("Follow", "Keep it"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(translate("Follow", "Your case"))
        label(self.save_button, translate("Follow", "Save the receipt"))
        label(self.sheet_button, translate("Sheet", "Case sheet to print"))
        label(self.all_button, translate("Follow", "Take back everything"))
        label(self.one_button, translate("Follow", "Take back one picture"))
        self._items_title.setText(translate("Follow", "Your pictures"))
        label(self.verify_button, translate("Follow", "Check a saved receipt"))
        self._past_title.setText(translate("Follow", "What happened so far"))
        self.past_list.setAccessibleName(translate("Follow", "What happened so far"))
        self.past.retell()
        self.draw_receipt(self._receipt)
        self.platform_list.setAccessibleName(translate("Follow", "Registry and platforms"))
        self.item_list.setAccessibleName(translate("Follow", "Pictures of this case"))
        self.platforms.retell()
        self.items.retell()
        if self._state is not None:
            self.draw(self._state)

    def _chosen(self) -> ItemLine | None:
        for index in self.item_list.selectionModel().selectedRows():
            item = index.data(RowRole.ROW)
            if isinstance(item, ItemLine):
                return item
        return None

    def _selected(self) -> None:
        item = self._chosen()
        busy = self._state is not None and self._state.taking_back
        self.one_button.setEnabled(item is not None and item.taken_back is None and not busy)

    def _take_back_one(self) -> None:
        item = self._chosen()
        if item is not None:
            self.take_back_one.emit(item.item_id)
