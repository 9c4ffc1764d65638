"""`stillmark vault ...` and `--vault`, in this process: no picture worker and no registry is needed here."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from stillmark.bootstrap import build_services
from stillmark.cli.main import run
from stillmark.cli.secrets import read_secret_file
from stillmark.cli.wiring import Wiring
from stillmark.domain.errors import WrongUse
from stillmark.services.bundle import Services
from support.command import APP, Ran
from support.keeping import CHEAP

PASSPHRASE = "marmalade violin orbit candle"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Ran]]:
    """Run the command line with a store whose guesses are cheap."""
    monkeypatch.setattr("stillmark.vault.place.Cost", lambda: CHEAP)
    monkeypatch.delenv("STILLMARK_VAULT", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "pass").write_text(PASSPHRASE + "\n")
    (tmp_path / "other").write_text("another passphrase of words\r\n")
    (tmp_path / "code").write_text("4711\n")

    def services(folder: Path | None) -> Services:
        asked.append(folder)
        return build_services(folder)

    def never(*_: object) -> Any:
        raise AssertionError("not here")

    asked: list[Path | None] = []

    def call(*arguments: object, json_lines: bool = True) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        said = [str(argument) for argument in arguments] + (["--json"] if json_lines else [])
        wiring = Wiring(services, never, never, lambda: tmp_path / "default", lambda *_, **__: None, never)
        with redirect_stdout(out), redirect_stderr(err):
            code = run(said, wiring)
        lines = out.getvalue().splitlines()
        return Ran(code, [json.loads(line) for line in lines] if json_lines else [], err.getvalue())

    call.asked = asked  # type: ignore[attr-defined]
    yield call


@pytest.fixture
def secrets(tmp_path: Path) -> tuple[object, ...]:
    return ("--passphrase-file", tmp_path / "pass")


def test_create_list_change_back_up_wipe_restore(
    command: Callable[..., Ran], secrets: tuple[object, ...], tmp_path: Path
) -> None:
    vault = ("--vault", tmp_path / "kept")
    assert command("vault", "create", *vault, *secrets).last == {"created": True, "vault_code": False}
    again = command("vault", "create", *vault, *secrets)
    assert (again.exit, again.last["error"]) == (2, "vault-exists")
    assert command("vault", "cases", *vault, *secrets).records == []
    other = ("--new-passphrase-file", tmp_path / "other")
    assert command("vault", "change-passphrase", *vault, *secrets, *other).last == {"changed": True}
    assert command("vault", "cases", *vault, *secrets).last["error"] == "passphrase-wrong"
    now = ("--passphrase-file", tmp_path / "other")
    backup = tmp_path / "backup"
    assert command("vault", "back-up", backup, *vault, *now).exit == 0
    assert command("vault", "resume", *vault, *now).last == {"waiting": 0, "receipts": [], "refused": []}
    unsure = command("vault", "wipe", *vault)
    assert (unsure.exit, unsure.last["error"]) == (2, "wrong-use")
    assert (tmp_path / "kept").exists()
    assert command("vault", "wipe", *vault, "--yes").last == {"wiped": True}
    assert not (tmp_path / "kept").exists()
    assert command("vault", "cases", *vault, *now).last["error"] == "vault-missing"
    assert command("vault", "restore", backup, *vault, *now).last == {"restored": 0}
    assert command("vault", "restore", backup, *vault, *now).last["error"] == "vault-exists"


def test_a_vault_code_from_a_file_is_needed_too(
    command: Callable[..., Ran], secrets: tuple[object, ...], tmp_path: Path
) -> None:
    vault = ("--vault", tmp_path / "kept")
    code = ("--code-file", tmp_path / "code")
    assert command("vault", "create", *vault, *secrets, *code).last["vault_code"] is True
    without = command("vault", "cases", *vault, *secrets)
    assert without.exit == 2
    assert command("vault", "cases", *vault, *secrets, *code).exit == 0


def test_the_folder_is_named_before_the_command_after_it_or_by_the_environment(
    command: Callable[..., Ran],
    secrets: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Path | None] = command.asked  # type: ignore[attr-defined]
    command("--vault", tmp_path / "a", "vault", "create", *secrets)
    command("vault", "create", "--vault", tmp_path / "b", *secrets)
    command("vault", "create", *secrets)
    command("status", "--words-file", tmp_path / "none", "--registry", "http://127.0.0.1:9")
    monkeypatch.setenv("STILLMARK_VAULT", str(tmp_path / "c"))
    command("vault", "create", *secrets)
    command("status", "--words-file", tmp_path / "none", "--registry", "http://127.0.0.1:9", *secrets)
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "default", None, tmp_path / "c", tmp_path / "c"]
    assert asked == folders
    assert all((tmp_path / name / "store.key").exists() for name in ("a", "b", "default", "c"))


def test_without_a_file_and_without_a_person_nothing_is_guessed(
    command: Callable[..., Ran], tmp_path: Path
) -> None:
    asked = command("vault", "create", "--vault", tmp_path / "kept")
    assert (asked.exit, asked.last["error"]) == (2, "wrong-use")
    assert not (tmp_path / "kept").exists()
    missing = command("vault", "create", "--vault", tmp_path / "kept", "--passphrase-file", tmp_path / "none")
    assert missing.last["error"] == "wrong-use"


def test_which_case_is_asked_where_there_is_none_or_a_wrong_one(
    command: Callable[..., Ran], secrets: tuple[object, ...], tmp_path: Path
) -> None:
    vault = ("--vault", tmp_path / "kept", *secrets)
    assert command("status", "--registry", "http://127.0.0.1:9").last["error"] == "wrong-use"
    command("vault", "create", *vault)
    assert "0 are kept" in command("status", "--registry", "http://127.0.0.1:9", *vault).last["happened"]
    unknown = command("withdraw", "--case", "0000-0000-0000-0000", *vault)
    assert unknown.last["error"] == "case-unknown"


def test_a_passphrase_can_be_typed_and_is_not_echoed(tmp_path: Path) -> None:
    """A real terminal: what is typed is not shown, and the two answers must be the same."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "stillmark", "vault", "create", "--vault", str(tmp_path / "kept")],
        cwd=APP,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=_own_terminal,
    )
    os.close(slave)
    shown = b""
    for question in (b"New passphrase: ", b"Once more: "):
        while question not in shown.splitlines()[-1] if shown else True:
            shown += os.read(master, 1024)
        os.write(master, PASSPHRASE.encode() + b"\n")
    assert process.wait(60) == 0
    try:
        while more := os.read(master, 1024):
            shown += more
    except OSError:
        pass  # the terminal is closed
    os.close(master)
    assert b"A passphrase you could use: " in shown
    assert b"marmalade" not in shown
    assert (tmp_path / "kept" / "store.key").exists()


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_secret_files_hold_one_short_line(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    for content, wanted in (
        (b"one\n", b"one"),
        (b"one\r\ntwo", b"one"),
        (b"", b""),
        ("늘".encode(), "늘".encode()),
    ):
        file.write_bytes(content)
        assert read_secret_file(file) == wanted
    file.write_bytes(b"x" * 2000)
    with pytest.raises(WrongUse):
        read_secret_file(file)
    with pytest.raises(WrongUse):
        read_secret_file(tmp_path)
