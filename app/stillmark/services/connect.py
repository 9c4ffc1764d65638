"""Find out whether a registry is who it is said to be, before anything is sent to it."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from stillmark.domain.answers import Eligibility
from stillmark.domain.case import RegistryInfo
from stillmark.domain.errors import (
    AddressWrong,
    DescriptorOutOfDate,
    DescriptorRolledBack,
    RegistryNotTrusted,
    RootChanged,
)
from stillmark.services.ports import Connector, RegistryConnection
from stillmark.services.versions import SeenVersions
from takedown_protocol.descriptor import Descriptor, verify_descriptor
from takedown_protocol.errors import DescriptorExpired, ProtocolError, RootMismatch, VersionRolledBack

Clock = Callable[[], float]
_NOTABLE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class ConnectedRegistry:
    """A registry whose signed descriptor was verified against its root key.

    Attributes:
        info: what people read about it.
        descriptor: what messages are sealed and replies checked with; for the services alone.
        connection: the wire to it.
        descriptor_document: the signed descriptor itself; kept with receipts, so that they can be verified
            even if the registry is gone.
    """

    info: RegistryInfo
    descriptor: Descriptor
    connection: RegistryConnection
    descriptor_document: bytes = field(default=b"", repr=False)


def split_address(text: str) -> tuple[str, str | None]:
    """Split `URL` or `URL#ROOT_KEY_ID` into address and root key id.

    Raises:
        AddressWrong: not an http(s) address, or the key id is not 64 hexadecimal digits.
    """
    address, _, key = text.strip().partition("#")
    try:
        parts = urlsplit(address)
        readable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # brackets or a port that are none
        readable = False
    if not readable:
        raise AddressWrong
    key = key.strip().lower()
    if key and (len(key) != 64 or set(key) - set("0123456789abcdef")):
        raise AddressWrong(
            "The part behind # is not a root key id, which has 64 digits and letters a to f.",
            next_step="Copy the whole address again from the registry or your support centre.",
        )
    return address.rstrip("/"), key or None


def is_this_computer(address: str) -> bool:
    """Whether an address names the loopback interface."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class RegistryDirectory:
    """Connects to registries and checks their descriptors.

    Args:
        connector: opens connections.
        clock: Unix seconds.
        versions: the highest version of each descriptor seen so far; read and raised here.
    """

    def __init__(
        self,
        connector: Connector,
        clock: Clock = time.time,
        versions: SeenVersions | None = None,
    ) -> None:
        self._connector = connector
        self._clock = clock
        self._versions = versions or SeenVersions()

    def connect(self, address: str, root_key_id: str | None = None) -> ConnectedRegistry:
        """Fetch and verify the descriptor of the registry at `address` (`URL` or `URL#ROOT_KEY_ID`).

        A registry on this computer may be trusted on first use (`info.first_seen` is then set, so that the
        caller names the key and pins it); any other must come with its root key id.

        An expired description stops everything, also if only this computer's clock is ahead: nothing that
        came over the network can prove the time before a key is trusted, since whoever holds keys that were
        stolen and replaced could sign any time with them, which is what the expiry protects from. The error
        says what the server's clock shows, so that a person can put theirs right. (A clock that is behind
        stops nothing: the registry says the time in a signed refusal, see `Exchange.carry`.)

        Raises:
            AddressWrong: it cannot be read, or names no root key although it is not on this computer.
            RegistryUnreachable: no usable answer.
            RootChanged: it shows another root key than the one named.
            DescriptorRolledBack: its description is older than one already seen.
            DescriptorOutOfDate: its description has expired.
            RegistryNotTrusted: its description is not properly signed.
            VaultFault: which versions were seen could not be read or kept.
        """
        url, named_key = split_address(address)
        if named_key and root_key_id and named_key != root_key_id:
            raise RootChanged("The address names another root key than the one already known.")
        expected = root_key_id or named_key
        if expected is None and not is_this_computer(url):
            raise AddressWrong(
                "This address does not say how to recognise the registry: its root key id is missing.",
                next_step="Ask the registry or your support centre for the address with # and its key id.",
            )
        connection = self._connector.connect(url)
        untrusted_descriptor = connection.fetch_descriptor()
        try:
            descriptor = verify_descriptor(
                untrusted_descriptor,
                root_key_id=expected,
                lowest_version=self._versions.lowest(expected) if expected else 0,
                now=int(self._clock()),
            )
        except RootMismatch as error:
            raise RootChanged from error
        except VersionRolledBack as error:
            raise DescriptorRolledBack from error
        except DescriptorExpired as error:
            raise _out_of_date(int(self._clock()), connection.untrusted_server_time) from error
        except ProtocolError as error:
            raise RegistryNotTrusted(
                "The registry's description of itself is not properly signed."
            ) from error
        if descriptor.version < self._versions.lowest(descriptor.root_key_id):
            # Trusted on first use, and yet known.
            raise DescriptorRolledBack
        self._versions.note(descriptor.root_key_id, descriptor.version)
        return ConnectedRegistry(
            info=_info(url, descriptor, first_seen=expected is None),
            descriptor=descriptor,
            connection=connection,
            descriptor_document=untrusted_descriptor,
        )


def _out_of_date(now: int, untrusted_server_time: int | None) -> DescriptorOutOfDate:
    if untrusted_server_time is None or now - untrusted_server_time < _NOTABLE_SECONDS:
        return DescriptorOutOfDate()
    here, there = (time.strftime("%Y-%m-%d", time.gmtime(at)) for at in (now, untrusted_server_time))
    return DescriptorOutOfDate(
        f"This computer's clock says {here}, and by that the registry's description of itself is out of "
        f"date; the registry's server says {there}.",
        next_step="Put this computer's date and time right, then try again.",
    )


def _info(address: str, descriptor: Descriptor, *, first_seen: bool) -> RegistryInfo:
    return RegistryInfo(
        address=address,
        root_key_id=descriptor.root_key_id,
        name=descriptor.name,
        operator=descriptor.operator,
        serves=tuple(Eligibility(value) for value in descriptor.serves),
        countries=tuple(descriptor.countries),
        hash_types=tuple(descriptor.hash_types),
        max_hashes_per_item=descriptor.max_hashes_per_item,
        platforms=tuple(descriptor.platforms),
        retention_days=descriptor.retention_days,
        terms=descriptor.terms,
        first_seen=first_seen,
    )
