"""`stillmark PATH...`: what is a path, and what is a command."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from stillmark.cli.arguments import COMMANDS, build_parser, part_paths


def test_every_command_is_known_as_one() -> None:
    (commands,) = [
        action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    assert set(commands.choices) == COMMANDS


@pytest.mark.parametrize(
    ("words", "left", "paths"),
    [
        ([], [], []),
        (["/tmp"], [], ["/tmp"]),
        (["/gone/a.jpg", "b.jpg"], [], ["/gone/a.jpg", "b.jpg"]),
        (["--vault", "/v", "/tmp"], ["--vault", "/v"], ["/tmp"]),
        (["--vault=/v", "/tmp"], ["--vault=/v"], ["/tmp"]),
        (["--", "hash"], [], ["hash"]),
        (["hash", "/tmp"], ["hash", "/tmp"], []),
        (["--vault", "/v", "status"], ["--vault", "/v", "status"], []),
        (["submti"], ["submti"], []),
        (["--vault", "/v"], ["--vault", "/v"], []),
    ],
)
def test_paths_are_parted_from_options_and_commands(
    words: list[str], left: list[str], paths: list[str]
) -> None:
    assert part_paths(words) == (left, tuple(Path(path) for path in paths))


def test_a_name_that_exists_is_a_path_unless_it_is_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("photo.jpg", "check"):
        Path(name).touch()
    assert part_paths(["photo.jpg"]) == ([], (Path("photo.jpg"),))
    assert part_paths(["check"]) == (["check"], ())
    assert part_paths(["./check"]) == ([], (Path("check"),))
