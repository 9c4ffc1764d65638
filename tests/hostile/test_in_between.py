"""Somebody between the app and a real registry: wrong keys, old descriptions, cut wires, wrong clocks.

The registry is a process of its own; the one in between sees and changes real bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.errors import (
    DescriptorOutOfDate,
    DescriptorRolledBack,
    RegistryNotTrusted,
    RegistryUnreachable,
    ReplyNotVerified,
    RootChanged,
)
from stillmark.domain.media import Fingerprint, Hashed
from stillmark.domain.unreachable import UnreachableReason as Reason
from stillmark.registries.takedown import TakedownConnector
from stillmark.registries.transport import Network, Patience
from stillmark.services.access import CaseAccess
from stillmark.services.connect import ConnectedRegistry, RegistryDirectory
from stillmark.services.exchange import Exchange
from stillmark.services.follow import FollowService
from stillmark.services.submit import SubmissionItem, SubmitService
from stillmark.services.versions import SeenVersions
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.memory import MemoryJournal
from support.network import Act, Server, answer, reset, serving, take
from support.person import NetworkPerson
from support.registry import RegistryProcess
from support.world import item, pdq
from takedown_hashing.vocabulary import HashType, Media

DAY = 86_400
PATIENCE = Patience(connect=2.0, silence=5.0, attempt=8.0, call=20.0)
Change = Callable[[bytes, int], bytes]
"""Gets the registry's whole reply and the number of the connection; returns what arrives."""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegistryProcess]:
    process = RegistryProcess(tmp_path_factory.mktemp("registry") / "data")
    yield process
    process.stop()


def forward(registry: RegistryProcess, raw: bytes) -> bytes:
    """Hand a request on and return the reply as it would go over the wire."""
    head, _, body = raw.partition(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
    headers = {"Content-Type": "application/takedown-sealed"} if body else {}
    got = requests.request(method, registry.url + path, data=body, headers=headers, timeout=20)
    lines = [f"HTTP/1.1 {got.status_code} X", f"Content-Length: {len(got.content)}"]
    lines += [f"{name}: {got.headers[name]}" for name in ("Content-Type", "Date") if name in got.headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + got.content


def between(registry: RegistryProcess, spoil: Callable[[bytes], Act | None]) -> Act:
    """Forward everything; what `spoil` returns for a request is done instead of answering."""

    def act(connected: object) -> None:
        raw = take(connected)  # type: ignore[arg-type]
        instead = spoil(raw)
        reply = forward(registry, raw)
        if instead is None:
            connected.sendall(reply)  # type: ignore[attr-defined]
        else:
            instead(connected)  # type: ignore[arg-type]

    return act


class App:
    """The services of the app on the real connector, with a clock of their own."""

    def __init__(self, clock: Callable[[], float] = time.time, versions: SeenVersions | None = None) -> None:
        connector = TakedownConnector(Network(patience=PATIENCE))
        self.journal = MemoryJournal()
        exchange = Exchange(self.journal, clock)
        self.directory = RegistryDirectory(connector, clock, versions)
        self.submit = SubmitService(exchange, clock)
        self.follow = FollowService(exchange, clock)
        self.withdraw = WithdrawService(exchange, clock)
        self.access = CaseAccess.new()

    def send(self, registry: ConnectedRegistry, number: int = 1) -> tuple[str, ...]:
        prints = (Fingerprint(HashType.PDQ, "whole", pdq(number), 100),)
        picture = Hashed(Path("x.jpg"), f"{number:064x}", Media.IMAGE, 10, 10, 100, prints)
        prepared = self.submit.prepare(
            registry, self.access, Eligibility.ADULT, [SubmissionItem(picture, Kind.INTIMATE)]
        )
        (receipt,) = self.submit.send(prepared, self.access)
        return receipt.item_ids


def posts(server: Server) -> list[bytes]:
    return [heard.body for heard in server.heard if heard.raw.startswith(b"POST")]


# Clocks


@pytest.mark.parametrize("days", [-20 * 365, -400, -8, -2, 2, 10])
def test_a_wrong_clock_is_put_right_by_the_registrys_signed_time(
    registry: RegistryProcess, days: int
) -> None:
    app = App(lambda: time.time() + days * DAY)
    connected = app.directory.connect(registry.address)
    item_ids = app.send(connected)
    assert tuple(each.item_id for each in app.follow.check(connected, app.access).items) == item_ids
    assert app.withdraw.withdraw(connected, app.access)
    assert app.journal.pending() == ()


@pytest.mark.parametrize("days", [60, 400, 20 * 365])
def test_a_clock_so_far_ahead_that_the_description_seems_over_stops_and_says_why(
    registry: RegistryProcess, days: int
) -> None:
    with serving(between(registry, lambda _: None)) as server:
        app = App(lambda: time.time() + days * DAY)
        with pytest.raises(DescriptorOutOfDate, match=time.strftime("server says %Y-%m-%d", time.gmtime())):
            app.directory.connect(f"{server.url}#{registry.root_key_id}")
        assert posts(server) == []


# Identity


def test_another_registry_at_the_same_address_is_noticed(registry: RegistryProcess, tmp_path: Path) -> None:
    impostor = RegistryProcess(tmp_path / "data")
    try:
        with serving(between(impostor, lambda _: None)) as server:
            app = App()
            with pytest.raises(RootChanged):
                app.directory.connect(f"{server.url}#{registry.root_key_id}")
            assert posts(server) == []
    finally:
        impostor.stop()


def test_an_older_description_is_noticed_also_after_a_restart(tmp_path: Path) -> None:
    process = RegistryProcess(tmp_path / "data")
    try:
        old = forward(process, b"GET /.well-known/takedown-registry HTTP/1.1\r\n\r\n")
        process.add_platform("Newcomer")
        kept = SeenVersions()
        App(versions=kept).directory.connect(process.address)
        with serving(lambda connected: (take(connected), connected.sendall(old))[1]) as server:
            app = App(versions=kept)
            with pytest.raises(DescriptorRolledBack):
                app.directory.connect(f"{server.url}#{process.root_key_id}")
            assert posts(server) == []
    finally:
        process.stop()


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (answer(200, b"<html>Sign in</html>", Content_Type="text/html"), Reason.WEB_PAGE),
        (answer(302, Location="http://127.0.0.1:1/"), Reason.SENT_ELSEWHERE),
        (answer(511), Reason.WEB_PAGE),
        (answer(200, b'{"ok": true}', Content_Type="application/json"), RegistryNotTrusted),
        (answer(200, b""), RegistryNotTrusted),
        (answer(200, b"[" * 200_000), RegistryNotTrusted),
    ],
)
def test_a_network_that_answers_for_the_registry(
    registry: RegistryProcess, act: Act, expected: Reason | type[RegistryNotTrusted]
) -> None:
    """A sign-in page is a matter of the network; other pretence is a matter of trust."""
    with serving(act) as server:
        app = App()
        error = RegistryUnreachable if isinstance(expected, Reason) else expected
        with pytest.raises(error) as caught:
            app.directory.connect(f"{server.url}#{registry.root_key_id}")
        assert getattr(caught.value, "reason", expected) == expected
        assert posts(server) == []


# Messages


def cut_once() -> Callable[[bytes], Act | None]:
    """Let the first message reach the registry and cut its answer off."""
    cut: list[bool] = []

    def spoil(raw: bytes) -> Act | None:
        if raw.startswith(b"POST") and not cut:
            cut.append(True)
            return reset
        return None

    return spoil


def test_what_is_sent_twice_is_taken_once(registry: RegistryProcess) -> None:
    with serving(between(registry, cut_once())) as server:
        app = App()
        connected = app.directory.connect(f"{server.url}#{registry.root_key_id}")
        item_ids = app.send(connected)
        first, second = posts(server)
        assert first == second
        assert tuple(each.item_id for each in app.follow.check(connected, app.access).items) == item_ids
        assert app.journal.pending() == ()


def test_a_withdrawal_whose_answer_is_lost_is_taken_once_and_holds(registry: RegistryProcess) -> None:
    app = App()
    app.send(app.directory.connect(registry.address))
    with serving(between(registry, cut_once())) as server:
        connected = app.directory.connect(f"{server.url}#{registry.root_key_id}")
        app.withdraw.withdraw(connected, app.access)
        assert len(set(posts(server))) == 1
    (left,) = app.follow.check(connected_again(app, registry), app.access).items
    assert left.taken_back is not None


def connected_again(app: App, registry: RegistryProcess) -> ConnectedRegistry:
    return app.directory.connect(registry.address)


def reply(body: bytes) -> Act:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return lambda connected: connected.sendall(head + body)


@pytest.mark.parametrize("body", [bytes(16384), b"", b"\1\1" + bytes(16382), bytes(262_144)])
def test_an_answer_that_was_changed_is_not_received_and_the_message_stays_written_down(
    registry: RegistryProcess, body: bytes
) -> None:
    instead = reply(body)
    with serving(between(registry, lambda raw: instead if raw.startswith(b"POST") else None)) as server:
        app = App()
        connected = app.directory.connect(f"{server.url}#{registry.root_key_id}")
        with pytest.raises(ReplyNotVerified):
            app.send(connected)
        (intent,) = app.journal.pending()
        # Later, without the one in between, the very same message gets its receipt.
        assert app.send(connected_again(app, registry))
        assert intent.message_id


def test_an_old_answer_played_again_is_not_believed(registry: RegistryProcess) -> None:
    kept: list[bytes] = []

    def act(connected: object) -> None:
        raw = take(connected)  # type: ignore[arg-type]
        reply = forward(registry, raw)
        if raw.startswith(b"POST"):
            kept.append(reply)
            reply = kept[0]
        connected.sendall(reply)  # type: ignore[attr-defined]

    with serving(act) as server:
        app = App()
        connected = app.directory.connect(f"{server.url}#{registry.root_key_id}")
        app.send(connected)
        with pytest.raises(ReplyNotVerified):
            app.follow.check(connected, app.access)
        with pytest.raises(ReplyNotVerified):
            app.send(connected, 2)


def test_a_message_held_back_and_let_go_later_cannot_revive_what_was_withdrawn(
    registry: RegistryProcess,
) -> None:
    someone = NetworkPerson(registry.url, registry.root_key_id)
    held_back = someone.prepare(item(1, pdq(77)))
    body = someone.sealed(held_back)
    someone.withdraw()
    assert requests.post(
        f"{registry.url}/v1/messages",
        data=body,
        headers={"Content-Type": "application/takedown-sealed"},
        timeout=20,
    ).ok
    assert all(each.withdrawn_at is not None for each in someone.status().items)
