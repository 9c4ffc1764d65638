"""What an operator decides about a registry: typed, immutable objects.

`Settings` is what a registry is; `init` keeps it as JSON in the data folder. `Serving` is how its processes
run. `config` puts both together from files, the environment and flags.
"""

from __future__ import annotations

import ipaddress
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility
from takedown_protocol.puzzle import MAX_BITS
from takedown_registry.engines import UrlWrong, read_url, sqlite_url
from takedown_registry.files import write_private
from takedown_registry.quotas import Quotas

SETTINGS_FILE: Final = "registry.json"
DATABASE_FILE: Final = "registry.sqlite3"
DEFAULT_PORT: Final = 8741
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
SERVABLE: Final = (HashType.PDQ, HashType.VPDQ, HashType.MD5)
"""What the platform feed has a signal type for; anything else would be promised in vain."""


class SettingsWrong(ValueError):
    """A setting cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the descriptor says and that is not a key, and where the tables are.

    Attributes:
        name, operator: as people read them, 1 to 200 printable characters.
        serves: whose pictures are taken.
        countries: ISO 3166-1 alpha-2 codes; empty means everywhere.
        hash_types: a subset of `SERVABLE`.
        max_hashes_per_item: budget per item, 1 to 2000; video frames do not count.
        retention_days: how long a fingerprint is kept before the registry takes it back by itself.
        terms: address of the terms, or an empty string.
        database: address of the database; empty: an SQLite file in the data folder.
        puzzle_bits: how hard the puzzle of anonymous submissions is; 0: none. `init` asks for
            `puzzle.USUAL_BITS`, about a second.
        quotas: how fast each flow of submissions is published.
    """

    name: str = "Takedown registry"
    operator: str = "Unnamed operator"
    serves: tuple[Eligibility, ...] = (Eligibility.ADULT, Eligibility.MINOR)
    countries: tuple[str, ...] = ()
    hash_types: tuple[HashType, ...] = SERVABLE
    max_hashes_per_item: int = 24
    retention_days: int = 1825
    terms: str = ""
    database: str = ""
    puzzle_bits: int = 0
    quotas: Quotas = field(default_factory=Quotas)

    def __post_init__(self) -> None:
        for label, text, low, high in (
            ("name", self.name, 1, 200),
            ("operator", self.operator, 1, 200),
            ("terms", self.terms, 0, 500),
        ):
            if not low <= len(text) <= high or not text.isprintable():
                raise SettingsWrong(f"{label}: needs {low} to {high} printable characters")
        if not self.serves or len(set(self.serves)) != len(self.serves):
            raise SettingsWrong("serves: name adult, minor or both, each once")
        if not self.hash_types or set(self.hash_types) - set(SERVABLE):
            raise SettingsWrong("hash types: the feed can serve pdq, vpdq and md5")
        if any(len(code) != 2 or not code.isascii() or not code.isupper() for code in self.countries):
            raise SettingsWrong("countries: two capital letters each (ISO 3166-1)")
        if len(set(self.countries)) != len(self.countries) or len(set(self.hash_types)) != len(
            self.hash_types
        ):
            raise SettingsWrong("the same is named twice")
        if not 1 <= self.max_hashes_per_item <= 2000:
            raise SettingsWrong("max hashes per item: 1 to 2000")
        if not 1 <= self.retention_days <= 36500:
            raise SettingsWrong("retention days: 1 to 36500")
        if not 0 <= self.puzzle_bits <= MAX_BITS:
            raise SettingsWrong(f"puzzle bits: 0 to {MAX_BITS}")
        if self.database:
            try:
                read_url(self.database)
            except UrlWrong as error:
                raise SettingsWrong(str(error)) from None

    def database_url(self, data: Path) -> str:
        """Return the address of the tables of the registry in a data folder."""
        return self.database or sqlite_url(data / DATABASE_FILE)

    def save(self, data: Path) -> None:
        """Write the settings into the data folder."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False)
        write_private(data / SETTINGS_FILE, text.encode() + b"\n")

    @classmethod
    def load(cls, data: Path) -> Settings:
        """Read the settings of a data folder.

        Raises:
            SettingsWrong: there are none, or they cannot be used.
        """
        try:
            fields: dict[str, Any] = json.loads((data / SETTINGS_FILE).read_text())
            fields["serves"] = tuple(Eligibility(each) for each in fields["serves"])
            fields["hash_types"] = tuple(HashType(each) for each in fields["hash_types"])
            fields["countries"] = tuple(fields["countries"])
            fields["quotas"] = Quotas(**fields.get("quotas", {}))
            return cls(**fields)
        except FileNotFoundError:
            raise SettingsWrong("this folder holds no registry; make one with `init`") from None
        except SettingsWrong:
            raise
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SettingsWrong(f"{SETTINGS_FILE} cannot be read ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class Serving:
    """How the processes of a registry run. Nothing of it is published.

    Attributes:
        host, port: where people and platforms are answered; port 0: any free one.
        workers: processes that answer; more than one need PostgreSQL.
        metrics: `HOST:PORT` or `PORT` (on this computer) where the operator is answered; empty: nowhere.
        log_level: one of `LOG_LEVELS`; `info` has a line per request.
        body_seconds: so long a body may take from its first byte to its last, 1 to 600.
        platform_body_bytes: the longest body that a platform may send, 64 KiB to 64 MiB.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    workers: int = 1
    metrics: str = ""
    log_level: str = "info"
    body_seconds: int = 15
    platform_body_bytes: int = 4 * 1024 * 1024

    def __post_init__(self) -> None:
        for name, low, high in (
            ("port", 0, 65535),
            ("workers", 1, 256),
            ("body_seconds", 1, 600),
            ("platform_body_bytes", 64 * 1024, 64 * 1024 * 1024),
        ):
            if not low <= getattr(self, name) <= high:
                raise SettingsWrong(f"{name}: {low} to {high}")
        if self.log_level not in LOG_LEVELS:
            raise SettingsWrong(f"log_level: one of {', '.join(LOG_LEVELS)}")
        if self.metrics:
            self.metrics_address  # noqa: B018 - raises where it cannot be read

    @property
    def metrics_address(self) -> tuple[str, int]:
        """Host (an IP address) and port where the operator is answered.

        Raises:
            SettingsWrong: `metrics` is neither `HOST:PORT` nor `PORT`.
        """
        host, _, port = self.metrics.rpartition(":")
        try:
            address = str(ipaddress.ip_address(host.strip("[]") or "127.0.0.1"))
            if not port.isascii() or not 0 <= int(port) <= 65535:
                raise ValueError
        except ValueError:
            raise SettingsWrong("metrics: needs PORT or ADDRESS:PORT, the address in digits") from None
        return address, int(port)
