"""One design system: distances on one grid, and the roles of what cannot be used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import stillmark.gui
from stillmark.gui.theme import CARD_INSET, EDGE, SPACES

GUI = Path(stillmark.gui.__file__).parent
SHEET = GUI.parent / "resources" / "style" / "stillmark.qss"
_TAKES_DISTANCES = {
    "setSpacing",
    "addSpacing",
    "setContentsMargins",
    "setHorizontalSpacing",
    "setVerticalSpacing",
    "FlowLayout",
    "Card",
    "QMargins",
}


def distances(tree: ast.AST) -> list[tuple[int, int]]:
    """Every number that is given as a distance, with its line."""
    found = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = list(call.args) if name in _TAKES_DISTANCES else []
        given += [keyword.value for keyword in call.keywords if keyword.arg == "spacing"]
        if name == "room":
            # Beyond the largest distance it is the width of something.
            given += [arg for arg in call.args if isinstance(arg, ast.Constant) and arg.value <= SPACES[-1]]
        for value in given:
            numbers = [node for node in ast.walk(value) if isinstance(node, ast.Constant)]
            found += [(node.value, node.lineno) for node in numbers if isinstance(node.value, int)]
    return found


@pytest.mark.parametrize("path", sorted(GUI.rglob("*.py")), ids=lambda path: str(path.relative_to(GUI)))
def test_distances_are_on_the_grid(path: Path) -> None:
    off = [
        f"{path.name}:{line} {value}"
        for value, line in distances(ast.parse(path.read_text("utf-8")))
        if value and value not in SPACES
    ]
    assert off == []


def test_the_grid_notices_what_is_off_it() -> None:
    planted = "a.setSpacing(10)\nrow(b, spacing=6)\nCard(8)\ntheme.room(14)\ntheme.room(420)"
    assert [value for value, _ in distances(ast.parse(planted)) if value not in SPACES] == [10, 6, 14]


def test_the_sheet_takes_its_distances_from_the_grid() -> None:
    sheet = SHEET.read_text("utf-8")
    rooms = {int(number) for number in re.findall(r"\$\{r(\d+)\}", sheet)}
    assert rooms <= set(SPACES)
    bare = re.findall(r"(?:padding|margin|spacing)[^;]*?\b([1-9]\d*)px", sheet)
    assert {int(number) for number in bare} <= {*SPACES, 2}
    assert {EDGE, CARD_INSET} <= set(SPACES)
