"""News of releases by The Update Framework (TUF specification 1.0), read with python-tuf's client.

The client's own cache of verified metadata is what notices that a repository goes back (specification 5.4.3,
5.5.5). On a disk it would tell that somebody looked, and when. So it lives in memory here, and begins with
what the app was shipped with: the root that is trusted, and the timestamp and snapshot of that day. Within
one run nothing older than what was seen is believed; between two runs nothing older than what was shipped is.
What the dates in the metadata do not stop in between, a run that begins anew cannot know.

Layout below the address: `metadata/` as TUF names it, with consistent snapshots, and
`targets/KIND/SHA256.FILE`. Each kind of computer has one target, `KIND/FILE`, whose signed `custom` field
says the version, so that looking needs no more than metadata.
"""

from __future__ import annotations

import io
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO, Final, TypeVar
from urllib.parse import urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, ExpiredMetadataError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from stillmark.domain.errors import (
    RegistryUnreachable,
    StillmarkError,
    UpdateNotTrusted,
    UpdatesUnreachable,
)
from stillmark.domain.release import Release, Version
from stillmark.domain.unreachable import UnreachableReason
from stillmark.registries.address import destination, require_protected
from stillmark.registries.configured import UpdatePlace
from stillmark.registries.transport import Exchange, Network

Result = TypeVar("Result")

MOST_PACKAGE_BYTES: Final = 400 * 1024 * 1024
SLOWEST_BYTES_PER_SECOND: Final = 32 * 1024
"""A package that comes more slowly than this on the whole is given up: slow retrieval is an attack, too."""

_LIMITS: Final = UpdaterConfig(
    max_root_rotations=32,
    max_delegations=4,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=256 * 1024,
    targets_max_length=1024 * 1024,
)
_NOWHERE: Final = os.devnull
"""The client wants a folder. Below this nothing can be read or written, whatever it may try."""


class TufReleases:
    """Implements `services.ports.ReleaseSource`. Safe to call from several threads.

    Args:
        place: where, and what is trusted.
        network: how bytes leave this computer.
        kind: of computer, such as `linux-x86_64`; None for this one.

    Raises:
        AddressWrong: the address is not protected, or an onion service without the proxy that leads there.
    """

    def __init__(self, place: UpdatePlace, network: Network | None = None, kind: str | None = None) -> None:
        self.address = place.address.rstrip("/")
        self._network = network or Network()
        require_protected(self.address, self._network)
        self._target = target_of(kind or kind_of_computer())
        self._lock = Lock()
        self._memory = _Memory(place.root, {"timestamp": place.timestamp, "snapshot": place.snapshot})
        self._signed: TargetFile | None = None

    def newest(self) -> Release | None:
        """Refresh the metadata and return what it says about this kind of computer.

        Raises:
            UpdatesUnreachable, UpdateNotTrusted.
        """
        with self._lock:
            return self._checked(self._refresh)

    def fetch(self, release: Release) -> bytes:
        """Return the package, whose size and SHA-256 are those of the metadata verified last.

        Raises:
            UpdatesUnreachable, UpdateNotTrusted.
        """
        with self._lock:
            return self._checked(lambda: self._package(release))

    def _refresh(self) -> Release | None:
        fetcher = _Fetcher(self._network, self.address, self._network.patient.call)
        client = _Client(self._memory, f"{self.address}/metadata/", fetcher)
        client.refresh()
        self._signed = client.get_targetinfo(self._target)
        return _release(self._signed) if self._signed is not None else None

    def _package(self, release: Release) -> bytes:
        signed = self._signed
        if signed is None or _release(signed) != release:
            raise UpdateNotTrusted
        seconds = self._network.patient.call + release.size / SLOWEST_BYTES_PER_SECOND
        fetcher = _Fetcher(self._network, self.address, seconds)
        kind, _, name = self._target.rpartition("/")
        with fetcher.download_file(
            f"{self.address}/targets/{kind}/{release.sha256}.{name}", release.size
        ) as untrusted:
            data: bytes = untrusted.read()
        signed.verify_length_and_hashes(data)
        return data

    def _checked(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except StillmarkError:
            raise
        except ExpiredMetadataError as error:
            raise UpdateNotTrusted(
                "By this computer's clock, what is told about new versions is out of date.",
                next_step="Check this computer's date and time. If they are right, try again another day.",
            ) from error
        except RepositoryError as error:
            raise UpdateNotTrusted from error
        except DownloadError as error:
            raise UpdatesUnreachable(UnreachableReason.NOT_A_REGISTRY) from error


class _Memory:
    """What the client verified, by role. The newest root is where the next look begins."""

    def __init__(self, root: bytes, shipped: dict[str, bytes]) -> None:
        self.root = root
        self.verified = {role: data for role, data in shipped.items() if data}


class _Client(Updater):
    """python-tuf's client without its files.

    It has no switch for that, so the four methods that touch its folder are replaced. Should a later version
    name them otherwise, it would find `_NOWHERE` and stop; a test looks for that, too.
    """

    def __init__(self, memory: _Memory, address: str, fetcher: FetcherInterface) -> None:
        self._remembered = memory
        super().__init__(_NOWHERE, address, fetcher=fetcher, config=_LIMITS, bootstrap=memory.root)

    def _persist_root(self, version: int, data: bytes) -> None:
        self._remembered.root = data

    def _update_root_symlink(self) -> None:
        pass

    def _load_local_metadata(self, rolename: str) -> bytes:
        try:
            return self._remembered.verified[rolename]
        except KeyError:
            raise FileNotFoundError from None

    def _persist_metadata(self, rolename: str, data: bytes) -> None:
        self._remembered.verified[rolename] = data


class _Fetcher(FetcherInterface):
    """Fetches over the app's own transport: its proxy, no environment, no redirects, limits on everything.

    Args:
        seconds: for everything that is fetched with it, together.
    """

    def __init__(self, network: Network, address: str, seconds: float) -> None:
        to, _ = destination(address)
        self._exchange = Exchange(network, to)
        self._end = time.monotonic() + seconds

    def _fetch(self, url: str) -> Iterator[bytes]:
        yield self._take(url, _LIMITS.root_max_length)

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """Hold what was fetched in memory; python-tuf's own way goes through a temporary file."""
        yield io.BytesIO(self._take(url, max_length))

    def _take(self, url: str, limit: int) -> bytes:
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise UpdatesUnreachable(UnreachableReason.TOO_SLOW)
        try:
            reply = self._exchange.attempt("GET", urlsplit(url).path, None, {}, limit, seconds)
        except RegistryUnreachable as error:
            if error.reason is UnreachableReason.NOT_A_REGISTRY:
                # It is there, and sent more than was signed, or no HTTP.
                raise UpdateNotTrusted from error
            raise UpdatesUnreachable(error.reason) from error
        if reply.status in (403, 404):
            raise DownloadHTTPError("not there", reply.status)
        if reply.status != 200 or reply.encoded or reply.content_type == "text/html":
            raise UpdatesUnreachable(UnreachableReason.NOT_A_REGISTRY)
        return reply.body


def kind_of_computer() -> str:
    """Name this kind of computer: system and processor."""
    system = {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    return f"{system}-{machine}"


def target_of(kind: str) -> str:
    """Return the target that holds the package for a kind of computer."""
    suffix = {"windows": "exe", "macos": "dmg"}.get(kind.partition("-")[0], "deb")
    return f"{kind}/stillmark.{suffix}"


def _release(signed: TargetFile) -> Release:
    """Read a verified target; signed is not the same as sensible."""
    untrusted = signed.custom
    sha256 = signed.hashes.get("sha256", "")
    try:
        version = Version.parse(untrusted["version"])
    except (TypeError, KeyError, ValueError) as error:
        raise UpdateNotTrusted from error
    if not 0 < signed.length <= MOST_PACKAGE_BYTES or len(sha256) != 64:
        raise UpdateNotTrusted
    name, _, suffix = signed.path.rpartition("/")[2].partition(".")
    return Release(version, f"{name}-{version}.{suffix}", signed.length, sha256)
