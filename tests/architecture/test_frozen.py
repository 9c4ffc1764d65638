"""The recipe of the frozen app and the code stay in step. The app itself is proved by packaging/prove.sh."""

from __future__ import annotations

import ast
import importlib.util
import re
import runpy
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from stillmark.cli.doctor import DECODERS
from stillmark.isolation import launch
from stillmark.registries import practice

PROJECT = Path(__file__).parents[2]
FROZEN = PROJECT / "packaging" / "frozen"
CONTENTS = runpy.run_path(str(FROZEN / "contents.py"))
ENTRY = runpy.run_path(str(FROZEN / "entry.py"))
OPTIONAL = {"alembic", "psycopg", "threatexchange"}
"""What only somebody who runs a registry, or a platform, needs; imported there alone."""


def test_what_is_named_is_there() -> None:
    for name in CONTENTS["HIDDEN_IMPORTS"]:
        assert importlib.util.find_spec(name), name
    named = {metadata.metadata(each)["Name"] for each in CONTENTS["WITH_METADATA"]}
    assert {metadata.metadata(each)["Name"] for each in ("stillmark", *DECODERS)} <= named


@pytest.mark.parametrize("between", ["/", "\\"], ids=["posix", "windows"])
def test_what_an_installation_says_of_itself_stays_behind(between: str) -> None:
    """It names folders of the computer that it was built on. Windows writes the same names otherwise."""
    for name in ("x-1.dist-info/RECORD", "x-1.dist-info/direct_url.json", "x/__pycache__/x.pyc", "x/x.pyi"):
        assert not CONTENTS["wants_data"](name.replace("/", between)), name
    assert not CONTENTS["wants_data"](between.join(("PySide6", "translations", "qtbase_ko.qm")))
    for name in ("x-1.dist-info/METADATA", "stillmark/resources/translations/ko.qm"):
        assert CONTENTS["wants_data"](name.replace("/", between)), name


def test_every_run_time_file_comes_along() -> None:
    """The spec asks for all of them; what is then sifted out must be none."""
    spec = (FROZEN / "stillmark.spec").read_text("utf-8")
    assert 'collect_data_files("stillmark.resources")' in spec
    folder = PROJECT / "app" / "stillmark" / "resources"
    files = [file for file in folder.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")]
    assert {"user.ko.md", "doors.en.png", "stillmark_ko.qm"} <= {file.name for file in files}
    names = [file.relative_to(PROJECT / "app").as_posix() for file in files]
    assert [name for name in names if not CONTENTS["wants_data"](name)] == []


@pytest.mark.parametrize("room", ["stillmark", "takedown_hashing", "takedown_protocol", "takedown_registry"])
def test_nothing_that_the_app_imports_is_left_out(room: str) -> None:
    left_out = tuple(CONTENTS["EXCLUDED_MODULES"])
    for path in sorted((PROJECT / "app" / room).rglob("*.py")):
        for name in _imported(ast.parse(path.read_text("utf-8"))):
            hit = next((each for each in left_out if name == each or name.startswith(each + ".")), None)
            assert hit is None or (room == "takedown_registry" and hit in OPTIONAL), f"{path}: {name}"


def _imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_the_practice_registry_is_started_by_words_that_the_frozen_app_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Started(Exception):
        pass

    def start(command: list[str], **_: Any) -> None:
        raise Started(command)

    monkeypatch.setattr(practice.subprocess, "Popen", start)
    with pytest.raises(Started) as seen:
        practice.PracticeRegistry(())
    (command,) = seen.value.args
    assert command[0] == sys.executable
    assert command[1 : 1 + len(ENTRY["PRACTICE"])] == ENTRY["PRACTICE"]


def test_the_entry_sends_each_to_its_own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[tuple[str, list[str]]] = []
    monkeypatch.setattr("takedown_registry.__main__.run", lambda words: went.append(("registry", words)) or 0)
    monkeypatch.setattr("stillmark.__main__.run", lambda: went.append(("app", sys.argv[1:])) or 0)
    for words in (
        ["-m", "takedown_registry", "practice", "--port", "0"],
        ["-m", "takedown_registry", "serve"],
        [],
    ):
        monkeypatch.setattr(sys, "argv", ["stillmark", *words])
        assert ENTRY["main"]() == 0
    registry, other, plain = went
    assert registry == ("registry", ["practice", "--port", "0"])
    assert other == ("app", ["-m", "takedown_registry", "serve"])
    assert plain == ("app", [])


def test_a_frozen_app_starts_its_worker_from_its_own_binary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert launch.worker_command() == [sys.executable, "--worker"]


@pytest.mark.parametrize("lock", sorted(PROJECT.glob("packaging/**/*.lock")), ids=lambda lock: lock.name)
def test_every_locked_package_has_a_version_and_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    entries = [each for each in re.split(r"\n(?=\S)", text) if each.strip()]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.\[\]-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text
