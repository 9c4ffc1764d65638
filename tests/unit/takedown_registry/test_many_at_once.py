"""Several processes write, several readers page, clocks step back and forth: nothing is lost or out of order.

The full count runs with STILLMARK_FULL=1.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from support.registry import APP
from support.restless import jump
from support.world import World
from takedown_registry.accounts import Platform

ROUNDS = 400 if os.environ.get("STILLMARK_FULL") else 25
WRITERS = 3


def start_writer(world: World, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "support.restless", "--data", str(world.data)]
    command += ["--database", world.registry.settings.database_url(world.data)]
    return subprocess.Popen(
        [*command, "--seed", str(seed), "--rounds", str(ROUNDS)],
        env={**os.environ, "PYTHONPATH": f"{APP}{os.pathsep}{APP.parent / 'tests'}"},
        stdout=subprocess.PIPE,
        text=True,
    )


class StrictReader:
    """Keeps a bank as the stock client does, and fails on whatever could make one lose or repeat a record."""

    def __init__(self, world: World, platform: Platform, seed: int) -> None:
        self.world, self.platform = world, platform
        self.chance = random.Random(seed)
        self.bank: set[str] = set()
        self.checkpoint = 10
        self.stamp_of: dict[str, int] = {}

    def sync(self) -> int:
        """One sync to its end; returns how many records came that were new or had changed."""
        start, token, more = self.checkpoint, None, True
        last, seen, news = (0, ""), set(), 0
        while more:
            jump(self.world, self.chance)
            page = self.world.fetch(self.platform, start, size=self.chance.choice([1, 3, 7, 50]), token=token)
            for record in page["hashRecords"]:
                value, stamp = record["hashValue"], record["lastModtimestamp"]
                assert stamp >= last[0], "stamps rise within a sync"
                assert stamp >= start
                assert (value, stamp) not in seen, "nothing twice in a sync"
                seen.add((value, stamp))
                known = self.stamp_of.get(value, 0)
                assert stamp >= known, "a record never comes in an older state"
                assert stamp > known or stamp == start, "only the inclusive start is repeated"
                last = (stamp, value)
                news += stamp > known
                self.stamp_of[value] = stamp
                if record["hashStatus"] == "Active":
                    assert "Active" in record["caseNumbers"].values()
                    self.bank.add(value)
                else:
                    assert "Active" not in record["caseNumbers"].values()
                    self.bank.discard(value)
            assert page["nextSetTimestamp"] >= self.checkpoint, "a rewind makes HMA stop"
            self.checkpoint = page["nextSetTimestamp"]
            token, more = page["nextPageToken"], page["hasMoreRecords"]
        return news


def test_several_processes_write_while_several_readers_page(world: World, tmp_path: Path) -> None:
    platforms = [world.platform(name) for name in "AB"]
    world.descriptor()
    # Readers have clocks of their own too.
    readers = [
        StrictReader(World(world.data, replace(world.registry.settings)), platform, seed)
        for seed, platform in enumerate(platforms)
    ]
    writers = [start_writer(world, seed) for seed in range(WRITERS)]
    finished = threading.Event()

    def read(reader: StrictReader) -> None:
        while not finished.is_set():
            reader.sync()
        for _ in range(2):  # what was under way, and the rest
            reader.sync()
        assert reader.sync() == 0

    with ThreadPoolExecutor(len(readers)) as pool:
        reading = [pool.submit(read, reader) for reader in readers]
        written = [writer.communicate()[0] for writer in writers]
        finished.set()
        for each in reading:
            each.result()
    assert [writer.returncode for writer in writers] == [0] * WRITERS
    active = {value for text in written for value in json.loads(text)}
    assert active, "otherwise nothing was shown"
    for reader in readers:
        assert reader.bank == active
        reader.world.close()
