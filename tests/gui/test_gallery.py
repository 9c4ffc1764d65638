"""The gallery shows every screen from frozen states: nothing cut, the same bytes each time, no trace left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from gui import checks
from gui.staged import staged
from stillmark.cli.arguments import build_parser
from stillmark.gui.gallery.collection import collection
from stillmark.gui.gallery.command import DIMENSIONS
from stillmark.gui.gallery.shot import Shot
from stillmark.gui.gallery.stage import Stage
from stillmark.gui.language import languages
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import TEXT_SCALES, Appearance
from support import pseudo
from support.pseudo import LONG, MIRRORED

FULL = bool(os.environ.get("STILLMARK_FULL"))

THEMES = (Appearance.LIGHT, Appearance.DARK, Appearance.CONTRAST)
EVERY = list(product(("en", "ko", LONG, MIRRORED), THEMES, (100, 200)))
USUAL = [("ko", Appearance.DARK, 200), (LONG, Appearance.CONTRAST, 200), (MIRRORED, Appearance.LIGHT, 200)]
"""Without `STILLMARK_FULL=1`: a diagonal; from the right one state of each screen, else every state."""
WAYS = EVERY if FULL else USUAL
READ = ("user-contents", "user-06", "user-12", "centre-03", "centre-08")
"""Of the guides these alone without `STILLMARK_FULL=1`: all that a chapter can hold stands in one of them."""
PARTS = 4
"""The states of one way are shared out among so many tests."""


@pytest.fixture(scope="module")
def pseudo_catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.build(tmp_path_factory.mktemp("catalogues"))


@pytest.fixture
def stage(qapp: QApplication, request: pytest.FixtureRequest, pseudo_catalogues: Path) -> Iterator[Stage]:
    with pseudo.installed(pseudo_catalogues), staged(qapp, *request.param) as made:
        yield made


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


@pytest.mark.parametrize("stage", WAYS, indirect=True, ids=["-".join(map(str, way)) for way in WAYS])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_check_holds(stage: Stage, part: int, request: pytest.FixtureRequest) -> None:
    tag, appearance, _ = request.node.callspec.params["stage"]
    least = 7.0 if appearance is Appearance.CONTRAST else None
    shots = [shot for shot in collection() if FULL or shot.screen is not Screen.GUIDE or shot.state in READ]
    if tag == MIRRORED and not FULL:
        shots = list({shot.screen: shot for shot in reversed(shots)}.values())
    faults = {}
    for shot in shots[part::PARTS]:
        stage.perform(shot)
        found = checks.faults_of(stage, stage.frame.exit_button, english=tag == "en", contrast=least)
        if tag == MIRRORED:
            found += mirror_faults(stage, shot)
        if found:
            faults[shot.name] = found
    assert faults == {}


def mirror_faults(stage: Stage, shot: Shot[Any]) -> list[str]:
    """Draw the same words from the left, then from the right, and compare."""
    stage._look.choose(from_right=False)
    stage.perform(shot)
    from_left = checks.places(stage)
    stage._look.choose(from_right=True)
    stage.perform(shot)
    return checks.unmirrored(stage, from_left)


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
