"""The house keeps its shape: contracts hold and notice a planted import; pictures stay in the worker."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
APP = PROJECT / "app"
MODULES = sorted(APP.rglob("*.py"))


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "app")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy_of_the_house(tmp_path: Path) -> Path:
    shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "*.jpg", "*.qm"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold() -> None:
    result = lint_imports(PROJECT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        ("stillmark/gui/app.py", "import stillmark.registries.takedown"),
        ("stillmark/cli/output.py", "import stillmark.vault.memory"),
        ("stillmark/services/submit.py", "import stillmark.registries.takedown"),
        ("stillmark/domain/case.py", "import stillmark.services.bundle"),
        ("stillmark/services/submit.py", "import PySide6"),
        ("stillmark/services/submit.py", "import requests"),
        ("stillmark/gui/app.py", "import PIL.Image"),
        ("stillmark/gui/app.py", "import takedown_protocol.messages"),
        ("stillmark/intake/files.py", "import takedown_hashing.engine"),
        ("stillmark/bootstrap.py", "import takedown_registry.cli"),
        ("takedown_registry/cli.py", "import stillmark.domain.case"),
        ("takedown_registry/cli.py", "import takedown_hashing.engine"),
        ("takedown_hashing/engine.py", "import takedown_protocol.messages"),
        ("stillmark/services/submit.py", "import cryptography"),
        ("stillmark/services/updates.py", "import tuf.ngclient"),
    ],
)
def test_a_planted_import_is_noticed(copy_of_the_house: Path, module: str, planted: str) -> None:
    path = copy_of_the_house / "app" / module
    path.write_text(path.read_text("utf-8") + f"\n{planted}\n", "utf-8")
    result = lint_imports(copy_of_the_house)
    assert result.returncode != 0
    assert "BROKEN" in result.stdout


def test_a_module_outside_the_rooms_is_noticed(copy_of_the_house: Path) -> None:
    (copy_of_the_house / "app/stillmark/helpers.py").write_text('"""Nowhere to live."""\n', "utf-8")
    assert lint_imports(copy_of_the_house).returncode != 0


@pytest.mark.parametrize("path", [m for m in MODULES if m.is_relative_to(APP / "stillmark/gui")], ids=str)
def test_the_window_never_decodes_a_picture_file(path: Path) -> None:
    banned = {"QImageReader", "QMovie", "QPicture"}
    with_file = {"QPixmap", "QImage", "QIcon"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            assert name not in banned, f"{path}:{node.lineno}"
            assert name not in {"loadFromData", "fromData"}, f"{path}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in with_file:
            strings = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            names = [a for a in node.args if isinstance(a, ast.Name) and "path" in a.id.lower()]
            assert not strings and not names, f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", [m for m in MODULES if m.name == "__init__.py"], ids=str)
def test_every_room_says_what_may_live_there(path: Path) -> None:
    if path.parent.name == "takedown_hashing":
        assert path.read_text("utf-8") == ""  # importing the vocabulary must load nothing else
    else:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_no_file_grows_out_of_sight() -> None:
    long = {
        str(p.relative_to(APP)): n for p in MODULES if (n := len(p.read_text("utf-8").splitlines())) > 420
    }
    assert not long


def test_only_known_folders_at_the_top() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    if tracked == [""]:
        pytest.skip("not a git checkout")
    top = {line.split("/")[0] for line in tracked if line}
    assert {name for name in top if not name.startswith(".")} <= {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "app",
        "tests",
        "assets",
        "packaging",
    }
