"""The pictures of the guides are pictures of the window of now.

Words are compared for every picture, pixels for one in each language, and only where Qt and the fonts are
those that the pictures were taken with. `STILLMARK_FULL=1` compares the pixels of all; so does

    PYTHONPATH=app .venv/bin/python assets/guide_pictures.py --check
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from gui.test_guides import BOTH, NAMES, everything
from stillmark import resources
from stillmark.gui.components.markdown import Kind
from stillmark.gui.presenters.guide import Guide
from stillmark.gui.traces import write_no_settings
from stillmark.resources.pixels import read_pixels

FULL = bool(os.environ.get("STILLMARK_FULL"))
AGAIN = "take them anew: PYTHONPATH=app .venv/bin/python assets/guide_pictures.py"


def _load() -> ModuleType:
    path = Path(__file__).parents[2] / "assets" / "guide_pictures.py"
    spec = importlib.util.spec_from_file_location("guide_pictures", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules["guide_pictures"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


guide_pictures = _load()


@pytest.fixture(params=guide_pictures.LANGUAGES)
def camera(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    write_no_settings()
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", guide_pictures.ZONE)
        time.tzset()
        made = guide_pictures.Camera(qapp, request.param)
        yield request.param, made
        made.close()
    time.tzset()


def shown(guide: Guide, tag: str) -> list[str]:
    return [one.target for one in everything(guide, tag) if one.kind is Kind.PICTURE]


@pytest.mark.parametrize(("guide", "tag"), BOTH, ids=NAMES)
def test_each_guide_has_a_few_pictures_with_words_for_them(
    qapp: QApplication, guide: Guide, tag: str
) -> None:
    assert 6 <= len(shown(guide, tag)) <= 10
    for block in everything(guide, tag):
        if block.kind is Kind.PICTURE:
            assert block.target.endswith(f".{tag}.png")
            assert len(block.text) > 15
            assert len(re.findall(r"\w+", block.text)) > 3


def test_all_of_them_are_shown_and_they_are_small(qapp: QApplication) -> None:
    files = {file.name: file for file in resources.guides().glob("*.png")}
    assert set(files) == {name for guide, tag in BOTH for name in shown(guide, tag)}
    assert sum(file.stat().st_size for file in files.values()) < 2_000_000
    for file in files.values():
        pixels = read_pixels(file.read_bytes())
        size = (pixels.width, pixels.height)
        bare = Image.frombytes("P", size, pixels.rows, "raw", "P", pixels.stride)
        bare.putpalette([part for colour in pixels.palette for part in colour])
        with Image.open(file) as image:
            assert image.convert("RGB").tobytes() == bare.convert("RGB").tobytes(), file.name
            assert image.width <= 1180


def test_a_picture_of_another_form_is_not_shown() -> None:
    plain, grey = Image.new("RGB", (3, 2)), Image.new("L", (3, 2))
    planted: list[tuple[Image.Image, str, dict[str, int]]] = [
        (plain, "PNG", {}),
        (grey, "PNG", {}),
        (grey, "JPEG", {}),
        (plain.quantize(2), "PNG", {"bits": 1}),
    ]
    for image, form, how in planted:
        out = BytesIO()
        image.save(out, form, **how)
        with pytest.raises(ValueError, match="PNG"):
            read_pixels(out.getvalue())


def test_the_words_on_them_are_those_of_the_window(camera: tuple[str, Any]) -> None:
    tag, taken = camera
    stale = []
    for name, picture in guide_pictures.PICTURES.items():
        told = guide_pictures.told_by(resources.guides() / f"{name}.{tag}.png")
        if (told["State"], told["Words"]) != (picture.state, taken.words(taken.aim(picture))):
            stale.append(name)
    assert stale == [], AGAIN


def test_they_look_as_the_window_does(camera: tuple[str, Any]) -> None:
    tag, taken = camera
    compared = 0
    for name in guide_pictures.PICTURES if FULL else ("quick-exit",):
        file = resources.guides() / f"{name}.{tag}.png"
        if guide_pictures.told_by(file)["Drawn with"] != guide_pictures.drawn_with():
            pytest.skip("other fonts, or another Qt; the words were compared all the same")
        assert guide_pictures.look_alike(file.read_bytes(), taken.take(guide_pictures.PICTURES[name])), AGAIN
        compared += 1
    assert compared
