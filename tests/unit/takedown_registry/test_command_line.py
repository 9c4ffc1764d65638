"""The operator's command line: what it prints, refuses and leaves alone."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.registry import APP
from takedown_protocol.signing import SigningKey
from takedown_registry.cli import run


@pytest.fixture
def data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    folder = str(tmp_path / "data")
    assert run(["init", "--data", folder]) == 0
    capsys.readouterr()
    return folder


@pytest.fixture(autouse=True)
def _logging_as_before() -> object:
    """`run` sets logging up for its process; put it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_init_never_replaces_a_registry(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in Path(data).rglob("*.json")}
    assert run(["init", "--data", data, "--name", "Other"]) == 1
    assert "already" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path(data).rglob("*.json")} == before


def test_platforms_are_added_listed_and_revoked(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["platform", "add", "Platform A", "--data", data, "--json"]) == 0
    (keys,) = printed(capsys)
    assert list(keys) == [
        "name",
        "subscription_key",
        "fetch_function_key",
        "feedback_function_key",
        "submit_function_key",
        "acknowledge_function_key",
    ]
    assert run(["platform", "add", "Platform A", "--data", data]) == 1
    assert run(["platform", "list", "--data", data, "--json"]) == 0
    assert printed(capsys) == [{"name": "Platform A"}]
    assert run(["platform", "revoke", "Platform A", "--data", data]) == 0
    assert run(["platform", "revoke", "Platform A", "--data", data]) == 1
    capsys.readouterr()
    assert run(["platform", "list", "--data", data, "--json"]) == 0
    assert printed(capsys) == []
    assert run(["platform", "add", "Platform A", "--data", data]) == 1, "its old feedback is not another's"


@pytest.mark.parametrize("name", ["", " ", "a" * 65, "line\nbreak", "\u202eright"])
def test_names_are_for_reading(data: str, name: str) -> None:
    assert run(["platform", "add", name, "--data", data]) == 1


def test_centres_are_added_by_key(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    key = SigningKey.generate()
    for wrong in ("", "xy", key.public.hex()[:-2], key.public.hex() + "00"):
        assert run(["centre", "add", "Centre", "--key", wrong, "--data", data]) == 1
    capsys.readouterr()
    assert run(["centre", "add", "Centre", "--key", key.public.hex(), "--data", data, "--json"]) == 0
    assert printed(capsys) == [{"name": "Centre", "key_id": key.key_id}]
    assert run(["centre", "list", "--data", data, "--json"]) == 0
    assert printed(capsys) == [{"name": "Centre", "key_id": key.key_id}]
    assert run(["centre", "revoke", "Centre", "--data", data]) == 0
    assert run(["centre", "revoke", "Centre", "--data", data]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ("--serves", "nobody"),
        ("--serves", ""),
        ("--hash-types", "sha256"),
        ("--countries", "Korea"),
        ("--max-hashes-per-item", "0"),
        ("--retention-days", "0"),
        ("--name", "\n"),
    ],
)
def test_settings_that_cannot_be_kept_make_no_registry(tmp_path: Path, wrong: tuple[str, str]) -> None:
    assert run(["init", "--data", str(tmp_path / "data"), *wrong]) == 1
    assert not (tmp_path / "data").exists()


def test_a_folder_without_a_registry_is_named_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--data", str(tmp_path)]) == 1
    assert "init" in capsys.readouterr().err


def test_a_damaged_registry_is_one_sentence(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(data) / "registry.json").write_text("{")
    assert run(["serve", "--data", data]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    next((Path(data) / "keys").glob("reply-*.json")).write_text("")
    assert run(["info", "--data", data]) == 1


def test_a_port_in_use_is_one_sentence(data: str) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "takedown_registry", "serve", "--data", data, "--port", port],
            env={**os.environ, "PYTHONPATH": str(APP)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert len(ended.stderr.splitlines()) == 1
