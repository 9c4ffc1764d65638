"""Pictures made under 18, in the real window: one at a time, none shown, none tried, and named as such."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from gui.conftest import MakeWindow
from gui.fakes import ADDRESS, World
from gui.scenes import at, person, settle
from stillmark.domain.answers import Eligibility, Kind
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.session import Age, PracticeInfo
from stillmark.gui.window import Window


def choosing(window: Window, age: Age) -> None:
    person(window, age)
    window.flow.go(Screen.REGISTRY)
    window.presenters.registry.type(ADDRESS)
    window.presenters.registry.connect()
    settle(lambda: window.presenters.registry.state.can_continue)
    window.pages.registry.onward.emit()
    at(window, Screen.CHOOSE)
    window.presenters.choose.choose_door(Kind.INTIMATE)


@pytest.mark.parametrize("age", [Age.UNDER_18, Age.NOT_SURE])
def test_one_file_is_chosen_at_a_time_and_none_is_shown(window: Window, age: Age) -> None:
    choosing(window, age)
    page = window.pages.choose
    assert not page.folder_button.isVisible()
    page.files_button.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.reject()
    window.presenters.choose.add([Path("/pictures/a.jpg")])
    settle(lambda: window.presenters.choose.state.ready == 1)
    page.list.setCurrentIndex(window.model.index(0))
    assert not page.show_button.isVisible()


@pytest.mark.parametrize("age", [Age.UNDER_18, Age.NOT_SURE])
def test_the_message_says_so_and_no_copy_is_made(window: Window, world: World, age: Age) -> None:
    choosing(window, age)
    window.presenters.choose.add([Path("/pictures/a.jpg")])
    settle(lambda: window.presenters.choose.state.ready == 1)
    window.pages.choose.onward.emit()
    settle(lambda: window.session.prepared is not None)
    settle(lambda: not window.presenters.copies.state.running)
    prepared = window.session.prepared
    assert prepared is not None
    assert prepared.eligibility is Eligibility.MINOR
    assert [json.loads(document)["eligibility"] for document in prepared.documents] == ["minor"]
    summary = window.presenters.preview.state.summary
    assert summary is not None
    assert not summary.adult
    assert world.lookalike.asked == []
    assert window.presenters.copies.state.total == 0


def test_practice_pictures_come_one_by_one(make_window: MakeWindow) -> None:
    paths = tuple(Path(f"/pictures/{name}.jpg") for name in "abc")
    window = make_window(practice=PracticeInfo(ADDRESS, paths))
    choosing(window, Age.UNDER_18)
    window.presenters.choose.add_practice_pictures()
    settle(lambda: window.presenters.choose.state.running is None)
    assert window.presenters.choose.state.total == 3
