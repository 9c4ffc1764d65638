"""Files that only their owner reads, dialogs that remember nothing, work away from the UI thread."""

from __future__ import annotations

import json
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSettings, QThread
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.fakes import World
from gui.scenes import following, settle, words_shown
from stillmark.domain.errors import RegistryUnreachable, StillmarkError, StorageFault
from stillmark.gui import dialogs
from stillmark.gui.dialogs import ask_files, ask_folder, ask_target
from stillmark.gui.tasks import GATHER_MS, TaskRunner
from stillmark.gui.window import Window
from stillmark.services.access import WordLanguage
from stillmark.services.private_file import replace_private


def test_a_private_file_is_whole_and_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "receipt.json"
    path.write_text("old and public")
    path.chmod(0o644)
    replace_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        replace_private(tmp_path / "missing" / "file", b"x")
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(StorageFault):
        replace_private(folder, b"x")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_full_disk_is_a_plain_fault() -> None:
    with pytest.raises(StorageFault):
        replace_private(Path("/dev/full/x"), b"x")


def choose_in(dialog: QFileDialog, path: Path) -> None:
    dialog.setDirectory(str(path.parent))
    settle()
    dialog.selectFile(path.name)
    settle()
    dialog.accept()
    settle()


def test_only_in_a_flatpak_is_the_desktop_asked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    for there in (False, True):
        info = tmp_path / "flatpak-info"
        if there:
            info.touch()
        monkeypatch.setattr(dialogs, "_FLATPAK", info)
        dialog = dialogs._dialog(parent, "Choose files")
        assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog) is not there


def test_the_receipt_is_saved_where_the_person_says(window: Window, tmp_path: Path) -> None:
    following(window)
    window.pages.follow.save_button.click()
    settle()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    target = tmp_path / "receipt.json"
    choose_in(dialog, target)
    settle(lambda: bool(window.pages.follow._said.text()))
    (kept,) = json.loads(target.read_bytes())["receipts"]
    assert kept["document"] == {"receipt": 1}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "saved" in window.pages.follow._said.text()


def test_the_words_are_saved_only_after_the_warning(window: Window, tmp_path: Path) -> None:
    words_shown(window)
    assert not window.pages.words.save_button.isEnabled()
    window.presenters.words.understand_risk(True)
    window.pages.words.save_button.click()
    settle()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "words.txt"
    choose_in(dialog, target)
    settle(target.exists)
    access = window.session.access
    assert access is not None
    assert target.read_text() == access.words(WordLanguage.ENGLISH)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_clipboard_is_emptied_unless_something_else_was_copied(window: Window) -> None:
    clipboard = QApplication.clipboard()
    window.clipboard.copy("twelve words")
    assert clipboard.text() == "twelve words"
    timer = window.clipboard._timer
    assert timer.isActive()
    assert timer.interval() == 60_000
    timer.setInterval(0)
    settle(lambda: not timer.isActive())
    assert clipboard.text() == ""
    window.clipboard.copy("twelve words")
    clipboard.setText("something else")
    window.clipboard.clear()
    assert clipboard.text() == "something else"


def test_dialogs_write_nothing_into_the_home_folder(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    taken: list[object] = []
    for ask in (
        lambda: ask_files(window, taken.append, only_one=False),
        lambda: ask_folder(window, taken.append),
        lambda: ask_target(window, "title", "name.txt", taken.append),
    ):
        dialog = ask()
        settle()
        assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.reject()
        settle()
    settings = QSettings("QtProject", "x")
    settings.setValue("a", 1)
    settings.sync()
    assert list(tmp_path.rglob("*")) == []
    assert taken == []


# --- tasks


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_result_arrives_here(runner: TaskRunner) -> None:
    here = QThread.currentThread()
    threads: list[threading.Thread] = []
    arrived: list[tuple[object, bool]] = []

    def work(report: Callable[[object], None]) -> str:
        threads.append(threading.current_thread())
        return "result"

    runner.start(work, lambda result: arrived.append((result, QThread.currentThread() is here)), pytest.fail)
    settle(lambda: bool(arrived))
    assert arrived == [("result", True)]
    assert threads[0] is not threading.main_thread()
    assert threads[0].daemon


def test_events_arrive_in_order_and_before_the_result(runner: TaskRunner) -> None:
    heard: list[object] = []

    def work(report: Callable[[object], None]) -> str:
        for number in range(1000):
            report(number)
        return "end"

    runner.start(work, heard.append, pytest.fail, heard.extend)
    settle(lambda: "end" in heard)
    assert heard == [*range(1000), "end"]


def test_reports_are_gathered_and_a_result_waits_for_none(runner: TaskRunner) -> None:
    batches: list[list[object]] = []
    ended: list[float] = []

    def work(report: Callable[[object], None]) -> float:
        for number in range(100):
            report(number)
            time.sleep(0.002)
        return time.monotonic()

    begun = time.monotonic()
    runner.start(work, lambda at: ended.append(time.monotonic() - at), pytest.fail, batches.append)
    settle(lambda: bool(ended))
    spent = (time.monotonic() - begun) * 1000
    assert [event for batch in batches for event in batch] == list(range(100))
    assert 1 < len(batches) <= spent / GATHER_MS + 3


def test_typed_errors_arrive_as_they_are(runner: TaskRunner) -> None:
    error = RegistryUnreachable()
    failed: list[StillmarkError] = []

    def work(_report: object) -> None:
        raise error

    runner.start(work, pytest.fail, failed.append)
    settle(lambda: bool(failed))
    assert failed == [error]


def test_a_fault_of_ours_is_told_plainly_and_not_swallowed(
    runner: TaskRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: hooked.append(arguments.exc_type))
    failed: list[StillmarkError] = []

    def work(_report: object) -> None:
        raise ZeroDivisionError

    runner.start(work, pytest.fail, failed.append)
    settle(lambda: bool(failed) and bool(hooked))
    assert type(failed[0]) is StillmarkError
    assert hooked == [ZeroDivisionError]


@pytest.mark.parametrize("way", ["dropped", "closed"])
def test_nothing_arrives_after_a_task_was_dropped_or_the_runner_closed(runner: TaskRunner, way: str) -> None:
    gate, arrived, ended = Event(), [], Event()

    def work(report: Callable[[object], None]) -> None:
        gate.wait(5)
        report("late")
        ended.set()

    task = runner.start(work, arrived.append, arrived.append, arrived.extend)
    if way == "dropped":
        task.drop()
    else:
        runner.close()
    gate.set()
    assert ended.wait(5)
    settle()
    settle()
    assert arrived == []


def test_the_window_answers_while_the_registry_is_silent(window: Window, world: World) -> None:
    following(window)
    gate = Event()
    original = world.follow.check

    def slow(*arguments: object) -> object:
        gate.wait(5)
        return original(*arguments)  # type: ignore[arg-type]

    world.follow.check = slow  # type: ignore[method-assign,assignment]
    window.presenters.follow.check()
    settle()
    window.rail.help_button.click()
    settle()
    assert window.page() is window.pages.help
    gate.set()
    settle(lambda: not window.presenters.follow.state.checking)


def test_run_opens_a_window_and_returns_when_it_is_left(
    qapp: QApplication, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from PySide6.QtCore import QTimer

    from stillmark.gui import app as module

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    seen: list[str] = []

    def leave() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Window) and widget.isVisible():
                seen.append(widget.page().title.text())
                widget.exit_button.click()

    QTimer.singleShot(200, leave)
    code = module.run(world.services, practice=None, language="ko")
    assert code == 0
    assert seen == ["지금 위험에 처한 사람이 있나요?"]


def test_faults_are_named_without_their_values(capsys: pytest.CaptureFixture[str]) -> None:
    from stillmark.gui.app import _report_without_values

    try:
        raise ValueError("a secret path")
    except ValueError as error:
        _report_without_values(ValueError, error, error.__traceback__)
    told = capsys.readouterr().err
    assert "ValueError at test_files_and_tasks.py" in told
    assert "secret" not in told
