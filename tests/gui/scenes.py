"""Bring a window to each of its screens, and to the states worth looking at."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from gui.fakes import ADDRESS, PROCESS, ROOT_KEY, World
from stillmark.domain.answers import Kind
from stillmark.domain.case import PlatformState
from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.kept import KeepState, WaitingMessage
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.guide import Guide
from stillmark.gui.presenters.handover import Country
from stillmark.gui.presenters.keep import Question
from stillmark.gui.session import Age, Who
from stillmark.gui.window import Window
from stillmark.services.access import CaseAccess
from stillmark.services.verify import ProvenReceipt


def settle(until: Callable[[], bool] = lambda: True, seconds: float = 8.0) -> None:
    """Let the event loop run until something holds."""
    end = time.monotonic() + seconds
    while True:
        for _ in range(3):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if until():
            return
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.005)


def at(window: Window, screen: Screen) -> None:
    settle(lambda: window.flow.state.screen is screen)


def person(window: Window, age: Age = Age.OVER_18, who: Who = Who.MYSELF) -> None:
    window.flow.go(Screen.PERSON)
    window.presenters.person.choose_who(who)
    window.presenters.person.choose_age(age)


def connected(window: Window) -> None:
    person(window)
    window.flow.go(Screen.REGISTRY)
    window.presenters.registry.type(ADDRESS)
    window.presenters.registry.connect()
    settle(lambda: not window.presenters.registry.state.connecting)


def choosing(window: Window) -> None:
    connected(window)
    window.pages.registry.onward.emit()
    at(window, Screen.CHOOSE)


def with_pictures(window: Window, *names: str, kind: Kind = Kind.INTIMATE) -> None:
    choosing(window)
    window.presenters.choose.choose_door(kind)
    window.presenters.choose.add([Path("/pictures") / name for name in names])
    settle(lambda: window.presenters.choose.state.running is None)


MIXED = (
    "IMG_2041.jpg",
    "IMG_2042.jpg",
    "damaged scan.jpg",
    "holiday at the lake, the second evening, with everyone (edited copy 3) final version.png",
    "flat sky.png",
    "not-a-picture.txt",
    "cut download.jpg",
    "화면 캡처 2026-11-21.png",
)


def previewing(window: Window) -> None:
    with_pictures(window, "IMG_2041.jpg", "IMG_2042.jpg", "IMG_2043.jpg", "flat sky.png")
    window.flow.go(Screen.PREVIEW)
    settle(lambda: window.presenters.preview.state.summary is not None)


def words_shown(window: Window) -> None:
    previewing(window)
    window.pages.preview.onward.emit()
    at(window, Screen.WORDS)


def sending(window: Window) -> None:
    previewing(window)
    window.session.words_confirmed = True
    window.pages.preview.onward.emit()
    at(window, Screen.SEND)


def following(window: Window) -> None:
    sending(window)
    window.presenters.send.consent(True)
    window.presenters.send.send()
    at(window, Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.checked is not None)


def _danger(window: Window, world: World) -> None:
    window.flow.go(Screen.DANGER)


def _device(window: Window, world: World) -> None:
    window.flow.go(Screen.DEVICE)
    window.pages.device.draw(window.languages.current)


def _person(window: Window, world: World) -> None:
    person(window)


def _person_assisting(window: Window, world: World) -> None:
    person(window, Age.NOT_SURE, Who.ASSISTING)


def _registry(window: Window, world: World) -> None:
    person(window)
    window.flow.go(Screen.REGISTRY)


def _registry_fault(window: Window, world: World) -> None:
    world.directory.error = RegistryUnreachable()
    connected(window)
    world.directory.error = None


def _registry_checked(window: Window, world: World) -> None:
    connected(window)


def _handover_adult(window: Window, world: World) -> None:
    person(window)
    window.flow.go(Screen.HANDOVER)


def _handover_minor(window: Window, world: World) -> None:
    person(window, Age.UNDER_18)
    window.flow.go(Screen.HANDOVER)


def _handover_child(window: Window, world: World) -> None:
    person(window, Age.UNDER_18, Who.ASSISTING)
    window.flow.go(Screen.HANDOVER)
    window.presenters.handover.choose_country(Country.BRITAIN)


def _note(window: Window, world: World) -> None:
    choosing(window)
    window.flow.go(Screen.NOTE)
    window.presenters.note.write("address", "https://platform.example/p/1")
    window.presenters.note.understand_risk(True)


def _resume(window: Window, world: World) -> None:
    connected(window)
    window.flow.go(Screen.RESUME)
    window.pages.resume.words.setPlainText("apple river stone")
    window.pages.resume.opened.emit("apple river stone")


def _choose(window: Window, world: World) -> None:
    choosing(window)


def _choose_weaker(window: Window, world: World) -> None:
    choosing(window)
    window.presenters.isolation._arrived(PROCESS)


def _choose_running(window: Window, world: World) -> None:
    choosing(window)
    world.fingerprints.gate = Event()
    world.fingerprints.gate_at = 24
    window.presenters.choose.choose_door(Kind.INTIMATE)
    paths = [Path(f"/pictures/IMG_{number}.jpg") for number in range(2000, 2037)]
    window.presenters.choose.add([Path("/pictures/damaged 7.jpg"), *paths])
    settle(lambda: getattr(window.presenters.choose.state.running, "done", 0) == 24)
    window.presenters.choose._begun = time.monotonic() - 10
    window.presenters.choose.tell()


def _choose_list(window: Window, world: World) -> None:
    with_pictures(window, *MIXED)


def _choose_shown(window: Window, world: World) -> None:
    with_pictures(window, "IMG_2041.jpg", "IMG_2042.jpg")
    page = window.pages.choose
    page.list.setCurrentIndex(window.model.index(0))
    page.show_button.pressed.emit()
    settle(lambda: window.presenters.glance.state.picture is not None)


def _choose_made_door(window: Window, world: World) -> None:
    choosing(window)
    window.presenters.choose.choose_door(Kind.FABRICATED)
    window.presenters.choose.unusable(True)


def _choose_made(window: Window, world: World) -> None:
    with_pictures(window, "IMG_1.jpg", "IMG_2.jpg", kind=Kind.FABRICATED)


def _preview(window: Window, world: World) -> None:
    previewing(window)
    settle(lambda: not window.presenters.copies.state.running)


def _preview_table(window: Window, world: World) -> None:
    previewing(window)
    settle(lambda: not window.presenters.copies.state.running)
    window.pages.preview.table_button.click()


def _preview_minor(window: Window, world: World) -> None:
    previewing(window)
    settle(lambda: not window.presenters.copies.state.running)
    window.session.age = Age.UNDER_18
    window.presenters.copies.enter()


def _data(window: Window, world: World) -> None:
    previewing(window)
    window.flow.go(Screen.DATA)


def _words(window: Window, world: World) -> None:
    words_shown(window)


def _confirm(window: Window, world: World) -> None:
    words_shown(window)
    window.pages.words.onward.emit()


def _confirm_wrong(window: Window, world: World) -> None:
    words_shown(window)
    window.pages.words.onward.emit()
    for field in window.pages.confirm.fields:
        field.setText("wrong")
    window.pages.confirm.answered.emit(["wrong"] * 3)


def _send(window: Window, world: World) -> None:
    sending(window)


def _send_fault(window: Window, world: World) -> None:
    sending(window)
    world.submit.error = RegistryUnreachable()
    window.presenters.send.consent(True)
    window.presenters.send.send()
    settle(lambda: window.presenters.send.state.error is not None)


def _follow(window: Window, world: World) -> None:
    following(window)


def _follow_not_blocked(window: Window, world: World) -> None:
    world.states = (PlatformState.NOT_BLOCKED, PlatformState.PENDING_REVIEW, PlatformState.COLLECTED)
    following(window)


def _follow_receipt(window: Window, world: World) -> None:
    following(window)
    (made,) = window.session.receipts
    proven = ProvenReceipt(made, "submission", False, "0" * 64, "Example Registry", ROOT_KEY)
    window.presenters.receipt._proven((proven,))


def _follow_asking(window: Window, world: World) -> None:
    following(window)
    window.presenters.follow.ask_all()


def _follow_taken_back(window: Window, world: World) -> None:
    following(window)
    window.presenters.follow.ask_all()
    window.presenters.follow.take_back()
    settle(lambda: window.presenters.follow.state.active == 0)


def _sheet(window: Window, world: World) -> None:
    following(window)
    window.flow.go(Screen.SHEET)
    window.presenters.sheet.ask_words(True)


PASSPHRASE = "correct horse battery staple"


def kept(window: Window, world: World) -> None:
    """Send, then keep the case from now on."""
    following(window)
    keep = window.presenters.keep
    window.flow.go(Screen.KEEP)
    keep.check(True)
    keep.turn_on(PASSPHRASE)
    settle(lambda: keep.state.state is KeepState.OPEN and keep.state.doing is None)


def _pause(window: Window, world: World) -> None:
    following(window)
    window.flow.go(Screen.BREAK)
    form = window.pages.pause.form
    form.use_button.click()
    form.code_button.click()
    form.check.click()


def _pause_kept(window: Window, world: World) -> None:
    kept(window, world)
    window.flow.go(Screen.BREAK)
    window.pages.pause.forget_button.click()


def _keep(window: Window, world: World) -> None:
    window.flow.go(Screen.KEEP)


def _keep_on(window: Window, world: World) -> None:
    kept(window, world)
    window.presenters.keep.ask(Question.WIPE)


def _unlock(window: Window, world: World) -> None:
    kept(window, world)
    window.away.lock()
    window.presenters.keep.unlock("something else")
    settle(lambda: window.presenters.keep.state.error is not None)
    window.presenters.keep.ask(Question.WIPE)


def _cases(window: Window, world: World) -> None:
    kept(window, world)
    world.keep.remember(CaseAccess.new())
    world.resume.messages = (WaitingMessage("1" * 32, ROOT_KEY, "", "submission", ()),)
    window.flow.go(Screen.CASES)
    settle(lambda: len(window.presenters.keep.state.cases) == 2)


def _warned(window: Window, world: World) -> None:
    with_pictures(window, "IMG_1.jpg")
    window.away.idle.warned.emit(45)


def _help(window: Window, world: World) -> None:
    window.flow.go(Screen.HELP)


def _guide(window: Window, world: World) -> None:
    window.flow.go(Screen.HELP)
    window.pages.help.guide_wanted.emit(Guide.CENTRE)
    window.presenters.guide.turn_to(4)


def _settings(window: Window, world: World) -> None:
    window.flow.go(Screen.SETTINGS)
    window.pages.settings.draw(window.languages.current, window.away.idle.minutes)


SCENES: dict[str, Callable[[Window, World], None]] = {
    name.lstrip("_"): scene
    for name, scene in list(globals().items())
    if name.startswith("_") and not name.startswith("__") and callable(scene)
}
"""Every screen, and its states worth looking at, by name."""
