"""Every attack on software updates that the TUF specification names (section 1.5.2), at a real client.

Each test says the attack's name. The repository is real: made with python-tuf, signed with keys of this run,
served on loopback, fetched by the app's own transport. What an attacker may hold is said in each test.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import MetaFile

from stillmark.domain.errors import (
    AddressWrong,
    StorageFault,
    UpdateNotTrusted,
    UpdatesNotSet,
    UpdatesUnreachable,
)
from stillmark.domain.release import Version
from stillmark.domain.unreachable import UnreachableReason
from stillmark.registries.configured import UpdatePlace
from stillmark.registries.transport import Network, Patience
from stillmark.registries.updates import TufReleases, kind_of_computer, target_of
from stillmark.services.updates import UpdateService
from support.network import Act, Server, answer, proxying, serving, take
from support.releases import KIND, OTHER_KIND, ROLES, Repository, altered, serving_releases

OWN = Version.parse("0.1.0")
NEWER = b"the newer package" * 1000


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def server(repository: Repository) -> Iterator[Server]:
    with serving_releases(repository) as server:
        yield server


def client(place: UpdatePlace, network: Network | None = None) -> UpdateService:
    source = TufReleases(place, network, KIND)
    return UpdateService(place.address, lambda: source, OWN)


def saved(updates: UpdateService, folder: Path) -> bytes:
    """Look, fetch and save as the app does; return what lies on the disk."""
    newer = updates.check().newer
    assert newer is not None
    updates.save(newer, folder / newer.file_name)
    return (folder / newer.file_name).read_bytes()


def refused(updates: UpdateService, folder: Path) -> None:
    """The news or the package is not believed, and nothing was written."""
    with pytest.raises(UpdateNotTrusted):
        saved(updates, folder)
    assert list(folder.iterdir()) == []


# --- what works


def test_a_newer_version_is_told_fetched_and_verified(
    repository: Repository, server: Server, tmp_path: Path
) -> None:
    place = repository.place(server.url)
    updates = client(place)
    assert updates.check().newer is None  # 0.0.1 is older
    repository.publish("0.2.0", NEWER)
    assert saved(updates, tmp_path) == NEWER
    newer = updates.check().newer
    assert newer is not None
    assert (str(newer.version), newer.file_name) == ("0.2.0", "stillmark-0.2.0.deb")
    # A run that begins anew, after root and online keys were replaced.
    repository.rotate("root")
    repository.rotate("timestamp")
    repository.publish("0.3.0", b"still newer")
    assert saved(client(place), tmp_path) == b"still newer"


def test_nothing_for_this_kind_of_computer_is_no_news(repository: Repository, server: Server) -> None:
    source = TufReleases(repository.place(server.url), None, "macos-arm64")
    assert source.newest() is None


def test_nobody_to_ask() -> None:
    with pytest.raises(UpdatesNotSet):
        UpdateService().check()


def test_only_protected_addresses(repository: Repository) -> None:
    for address in ("http://updates.example", "http://abc.onion"):
        with pytest.raises(AddressWrong):
            TufReleases(repository.place(address))


def test_the_same_proxy_as_everything_else(repository: Repository) -> None:
    from stillmark.registries.proxy import SocksProxy

    with (
        serving_releases(repository) as server,
        proxying({("abc.onion", 80): ("127.0.0.1", server.port)}) as proxy,
    ):
        network = Network(SocksProxy("127.0.0.1", proxy.port))
        assert client(repository.place("http://abc.onion"), network).check().newer is None
        assert {(asked.host, asked.port) for asked in proxy.asked} == {("abc.onion", 80)}
        # One look is one path: the same credentials throughout.
        assert len({asked.username for asked in proxy.asked}) == 1


def test_no_proxy_of_the_environment_counts(
    repository: Repository, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client(repository.place(server.url)).check().newer is None


def test_kinds_of_computers_have_targets_of_their_own() -> None:
    assert target_of("windows-x86_64") == "windows-x86_64/stillmark.exe"
    assert target_of("macos-arm64") == "macos-arm64/stillmark.dmg"
    assert target_of(kind_of_computer()).startswith(kind_of_computer())


# --- the attacks


def test_arbitrary_software_installation(repository: Repository, server: Server, tmp_path: Path) -> None:
    """The attacker holds the server, and no key: other bytes, or metadata signed by keys of their own."""
    updates = client(repository.place(server.url))
    repository.publish("0.2.0", NEWER)
    path = next(path for path, data in repository.files.items() if data == NEWER)
    repository.files[path] = NEWER[:-1] + b"!"
    refused(updates, tmp_path)
    repository.files[path] = NEWER
    stranger = Repository()
    stranger.publish("0.9.0", b"malware")
    repository.files |= {
        name: data for name, data in stranger.files.items() if name != "metadata/1.root.json"
    }
    refused(updates, tmp_path)


def test_endless_data(repository: Repository, server: Server, tmp_path: Path) -> None:
    """Metadata or a package that never ends is cut at its limit: the signed size, or a fixed one."""
    updates = client(repository.place(server.url))
    repository.publish("0.2.0", NEWER)
    path = next(path for path, data in repository.files.items() if data == NEWER)
    repository.files[path] = NEWER * 50
    refused(updates, tmp_path)
    sent = 0

    def without_end(connected: socket.socket) -> None:
        nonlocal sent
        take(connected)
        connected.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent += connected.send(b"{" * 65536)

    with serving(_until_closed(without_end)) as endless, pytest.raises(UpdateNotTrusted):
        client(repository.place(endless.url)).check()
    assert sent < 16 * 1024 * 1024  # what the kernel buffers, no more


def test_extraneous_dependencies(repository: Repository, server: Server) -> None:
    """Nothing that news may name beside the package is ever fetched."""
    updates = client(repository.place(server.url))
    repository.publish("0.2.0", NEWER)
    signed = repository.targets.targets[target_of(KIND)]
    signed.unrecognized_fields["custom"] |= {"depends": ["windows-x86_64/stillmark.exe"], "hook": "run.sh"}
    repository.put()
    server.heard.clear()
    server.connections = 0
    assert updates.check().newer is not None
    asked = {heard.raw.split(b" ")[1].decode() for heard in server.heard}
    assert not [path for path in asked if not path.startswith("/metadata/")]


def test_fast_forward(repository: Repository, server: Server, tmp_path: Path) -> None:
    """A stolen online key raises versions out of reach; after the keys are replaced, news arrive again."""
    place = repository.place(server.url)
    updates = client(place)
    repository.timestamp.version = repository.snapshot.version = 2**31
    repository.put()
    assert updates.check().newer is None
    repository.timestamp.version, repository.snapshot.version = 5, 5
    repository.publish("0.2.0", NEWER)
    with pytest.raises(UpdateNotTrusted):
        updates.check()  # it looks like going back, until the owner says that the key was stolen
    repository.rotate("timestamp")
    repository.rotate("snapshot")
    repository.put()
    assert saved(updates, tmp_path) == NEWER
    assert saved(client(place), tmp_path) == NEWER


def test_indefinite_freeze(repository: Repository, server: Server, tmp_path: Path) -> None:
    """The attacker goes on serving what was once signed: it expires, and then it is said."""
    updates = client(repository.place(server.url, shipped=False))
    repository.publish("0.2.0", NEWER, days=-1)
    with pytest.raises(UpdateNotTrusted, match="out of date"):
        saved(updates, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("role", ROLES)
def test_indefinite_freeze_of_one_role(repository: Repository, server: Server, role: str) -> None:
    place = repository.place(server.url)
    getattr(repository, role).expires = repository.root.expires.replace(year=2020)
    if role == "root":
        repository.put_root()
        repository.root.version += 1
        repository.root.expires = repository.root.expires.replace(year=2020)
        repository.files[f"metadata/{repository.root.version}.root.json"] = repository.sign("root")
    else:
        _sign_again(repository, *ROLES[:0:-1])
    with pytest.raises(UpdateNotTrusted, match="out of date"):
        client(place).check()


def test_malicious_mirror(repository: Repository, server: Server) -> None:
    """A mirror with nothing, a fault, or a page of its own is a plain 'not reached', never 'newest'."""
    place = repository.place(server.url)
    for act in (
        answer(404),
        answer(500),
        answer(302, Location=server.url),
        answer(200, b"<html>", Content_Type="text/html"),
    ):
        with serving(act) as mirror, pytest.raises(UpdatesUnreachable):
            client(UpdatePlace(mirror.url, place.root, place.timestamp, place.snapshot)).check()
    kept = repository.files.pop("metadata/timestamp.json")
    with pytest.raises(UpdatesUnreachable):
        client(place).check()
    repository.files["metadata/timestamp.json"] = kept
    assert client(place).check().newer is None


def test_mix_and_match(repository: Repository, server: Server, tmp_path: Path) -> None:
    """Targets of one moment below a snapshot of another were never current together."""
    place = repository.place(server.url, shipped=False)
    old_targets = repository.files[f"metadata/{repository.targets.version}.targets.json"]
    repository.publish("0.2.0", NEWER)
    repository.files[f"metadata/{repository.targets.version}.targets.json"] = old_targets
    refused(client(place), tmp_path)
    repository.publish("0.3.0", NEWER)
    repository.files[f"metadata/{repository.snapshot.version}.snapshot.json"] = repository.files[
        f"metadata/{repository.snapshot.version - 1}.snapshot.json"
    ]
    refused(client(place), tmp_path)


@pytest.mark.parametrize("role", ["targets", "snapshot"])
def test_mix_and_match_under_one_number(
    repository: Repository, server: Server, tmp_path: Path, role: str
) -> None:
    """Signed twice with the same version: only the one whose hash was signed above it is current."""
    place = repository.place(server.url, shipped=False)
    getattr(repository, role).unrecognized_fields["note"] = "one"
    repository.publish("0.2.0", NEWER)
    getattr(repository, role).unrecognized_fields["note"] = "two"
    name = f"metadata/{getattr(repository, role).version}.{role}.json"
    repository.files[name] = repository.sign(role)
    refused(client(place), tmp_path)


def test_rollback_within_one_run(repository: Repository, server: Server) -> None:
    updates = client(repository.place(server.url))
    before = dict(repository.files)
    repository.publish("0.2.0", NEWER)
    assert updates.check().newer is not None
    repository.files = before
    with pytest.raises(UpdateNotTrusted):
        updates.check()


def test_rollback_of_the_timestamp_alone(repository: Repository, server: Server) -> None:
    """Below it nothing changed; the older one may be all that an attacker has, and it lives longer."""
    updates = client(repository.place(server.url))
    before = repository.files["metadata/timestamp.json"]
    _sign_again(repository, "timestamp")
    updates.check()
    repository.files["metadata/timestamp.json"] = before
    with pytest.raises(UpdateNotTrusted):
        updates.check()


def test_rollback_with_a_stolen_timestamp_key(repository: Repository, server: Server) -> None:
    """It may not point back at a snapshot that was replaced."""
    updates = client(repository.place(server.url))
    before = repository.timestamp.snapshot_meta
    _sign_again(repository, "snapshot", "timestamp")
    updates.check()
    repository.timestamp.snapshot_meta = before
    _sign_again(repository, "timestamp")
    with pytest.raises(UpdateNotTrusted):
        updates.check()


def test_rollback_with_both_online_keys(repository: Repository, server: Server) -> None:
    """They may not point back at targets that were replaced."""
    updates = client(repository.place(server.url))
    before = dict(repository.snapshot.meta)
    repository.publish("0.2.0", NEWER)
    assert updates.check().newer is not None
    repository.snapshot.meta = before
    _sign_again(repository, "snapshot", "timestamp")
    with pytest.raises(UpdateNotTrusted):
        updates.check()


def test_rollback_between_runs_stops_at_what_was_shipped(repository: Repository, server: Server) -> None:
    """With nothing kept on the disk, what the app was built with is what it remembers."""
    before = dict(repository.files)
    repository.publish("0.1.0", b"this very version")
    place = repository.place(server.url)
    repository.files = before
    with pytest.raises(UpdateNotTrusted):
        client(place).check()


def test_rollback_of_the_root(repository: Repository, server: Server) -> None:
    """Whoever hides a root that was seen in this run does not get the stolen key of before believed again."""
    updates = client(repository.place(server.url, shipped=False))
    stolen = repository.keys["timestamp"]
    repository.rotate("timestamp")
    repository.put()
    updates.check()
    del repository.files[f"metadata/{repository.root.version}.root.json"]
    repository.keys["timestamp"] = stolen
    repository.put()
    with pytest.raises(UpdateNotTrusted):
        updates.check()


def test_a_root_that_leaves_one_out(repository: Repository, server: Server, tmp_path: Path) -> None:
    """Every root is the next one's witness: none is believed under another's number."""
    place = repository.place(server.url)
    repository.rotate("targets")
    repository.rotate("targets")
    repository.publish("0.2.0", NEWER)
    repository.files["metadata/2.root.json"] = repository.files["metadata/3.root.json"]
    refused(client(place), tmp_path)


def test_an_older_package_is_never_offered(repository: Repository, server: Server) -> None:
    """Not even if everybody's keys sign it as the newest."""
    updates = client(repository.place(server.url))
    for version in ("0.1.0", "0.0.9"):
        repository.publish(version, b"old")
        assert updates.check().newer is None


def test_slow_retrieval(repository: Repository) -> None:
    """A byte now and then ends in time, whatever it belongs to."""

    def dripping(connected: socket.socket) -> None:
        take(connected)
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        while True:
            connected.sendall(b"{")
            time.sleep(0.05)

    patience = Patience(connect=1, silence=0.5, attempt=1, call=1)
    with serving(_until_closed(dripping)) as slow:
        begun = time.monotonic()
        with pytest.raises(UpdatesUnreachable) as raised:
            client(repository.place(slow.url), Network(patience=patience)).check()
        assert time.monotonic() - begun < 5
        assert raised.value.reason is UnreachableReason.TOO_SLOW


def test_slow_retrieval_of_the_package(repository: Repository, tmp_path: Path) -> None:
    """The news came at once; the package drips, never silent for long, and is given up all the same."""
    repository.publish("0.2.0", NEWER)
    repository.drip = 0.05
    patience = Patience(connect=1, silence=0.5, attempt=5, call=0.3)
    with serving(_until_closed(repository.act)) as slow:
        updates = client(repository.place(slow.url), Network(patience=patience))
        begun = time.monotonic()
        with pytest.raises(UpdatesUnreachable) as raised:
            saved(updates, tmp_path)
        assert time.monotonic() - begun < 3
        assert raised.value.reason is UnreachableReason.TOO_SLOW
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_key_compromise_of_an_online_key(
    repository: Repository, server: Server, tmp_path: Path, role: str
) -> None:
    """Who stole one online key can sign that role, and still no package."""
    place = repository.place(server.url)
    thief = Repository(
        keys=repository.keys | {r: CryptoSigner.generate_ed25519() for r in ("targets", "root") if r != role}
    )
    thief.publish("0.9.0", b"malware")
    thief.timestamp.version = thief.snapshot.version = thief.targets.version = 50
    thief.put()
    repository.files |= {name: data for name, data in thief.files.items() if "root" not in name}
    refused(client(place), tmp_path)


def test_key_compromise_of_a_replaced_key(repository: Repository, server: Server, tmp_path: Path) -> None:
    """A key that the root revoked signs nothing any more."""
    place = repository.place(server.url)
    stolen = repository.keys["targets"]
    repository.rotate("targets")
    repository.keys["targets"] = stolen
    repository.publish("0.9.0", b"malware")
    refused(client(place), tmp_path)


def test_a_root_that_the_old_one_did_not_sign(repository: Repository, server: Server, tmp_path: Path) -> None:
    place = repository.place(server.url)
    repository.keys["root"] = CryptoSigner.generate_ed25519()
    repository.root.add_key(repository.keys["root"].public_key, "root")
    repository.put_root()
    refused(client(place), tmp_path)


def test_wrong_software_installation(repository: Repository, server: Server, tmp_path: Path) -> None:
    """A package that is properly signed, for another kind of computer, is not this one."""
    updates = client(repository.place(server.url))
    other = b"another kind of package".ljust(len(NEWER), b".")
    repository.publish("0.2.0", other, OTHER_KIND)
    assert updates.check().newer is None
    repository.publish("0.2.0", NEWER)
    path = next(path for path, data in repository.files.items() if data == NEWER)
    repository.files[path] = other
    refused(updates, tmp_path)


# --- and more of ours


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_any_changed_field_is_noticed(
    repository: Repository, server: Server, tmp_path: Path, role: str
) -> None:
    updates = client(repository.place(server.url, shipped=False))
    name = "metadata/timestamp.json" if role == "timestamp" else f"metadata/1.{role}.json"
    repository.files[name] = altered(repository.files[name], expires="2099-01-01T00:00:00Z")
    refused(updates, tmp_path)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_unsigned_is_refused(repository: Repository, server: Server, tmp_path: Path, role: str) -> None:
    """Also if all above it says that it is this one."""
    place = repository.place(server.url, shipped=False)
    _sign_again(repository, *ROLES[:0:-1], unsigned=role)
    refused(client(place), tmp_path)


@pytest.mark.parametrize(
    "custom", [None, {}, {"version": 2}, {"version": "2.0-beta"}, [], {"version": "9" * 9}]
)
def test_signed_nonsense_is_refused(
    repository: Repository, server: Server, tmp_path: Path, custom: object
) -> None:
    updates = client(repository.place(server.url))
    repository.publish("0.2.0", NEWER)
    fields = repository.targets.targets[target_of(KIND)].unrecognized_fields
    fields.pop("custom") if custom is None else fields.update(custom=custom)
    repository.put()
    refused(updates, tmp_path)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 15000, b"null", b"\xff\xfe", b'{"signed": {}, "signatures": []}']
)
def test_metadata_that_is_none(repository: Repository, server: Server, tmp_path: Path, body: bytes) -> None:
    repository.files["metadata/timestamp.json"] = body
    refused(client(repository.place(server.url)), tmp_path)


def test_a_disk_that_takes_nothing_leaves_what_was_there(
    repository: Repository, server: Server, tmp_path: Path
) -> None:
    updates = client(repository.place(server.url))
    repository.publish("0.2.0", NEWER)
    newer = updates.check().newer
    assert newer is not None
    with pytest.raises(StorageFault):
        updates.save(newer, tmp_path / "nowhere" / "package")


def _until_closed(act: Act) -> Act:
    def quiet(connected: socket.socket) -> None:
        try:
            act(connected)
        except OSError:
            return

    return quiet


def _sign_again(repository: Repository, *roles: str, unsigned: str = "") -> None:
    """Sign roles, lowest first, as their next versions; the dates stay, one gets no signature."""
    for role in roles:
        content = getattr(repository, role)
        content.version += 1
        data = repository.sign(role)
        if role == unsigned:
            data = json.dumps(json.loads(data) | {"signatures": []}).encode()
        if role == "timestamp":
            repository.files["metadata/timestamp.json"] = data
            continue
        repository.files[f"metadata/{content.version}.{role}.json"] = data
        described = MetaFile.from_data(content.version, data, ["sha256"])
        if role == "targets":
            repository.snapshot.meta["targets.json"] = described
        else:
            repository.timestamp.snapshot_meta = described


_WRITING = {
    "os.mkdir",
    "os.rename",
    "os.symlink",
    "os.link",
    "os.remove",
    "tempfile.mkstemp",
    "tempfile.mkdtemp",
}
_watched: list[str] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is None:
        return
    if event in _WRITING or (event == "open" and isinstance(arguments[2], int) and arguments[2] & 0o103):
        _watched.append(f"{event} {arguments[0]}")


sys.addaudithook(_watch)  # cannot be taken out again; it does nothing outside the test below


def test_looking_writes_nothing(repository: Repository, server: Server) -> None:
    """Neither python-tuf's cache nor its temporary files: they would tell that somebody looked."""
    global _watched
    place = repository.place(server.url)
    repository.rotate("root")
    repository.publish("0.2.0", NEWER)
    source = TufReleases(place, None, KIND)
    _watched = []
    try:
        newer = source.newest()
        assert newer is not None
        assert source.fetch(newer) == NEWER
    finally:
        seen, _watched = _watched, None
    assert seen == []
