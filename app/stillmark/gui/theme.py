"""The one source of colours and sizes: palettes by role, the text scale, the style sheet.

Views and components never hold a colour value; they name a role of `Palette` or leave it to the style sheet
(`resources/style/stillmark.qss`), whose `${role}` and `${t15}` marks are filled in here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from enum import StrEnum
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from stillmark.gui.garbage import undisturbed
from stillmark.resources import resource

TEXT_SCALES = (100, 125, 150, 175, 200)
"""Text sizes offered in Settings, in percent (WCAG 2.2, 1.4.4: up to 200 %)."""

SPACES = (4, 8, 12, 16, 24, 32, 44)
"""Every distance between and inside things, in pixels at 100 % (held by tests/gui/test_design.py)."""

EDGE = 44
"""From the edge of the window's main part to its content, left and right."""

CARD_INSET = 24
"""From the edge of a card to what is in it, left and right."""

INSET = 12
"""From the edge of a row of a list to its text, for the ring of the current row."""

FAMILIES = (
    "Inter",
    "Segoe UI",
    "SF Pro Text",
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
)
"""Latin first, Korean after; only those installed are used, then the system's own face."""


class Appearance(StrEnum):
    """What a person can choose in Settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Motion(StrEnum):
    """What may move: what the system lets move, or nothing."""

    SYSTEM = "system"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role. Text pairs reach 4.5:1, control lines 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).

    Attributes:
        bg, rail, panel: page, the rail of steps, cards and the bar of buttons.
        ink, soft: text and quieter text.
        hairline: decoration only; control_line: borders of things one can use.
        accent, on_accent, accent_tint: the chosen thing, text on it, its pale ground.
        good, good_tint, wait, wait_tint, neutral_tint: states.
        exit, on_exit: the Quick exit button.
        focus: the ring around what the keyboard is on.
        edge: around banners and pills; seen only where their ground cannot be told from the page.
        off, on_off, off_line: ground, text and outline of what cannot be used now.
    """

    bg: str
    rail: str
    panel: str
    ink: str
    soft: str
    hairline: str
    control_line: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_tint: str
    good: str
    good_tint: str
    wait: str
    wait_tint: str
    neutral_tint: str
    track: str
    exit: str
    exit_hover: str
    on_exit: str
    focus: str
    edge: str
    off: str
    on_off: str
    off_line: str

    def color(self, role: str) -> QColor:
        """Return one role as a colour."""
        return QColor(str(getattr(self, role)))


LIGHT = Palette(
    bg="#F6F4F0",
    rail="#EFECE5",
    panel="#FFFFFF",
    ink="#1F2D36",
    soft="#5B6872",
    hairline="#E2DED7",
    control_line="#6F7B83",
    accent="#1E6A70",
    accent_hover="#185A5F",
    on_accent="#FFFFFF",
    accent_tint="#E6EFED",
    good="#276B44",
    good_tint="#E5EFE8",
    wait="#735813",
    wait_tint="#FBF2DF",
    neutral_tint="#ECEEEF",
    track="#E2DED7",
    exit="#1F2D36",
    exit_hover="#33444F",
    on_exit="#FFFFFF",
    focus="#1F2D36",
    edge="transparent",
    off="#EFEDE9",
    on_off="#5B6872",
    off_line="#C3C0B9",
)

DARK = Palette(
    bg="#14191D",
    rail="#191F24",
    panel="#1C2328",
    ink="#E8ECEE",
    soft="#A3AEB5",
    hairline="#2C353B",
    control_line="#7F8C94",
    accent="#6CC0BF",
    accent_hover="#86CFCE",
    on_accent="#0E1A1B",
    accent_tint="#22343A",
    good="#7CC79A",
    good_tint="#21342B",
    wait="#D9B45B",
    wait_tint="#332D1D",
    neutral_tint="#2A3238",
    track="#2F3940",
    exit="#E8ECEE",
    exit_hover="#FFFFFF",
    on_exit="#14191D",
    focus="#E8ECEE",
    edge="transparent",
    off="#232B31",
    on_off="#A3AEB5",
    off_line="#4D5A62",
)

CONTRAST = Palette(
    bg="#000000",
    rail="#000000",
    panel="#000000",
    ink="#FFFFFF",
    soft="#FFFFFF",
    hairline="#FFFFFF",
    control_line="#FFFFFF",
    accent="#FFE45C",
    accent_hover="#FFF0A0",
    on_accent="#000000",
    accent_tint="#1A1A1A",
    good="#86F0B0",
    good_tint="#000000",
    wait="#FFD27A",
    wait_tint="#000000",
    neutral_tint="#000000",
    track="#3A3A3A",
    exit="#FFFFFF",
    exit_hover="#E0E0E0",
    on_exit="#000000",
    focus="#5CE1FF",
    edge="#FFFFFF",
    off="#262626",
    on_off="#C8C8C8",
    off_line="#8C8C8C",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """A palette, a text scale in percent, and what the script asks for.

    Attributes:
        tall: letters that fill their square want more line height, such as Korean.
        from_right: read from right to left.
    """

    palette: Palette
    scale: int = 100
    tall: bool = False
    from_right: bool = False

    @property
    def leading(self) -> float:
        """Line height as a multiple of the letter size."""
        return 1.5 if self.tall else 1.35

    def text(self, px: int) -> int:
        """Size of text, in pixels, at the chosen scale."""
        return round(px * self.scale / 100)

    def room(self, px: int) -> int:
        """Size of what must hold text; grows more slowly than the text, so that a page stays a page."""
        return round(px * (1 + (self.scale - 100) / 160))

    def style_sheet(self) -> str:
        """Return the style sheet with every role and size filled in."""
        source = resource("style/stillmark.qss").read_text("utf-8")
        roles = {field.name: str(getattr(self.palette, field.name)) for field in fields(self.palette)}
        sizes = {f"t{px}": f"{self.text(px)}px" for px in (14, 15, 17, 20, 26)}
        rooms = {f"r{px}": f"{self.room(px)}px" for px in SPACES}
        # A line of two pixels takes one from the room inside, and one of four takes three, so that nothing
        # moves when it comes.
        for mark, taken in (("i", 1), ("k", 3)):
            rooms |= {f"{mark}{px}": f"{self.room(px) - taken}px" for px in (8, 12)}
        start, end = ("right", "left") if self.from_right else ("left", "right")
        return Template(source).substitute(roles | sizes | rooms, start=start, end=end)


class Look(QObject):
    """What the window looks like in this run. Nothing of it is written to disk."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._appearance = Appearance.SYSTEM
        self._scale = system_scale(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
        self._motion = Motion.SYSTEM
        self._blinks = app.cursorFlashTime()
        self._tall = self._from_right = False
        self._applied: Theme | None = None
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        self.theme = self._made()

    @property
    def appearance(self) -> Appearance:
        """What was chosen in Settings."""
        return self._appearance

    @property
    def motion(self) -> Motion:
        """What was chosen in Settings."""
        return self._motion

    def choose(
        self,
        *,
        appearance: Appearance | None = None,
        scale: int | None = None,
        motion: Motion | None = None,
        tall: bool | None = None,
        from_right: bool | None = None,
    ) -> None:
        """Change one or more of the choices and draw the window anew."""
        self._appearance = appearance or self._appearance
        self._scale = scale or self._scale
        self._motion = motion or self._motion
        self._tall = self._tall if tall is None else tall
        self._from_right = self._from_right if from_right is None else from_right
        self.apply()

    def close(self) -> None:
        """Follow the system no longer, and leave the cursor as it was."""
        self._app.setCursorFlashTime(self._blinks)
        self._app.styleHints().colorSchemeChanged.disconnect(self._follow_system)

    def apply(self) -> None:
        """Give the application its font, palette and style sheet."""
        with undisturbed():
            self._apply()
        self.changed.emit()

    def _apply(self) -> None:
        before, self.theme = self._applied, self._made()
        self._applied = self.theme
        rightwards, leftwards = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
        self._app.setLayoutDirection(leftwards if self.theme.from_right else rightwards)
        # Nothing else moves by itself: there are no transitions, and every bar stands where its number is.
        still = self._motion is Motion.STILL or system_wants_stillness(self._app)
        self._app.setCursorFlashTime(0 if still else self._blinks)
        # Each of these measures and draws every widget anew, so only what changed is set.
        if before is None:
            self._app.setFont(_font(self.theme.text(15)))
        if before is None or before.palette != self.theme.palette:
            self._app.setPalette(_qt_palette(self.theme.palette))
        sheet = self.theme.style_sheet()
        if sheet != self._app.styleSheet():
            self._app.setStyleSheet(sheet)

    def _made(self) -> Theme:
        return Theme(self._palette(), self._scale, self._tall, self._from_right)

    def _palette(self) -> Palette:
        if self._appearance is Appearance.CONTRAST:
            return CONTRAST
        if self._appearance is Appearance.SYSTEM:
            if _system_wants_contrast(self._app):
                return CONTRAST
            dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return DARK if dark else LIGHT
        return DARK if self._appearance is Appearance.DARK else LIGHT

    def _follow_system(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self.apply()


def system_scale(font: QFont) -> int:
    """Return the size of text that fits the system's own best, in percent, never below 100.

    Args:
        font: of the system's menus and labels.
    """
    usual = {"win32": 12.0, "darwin": 13.0}.get(sys.platform, 44 / 3)
    wanted = QFontInfo(font).pixelSize() / usual * 100
    return min(TEXT_SCALES, key=lambda scale: abs(scale - wanted))


def system_wants_stillness(app: QApplication) -> bool:
    """Whether the system has its effects off; Qt tells it on Windows, and calls most others still."""
    return not app.isEffectEnabled(Qt.UIEffect.UI_General)


def _system_wants_contrast(app: QApplication) -> bool:
    """Whether the system asks for high contrast; Qt tells it since 6.10."""
    hints = app.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def _font(pixels: int) -> QFont:
    font = QApplication.font()
    installed = [name for name in FAMILIES if QFontDatabase.hasFamily(name)]
    font.setFamilies([*installed, *(name for name in font.families() if name not in installed)])
    font.setPixelSize(pixels)
    return font


def _qt_palette(palette: Palette) -> QPalette:
    roles = QPalette.ColorRole
    qt = QPalette()
    for role, name in (
        (roles.Window, "bg"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "bg"),
        (roles.WindowText, "ink"),
        (roles.Text, "ink"),
        (roles.Button, "panel"),
        (roles.ButtonText, "ink"),
        (roles.ToolTipBase, "panel"),
        (roles.ToolTipText, "ink"),
        (roles.PlaceholderText, "soft"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.Link, "accent"),
    ):
        qt.setColor(role, palette.color(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, role, palette.color("soft"))
    return qt
