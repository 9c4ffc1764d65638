"""Look for a newer version when a person asks, and fetch it where they ask. Never by itself.

Looking tells the network and whoever runs the address that this app is used here, so nothing else in the app
calls this. Nothing is installed: the person, or their centre, does that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from stillmark.domain.errors import StillmarkError, UpdatesNotSet
from stillmark.domain.release import Release, Version
from stillmark.services.ports import ReleaseSource
from stillmark.services.private_file import replace_private


@dataclass(frozen=True, slots=True)
class UpdateAnswer:
    """What was found.

    Attributes:
        own: the version that is running.
        newer: a later one, None if there is none.
    """

    own: Version
    newer: Release | None


class UpdateService:
    """Asks one repository of updates.

    Args:
        address: where is asked, empty if no address was set up.
        connect: makes the source of signed news when it is asked for the first time.
        own: the version that is running; None for the installed one.

    Attributes:
        address: where is asked, empty if nowhere.
    """

    def __init__(
        self,
        address: str = "",
        connect: Callable[[], ReleaseSource] | None = None,
        own: Version | None = None,
    ) -> None:
        self.address = address
        self._connect = connect
        self._own = own
        self._source: ReleaseSource | None = None

    def check(self) -> UpdateAnswer:
        """Ask for the newest version.

        An older one than is running is no news, whoever signed it.

        Raises:
            UpdatesNotSet, AddressWrong: there is nobody to ask; no byte left.
            UpdatesUnreachable: no answer.
            UpdateNotTrusted: the answer is not what was signed, or is out of date.
        """
        source, own = self._required(), self._own or own_version()
        newest = source.newest()
        return UpdateAnswer(own, newest if newest is not None and newest.version > own else None)

    def save(self, release: Release, path: Path) -> None:
        """Fetch the package of a release and write it to `path` once it was proven to be that package.

        Raises:
            UpdatesNotSet, UpdatesUnreachable, UpdateNotTrusted: nothing was written.
            StorageFault: it could not be written; what was at `path` is untouched.
        """
        replace_private(path, self._required().fetch(release))

    def _required(self) -> ReleaseSource:
        if self._connect is None:
            raise UpdatesNotSet
        if self._source is None:
            # Kept for the whole run: what it saw is what it compares with.
            self._source = self._connect()
        return self._source


def own_version() -> Version:
    """Return the version of the app that is running.

    Raises:
        StillmarkError: this copy does not know it.
    """
    try:
        return Version.parse(metadata.version("stillmark"))
    except (metadata.PackageNotFoundError, ValueError) as error:
        raise StillmarkError(
            "This copy of Stillmark does not know its own version.",
            next_step="Ask whoever gave you Stillmark whether there is a newer one.",
        ) from error
