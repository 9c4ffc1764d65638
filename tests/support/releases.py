"""A repository of releases (TUF), made and signed here with keys of this run, and served on loopback.

What it serves can be changed byte by byte, so that every attack is a repository that does just that.
"""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp

from stillmark.registries.configured import UpdatePlace
from stillmark.registries.updates import target_of
from support.network import Act, Server, answer, say, serving, take

KIND = "linux-x86_64"
OTHER_KIND = "windows-x86_64"
ROLES = ("root", "timestamp", "snapshot", "targets")
DAYS = {"root": 365, "timestamp": 7, "snapshot": 7, "targets": 90}


@dataclass
class Repository:
    """Publishes releases in the layout of `stillmark.registries.updates`.

    Attributes:
        keys: the one key of each role.
        files: what is served: path below the address -> bytes.
        drip: seconds between the bytes of a package.
    """

    keys: dict[str, CryptoSigner] = field(
        default_factory=lambda: {role: CryptoSigner.generate_ed25519() for role in ROLES}
    )
    files: dict[str, bytes] = field(default_factory=dict)
    drip: float = 0.0

    def __post_init__(self) -> None:
        root = Root(consistent_snapshot=True)
        for role in ROLES:
            root.add_key(self.keys[role].public_key, role)
        self.root, self.targets, self.snapshot, self.timestamp = root, Targets(), Snapshot(), Timestamp()
        for role in ROLES:
            getattr(self, role).version = 0
        self.first_root = self.put_root()
        self.publish("0.0.1", b"the first package")

    def sign(self, role: str, by: str | None = None) -> bytes:
        """Return the metadata of a role as it is now, signed with a role's key."""
        metadata: Metadata[Any] = Metadata(copy.deepcopy(getattr(self, role)))
        metadata.sign(self.keys[by or role])
        return metadata.to_bytes()

    def put_root(self, *also: CryptoSigner) -> bytes:
        """Publish the root as the next version, signed with the key of now and perhaps others."""
        self.root.version += 1
        self.root.expires = soon("root")
        metadata: Metadata[Any] = Metadata(self.root)
        for signer in (self.keys["root"], *also):
            metadata.sign(signer, append=True)
        data = metadata.to_bytes()
        self.files[f"metadata/{self.root.version}.root.json"] = data
        return data

    def rotate(self, role: str) -> None:
        """Replace the key of a role, as after its theft."""
        old = self.keys[role]
        self.root.revoke_key(old.public_key.keyid, role)
        self.keys[role] = CryptoSigner.generate_ed25519()
        self.root.add_key(self.keys[role].public_key, role)
        self.put_root(*([old] if role == "root" else []))

    def publish(self, version: str, package: bytes, kind: str = KIND, *, days: int | None = None) -> None:
        """Publish a package as the newest of its kind; `days` until all of it expires."""
        target = TargetFile.from_data(target_of(kind), package, ["sha256"])
        target.unrecognized_fields["custom"] = {"version": version}
        self.targets.targets[target.path] = target
        folder, _, name = target.path.rpartition("/")
        self.files[f"targets/{folder}/{target.hashes['sha256']}.{name}"] = package
        self.put(days=days)

    def put(self, *, days: int | None = None) -> None:
        """Sign targets, snapshot and timestamp anew, each as its next version."""
        for role in ("targets", "snapshot", "timestamp"):
            getattr(self, role).version += 1
            getattr(self, role).expires = soon(role, days)
        targets = self.sign("targets")
        self.files[f"metadata/{self.targets.version}.targets.json"] = targets
        self.snapshot.meta["targets.json"] = MetaFile.from_data(self.targets.version, targets, ["sha256"])
        snapshot = self.sign("snapshot")
        self.files[f"metadata/{self.snapshot.version}.snapshot.json"] = snapshot
        self.timestamp.snapshot_meta = MetaFile.from_data(self.snapshot.version, snapshot, ["sha256"])
        self.files["metadata/timestamp.json"] = self.sign("timestamp")

    def place(self, address: str, *, shipped: bool = True) -> UpdatePlace:
        """Return what an app built now would ship with; without `shipped` only the root."""
        if not shipped:
            return UpdatePlace(address, self.first_root)
        return UpdatePlace(
            address,
            self.first_root,
            self.files["metadata/timestamp.json"],
            self.files[f"metadata/{self.snapshot.version}.snapshot.json"],
        )

    def act(self, connected: socket.socket) -> None:
        """Answer one request."""
        path = take(connected).split(b" ")[1].decode().lstrip("/")
        body = self.files.get(path)
        if body and self.drip and path.startswith("targets/"):
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            _say(connected, say(head, *(bytes([each]) for each in body), every=self.drip))
            return
        _say(connected, answer(404) if body is None else answer(200, body))


def soon(role: str, days: int | None = None) -> datetime:
    """Return when metadata that is signed now expires."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=DAYS[role] if days is None else days)


def altered(data: bytes, **fields: object) -> bytes:
    """Return metadata with fields changed and the signatures left as they were."""
    document = json.loads(data)
    document["signed"].update(fields)
    return json.dumps(document).encode()


def _say(connected: socket.socket, act: Act) -> None:
    class Read:
        """The request was read already."""

        def recv(self, _size: int) -> bytes:
            return b""

        def __getattr__(self, name: str) -> object:
            return getattr(connected, name)

    act(Read())  # type: ignore[arg-type]


@contextmanager
def serving_releases(repository: Repository) -> Iterator[Server]:
    """Serve a repository until the end."""
    with serving(repository.act) as server:
        yield server
