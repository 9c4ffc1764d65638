"""What bootstrap gives the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from stillmark.services.bundle import Services
    from stillmark.services.ports import PracticeProcess


class Configure(Protocol):
    """Sets up what everything else follows."""

    def __call__(self, file: Path | None, proxy: str | None, *, practice: bool) -> None:
        """Read the file and choose the network.

        Raises:
            StorageFault, AddressWrong: it cannot be used; nothing may then be sent.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the command line starts.

    Attributes:
        services: builds the use cases, on the vault in a folder if one is named; nothing is started before.
        start_practice: starts a practice registry on whose platform copies of the given files turn up.
        window: opens the window, on the practice registry if one is given, on the vault in a folder if one is
            named, with the files that practice offers or that were named on the command line, and returns its
            exit code.
        default_vault: where cases are kept unless a folder is named.
        configure: called first, with the file that sets up this computer if one is named, the proxy that is
            named, if any, and whether this is practice. Everything built afterwards follows it.
        gallery: draws every screen into a folder (folder, names to narrow it to, whether each picture is as
            high as its page, what hears of progress) and returns how many pictures there are.
    """

    services: Callable[[Path | None], Services]
    start_practice: Callable[[Sequence[Path]], PracticeProcess]
    window: Callable[[PracticeProcess | None, Path | None, Sequence[Path]], int]
    default_vault: Callable[[], Path]
    configure: Configure
    gallery: Callable[[Path, Mapping[str, Sequence[str]], bool, Callable[[str], None]], int]
