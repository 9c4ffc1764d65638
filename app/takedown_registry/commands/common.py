"""What the commands share: the options that name a registry, and how results are printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from takedown_protocol.puzzle import MAX_BITS, USUAL_BITS
from takedown_registry.config import CONFIG_VARIABLE, OPTIONS, Config, load
from takedown_registry.http import Registry
from takedown_registry.server import open_registry
from takedown_registry.settings import LOG_LEVELS, Serving

Commands = argparse._SubParsersAction  # the only name argparse has for what `add_subparsers` returns
_DEST: Final = "decided "  # apart from the commands' own arguments: a platform has a name too
_HELP: Final = {
    "data": "the registry's folder",
    "database": f"postgresql://USER@HOST/NAME; better in {OPTIONS['database'].variable}",
    "port": "0: any free one",
    "workers": "processes that answer; more than 1: PostgreSQL",
    "metrics": "PORT or ADDRESS:PORT for the operator: /metrics, /healthz, /readyz",
    "log_level": ", ".join(LOG_LEVELS),
    "body_seconds": "so long a body may take to come",
    "serves": "adult, minor or both, with a comma",
    "countries": "ISO 3166-1 codes with commas; empty: everywhere",
    "terms": "address of the terms",
    "puzzle_bits": f"work asked of anonymous submissions, 0 (none) to {MAX_BITS}, each bit doubles it; "
    f"`init` decides for {USUAL_BITS}, about a second; what comes without it is published later",
}
Command = Callable[[argparse.Namespace], None]


def group(
    commands: Commands[argparse.ArgumentParser], name: str, text: str
) -> Commands[argparse.ArgumentParser]:
    """Declare a command that only leads to further ones; returns where those are declared."""
    return commands.add_parser(name, help=text, description=text).add_subparsers(
        required=True, metavar="ACTION"
    )


def with_data(parser: argparse.ArgumentParser, command: Command, *, options: Iterable[str] = ()) -> None:
    """Give a command the options that say which registry it is about, and any others that it takes."""
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help=f"decisions as TOML; else {CONFIG_VARIABLE}, else none"
    )
    for name in ("data", "database", *options):
        help_text = _HELP.get(name, "" if name in Serving.__slots__ else "overrides what `init` was told")
        parser.add_argument(OPTIONS[name].flag, dest=_DEST + name, metavar=name.upper(), help=help_text)
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    parser.set_defaults(command=command)


def named(parser: argparse.ArgumentParser, command: Command) -> None:
    """Give a command a name to act upon, and the options of `with_data`."""
    parser.add_argument("name", metavar="NAME")
    with_data(parser, command)


def config_of(chosen: argparse.Namespace, *, new: bool = False) -> Config:
    """Return what was decided about the registry that was named; `new`: it is only being made.

    Raises:
        SettingsWrong: there is none, or something cannot be used.
    """
    given = vars(chosen)
    flags = {name: given[_DEST + name] for name in OPTIONS if given.get(_DEST + name) is not None}
    return load(flags, os.environ, chosen.config, new=new)


def registry_of(chosen: argparse.Namespace) -> Registry:
    """Open the registry that was named; see `server.open_registry`."""
    config = config_of(chosen)
    return open_registry(config.data, config.settings, config.serving)


@contextmanager
def opened_registry(chosen: argparse.Namespace) -> Iterator[Registry]:
    """Give the registry that was named while it is worked with; see `registry_of`."""
    registry = registry_of(chosen)
    with closing(registry.database):
        yield registry


def show(chosen: argparse.Namespace, fields: dict[str, Any]) -> None:
    """Print one result, as JSON where that was asked for."""
    if chosen.json:
        sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in fields.items())
    sys.stdout.flush()
