"""`config`: what was decided about a registry, and where; whether it could start so."""

from __future__ import annotations

import argparse

from takedown_registry.commands.common import Commands, config_of, group, show, with_data
from takedown_registry.commands.running import DECIDED
from takedown_registry.config import OPTIONS
from takedown_registry.settings import Serving


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    config = group(commands, "config", "what was decided, by file, environment and flags")
    every = (*DECIDED, *Serving.__slots__)
    with_data(config.add_parser("check", help="whether `serve` could start so"), _check, options=every)
    with_data(config.add_parser("show", help="every option, and where it comes from"), _show, options=every)


def _check(chosen: argparse.Namespace) -> None:
    config_of(chosen)
    show(chosen, {"config": "can be used"})


def _show(chosen: argparse.Namespace) -> None:
    config = config_of(chosen)
    for name in OPTIONS:
        fields = {"option": name, "value": config.shown(name), "from": config.origins.get(name, "default")}
        show(chosen, fields if chosen.json else {name: f"{fields['value']}  ({fields['from']})"})
