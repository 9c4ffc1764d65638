"""The gallery shows every screen from frozen states: nothing cut, the same bytes each time, no trace left."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gui.test_layout import cut
from stillmark.cli.arguments import build_parser
from stillmark.gui.gallery.collection import collection
from stillmark.gui.gallery.command import DIMENSIONS
from stillmark.gui.gallery.stage import Stage
from stillmark.gui.language import Languages, languages, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import TEXT_SCALES, Appearance, Look
from stillmark.gui.traces import write_no_settings

HARDEST = [(spoken("ko"), Appearance.DARK, 200), (spoken("en"), Appearance.CONTRAST, 200)]
"""All twelve combinations: `stillmark gallery`; their widgets are the same but for colours and sizes."""


@pytest.fixture
def stage(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Stage]:
    language, appearance, scale = request.param
    write_no_settings()
    qapp.setStyle("Fusion")
    look = Look(qapp)
    look.choose(appearance=appearance, scale=scale)
    languages = Languages(qapp, look, language)
    made = Stage(look, languages)
    # What is measured here is where things are and how large; nobody looks at it.
    made.setUpdatesEnabled(False)
    yield made
    made.close_down()
    languages.remove()
    look.close()


def test_every_screen_is_in_it_and_no_name_twice() -> None:
    shots = collection()
    assert {shot.screen for shot in shots} == set(Screen)
    names = [shot.name for shot in shots]
    assert len(names) == len(set(names))
    assert all(shot.alt for shot in shots)


def test_what_is_drawn_unless_less_is_asked_for_is_what_there_is() -> None:
    assert set(DIMENSIONS["languages"]) == {language.tag for language in languages()}
    assert set(DIMENSIONS["themes"]) == {one.value for one in Appearance} - {"system"}
    assert {int(scale) for scale in DIMENSIONS["scales"]} == {TEXT_SCALES[0], TEXT_SCALES[-1]}


@pytest.mark.parametrize("stage", HARDEST, indirect=True, ids=["ko-dark-200", "en-contrast-200"])
def test_no_state_cuts_a_text(stage: Stage) -> None:
    faults = {}
    for shot in collection():
        stage.perform(shot)
        widgets = [one for one in stage.findChildren(QWidget) if one.isVisible() and one.width() > 0]
        found = [fault for fault in map(cut, widgets) if fault]
        found += [f"says nothing: {one.objectName()}" for one in widgets if mute(one)]
        if found:
            faults[shot.name] = found
    assert faults == {}


def mute(widget: QWidget) -> bool:
    """Whether it can be pressed but does not say what for."""
    return isinstance(widget, QAbstractButton) and not widget.accessibleName() and not widget.text()


@pytest.mark.parametrize("stage", HARDEST[:1], indirect=True, ids=["ko-dark-200"])
def test_a_text_that_is_cut_would_be_seen(stage: Stage) -> None:
    page = stage.perform(collection(["send"])[0])
    button = page.main_button
    button.setFixedWidth(30)
    QApplication.processEvents()
    assert "too small" in cut(button)


def test_two_runs_give_the_same_bytes_and_write_nowhere_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("one", "two"):
        narrowed = [
            "--screens",
            "follow",
            "sheet",
            "--languages",
            "ko",
            "--themes",
            "dark",
            "--scales",
            "100",
        ]
        paths = ":".join(sys.path)
        subprocess.run(
            [sys.executable, "-m", "stillmark", "gallery", "--out", str(tmp_path / name), *narrowed],
            env={"HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": paths, "LC_ALL": "C.UTF-8"},
            check=True,
            capture_output=True,
            timeout=120,
        )
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert first == second
    assert {"index.html", "follow-done-ko-dark-100.png", "sheet-warning-ko-dark-100.png"} <= set(first)
    page = first["index.html"].decode()
    assert all(f'src="{name}"' in page for name in first if name.endswith(".png"))
    assert "http" not in page
    assert list(home.iterdir()) == []


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    from stillmark.domain.errors import WrongUse
    from stillmark.gui.gallery.command import run

    with pytest.raises(WrongUse, match="attic"):
        run(tmp_path / "out", {"screens": ["attic"]})
    assert not (tmp_path / "out").exists()
    assert build_parser().parse_args(["gallery", "--out", "x"]).out == Path("x")
