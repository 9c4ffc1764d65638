"""What the commands share: the options that name a registry, and how results are printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from takedown_registry.settings import DATABASE_VARIABLE, Settings

Commands = argparse._SubParsersAction  # the only name argparse has for what `add_subparsers` returns
Command = Callable[[argparse.Namespace], None]


def group(
    commands: Commands[argparse.ArgumentParser], name: str, text: str
) -> Commands[argparse.ArgumentParser]:
    """Declare a command that only leads to further ones; returns where those are declared."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        required=True, metavar="ACTION"
    )


def with_data(parser: argparse.ArgumentParser, command: Command) -> None:
    """Give a command the options that say which registry it is about."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the registry's folder")
    parser.add_argument(
        "--database", metavar="URL", help=f"postgresql://USER@HOST/NAME; better in {DATABASE_VARIABLE}"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    parser.set_defaults(command=command)


def named(parser: argparse.ArgumentParser, command: Command) -> None:
    """Give a command a name to act upon, and the options of `with_data`."""
    parser.add_argument("name", metavar="NAME")
    with_data(parser, command)


def settings_of(chosen: argparse.Namespace) -> Settings:
    """Return the settings of the registry that was named.

    Raises:
        SettingsWrong: there is none, or they cannot be used.
    """
    return Settings.load(chosen.data, database=chosen.database)


def show(chosen: argparse.Namespace, fields: dict[str, Any]) -> None:
    """Print one result, as JSON where that was asked for."""
    if chosen.json:
        sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in fields.items())
    sys.stdout.flush()


def listed(text: str) -> list[str]:
    """Split what was given with commas."""
    return [each.strip() for each in text.split(",") if each.strip()]
