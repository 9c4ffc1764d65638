"""Pictures come by drop and paste, from folders, browsers and other apps; what cannot be used is said so."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from gui.conftest import MakeWindow
from gui.fakes import World
from gui.scenes import at, choosing, settle
from stillmark.domain.answers import Kind
from stillmark.gui.components.dropzone import Brought, brought
from stillmark.gui.presenters.choose import Notice
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window

PNG = b"\x89PNG\r\n\x1a\nnot looked at here"
REMOTE = "https://platform.example/photo.jpg"


def mime(*urls: QUrl, text: str = "", png: bytes = b"") -> QMimeData:
    data = QMimeData()
    if urls:
        data.setUrls(list(urls))
    if text:
        data.setText(text)
    if png:
        data.setData("image/png", png)
    return data


def drop(window: Window, data: QMimeData) -> tuple[bool, Qt.DropAction]:
    """Drop as another app does that would rather move than copy; whether it was taken, and how."""
    zone, copy = window.pages.choose.zone, Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
    zone.dragEnterEvent(over)
    event = QDropEvent(QPointF(5, 5), copy, data, left, none)
    event.setDropAction(Qt.DropAction.MoveAction)
    if over.isAccepted():
        zone.dropEvent(event)
    settle()
    return event.isAccepted(), event.dropAction()


def ready(window: Window, kind: Kind = Kind.INTIMATE) -> None:
    choosing(window)
    window.presenters.choose.choose_door(kind)
    settle()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (mime(QUrl.fromLocalFile("/pictures/a.jpg")), Brought((Path("/pictures/a.jpg"),))),
        (mime(QUrl(REMOTE)), Brought(remote=True)),
        (mime(QUrl(REMOTE), png=PNG), Brought(picture=PNG, remote=True)),
        (mime(text=f" {REMOTE}"), Brought(remote=True)),
        (mime(text="hello"), Brought()),
        (mime(QUrl("data:image/png;base64,AAAA")), Brought(remote=True)),
        (mime(QUrl.fromLocalFile("/a"), png=PNG), Brought((Path("/a"),))),
    ],
    ids=["file", "address", "address-and-bytes", "address-as-text", "text", "data", "file-and-bytes"],
)
def test_what_a_drop_brings(data: QMimeData, expected: Brought) -> None:
    assert brought(data) == expected


def test_files_and_folders_are_dropped_and_stay_where_they_are(window: Window, world: World) -> None:
    ready(window)
    taken, how = drop(
        window, mime(QUrl.fromLocalFile("/pictures/a.jpg"), QUrl.fromLocalFile("/pictures/all*3"))
    )
    settle(lambda: window.model.rowCount() == 4)
    assert world.fingerprints.runs == [(Path("/pictures/a.jpg"), Path("/pictures/all*3"))]
    assert taken
    assert how is Qt.DropAction.CopyAction


def test_an_address_is_never_fetched_and_it_is_said_so(
    window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(window)
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: asked.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **_: asked.append(arguments))
    drop(window, mime(QUrl(REMOTE)))
    assert window.presenters.choose.state.notice is Notice.ON_THE_INTERNET
    assert "does not fetch it" in window.pages.choose._notice.text.text()
    assert world.fingerprints.runs == []
    assert asked == []


def test_the_bytes_that_a_browser_gives_are_taken(window: Window, world: World) -> None:
    ready(window)
    drop(window, mime(QUrl(REMOTE), png=PNG))
    settle(lambda: window.model.rowCount() == 1)
    assert window.model.rows[0].name == "Pasted picture"


@pytest.mark.parametrize(("text", "notice"), [("hello", Notice.NOT_USABLE), (REMOTE, Notice.ON_THE_INTERNET)])
def test_pasting_something_else_is_answered(window: Window, text: str, notice: Notice) -> None:
    ready(window)
    QApplication.clipboard().setText(text)
    window.pages.choose._paste()
    settle()
    assert window.presenters.choose.state.notice is notice
    assert window.pages.choose._notice.isVisible()


def test_before_a_door_is_chosen_nothing_is_taken(window: Window, world: World) -> None:
    choosing(window)
    taken, _ = drop(window, mime(QUrl.fromLocalFile("/pictures/a.jpg")))
    assert not taken
    QApplication.clipboard().setMimeData(mime(png=PNG))
    window.pages.choose._paste()
    settle()
    assert world.fingerprints.runs == []


def test_paths_from_the_command_line_wait_for_a_door(make_window: MakeWindow, world: World) -> None:
    window = make_window(initial=(Path("/pictures/a.jpg"), Path("/pictures/b.jpg")))
    choosing(window)
    assert "2 files wait" in window.pages.choose.zone.title.text()
    assert world.fingerprints.runs == []
    window.presenters.choose.choose_door(Kind.INTIMATE)
    settle(lambda: window.model.rowCount() == 2)


def test_an_ordinary_photo_is_refused_in_words_before_and_after_adding(window: Window) -> None:
    ready(window, Kind.FABRICATED)
    page = window.pages.choose
    assert "only the ordinary photo" in page._made_note.title.text()
    assert "do not look for it" in page._made_note.text.text()
    window.presenters.choose.add([Path("/pictures/holiday.jpg")])
    settle(lambda: window.model.rowCount() == 1 and window.presenters.choose.state.running is None)
    assert "cannot find a picture" in page._made_note.text.text()
    assert "take it out of the list" in page._made_note.text.text()
    window.presenters.choose.remove([0])
    settle()
    page._made_note.action.click()
    at(window, Screen.NOTE)


def test_the_first_door_says_nothing_about_made_pictures(window: Window) -> None:
    ready(window)
    assert not window.pages.choose._made_note.isVisible()
