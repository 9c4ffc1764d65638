"""Step 2: two doors, and the files."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QButtonGroup, QListView, QProgressBar, QWidget

from stillmark.domain.answers import Kind
from stillmark.domain.media import Hashed
from stillmark.gui.components.choices import RadioCard
from stillmark.gui.components.dropzone import Brought, DropZone, brought
from stillmark.gui.components.glimpse import Glimpse
from stillmark.gui.components.glyphs import Glyph, dress
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.lists import PictureDelegate, RowList
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.pinned import Pinned
from stillmark.gui.components.text import Text
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.presenters.choose import ChooseState, Running
from stillmark.gui.presenters.glance import GlanceState
from stillmark.gui.presenters.isolation import Shelter
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.views.shelter import WeakerCard
from stillmark.gui.wording import choosing as wording
from stillmark.gui.wording.base import translate
from takedown_hashing.vocabulary import Media

_GLYPHS = {Kind.INTIMATE: Glyph.PICTURE, Kind.FABRICATED: Glyph.MADE}


class ChooseView(Page):
    """Doors, drop zone, progress, list.

    Signals:
        door_chosen: a `Kind`. files_wanted, folder_wanted, practice_wanted: buttons.
        added: paths that were dropped or pasted. pasted: encoded bytes of a picture, and what to call it.
        unusable: what was dropped or pasted holds neither; whether it names something on the internet.
        stopped, paused: Stop, and Pause or Go on.
        removed: indexes of rows.
        tidied: take out everything that will not be sent.
        weaker_accepted: go on with a weaker protection, or not. checked_again: lock a worker once more.
        without_wanted: the picture is not there any more.
        glance_wanted: path of the one picture to show while the button is held; glance_ended.
    """

    door_chosen = Signal(object)
    files_wanted = Signal()
    folder_wanted = Signal()
    practice_wanted = Signal()
    added = Signal(list)
    pasted = Signal(object, str)
    unusable = Signal(bool)
    stopped = Signal()
    paused = Signal()
    removed = Signal(list)
    tidied = Signal()
    weaker_accepted = Signal(bool)
    checked_again = Signal()
    without_wanted = Signal()
    glance_wanted = Signal(object)
    glance_ended = Signal()

    def __init__(self, look: Look, model: PicturesModel) -> None:
        super().__init__(look)
        self._state: ChooseState | None = None
        self._model = model
        self._group = QButtonGroup(self)
        doors = Columns(look, least=300)
        self._doors: dict[Kind, RadioCard] = {}
        for kind in Kind:
            card = RadioCard(look, _GLYPHS[kind])
            card.setObjectName(f"door-{kind.value}")
            self._group.addButton(card)
            doors.add(card)
            card.clicked.connect(lambda _=False, chosen=kind: self.door_chosen.emit(chosen))
            self._doors[kind] = card
        self.files_button = dress(button("secondary", "files"), look, Glyph.FILES)
        self.folder_button = dress(button("secondary", "folder"), look, Glyph.FOLDER)
        self.practice_button = button("secondary", "practice")
        self.files_button.clicked.connect(self.files_wanted)
        self.folder_button.clicked.connect(self.folder_wanted)
        self.practice_button.clicked.connect(self.practice_wanted)
        self.zone = DropZone(look, self.files_button, self.folder_button, self.practice_button)
        self.zone.dropped.connect(self._take)
        self._without = Card(8)
        self._never = Text(look)
        self.without_button = button("secondary", "without")
        self.without_button.clicked.connect(self.without_wanted)
        without = Columns(look, least=272, spacing=12, lead=500)
        without.add(self._never)
        without.add(row(self.without_button))
        self._without.add(without)
        self._other_door = Text(look, "small")
        self._notice = Banner(look, "accent")
        self.fault = FaultBanner(look)
        self._made_note = Banner(look, "wait")
        self._made_note.action.clicked.connect(self.without_wanted)
        self._build_shelter()
        self._build_progress()
        self._build_list()
        self.add(
            self._shelter_fault,
            self._weaker,
            doors,
            self._other_door,
            self.zone,
            self._notice,
            self.fault,
            self._made_note,
        )
        self.add(self._progress_card, self._list_card, self._without)
        self.end()
        # Over the page and beside no layout, so that nothing moves under the finger that holds the button.
        self.glimpse = Glimpse(look, self)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self._paste)
        self.retranslate()

    def _build_shelter(self) -> None:
        self._shelter_fault = FaultBanner(self.look)
        self._shelter_fault.action.clicked.connect(self.checked_again)
        self._weaker = WeakerCard(self.look)
        self._weaker.accepted.connect(self.weaker_accepted)

    def _build_progress(self) -> None:
        self._progress_card = Card(12)
        self._progress_text = Text(self.look)
        self.stop_button = button("secondary", "stop")
        self.stop_button.clicked.connect(self.stopped)
        self.pause_button = button("secondary", "pause")
        self.pause_button.clicked.connect(self.paused)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._so_far = Pill(self.look, Shape.DOT, Tone.GOOD)
        self._not_opened = Pill(self.look, Shape.DASH, Tone.NEUTRAL)
        self._rest = Text(self.look, "small")
        self._progress_card.add(
            self._progress_text,
            self.progress,
            row(self._so_far, self._not_opened, self._rest),
            row(self.pause_button, self.stop_button),
        )

    def _build_list(self) -> None:
        self._list_card = Card(12, rows=True)
        self._ready = Pill(self.look, Shape.DOT, Tone.GOOD)
        self._refused = Pill(self.look, Shape.DASH, Tone.NEUTRAL)
        self._weak = Pill(self.look, Shape.RING, Tone.WAIT)
        self.list = RowList(self.look)
        self.list.setObjectName("pictures")
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setItemDelegate(PictureDelegate(self.look, self.list))
        self.list.delete_pressed.connect(self._remove)
        self.show_button = dress(button("secondary", "show-this-one"), self.look, Glyph.SHOW)
        self.show_button.pressed.connect(self._show)
        self.show_button.released.connect(self.glance_ended)
        self.remove_button = dress(button("secondary", "remove"), self.look, Glyph.REMOVE)
        self.tidy_button = button("secondary", "tidy")
        self.remove_button.clicked.connect(self._remove)
        self.tidy_button.clicked.connect(self.tidied)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self._list_card.add(row(self._ready, self._refused, self._weak))
        self._list_card.add_rows(self.list)
        self._actions = row(self.show_button, self.remove_button, self.tidy_button)
        self._pinned = Pinned(self.look, self._list_card, self.list, self._actions)

    def first(self) -> QWidget | None:
        """Begin at the first door, or at the chosen one."""
        checked = self._group.checkedButton()
        open_doors = self._state.doors if self._state else tuple(Kind)
        return checked or self._doors[open_doors[0]]

    def draw(self, state: ChooseState) -> None:
        """Show doors, progress and counts."""
        self._state = state
        for kind, card in self._doors.items():
            card.setChecked(state.door is kind)
            card.setVisible(kind in state.doors)
        self._other_door.setText(wording.closed(state))
        chosen = state.door is not None
        self.zone.setEnabled(chosen)
        self.zone.roomy(state.total == 0 and state.running is None)
        self.folder_button.setVisible(not state.one_at_a_time)
        self.practice_button.setVisible(state.practice and not state.total and state.running is None)
        self.show_button.setVisible(not state.one_at_a_time)
        if not chosen:
            self.zone.title.setText(
                translate("Choose", "%n file(s) wait. First choose one of the two above.", "", state.waiting)
                if state.waiting
                else translate("Choose", "First choose one of the two above.")
            )
        elif state.one_at_a_time:
            self.zone.title.setText(translate("Choose", "Drop one picture here"))
        else:
            self.zone.title.setText(translate("Choose", "Drop pictures, videos or folders here"))
        self._draw_shelter(state)
        self._notice.say(wording.notice(state))
        self.fault.show_fault(state.error)
        self._made_note.say(*wording.made(state))
        self._draw_progress(state, state.running)
        self._draw_list(state)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Common", "Continue"),
            enabled=state.can_continue,
        )

    def _draw_shelter(self, state: ChooseState) -> None:
        isolation = state.isolation
        self._shelter_fault.show_fault(isolation.error, translate("Choose", "Check again"))
        self._weaker.draw(isolation)
        if isolation.shelter is Shelter.FAILED or (
            isolation.shelter is Shelter.WEAKER and not isolation.accepted
        ):
            self.zone.setEnabled(False)
            if state.door is not None:
                self.zone.title.setText(translate("Choose", "First read the note above."))

    def _draw_progress(self, state: ChooseState, running: Running | None) -> None:
        begins = running is not None and self._progress_card.isHidden()
        self._progress_card.setVisible(running is not None)
        if running is None:
            return
        if begins:
            self.reveal(self._progress_card)
        label(
            self.pause_button,
            translate("Choose", "Go on") if running.paused else translate("Choose", "Pause"),
        )
        text = wording.progress(running)
        self._progress_text.setText(text)
        self.progress.setRange(0, max(1, running.total))
        self.progress.setValue(running.done)
        self.progress.setAccessibleName(text)
        ready, refused, _ = wording.counts(state)
        self._so_far.say(ready)
        self._not_opened.say(refused)
        self._rest.setText(translate("Choose", "The rest continue.") if state.refused else "")

    def _draw_list(self, state: ChooseState) -> None:
        self._list_card.setVisible(state.total > 0)
        quiet = state.running is None
        ready, refused, weak = wording.counts(state)
        self._ready.say(ready if quiet else "")
        self._refused.say(refused if quiet else "")
        self._weak.say(weak if quiet else "")
        self.tidy_button.setVisible(state.refused + state.weak > 0)
        self._selected()

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Choose", "Choose pictures"),
            translate("Choose", "These two work differently. Choose one; you can add the other later."),
        )
        self._doors[Kind.INTIMATE].say(
            translate(
                "Choose",
                "Pictures or videos of me that were shared, that someone threatens to share, "
                "or that I fear may be shared",
            ),
            translate(
                "Choose", "If a copy is uploaded to a platform taking part, its fingerprint can help find it."
            ),
        )
        self._doors[Kind.FABRICATED].say(
            translate("Choose", "Pictures or videos made of me by editing or AI (deepfake)"),
            translate(
                "Choose",
                "This needs the made picture itself, only if it is already here. "
                "The ordinary photo cannot find it.",
            ),
        )
        label(self.files_button, translate("Choose", "Choose files"))
        label(self.folder_button, translate("Choose", "Choose a folder"))
        label(self.practice_button, translate("Choose", "Use the practice pictures"))
        self.zone.hint.setText(translate("Choose", "Pictures are not sent. No previews are shown."))
        self._never.setText(
            translate(
                "Choose",
                "Use only what is already on this device. Do not look for it, download it, or have it sent "
                "to you. Without it: write down address, account and time. A helpline can start from those.",
            )
        )
        label(self.without_button, translate("Choose", "I no longer have the picture"))
        label(self.stop_button, translate("Choose", "Stop"))
        label(
            self.show_button,
            translate("Choose", "Show this one while held"),
            translate(
                "Choose", "Small and grey, only while this button or the space bar is held. Nothing is kept."
            ),
        )
        label(self.remove_button, translate("Choose", "Take out of the list"))
        label(self.tidy_button, translate("Choose", "Take out all that will not be sent"))
        self.list.setAccessibleName(translate("Choose", "Chosen files"))
        self._weaker.retranslate()
        self._model.retell()
        if self._state is not None:
            self.draw(self._state)

    def _selected(self) -> None:
        self.remove_button.setEnabled(self.list.selectionModel().hasSelection())
        self.show_button.setEnabled(self._shown() is not None)

    def _shown(self) -> Path | None:
        """Path of the one chosen picture; None for several, for videos, and for what is no picture."""
        rows = self._chosen_rows(most=2)
        outcome = self._model.rows[rows[0]].outcome if len(rows) == 1 else None
        still = isinstance(outcome, Hashed) and outcome.media is Media.IMAGE
        return outcome.path if outcome is not None and still else None

    def _chosen_rows(self, most: int | None = None) -> list[int]:
        """Numbers of the selected rows, or of the first `most` of them; thousands may be selected."""
        stretches = self.list.selectionModel().selection()
        each = (stretches.at(index) for index in range(stretches.size()))
        rows = chain.from_iterable(range(one.top(), one.bottom() + 1) for one in each)
        return list(islice(rows, most))

    def _show(self) -> None:
        path = self._shown()
        if path is not None:
            self.glance_wanted.emit(path)

    def draw_glance(self, state: GlanceState) -> None:
        """Show the one picture that is held, or nothing."""
        text = ""
        if state.failed:
            text = translate("Choose", "This picture cannot be shown.")
        elif state.held and state.picture is None:
            text = translate("Choose", "One moment")
        self.glimpse.say(state.picture, text)

    def _remove(self) -> None:
        rows = self._chosen_rows()
        if rows:
            self.removed.emit(rows)

    def _paste(self) -> None:
        self._take(brought(QApplication.clipboard().mimeData()))

    def _take(self, what: Brought) -> None:
        if what.paths:
            self.added.emit(list(what.paths))
        elif what.picture:
            self.pasted.emit(what.picture, translate("Choose", "Pasted picture"))
        else:
            self.unusable.emit(what.remote)
