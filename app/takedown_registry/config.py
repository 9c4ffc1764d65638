"""Where decisions come from: a file, the environment, flags, in one order and with one set of names.

    what `init` wrote into the data folder  <  --config FILE (TOML)  <  TAKEDOWN_REGISTRY_*  <  flags

Whatever is further right counts. One option has one name: `solved_per_hour` in the table `[quotas]` of the
file is `TAKEDOWN_REGISTRY_QUOTAS_SOLVED_PER_HOUR` and `--quotas-solved-per-hour`. A name that is not known
stops everything: a misspelt limit must not become none.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import URL

from takedown_protocol.puzzle import USUAL_BITS
from takedown_registry.engines import read_url
from takedown_registry.quotas import Quotas
from takedown_registry.settings import Serving, Settings, SettingsWrong
from takedown_registry.sql import POSTGRESQL

PREFIX: Final = "TAKEDOWN_REGISTRY_"
CONFIG_VARIABLE: Final = f"{PREFIX}CONFIG"
_QUOTAS: Final = "quotas"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be decided; `name` has a dot where it lies in a table of the file."""

    name: str
    kind: Any

    @property
    def flag(self) -> str:
        """As an argument."""
        return "--" + self.name.replace(".", "-").replace("_", "-")

    @property
    def variable(self) -> str:
        """In the environment."""
        return PREFIX + self.name.replace(".", "_").upper()

    @property
    def is_list(self) -> bool:
        """Whether it takes several values; in text with commas."""
        return typing.get_origin(self.kind) is tuple

    def from_text(self, text: str) -> Any:
        """Read what the environment or a flag says."""
        if self.is_list:
            return self.from_file([each.strip() for each in text.split(",") if each.strip()])
        if self.kind is int:
            # Not int(): it also takes "1_0" and digits of other scripts.
            plain = text.isascii() and text.removeprefix("-").isdigit()
            return self.from_file(int(text) if plain else text)
        return self.from_file(text)

    def from_file(self, untrusted: object) -> Any:
        """Check a value of the file.

        Raises:
            SettingsWrong: of another type; the text does not repeat it.
        """
        try:
            # Through JSON, because only there a strict check lets a list be a tuple and a text an enum.
            return TypeAdapter(self.kind).validate_json(json.dumps(untrusted), strict=True)
        except (ValidationError, TypeError, ValueError):
            wanted = "whole number" if self.kind is int else "list of known words" if self.is_list else "text"
            raise SettingsWrong(f"{self.name}: needs a {wanted}") from None


def _options() -> Iterator[Option]:
    yield Option("data", Path)
    for part, prefix in ((Settings, ""), (Quotas, f"{_QUOTAS}."), (Serving, "")):
        kinds = typing.get_type_hints(part)
        for each in dataclasses.fields(part):
            if each.name != _QUOTAS:
                yield Option(prefix + each.name, kinds[each.name])


OPTIONS: Final = MappingProxyType({option.name: option for option in _options()})


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that was decided about one registry.

    Attributes:
        data: its folder.
        settings: what it says about itself, and where its tables are.
        serving: how its processes run.
        origins: where each option was decided that has not its default; for people.
    """

    data: Path
    settings: Settings
    serving: Serving = field(default_factory=Serving)
    origins: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shared = read_url(self.database_url).get_backend_name() == POSTGRESQL
        if self.serving.workers > 1 and not shared:
            raise SettingsWrong("workers: 1, or more with PostgreSQL")

    @property
    def database_url(self) -> str:
        """Address of the tables."""
        return self.settings.database_url(self.data)

    def value(self, name: str) -> Any:
        """Return one option."""
        if name == "data":
            return self.data
        table, _, key = name.rpartition(".")
        if table == _QUOTAS:
            return getattr(self.settings.quotas, key)
        return getattr(self.settings if hasattr(self.settings, key) else self.serving, key)

    def text(self, name: str) -> str:
        """Return one option as the environment would say it."""
        value = self.value(name)
        return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)

    def shown(self, name: str) -> str:
        """Return one option for people to read: an address of a database without who and with what."""
        if name == "database" and self.settings.database:
            url = read_url(self.settings.database)
            kind = url.get_backend_name()
            return URL.create(kind, host=url.host, port=url.port, database=url.database).render_as_string()
        return self.text(name)

    def environment(self) -> dict[str, str]:
        """Return the variables that make another process of this program decide the same."""
        return {option.variable: self.text(name) for name, option in OPTIONS.items()}


def load(
    flags: Mapping[str, str], environment: Mapping[str, str], file: Path | None = None, *, new: bool = False
) -> Config:
    """Put together what was decided.

    Args:
        flags: by the name of the option.
        environment: all variables of the process.
        file: TOML; else what `CONFIG_VARIABLE` names, else none.
        new: the data folder holds no registry yet.

    Raises:
        SettingsWrong: an unknown name, a value that cannot be used, or no registry there.
    """
    named = file or (Path(environment[CONFIG_VARIABLE]) if environment.get(CONFIG_VARIABLE) else None)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}

    def decide(origin: str, found: Mapping[str, Any]) -> None:
        values.update(found)
        origins.update(dict.fromkeys(found, origin))

    if named is not None:
        decide("file", dict(_of_file(named)))
    decide("environment", dict(_of_environment(environment)))
    decide("flag", {name: OPTIONS[name].from_text(text) for name, text in flags.items()})
    if "data" not in values:
        raise SettingsWrong(f"data: say which folder, by --data, {OPTIONS['data'].variable} or in the file")
    data = values.pop("data")
    stored = Settings(puzzle_bits=USUAL_BITS) if new else Settings.load(data)
    told = Config(data, stored)
    for name in OPTIONS:
        if name not in origins and told.value(name) != Config(data, Settings()).value(name):
            origins[name] = "registry"
    quotas = {name.removeprefix(f"{_QUOTAS}."): values.pop(name) for name in list(values) if "." in name}
    served = {each.name: values.pop(each.name) for each in dataclasses.fields(Serving) if each.name in values}
    try:
        settings = replace(stored, **values, quotas=replace(stored.quotas, **quotas))
    except SettingsWrong:
        raise
    except ValueError as error:
        raise SettingsWrong(f"quotas: {error}") from None
    return Config(data, settings, Serving(**served), origins)


def _of_file(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        fields = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsWrong(f"{file.name} cannot be read: {error.strerror}") from None
    except ValueError as error:
        line = str(error).rpartition("(")[2].rstrip(")")  # "at line 3, column 7"; the rest repeats the file
        raise SettingsWrong(f"{file.name} is no TOML, {line}") from None
    for key, value in fields.items():
        entries = value.items() if isinstance(value, dict) else [(None, value)]
        for inner, one in entries:
            name = key if inner is None else f"{key}.{inner}"
            if name not in OPTIONS:
                raise SettingsWrong(f"{file.name}: {name} is not known")
            yield name, OPTIONS[name].from_file(one)


def _of_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    by_variable = {option.variable: option for option in OPTIONS.values()}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable == CONFIG_VARIABLE:
            continue
        if variable not in by_variable:
            raise SettingsWrong(f"{variable} is not known")
        option = by_variable[variable]
        yield option.name, option.from_text(text)
