"""How new a registry's description of itself must be at least: what was seen never goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stillmark.services.ports import CaseStore


class SeenVersions:
    """The highest version seen of each registry's descriptor.

    While nothing is kept this lives as long as the run; the store, while it is open, remembers longer. What
    was set up for this computer holds from the first run on.

    Args:
        set_up: root key id -> version below which nothing is believed.
        store: returns the open store, None while there is none.
    """

    def __init__(
        self,
        set_up: Mapping[str, int] | None = None,
        store: Callable[[], CaseStore | None] = lambda: None,
    ) -> None:
        self._seen = dict(set_up or {})
        self._store = store

    def lowest(self, root_key_id: str) -> int:
        """Return the lowest version that may be believed.

        Raises:
            VaultFault: the store could not be read.
        """
        store = self._store()
        kept = store.version(root_key_id) if store is not None else 0
        return max(kept, self._seen.get(root_key_id, 0))

    def note(self, root_key_id: str, version: int) -> None:
        """Remember a version whose signature was checked.

        Raises:
            VaultFault: it holds for this run, but could not be kept.
        """
        if version > self.lowest(root_key_id):
            self._seen[root_key_id] = version
            store = self._store()
            if store is not None:
                store.note_version(root_key_id, version)

    def keep_in(self, store: CaseStore) -> None:
        """Write what was seen so far into a store that was just opened.

        Raises:
            VaultFault: it could not be kept.
        """
        for root_key_id, version in self._seen.items():
            store.note_version(root_key_id, version)
