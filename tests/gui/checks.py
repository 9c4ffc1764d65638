"""What must hold of everything that is shown, in any language, theme and size; each check names faults.

A check takes the window (or the gallery's stage) and returns one sentence per fault. `test_checks.py` plants
faults for each of them; `test_gallery.py` and `test_scenes.py` run all of them over every screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)

from gui.contrast import FLAT, faint, unreadable
from gui.keyboard import keyboard_faults
from gui.shown import STOPS, named, visible
from stillmark.gui.components.chart import ChartRow
from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.text import Text, longest_word

ROLE = QAccessible.Role
INTERACTIVE = (
    *(ROLE.PushButton, ROLE.RadioButton, ROLE.CheckBox, ROLE.EditableText, ROLE.ComboBox, ROLE.Link),
    *(ROLE.List, ROLE.ListItem, ROLE.Table, ROLE.Tree, ROLE.TreeItem, ROLE.Cell, ROLE.ProgressBar),
)
OWN_NAMES = re.compile(
    r"Stillmark|English|Shift|Ctrl|Landlock|seccomp|IWF|Tor|NCMEC|THE-LOST|Childline|Report Remove|Esc"
    r"|Revenge Porn Helpline|PIN|D4U|QR|PDF|URL|ROOT_KEY_ID|ZIP"
    r"|Take It Down|StopNCII.org|eSafety Commissioner|CCRI Safety Center|NeedHelpNow.ca, Cybertip"
    r"|Example (Registry|Foundation)|Platform ([A-Z]|\d+)|IMG_\d+\.\w+|apple river stone|wrong"
    r"|damaged [^,]*\.jpg|holiday at the lake.*version\.png|flat sky\.png|cut download\.jpg"
    r"|Windows|macOS|Linux|MiB|--[a-z-]+( minor| fabricated)?|packaging/|submit"
    r"|https?://\S+|[\w-]+(\.[\w-]+)+|[0-9A-Z]{4}(-[0-9A-Z]{4}){3}|(ab){3,}\w*"
    r"|registries|proxy|language|lock_after_minutes|doors|updates"
    r"|\d+ (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
"""Names, addresses and dates that are the same in every language, and what the scenes type."""


# --- room


def cut(widget: QWidget) -> str:
    """Say how a widget cuts its text; empty if it does not."""
    if isinstance(widget, ChartRow | Text | RadioCard | CheckCard):
        if widget.heightForWidth(widget.width()) > widget.height():
            return f"too low: {widget.accessibleName()!r}"
        if not isinstance(widget, Text):
            if widget.width() < widget.minimumSizeHint().width():
                return f"too narrow: {widget.accessibleName()!r}"
        elif longest_word(widget.text(), widget.font()) > widget.width() + 1 and "-" not in widget.text():
            return f"too narrow for a word: {widget.text()!r}"
    elif isinstance(widget, QPushButton):
        needed = QFontMetricsF(widget.font()).horizontalAdvance(widget.text())
        around = 0 if widget.property("kind") in FLAT else 8
        if needed + around > widget.width() or widget.height() < widget.sizeHint().height():
            return f"button too small: {widget.text()!r} {needed} {widget.size()} {widget.sizeHint()}"
    elif isinstance(widget, QLineEdit):
        hint = "" if widget.text() else widget.placeholderText()
        # Padding and line of the style sheet; the cursor needs a pixel more.
        around = 2 * (widget.sizeHint().height() - QFontMetricsF(widget.font()).height())
        if hint and QFontMetricsF(widget.font()).horizontalAdvance(hint) > widget.width() - around:
            return f"too narrow for what it asks: {hint!r}"
    elif isinstance(widget, QTableWidget):
        return _cut_cells(widget)
    elif widget.property("face") == "figure":
        if abs(widget.heightForWidth(widget.width()) - widget.height()) > 1:
            return f"out of proportion: {widget.accessibleName()!r}"
    elif isinstance(widget, Pill | QLabel) and (
        widget.width() < widget.sizeHint().width() or widget.height() < widget.sizeHint().height()
    ):
        return f"too small: {widget.accessibleName()!r}"
    return ""


def _cut_cells(table: QTableWidget) -> str:
    model, metrics = table.model(), QFontMetricsF(table.font())
    heads = table.horizontalHeader()
    for column in range(table.columnCount()):
        texts = [str(model.index(row, column).data() or "") for row in range(table.rowCount())]
        texts.append(str(model.headerData(column, Qt.Orientation.Horizontal) or ""))
        words = [word for text in texts for word in text.split()]
        widest = max(words, key=metrics.horizontalAdvance, default="")
        if metrics.horizontalAdvance(widest) > heads.sectionSize(column):
            return f"a column too narrow for {widest!r} in {named(table)}"
    low = [row for row in range(table.rowCount()) if table.sizeHintForRow(row) > table.rowHeight(row)]
    return f"rows too low: {low} in {named(table)}" if low else ""


def inside_parents(window: QMainWindow, widget: QWidget) -> str:
    """Say when a widget sticks out of the column it is in."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        inside = parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
        if not inside and parent.objectName() != "body":
            if parent.objectName() == "qt_scrollarea_viewport":
                return ""
            return f"{named(widget)} sticks out of {type(parent).__name__}"
        widget, parent = parent, parent.parentWidget()
    return ""


def clipped(window: QMainWindow) -> list[str]:
    """Texts that have too little room."""
    return [fault for one in visible(window) if (fault := cut(one) or inside_parents(window, one))]


def small_targets(window: QMainWindow) -> list[str]:
    """Targets under 24 x 24 pixels (WCAG 2.2, 2.5.8), rows of lists under 44, and targets on each other."""
    faults, areas = [], []
    for target in visible(window):
        if isinstance(target, QAbstractButton | QLineEdit):
            if min(target.width(), target.height()) < 24:
                faults.append(f"small: {named(target)} {target.size()}")
            seen = target.visibleRegion().boundingRect()
            areas.append((QRect(target.mapTo(window, seen.topLeft()), seen.size()), target))
        elif isinstance(target, QAbstractItemView) and not isinstance(target, QTableWidget | QHeaderView):
            model = target.model()
            rows = range(min(model.rowCount(), 20)) if model else range(0)
            low = [row for row in rows if target.visualRect(model.index(row, 0)).height() < 44]
            if low and target.objectName() not in ("data", "log"):
                faults.append(f"rows under 44 pixels: {named(target)}")
    areas.sort(key=lambda each: (each[0].y(), each[0].x()))
    for (first, one), (second, other) in pairwise(areas):
        if first.intersects(second):
            faults.append(f"on each other: {named(one)}, {named(other)}")
    return faults


# --- what screen readers are told


def accessible(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Walk the tree that screen readers walk; what cannot be seen is left out."""
    yield interface
    for index in range(interface.childCount()):
        child = interface.child(index)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from accessible(child)


def unnamed(window: QMainWindow) -> list[str]:
    """Interactive nodes of the accessible tree without a name, with a wrong role or a wrong state."""
    faults = []
    reached = set()
    for node in accessible(QAccessible.queryAccessibleInterface(window)):
        role, name = node.role(), node.text(QAccessible.Text.Name)
        widget = node.object()
        if isinstance(widget, QWidget):
            reached.add(widget)
            faults += [f"{fault}: {named(widget)}" for fault in _misdescribed(node, widget)]
        elif role in INTERACTIVE and not name.strip():
            faults.append(f"no name: {role.name} in {named(window)}")
    for widget in visible(window):
        if isinstance(widget, STOPS) and not isinstance(widget, QHeaderView) and widget not in reached:
            faults.append(f"not in the accessible tree: {named(widget)}")
    return faults


def _misdescribed(node: QAccessibleInterface, widget: QWidget) -> Iterator[str]:
    role, state = node.role(), node.state()
    if isinstance(widget, QHeaderView) or not isinstance(widget, STOPS):
        by_keyboard = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
        if by_keyboard and not isinstance(widget, QHeaderView) and role not in INTERACTIVE:
            yield f"Tab stops at it, and its role is {role.name}"
        told = isinstance(widget, QHeaderView) or role not in INTERACTIVE
        if not told and not node.text(QAccessible.Text.Name).strip():
            yield "no name"
        return
    if not node.text(QAccessible.Text.Name).strip():
        yield "no name"
    for kind, wanted in (
        (RadioCard, ROLE.RadioButton),
        (CheckCard, ROLE.CheckBox),
        # Qt tells of a button that stays pressed as of a box that is ticked, which is what it does.
        (QPushButton, ROLE.CheckBox if getattr(widget, "isCheckable", bool)() else ROLE.PushButton),
        (QLineEdit | QPlainTextEdit, ROLE.EditableText),
        (QTableWidget, ROLE.Table),
    ):
        if isinstance(widget, kind) and role is not wanted:
            yield f"role {role.name} and not {wanted.name}"
    if role not in INTERACTIVE:
        yield f"role {role.name}"
    if bool(state.disabled) is widget.isEnabled():
        yield "told as disabled where it is not, or the other way round"
    if widget.isEnabled() and not state.focusable:
        yield "not told as something the keyboard can be on"
    if isinstance(widget, RadioCard | CheckCard):
        if bool(state.checked) is not widget.isChecked():
            yield "chosen and not told so, or the other way round"
        if node.text(QAccessible.Text.Description) != widget._face.detail:
            yield "its sentence is not told"
    if isinstance(widget, QLineEdit):
        hidden = widget.echoMode() is QLineEdit.EchoMode.Password
        if bool(state.passwordEdit) is not hidden:
            yield "hidden text that is read out, or the other way round"


# --- words


def texts(window: QMainWindow) -> Iterator[tuple[str, str]]:
    """Everything that is read or heard, and where."""
    for widget in visible(window):
        if widget.property("face") in ("word", "command") or widget.objectName().endswith("-suggestion"):
            continue  # recovery words and commands have languages of their own
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            yield widget.placeholderText(), named(widget)
        elif isinstance(widget, QLabel | QAbstractButton):
            yield widget.text(), named(widget)
        yield widget.accessibleName(), named(widget)
        yield widget.accessibleDescription(), named(widget)
        yield widget.toolTip(), named(widget)
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            model = widget.model()
            for column in range(widget.columnCount() if isinstance(widget, QTableWidget) else 0):
                yield str(model.headerData(column, Qt.Orientation.Horizontal) or ""), named(widget)
            for row in range(min(model.rowCount(), 20) if model else 0):
                for column in range(widget.columnCount() if isinstance(widget, QTableWidget) else 1):
                    data = model.index(row, column).data
                    role = Qt.ItemDataRole
                    yield str(data(role.AccessibleTextRole) or data(role.DisplayRole) or ""), named(widget)


def untranslated(window: QMainWindow) -> list[str]:
    """English in a window that speaks something else: three plain letters that are no name."""
    return sorted(
        {
            f"English: {text!r} in {where}"
            for text, where in texts(window)
            if re.search("[A-Za-z]{3,}", OWN_NAMES.sub("", text))
        }
    )


# --- from right to left

Places = list[tuple[str, QRect]]


def places(window: QMainWindow) -> Places:
    """Return where everything stands in the window."""
    return [(named(one), QRect(one.mapTo(window, QPoint()), one.size())) for one in visible(window)]


def unmirrored(window: QMainWindow, from_left: Places) -> list[str]:
    """What does not stand where the same thing stood, read from the left, seen in a mirror.

    Written from the right the same words can be a pixel wider or narrower, which adds up in a row and can
    cost a line; so a few pixels across pass, and heights are compared only where all of them are the same.
    """
    here = places(window)
    if [name for name, _ in here] != [name for name, _ in from_left]:
        return ["from the right other things are shown than from the left"]
    faults = []
    alike = all(box.height() == other.height() for (_, box), (_, other) in zip(here, from_left, strict=True))
    for (name, box), (_, other) in zip(here, from_left, strict=True):
        across = abs(window.width() - box.right() - 1 - other.left())
        if across > 4 or (alike and abs(box.top() - other.top()) > 1):
            faults.append(f"not mirrored: {name} {other} {box}")
    return faults


# --- all of them


def faults_of(
    window: QMainWindow, begin: QWidget, *, english: bool, contrast: float | None = None
) -> list[str]:
    """Run every check on what is shown; `contrast` is what text must reach, None for the usual 4.5 and 3.

    Args:
        begin: where Tab begins: Quick exit.
        english: the window speaks English, so that English in it is no fault.
    """
    found = clipped(window) + small_targets(window) + unnamed(window)
    found += [] if english else untranslated(window)
    found += unreadable(window, contrast) + faint(window)
    return found + keyboard_faults(window, begin)
