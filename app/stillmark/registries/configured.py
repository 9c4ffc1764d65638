"""Registries that a support centre or an administrator set up for a computer, read from one file.

The file is JSON, `{"registries": ["https://registry.example#ROOT_KEY_ID", ...]}`, and may say that this
computer reaches registries through a proxy, `"proxy": "socks5h://127.0.0.1:9050"`. It lies where only an
administrator of the computer can write, or is named when the app is started; nothing is ever written to it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from stillmark.domain.errors import AddressWrong, StorageFault
from stillmark.registries.proxy import SocksProxy
from stillmark.services.connect import is_this_computer, split_address

MAX_BYTES = 64 * 1024


def system_file() -> Path:
    """Where this system keeps settings made by an administrator for everyone."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Stillmark" / "registries.json"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Stillmark/registries.json")
    return Path("/etc/stillmark/registries.json")


def configured_registries(path: Path | None = None) -> tuple[str, ...]:
    """Return the addresses (`URL#ROOT_KEY_ID`) in `path`, or in the system's file if there is one.

    Raises:
        StorageFault: the file cannot be read, or is not what is described above.
        AddressWrong: an address cannot be read, or names no root key id.
    """
    content = _content(path)
    addresses = content.get("registries", [])
    if not isinstance(addresses, list) or not all(isinstance(address, str) for address in addresses):
        raise _unusable(path)
    for address in addresses:
        url, key = split_address(address)
        if key is None and not is_this_computer(url):
            raise AddressWrong(
                f"The configured registry {url} lacks its root key id.",
                next_step="Ask whoever set up this computer for the address with # and the key id.",
            )
    return tuple(addresses)


def configured_proxy(path: Path | None = None) -> SocksProxy | None:
    """Return the proxy in `path`, or in the system's file if there is one; None if none is named.

    Raises:
        StorageFault: the file cannot be read, or is not what is described above.
        AddressWrong: what is named is no SOCKS5 proxy; nothing may then be sent.
    """
    text = _content(path).get("proxy")
    if text is None:
        return None
    if not isinstance(text, str):
        raise _unusable(path)
    return SocksProxy.parse(text)


def _content(path: Path | None) -> dict[str, Any]:
    file = path or system_file()
    if path is None and not file.exists():
        return {}
    try:
        with file.open("rb") as opened:
            untrusted = json.loads(opened.read(MAX_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(path) from error
    if not isinstance(untrusted, dict) or not untrusted.keys() & {"registries", "proxy"}:
        raise _unusable(path)
    return untrusted


def _unusable(path: Path | None) -> StorageFault:
    return StorageFault(
        f"The file with the configured registries ({(path or system_file()).name}) cannot be used.",
        next_step="Ask whoever set up this computer, or start without it.",
    )
