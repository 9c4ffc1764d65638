"""`stillmark doctor` in a process of its own with the real worker, and on systems that give less."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest

from stillmark.cli.doctor import DECODERS, diagnose
from stillmark.cli.main import run
from stillmark.cli.output import Exit, Output
from stillmark.cli.wiring import Wiring
from stillmark.domain.worker_messages import IsolationReport
from stillmark.isolation.fences import supported
from support.command import run_app


@pytest.mark.skipif(sys.platform != "linux", reason="the lock in full is Linux's")
def test_doctor_says_what_the_kernel_gives() -> None:
    has = supported()
    ran = run_app("doctor")
    assert ran.exit == Exit.OK
    isolation = ran.last["isolation"]
    assert isolation["landlock_abi"] == has.landlock_abi
    assert isolation["seccomp"] is has.seccomp
    both = has.landlock_abi is not None and has.seccomp
    assert isolation["level"] == ("sandbox" if both else "process")
    assert isolation["limits"]["memory_bytes"] == 1024**3
    assert isolation["tested"] is True
    assert ran.last["python"] == ".".join(map(str, sys.version_info[:3]))
    assert all(ran.last["decoders"][name] for name in DECODERS)


class WeakSystem:
    """`ports.IsolationProbe` of a system that has processes and nothing else."""

    def level(self) -> IsolationReport:
        return IsolationReport(
            no_new_privs=False, not_dumpable=False, dies_with_parent=False, limits=(("core_bytes", 0),)
        )


def test_a_weaker_system_is_called_weaker() -> None:
    stdout = io.StringIO()
    assert diagnose(WeakSystem(), Output(False, stdout, io.StringIO())) is Exit.OK
    assert "Isolation: process" in stdout.getvalue()
    assert "could do more harm here" in stdout.getvalue()
    assert "Landlock: none. System call filter: no." in stdout.getvalue()


@pytest.mark.parametrize(
    ("system", "words"),
    [
        ("win32", "Job: yes. Lowest integrity: yes. Nobody has tested this on this system."),
        ("darwin", "Seatbelt: yes. Nobody has tested this on this system."),
    ],
)
def test_a_system_on_which_nobody_tried_it_is_called_untested(
    system: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = IsolationReport(
        no_new_privs=False,
        not_dumpable=False,
        dies_with_parent=False,
        limits=(),
        seatbelt=True,
        job=True,
        untrusted=True,
    )
    probe = WeakSystem()
    monkeypatch.setattr(probe, "level", lambda: report)
    monkeypatch.setattr(sys, "platform", system)
    said, told = io.StringIO(), io.StringIO()
    diagnose(probe, Output(False, said, io.StringIO()))
    diagnose(probe, Output(True, told, io.StringIO()))
    assert words in said.getvalue()
    assert "Isolation: process" in said.getvalue()
    isolation = json.loads(told.getvalue())["isolation"]
    assert (isolation["level"], isolation["tested"]) == ("process", False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["hash", "a.jpg"],
        ["check", "a.jpg"],
        ["compare", "a.jpg", "b.jpg"],
        ["find", "folder", "--like", "a.jpg"],
        ["payload", "a.jpg", "--eligibility", "adult", "--kind", "intimate"],
        ["submit", "a.jpg", "--eligibility", "adult", "--kind", "intimate"],
        ["practice", "--no-window", "a.jpg"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_opens_a_picture_on_a_weaker_system_unasked(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    class Opened(Exception):
        pass

    class Services:
        isolation = WeakSystem()

        def close(self) -> None:
            pass

        def __getattr__(self, name: str) -> object:
            raise Opened

    class Practice:
        address = ""

        def stop(self) -> None:
            pass

    wiring = Wiring(
        services=lambda folder: Services(),  # type: ignore[arg-type, return-value]
        start_practice=lambda paths: Practice(),  # type: ignore[arg-type, return-value]
        window=lambda *_: 0,
        default_vault=Path,
        configure=lambda *_, **__: None,
        gallery=lambda *_: 0,
    )
    assert run(arguments, wiring) == Exit.WRONG_USE
    said = capsys.readouterr().err
    assert "level: process" in said
    assert "--weaker-isolation" in said
    with contextlib.suppress(Opened):
        run([*arguments, "--weaker-isolation"], wiring)
    assert "level: process" not in capsys.readouterr().err
