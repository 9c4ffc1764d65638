"""How much a registry on PostgreSQL bears: one line per figure.

Run from the root of the repository, one part or several; a durable PostgreSQL of its own is started:

    PYTHONPATH=app:tests python tests/benchmarks/registry.py fill sync   # a million hashes in, and out again
    PYTHONPATH=app:tests python tests/benchmarks/registry.py backup      # a million hashes kept, and restored
    PYTHONPATH=app:tests python tests/benchmarks/registry.py intake      # how long people wait
    PYTHONPATH=app:tests python tests/benchmarks/registry.py depth       # ten million rows, takes long

Targets: a page at ten million rows within 1.5 times its time at 100,000; the time of a page does not grow
with its position in a sync; memory flat; 99 of 100 answers within 100 ms at 50 one-picture submissions a
second, and at 3 of fifty pictures, on 2 cores. The load of the computer is printed: others may use it too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from support.postgres import ROLE, PostgresServer
from support.processes import children, status
from support.registry import Platform, RegistryProcess, registry_command, registry_here
from support.world import World
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import app_side, registry_side
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_registry.health import Health
from takedown_registry.quotas import Quotas
from takedown_registry.server import open_registry
from takedown_registry.settings import Settings

HASHES_PER_ITEM = 24
ITEMS_PER_MESSAGE = 50
TENTHS = 10
SERVER = {
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
}


def say(text: str) -> None:
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


def resident_mib(pid: int) -> float:
    return int(status(pid)["VmRSS"].split()[0]) / 1024


def computed(pid: int) -> float:
    """Seconds of processor time that a process and its children used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return own + sum(computed(child) for child in children(pid))


def quantile(taken: Sequence[float], part: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * part))]


def picture(chance: Iterator[bytes]) -> ItemEntry:
    hashes = tuple(
        HashEntry(HashType.PDQ, next(chance).hex(), f"view-{index}", quality=100)
        for index in range(HASHES_PER_ITEM)
    )
    return ItemEntry(os.urandom(16).hex(), ItemKind.INTIMATE, Media.IMAGE, hashes)


def values() -> Iterator[bytes]:
    while True:
        yield os.urandom(32)


def message(descriptor: app_side.Descriptor, pictures: int) -> bytes:
    chance = values()
    (prepared,) = app_side.prepare_submission(
        CaseSecret.generate().keys(),
        descriptor,
        now=int(time.time()),
        eligibility=Eligibility.ADULT,
        items=[picture(chance) for _ in range(pictures)],
    )
    return app_side.seal(prepared, descriptor, int(time.time()))


class Timed:
    """Adds up how long calls of one function take."""

    def __init__(self, work: Callable[..., object]) -> None:
        self._work, self.seconds = work, 0.0

    def __call__(self, *positional: object, **named: object) -> object:
        begun = time.perf_counter()
        try:
            return self._work(*positional, **named)
        finally:
            self.seconds += time.perf_counter() - begun


@dataclass(frozen=True)
class Spent:
    """What was used up so far, or between two looks; all in PostgreSQL but `own`.

    Attributes:
        wall, own, its: seconds on the clock, of a core here, of cores in PostgreSQL.
        log, pages: bytes of its write-ahead log, and whole pages among them.
        checkpoints, vacuums: how many.
    """

    wall: float
    own: float
    its: float
    log: int
    pages: int
    checkpoints: int
    vacuums: int

    @classmethod
    def now(cls, server: PostgresServer, connection: psycopg.Connection) -> Spent:
        row = connection.execute(
            "SELECT wal_bytes::bigint, wal_fpi, (SELECT checkpoints_timed + checkpoints_req FROM"
            " pg_stat_bgwriter), (SELECT sum(autovacuum_count)::bigint FROM pg_stat_user_tables)"
            " FROM pg_stat_wal"
        ).fetchone()
        assert row
        return cls(time.perf_counter(), time.process_time(), computed(server.process.pid), *row)

    def since(self, before: Spent) -> Spent:
        return Spent(*(getattr(self, name) - getattr(before, name) for name in asdict(self)))

    def said(self, hashes: int) -> str:
        return (
            f"{hashes / self.wall:,.0f} hashes/s; a hash took {self.own / hashes * 1e6:.0f} us here, "
            f"{self.its / hashes * 1e6:.0f} us in PostgreSQL, {self.log / hashes:,.0f} bytes of its log with "
            f"{self.pages / hashes:.2f} whole pages; {self.checkpoints} checkpoints, {self.vacuums} vacuums"
        )


def fill(server: PostgresServer, folder: Path, count: int) -> str:
    """Send messages of fifty pictures to the intake until `count` hashes are stored; returns the database."""
    from takedown_registry import intake

    url = server.database()
    # All of it is to be read at once by `sync`.
    world = World(folder / "fill", Settings(database=url, quotas=Quotas(solved_per_hour=0)))
    descriptor = replace(world.descriptor(), max_hashes_per_item=HASHES_PER_ITEM)
    unseal = Timed(registry_side.open_request)
    verify = Timed(registry_side.open_message)
    registry_side.open_request = unseal  # type: ignore[assignment]
    intake.open_message = verify  # type: ignore[assignment]
    each = HASHES_PER_ITEM * ITEMS_PER_MESSAGE
    world.registry.settings.save(world.data)
    total, busy, stored, memory = 0.0, 0.0, 0, 0.0
    at_once = max(1, count // each // TENTHS)
    tenths = []
    connection = psycopg.connect(_dsn(server, url), autocommit=True)
    for _ in range(TENTHS):
        bodies = [message(descriptor, ITEMS_PER_MESSAGE) for _ in range(at_once)]
        before = Spent.now(server, connection)
        for body in bodies:
            world.intake.answer(body, world.now)
        tenths.append(Spent.now(server, connection).since(before))
        busy, total = busy + tenths[-1].own, total + tenths[-1].wall
        stored += each * len(bodies)
        memory = memory or resident_mib(os.getpid())
    connection.close()
    registry_side.open_request, intake.open_message = unseal._work, verify._work  # type: ignore[assignment]
    world.close()
    store = total - verify.seconds
    say(f"{stored:,} hashes into PostgreSQL: {stored / total:,.0f} hashes/s, one process")
    say(f"  the process itself computed {busy / stored * 1e6:.0f} us a hash; the rest was the database's")
    for name, seconds in (
        ("unseal", unseal.seconds),
        ("verify and read", verify.seconds - unseal.seconds),
        ("judge, store, sign the receipt", store),
    ):
        say(f"  {name}: {seconds / stored * 1e6:.1f} us a hash, {seconds / total:.0%} of the time")
    for number, tenth in enumerate(tenths, 1):
        say(f"  tenth {number}: {tenth.said(each * at_once)}")
    say(f"  memory of the process: {memory:.0f} MiB at first, {resident_mib(os.getpid()):.0f} MiB at last")
    peer = bare_rows(server, each)
    say(f"  peer: the driver alone into one bare table with one index, same commits: {peer:,.0f} rows/s")
    return url


def _dsn(server: PostgresServer, url: str) -> str:
    return f"host={server.folder} user={ROLE} dbname={urlsplit(url).path.strip('/')}"


def bare_rows(server: PostgresServer, each: int) -> float:
    """Rows a second that plain `executemany` stores in an equally durable table."""
    with psycopg.connect(_dsn(server, server.database())) as connection:
        connection.execute("CREATE TABLE bare (id BIGSERIAL PRIMARY KEY, value BYTEA UNIQUE)")
        connection.commit()
        rows = [[(os.urandom(32),) for _ in range(each)] for _ in range(40)]
        begun = time.perf_counter()
        for some in rows:
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare (value) VALUES (%s)", some)
            connection.commit()
        return each * len(rows) / (time.perf_counter() - begun)


def sync(folder: Path, url: str) -> None:
    """A platform reads everything from the start with the stock client."""
    registry = RegistryProcess(folder / "fill", database=url)
    try:
        platform = registry.add_platform("Reader")
        before = resident_mib(registry.pid)
        taken, records = pages(platform, 800)
        tenth = max(1, len(taken) // 10)
        first, last = statistics.median(taken[:tenth]), statistics.median(taken[-tenth:])
        say(f"full sync of {records:,} records by the stock client: {sum(taken):.0f} s, {len(taken)} pages")
        ratio = f"ratio {last / first:.2f}"
        say(f"  a page of 800: first tenth {first * 1e3:.0f} ms, last tenth {last * 1e3:.0f} ms, {ratio}")
        say(f"  memory of the server: {before:.0f} MiB before, {resident_mib(registry.pid):.0f} MiB after")
    finally:
        registry.stop()


def keep(server: PostgresServer, folder: Path) -> None:
    """Everything into one encrypted file, and from it into another registry."""
    file, secret = folder / "backup", folder / "passphrase"
    secret.write_text("the passphrase of a benchmark")
    secret.chmod(0o600)
    same = ("--passphrase-file", str(secret))
    out = _timed(lambda: registry_here("backup", "--data", str(folder / "fill"), "--out", str(file), *same))
    say(f"backup: {out:.0f} s, {file.stat().st_size / 1e6:.0f} MB")
    into = ("--data", str(folder / "again"), "--database", server.database())
    say(f"restore: {_timed(lambda: registry_here('restore', str(file), *into, *same)):.0f} s")


def pages(platform: Platform, size: int) -> tuple[list[float], int]:
    taken, records, token, more = [], 0, "", True
    while more:
        begun = time.perf_counter()
        page = platform.api.fetch_hashes(page_size=size, next_page=token)
        taken.append(time.perf_counter() - begun)
        records += page.count
        token, more = page.nextPageToken or "", page.hasMoreRecords
    return taken, records


Due = tuple[float, int, bytes]
"""When a body is to be posted, in seconds from the start, how many pictures it has, and the body."""


def steady(descriptor: app_side.Descriptor, pictures: int, rate: float, seconds: float) -> list[Due]:
    """Messages of so many pictures, one after the other; signed and sealed beforehand."""
    return [(n / rate, pictures, message(descriptor, pictures)) for n in range(int(rate * seconds))]


async def post_all(url: str, plan: list[Due], connections: int = 12) -> dict[int, list[float]]:
    """Post as planned whatever the answers do; returns seconds from when each was due to its answer, by the
    number of pictures.
    """
    parts = urlsplit(url)
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(connections):
        idle.put_nowait(await asyncio.open_connection(parts.hostname, parts.port))
    taken: dict[int, list[float]] = {pictures: [] for _, pictures, _ in plan}

    async def one(body: bytes, pictures: int, due: float) -> None:
        reader, writer = await idle.get()
        head = f"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Content-Type: application/takedown-sealed\r\n\r\n" + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 "), answer
        length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        taken[pictures].append(time.perf_counter() - due)
        idle.put_nowait((reader, writer))

    begun = time.perf_counter() + 0.1
    tasks = []
    for after, pictures, body in plan:
        due = begun + after
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(body, pictures, due)))
    await asyncio.gather(*tasks)
    while not idle.empty():
        idle.get_nowait()[1].close()
    return taken


LOADS = {
    "one": ((1, 50.0),),
    "fifty": ((ITEMS_PER_MESSAGE, 3.0),),
    "both": ((1, 50.0), (ITEMS_PER_MESSAGE, 3.0)),
}
"""Pictures per message, and messages per second."""


def intake(
    server: PostgresServer, folder: Path, seconds: int, workers: Sequence[int], loads: Sequence[str]
) -> None:
    """How long people wait for their receipts at a steady load, whole process and database beside it."""
    for processes in workers:
        data = folder / f"intake{processes}"
        registry = RegistryProcess(
            data, database=server.database(), workers=processes, max_hashes_per_item=24
        )
        try:
            descriptor = _descriptor(registry)
            warm = steady(descriptor, 1, 5, 4) + steady(descriptor, ITEMS_PER_MESSAGE, 5, 4)
            asyncio.run(post_all(registry.url, sorted(warm)))
            for name in loads:
                _wait(server, registry, descriptor, f"{processes} worker(s), {name}", LOADS[name], seconds)
            pids = children(registry.pid) or [registry.pid]
            say(f"  memory: {', '.join(f'{resident_mib(pid):.0f} MiB' for pid in pids)}")
        finally:
            registry.stop()


def _wait(
    server: PostgresServer,
    registry: RegistryProcess,
    descriptor: app_side.Descriptor,
    name: str,
    load: Sequence[tuple[int, float]],
    seconds: int,
) -> None:
    plan = sorted(due for pictures, rate in load for due in steady(descriptor, pictures, rate, seconds))
    before = computed(registry.pid), computed(server.process.pid), time.process_time()
    by_pictures = asyncio.run(post_all(registry.url, plan))
    mine, its, posting = (
        (after - earlier) / len(plan) * 1e3
        for after, earlier in zip(
            (computed(registry.pid), computed(server.process.pid), time.process_time()), before, strict=True
        )
    )
    for pictures, rate in load:
        taken = by_pictures[pictures]
        say(
            f"intake, {name}: {len(taken)} messages of {pictures} picture(s), {rate:.0f}/s: "
            f"median {statistics.median(taken) * 1e3:.0f} ms, "
            f"p99 {quantile(taken, 0.99) * 1e3:.0f} ms, worst {max(taken) * 1e3:.0f} ms"
        )
    say(f"  each took {mine:.1f} ms of a core, {its:.1f} in PostgreSQL, {posting:.1f} to post it")


def _descriptor(registry: RegistryProcess) -> app_side.Descriptor:
    from support.person import fetch_descriptor

    return fetch_descriptor(registry.url, registry.root_key_id)


ROWS = """
INSERT INTO cases (id, case_key)
    SELECT n, encode(sha256(('case' || n)::bytea), 'hex')
    FROM generate_series({first}/1200 + 1, {last}/1200) n;
INSERT INTO items (id, case_id, item_id, kind, media, eligibility, added_at)
    SELECT n, (n - 1)/50 + 1, substr(md5(n::text), 1, 32), 'intimate', 'image', 'adult', 1700000000
    FROM generate_series({first}/24 + 1, {last}/24) n;
INSERT INTO hashes (id, signal, value, active, stamp)
    SELECT n, 'ImagePDQ', sha256(n::text::bytea), true, 1700000000 + n/50
    FROM generate_series({first} + 1, {last}) n;
INSERT INTO holdings (id, item_id, hash_id, event)
    SELECT n, (n - 1)/24 + 1, n, n FROM generate_series({first} + 1, {last}) n;
UPDATE sequence SET event = {last}, stamp = 1700000000 + {last}/50 + 1, open_stamp = NULL;
"""
"""Rows as the intake writes them, but made by the server itself and without checking references."""


def grow(dsn: str, first: int, last: int) -> None:
    step = 480_000
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for begin in range(first, last, step):
            end = min(last, begin + step)
            connection.execute(ROWS.format(first=begin, last=end))  # type: ignore[arg-type]
        for table in ("cases", "items", "hashes", "holdings"):
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # type: ignore[arg-type]
            )
        connection.execute("VACUUM (ANALYZE)")


class Deep:
    """A registry of many rows, read page after page from somewhere in the feed."""

    def __init__(self, server: PostgresServer, folder: Path, rows: int) -> None:
        self.rows, self.data, url = rows, folder / f"depth{rows}", server.database()
        registry_command("init", "--data", str(self.data), "--database", url)
        begun = time.perf_counter()
        grow(_dsn(server, url), 0, rows)
        say(f"grown to {rows:,} rows in {time.perf_counter() - begun:.0f} s")
        self.registry = RegistryProcess(self.data, database=url)
        self.platform = self.registry.add_platform("Reader")
        self.start, self.token = 11, ""

    def seek(self, part: float) -> None:
        """Go to a part of the feed: 0 its beginning, 1 sixty pages before its end."""
        self.start, self.token = 1_700_000_000 + int((self.rows - 60 * 800) * part) // 50, ""

    def page(self) -> float:
        begun = time.perf_counter()
        page = self.platform.api.fetch_hashes(page_size=800, start_timestamp=self.start, next_page=self.token)
        taken = time.perf_counter() - begun
        assert page.count == 800
        self.token = page.nextPageToken or ""
        return taken


def depth(server: PostgresServer, folder: Path, count: int) -> None:
    """The time of a page among 100,000 rows and among many more, read by turns so that both bear one load."""
    both = [Deep(server, folder, rows // 1200 * 1200) for rows in (100_800, count)]
    try:
        for name, part in (("beginning", 0.0), ("middle", 0.5), ("end", 1.0)):
            for deep in both:
                deep.seek(part)
            taken = [[deep.page() for deep in both] for _ in range(50)][5:]
            small, large = (statistics.median(times) * 1e3 for times in zip(*taken, strict=True))
            ratio = statistics.median(one[1] / one[0] for one in taken)
            say(f"a page of 800 at the {name}: {small:.1f} ms of {both[0].rows:,} rows")
            say(f"  {large:.1f} ms of {both[1].rows:,} rows; median of the ratios {ratio:.2f}")
        for deep in both:
            fresh = min(_timed(deep.platform.api.fetch_hashes) for _ in range(5))
            memory = resident_mib(deep.registry.pid)
            say(
                f"{deep.rows:,} rows: a fresh sync's first page {fresh * 1e3:.1f} ms, server {memory:.0f} MiB"
            )
            watched(deep)
    finally:
        for deep in both:
            deep.registry.stop()


def watched(deep: Deep) -> None:
    """How long whoever asks for the operator's figures waits, and how long the rows are counted aside."""
    registry = open_registry(deep.data)
    health = Health(registry, lambda: 1, time.monotonic)
    begun = time.perf_counter()
    waited = _timed(health.look)
    while "active_hashes" not in health.look().figures:
        pass
    counted = time.perf_counter() - begun
    say(f"  the operator's figures: {waited * 1e3:.0f} ms, with their rows counted after {counted:.1f} s")
    registry.database.close()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="+", choices=["fill", "sync", "backup", "intake", "depth"])
    parser.add_argument("--hashes", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=int, default=60, help="of each load; 40 give 120 of fifty pictures")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--loads", nargs="+", choices=LOADS, default=list(LOADS))
    chosen = parser.parse_args()
    server = PostgresServer(durable=True, settings=SERVER)
    try:
        with tempfile.TemporaryDirectory() as untidy:
            folder = Path(untidy)
            if {"fill", "sync", "backup"} & set(chosen.parts):
                url = fill(server, folder, chosen.hashes)
                if "sync" in chosen.parts:
                    sync(folder, url)
                if "backup" in chosen.parts:
                    keep(server, folder)
            if "intake" in chosen.parts:
                intake(server, folder, chosen.seconds, chosen.workers, chosen.loads)
            if "depth" in chosen.parts:
                depth(server, folder, chosen.rows)
    finally:
        server.close()


if __name__ == "__main__":
    main()
