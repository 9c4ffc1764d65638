"""What stands around every page: rail, Quick exit, banners. Draws a frozen state, for window and gallery."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from stillmark.gui.components.glyphs import Glyph, dress
from stillmark.gui.components.layouts import place_all
from stillmark.gui.components.panels import Banner, button, label
from stillmark.gui.components.rail import Progress, Rail
from stillmark.gui.components.text import Text, show
from stillmark.gui.language import Language, next_language
from stillmark.gui.presenters.flow import STEPS, FlowState, Screen
from stillmark.gui.theme import EDGE, Look
from stillmark.gui.wording.base import translate

SIZE = (1180, 780)
"""Width and height of the window when it opens, in pixels."""


class LaidOutWindow(QMainWindow):
    """A window that lays out before it draws: no frame shows a list or field outside its card."""

    def event(self, event: QEvent) -> bool:
        """Give everything its place before a frame."""
        if event.type() == QEvent.Type.UpdateRequest:
            place_all()
        return super().event(event)


@dataclass(frozen=True, slots=True)
class FrameState:
    """What the frame shows.

    Attributes:
        flow: screen, step, and whether a lock covers the rest.
        language: of now; the rail offers the next one.
        practice: nothing is sent.
        shifts: how often Shift was pressed alone, 0 to 2.
    """

    flow: FlowState
    language: Language
    practice: bool = False
    shifts: int = 0


class Frame(QWidget):
    """Holds the pages; Tab goes: Quick exit, the page, the foot of the rail."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Made first, so that its links come last for the keyboard.
        self.rail = Rail(look)
        main = QWidget()
        main.setObjectName("frame")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.exit_button = dress(button("exit", "quick-exit"), look, Glyph.EXIT)
        self.break_button = dress(button("break", "take-a-break"), look, Glyph.BREAK)
        self.practice_banner = QFrame()
        self.practice_banner.setObjectName("practice-banner")
        self.practice_banner.setProperty("role", "practice")
        banner = QHBoxLayout(self.practice_banner)
        banner.setContentsMargins(EDGE, 8, EDGE, 8)
        self._practice_text = Text(look)
        banner.addWidget(self._practice_text)
        self.shift_text = Text(look, "small")
        self.step_text = Text(look, "small")
        self.step_text.setObjectName("step")
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 24, EDGE, 0)
        head.addWidget(self.step_text, 8, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.shift_text, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.setSpacing(12)
        head.addWidget(self.break_button)
        head.addWidget(self.exit_button)
        self.away_banner = Banner(look, "accent")
        self.away_banner.setObjectName("away")
        self.away_banner.action.setObjectName("here")
        away = QHBoxLayout()
        away.setContentsMargins(EDGE, 12, EDGE, 12)
        away.addWidget(self.away_banner)
        self.pages = QStackedWidget()
        column.addWidget(self.practice_banner)
        column.addLayout(head)
        column.addLayout(away)
        column.addWidget(self.pages, 1)
        QWidget.setTabOrder(self.exit_button, self.break_button)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(main, 1)
        self.fit(SIZE[0])
        look.changed.connect(self._fit_again)

    def fit(self, width: int) -> None:
        """Fit rail and head to the width of the window: the step is named in one of them."""
        self.rail.fit(width)
        self._show_step()

    def _fit_again(self) -> None:
        self.fit(self.width())

    def _show_step(self) -> None:
        show(self.step_text, self.rail.compact and not self.shift_text.text())

    def draw(self, state: FrameState) -> None:
        """Show steps, buttons and banners, in the language of now."""
        keys = exit_keys()
        label(
            self.exit_button,
            translate("Window", "Quick exit"),
            translate("Window", "Closes Stillmark at once. Or press Shift three times, or {keys}.").format(
                keys=keys
            ),
        )
        self.exit_button.setToolTip(
            translate("Window", "Or press Shift three times, or {keys}").format(keys=keys)
        )
        label(self.break_button, translate("Window", "Take a break"))
        resting = state.flow.covered or state.flow.screen in (Screen.BREAK, Screen.UNLOCK)
        self.break_button.setVisible(not resting)
        self.practice_banner.setVisible(state.practice)
        self._practice_text.setText(translate("Window", "Practice mode: nothing is sent"))
        left = 3 - state.shifts
        self.shift_text.setText(
            translate("Window", "Press Shift %n more time(s) to exit", "", left)
            if 0 < state.shifts < 3
            else ""
        )
        self._say_steps(state)
        self._show_step()
        self.rail.settings_button.setVisible(not state.flow.covered)

    def _say_steps(self, state: FrameState) -> None:
        names = (
            translate("Steps", "Before you start"),
            translate("Steps", "Choose pictures"),
            translate("Steps", "What will be sent"),
            translate("Steps", "Send"),
            translate("Steps", "Follow"),
        )
        spoken = {
            Progress.DONE: translate("Steps", "Step {number} of {count}, {name}, done"),
            Progress.HERE: translate("Steps", "Step {number} of {count}, {name}, you are here"),
            Progress.AHEAD: translate("Steps", "Step {number} of {count}, {name}"),
        }
        steps = []
        for index, name in enumerate(names):
            progress = Progress.DONE if index < state.flow.step else Progress.AHEAD
            progress = Progress.HERE if index == state.flow.step else progress
            words = spoken[progress].format(number=index + 1, count=STEPS, name=name)
            steps.append((name, progress, words))
            if progress is Progress.HERE:
                self.step_text.setText(
                    translate("Steps", "{number} of {count}: {name}").format(
                        number=index + 1, count=STEPS, name=name
                    )
                )
        self.rail.say(
            steps,
            translate("Window", "Help"),
            translate("Window", "Settings"),
            next_language(state.language).own_name,
            translate("Window", "Change the language"),
        )


def exit_keys() -> str:
    """Name the keys of Quick exit as this system writes them."""
    keys = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Q)
    return keys.toString(QKeySequence.SequenceFormat.NativeText)
