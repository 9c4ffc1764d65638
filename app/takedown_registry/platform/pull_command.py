"""`takedown-registry pull`: a registry's feed into a bank of Hasher-Matcher-Actioner."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Final

from takedown_registry.platform.feed_client import FeedClient, FeedKeys, FeedProblem, KeysWrong
from takedown_registry.platform.hma import HmaBank, HmaProblem
from takedown_registry.platform.hma_puller import HmaPuller
from takedown_registry.platform.hma_state import State, StateWrong

KEYS_VARIABLE: Final = "TX_TAKEDOWN_REGISTRY_KEYS"
"""The same that `takedown_registry.platform.exchange` reads."""


def run_pull(chosen: argparse.Namespace) -> None:
    """Pull once, or again and again with `--every`, until stopped.

    Standard output gets one line per pull: what was added and deleted, and what is held.

    Raises:
        SystemExit: with code 1, and the reason on standard error; nothing is left half-done that the next
            pull would not finish.
    """
    try:
        keys = _keys(chosen.keys)
        feed = FeedClient(chosen.registry, keys)
        bank = HmaBank(chosen.into_hma, chosen.bank)
        file = chosen.state or _default_state(chosen.bank)
        with closing(feed), closing(State(file, f"{feed.address} {bank.address} {bank.name}")) as state:
            puller = HmaPuller(feed, bank, state, page_size=chosen.page_size, threads=chosen.threads)
            while True:
                _pull(puller, again=bool(chosen.every), as_json=chosen.json)
                if not chosen.every:
                    return
                time.sleep(chosen.every)
    except (FeedProblem, HmaProblem, StateWrong, ValueError) as problem:
        sys.stderr.write(f"Not possible: {problem}.\n")
    except OSError as error:
        sys.stderr.write(f"Not possible here: {error.strerror or type(error).__name__}.\n")
    raise SystemExit(1)


def _pull(puller: HmaPuller, *, again: bool, as_json: bool) -> None:
    try:
        done = asdict(puller.pull())
    except (FeedProblem, HmaProblem) as problem:
        if not again:
            raise
        sys.stderr.write(f"Put off: {problem}.\n")
        return
    text = json.dumps(done) if as_json else ", ".join(f"{name}: {value}" for name, value in done.items())
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _keys(file: Path | None) -> FeedKeys:
    if file is not None:
        return FeedKeys.read(file)
    try:
        return FeedKeys.parse(os.environ[KEYS_VARIABLE])
    except KeyError:
        raise KeysWrong(f"this platform's keys are needed: --keys FILE, or {KEYS_VARIABLE}") from None


def _default_state(bank: str) -> Path:
    """Where programs keep what they have to remember (XDG base directories)."""
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    name = "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in bank)
    return Path(base) / "takedown-registry" / f"pull-{name}.sqlite3"
