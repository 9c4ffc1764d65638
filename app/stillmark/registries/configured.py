"""What a support centre or an administrator set up for a computer, read from one JSON file.

It lies where only an administrator of the computer can write, or is named when the app is started; nothing is
ever written to it. Every field may be left out; one that is not known is refused, since a misspelt "proxy"
must not become none. `packaging/centre.md` shows all of it:

    registries          addresses `URL#ROOT_KEY_ID`, or {"address": ..., "lowest_version": N}
    proxy               socks5h://HOST:PORT, for everything that leaves this computer
    language            en or ko
    lock_after_minutes  5, 10 or 30
    doors               ["intimate", "fabricated"], or one of them
    updates             {"address": https URL, "trust": folder beside this file with root.json and, to notice
                        anything older, timestamp.json and snapshot.json}; "trust" may be left out where the
                        app was shipped with these
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stillmark.domain.answers import Kind
from stillmark.domain.errors import AddressWrong, StorageFault
from stillmark.domain.preconfigured import LOCK_MINUTES, Preconfigured
from stillmark.resources import language_tags, shipped_trust
from stillmark.services.portable import portable_folder

if TYPE_CHECKING:
    from stillmark.registries.proxy import SocksProxy
# What reads addresses is imported where there is one to read: on most computers there is no such file, and
# this is asked before the window can be shown.

MAX_BYTES: Final = 64 * 1024
MAX_TRUST_BYTES: Final = 256 * 1024
ROOT, TIMESTAMP, SNAPSHOT = "root.json", "timestamp.json", "snapshot.json"


@dataclass(frozen=True, slots=True)
class UpdatePlace:
    """Where releases are told, and what is believed about it beforehand.

    Attributes:
        address: `https://host/path`.
        root: trusted TUF root metadata.
        timestamp, snapshot: metadata that was current when this was set up; what is older is refused. Empty
            if there is none.
    """

    address: str
    root: bytes
    timestamp: bytes = b""
    snapshot: bytes = b""


@dataclass(frozen=True, slots=True)
class Configuration:
    """All of the file, checked.

    Attributes:
        window: what the window begins with.
        lowest_versions: root key id -> version below which a registry's description is refused.
        proxy: what everything goes through; None for none.
        updates: where releases are told; None for nowhere.
    """

    window: Preconfigured = field(default_factory=Preconfigured)
    lowest_versions: Mapping[str, int] = field(default_factory=dict)
    proxy: SocksProxy | None = None
    updates: UpdatePlace | None = None


def system_file() -> Path:
    """Where this system keeps settings made by an administrator for everyone.

    A portable copy has them beside the program: whoever owns the computer it visits sets nothing up for it.
    """
    portable = portable_folder()
    if portable:
        return portable / "registries.json"
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Stillmark" / "registries.json"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Stillmark/registries.json")
    return Path("/etc/stillmark/registries.json")


def read_configuration(path: Path | None = None) -> Configuration:
    """Return what stands in `path`, or in the system's file if there is one, or nothing set.

    Raises:
        StorageFault: the file cannot be read, or is not what is described above; it names the field.
        AddressWrong: an address cannot be used, or names no root key id. Nothing may then be sent.
    """
    file = path or system_file()
    if path is None and not file.exists():
        return Configuration()
    untrusted = _object(_json(file, MAX_BYTES), file, "")
    known = {"registries", "proxy", "language", "lock_after_minutes", "doors", "updates"}
    if not untrusted or untrusted.keys() - known:
        raise _unusable(file, ", ".join(sorted(untrusted.keys() - known)))
    addresses, lowest = _registries(untrusted.get("registries", []), file)
    language = _text(untrusted, "language", file)
    if language not in (None, *language_tags()):
        raise _unusable(file, "language")
    minutes = untrusted.get("lock_after_minutes")
    if minutes is not None and (type(minutes) is not int or minutes not in LOCK_MINUTES):
        raise _unusable(file, "lock_after_minutes")
    return Configuration(
        Preconfigured(addresses, language, minutes, _doors(untrusted, file)),
        lowest,
        _proxy(untrusted, file),
        _updates(untrusted["updates"], file) if "updates" in untrusted else None,
    )


def _proxy(untrusted: Mapping[str, Any], file: Path) -> SocksProxy | None:
    text = _text(untrusted, "proxy", file)
    if text is None:
        return None
    from stillmark.registries.proxy import SocksProxy

    return SocksProxy.parse(text)


def _registries(untrusted: object, file: Path) -> tuple[tuple[str, ...], dict[str, int]]:
    if not isinstance(untrusted, list):
        raise _unusable(file, "registries")
    from stillmark.services.connect import is_this_computer, split_address

    addresses: list[str] = []
    lowest: dict[str, int] = {}
    for entry in untrusted:
        fields = {"address": entry} if isinstance(entry, str) else _object(entry, file, "registries")
        address = _text(fields, "address", file)
        version = fields.get("lowest_version", 0)
        if address is None or fields.keys() - {"address", "lowest_version"} or type(version) is not int:
            raise _unusable(file, "registries")
        url, key = split_address(address)
        if key is None and not is_this_computer(url):
            raise AddressWrong(
                f"The configured registry {url} lacks its root key id.",
                next_step="Ask whoever set up this computer for the address with # and the key id.",
            )
        if key and version > 0:
            lowest[key] = version
        elif version:
            raise _unusable(file, "lowest_version")
        addresses.append(address)
    return tuple(addresses), lowest


def _doors(untrusted: Mapping[str, Any], file: Path) -> tuple[Kind, ...]:
    names = untrusted.get("doors", [kind.value for kind in Kind])
    values = {kind.value for kind in Kind}
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise _unusable(file, "doors")
    if set(names) - values:
        raise _unusable(file, "doors")
    return tuple(kind for kind in Kind if kind.value in names)


def _updates(untrusted: object, file: Path) -> UpdatePlace:
    fields = _object(untrusted, file, "updates")
    address, trust = _text(fields, "address", file), _text(fields, "trust", file)
    if address is None or fields.keys() - {"address", "trust"}:
        raise _unusable(file, "updates")
    from stillmark.registries.address import destination

    try:
        destination(address)
    except AddressWrong as error:
        raise AddressWrong(
            "The configured address for new versions cannot be used.",
            next_step="Ask whoever set up this computer. The address begins with https.",
        ) from error
    if trust is None:
        shipped = shipped_trust()
        if ROOT not in shipped:
            raise _unusable(file, "trust")
        return UpdatePlace(address, shipped[ROOT], shipped.get(TIMESTAMP, b""), shipped.get(SNAPSHOT, b""))
    folder = file.parent / trust
    root, *older = (_bytes(folder / name, MAX_TRUST_BYTES, file) for name in (ROOT, TIMESTAMP, SNAPSHOT))
    if not root:
        raise _unusable(file, "trust")
    return UpdatePlace(address, root, *older)


def _json(file: Path, most: int) -> object:
    import json

    try:
        with file.open("rb") as opened:
            return json.loads(opened.read(most))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(file) from error


def _bytes(path: Path, most: int, file: Path) -> bytes:
    """Return a file's bytes, empty if there is none."""
    try:
        with path.open("rb") as opened:
            data = opened.read(most + 1)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unusable(file, "trust") from error
    if len(data) > most:
        raise _unusable(file, "trust")
    return data


def _object(untrusted: object, file: Path, name: str) -> Mapping[str, Any]:
    if not isinstance(untrusted, dict):
        raise _unusable(file, name)
    return untrusted


def _text(untrusted: Mapping[str, Any], name: str, file: Path) -> str | None:
    value = untrusted.get(name)
    if name in untrusted and not isinstance(value, str):
        raise _unusable(file, name)
    return value


def _unusable(file: Path, name: str = "") -> StorageFault:
    where = f" Look at: {name}." if name else ""
    return StorageFault(
        f"The file that sets up this computer ({file.name}) cannot be used.{where}",
        next_step="Ask whoever set up this computer, or start without it.",
    )
