"""`pull`: what a platform runs beside its Hasher-Matcher-Actioner."""

from __future__ import annotations

import argparse
from pathlib import Path

from takedown_registry.commands.common import Commands


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    pull = commands.add_parser(
        "pull", help="for platforms: keep a bank of Hasher-Matcher-Actioner up to date"
    )
    pull.add_argument("--registry", required=True, metavar="URL")
    pull.add_argument("--keys", type=Path, metavar="FILE", help="what `platform add --json` printed, private")
    pull.add_argument("--into-hma", required=True, metavar="URL")
    pull.add_argument("--bank", required=True, metavar="NAME", help="its own; made if there is none")
    pull.add_argument("--state", type=Path, metavar="FILE", help="what it has to remember; one per bank")
    pull.add_argument("--every", type=float, metavar="SECONDS", help="again and again instead of once")
    pull.add_argument("--page-size", type=int, default=800)
    pull.add_argument("--threads", type=int, default=4, help="requests to HMA at once")
    pull.add_argument("--json", action="store_true", help="print one JSON object per pull")
    pull.set_defaults(command=_pull)


def _pull(chosen: argparse.Namespace) -> None:
    # Only here: a registry that serves needs nothing of what platforms install.
    from takedown_registry.platform.pull_command import run_pull

    run_pull(chosen)
