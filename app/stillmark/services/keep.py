"""Keep cases on this computer, encrypted, if the person wants it; else everything lives in memory."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Final

from stillmark.domain.answers import Eligibility
from stillmark.domain.case import CaseView, RegistryInfo
from stillmark.domain.errors import VaultExists, VaultLocked, VaultMissing
from stillmark.domain.kept import Confirmed, Intent, KeepState, KeptCase
from stillmark.services.access import CaseAccess, WordLanguage, overwrite
from stillmark.services.connect import Clock
from stillmark.services.passphrase import check_strength
from stillmark.services.ports import CaseStore, Journal, StorePlace, VaultCodes
from stillmark.services.versions import SeenVersions
from takedown_protocol.identity import WordLanguage as ProtocolWordLanguage
from takedown_protocol.identity import word_list

PASSPHRASE_WORDS: Final = 4
"""Four of 2,048 words are 44 bits: 2^43 guesses on average. At the price of a guess (256 MiB of memory and
0.96 s of a core, measured by `tests/benchmarks/vault.py`) that is about 270,000 years of one core. A graphics
card may try some hundreds a second (estimated from its memory bandwidth): some hundred years of
one card. Enough against a person who took the disk; who fears an organisation takes five words or a vault
code beside them. Six digits, for comparison, last five and a half days of one core."""


class SwitchingJournal:
    """The journal as the exchange sees it: in memory while nothing is kept, durable while the store is open.

    While the store is locked nothing can be written down, and so nothing can be sent.
    """

    def __init__(self, choose: Callable[[], Journal]) -> None:
        self._choose = choose

    def require_open(self) -> None:
        """Check that intents can be written down."""
        self._choose().require_open()

    def record(self, intents: Sequence[Intent]) -> None:
        """Write intents down."""
        self._choose().record(intents)

    def replace(self, message_id: str, intent: Intent) -> None:
        """Put an intent in the place of another."""
        self._choose().replace(message_id, intent)

    def complete(self, confirmed: Confirmed) -> None:
        """Note that an intent was carried out."""
        self._choose().complete(confirmed)

    def drop(self, message_id: str) -> None:
        """Forget an intent."""
        self._choose().drop(message_id)

    def pending(self) -> tuple[Intent, ...]:
        """Return open intents."""
        return self._choose().pending()

    def confirmed(self) -> tuple[Confirmed, ...]:
        """Return intents that were carried out."""
        return self._choose().confirmed()


class KeepService:
    """Turns keeping on and off, locks and unlocks, and remembers cases. Safe to call from several threads.

    Secrets that are handed in are overwritten before a method returns or raises. `turn_on`, `unlock`,
    `restore` and `change_passphrase` take seconds on purpose (each guess costs a thief the same): never call
    them from a thread that draws.

    Args:
        place: where the store is or would be; None where nothing can ever be kept (practice mode).
        new_memory: makes the journal that is used while nothing is kept.
        clock: Unix seconds.
        versions: root key id -> version of a registry's descriptor below which nothing is believed.

    Attributes:
        journal: where intents are written down now.
        versions: the versions seen, kept while the store is open.
    """

    def __init__(
        self,
        place: StorePlace | None,
        new_memory: Callable[[], Journal],
        clock: Clock = time.time,
        versions: Mapping[str, int] | None = None,
    ) -> None:
        self._place = place
        self._new_memory = new_memory
        self._clock = clock
        self._memory = new_memory()
        self._store: CaseStore | None = None
        self._mutex = Lock()
        self._locks = 0
        self.journal: Journal = SwitchingJournal(self._current_journal)
        self.versions = SeenVersions(versions, lambda: self._store)

    # State

    @property
    def available(self) -> bool:
        """Whether keeping can be turned on at all."""
        return self._place is not None

    @property
    def folder(self) -> Path | None:
        """Where the store is or would be."""
        return self._place.folder if self._place else None

    @property
    def state(self) -> KeepState:
        """Whether anything is kept, and whether it is open."""
        if self._store is not None:
            return KeepState.OPEN
        return KeepState.LOCKED if self._place is not None and self._place.exists() else KeepState.OFF

    @property
    def needs_vault_code(self) -> bool:
        """Whether the store that is there wants a vault code beside the passphrase."""
        return self._place is not None and self._place.needs_code()

    @staticmethod
    def suggest_passphrase(
        language: WordLanguage = WordLanguage.ENGLISH, count: int = PASSPHRASE_WORDS
    ) -> str:
        """Return `count` random words of the recovery words' list, 11 bits each; four unless told."""
        words = word_list(ProtocolWordLanguage(language.value))
        return " ".join(secrets.choice(words) for _ in range(count))

    def turn_on(self, passphrase: bytearray, vault_code: bytearray | None = None) -> None:
        """Make a store and open it; messages of this run that wait for a receipt move into it.

        Raises:
            PassphraseWeak: nothing was made.
            VaultExists, VaultBusy, VaultReadOnly, VaultFull, StorageFault: nothing was made.
        """
        with _overwritten(passphrase, vault_code):
            check_strength(passphrase)
            place = self._require_place()
            self._open(lambda: place.create(passphrase, vault_code))

    def unlock(self, passphrase: bytearray, vault_code: bytearray | None = None) -> None:
        """Open the store that is there; harmless if it is open already.

        Raises:
            VaultMissing, PassphraseWrong, VaultDamaged, VaultTooNew, VaultBusy, VaultReadOnly, VaultFull.
            VaultLocked: `lock` was called meanwhile.
        """
        with _overwritten(passphrase, vault_code):
            if self._store is None:
                place = self._require_place()
                self._open(lambda: place.open(passphrase, vault_code))

    def lock(self) -> None:
        """Drop the key; harmless if repeated, never raises, and does not wait for work that is under way."""
        with self._mutex:
            self._locks += 1
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def wipe(self) -> None:
        """Destroy the key, then remove the files. Works without the passphrase.

        Raises:
            VaultBusy: another window or command has it open; nothing was removed.
            StorageFault: some file could not be removed.
        """
        self.lock()
        self._memory = self._new_memory()
        if self._place is not None:
            self._place.wipe()

    def change_passphrase(
        self,
        old: bytearray,
        new: bytearray,
        vault_code: bytearray | None = None,
        *,
        new_vault_code: bytearray | None = None,
    ) -> None:
        """Encrypt the store anew under a new passphrase. Works locked, too, and leaves the state as it was.

        Args:
            old, new: passphrases.
            vault_code: the present one, if there is one; it stays unless `new_vault_code` is given.

        Raises:
            PassphraseWeak, PassphraseWrong, VaultFull, StorageFault: the old passphrase holds.
        """
        with _overwritten(old, new, vault_code, new_vault_code):
            check_strength(new)
            codes = VaultCodes(vault_code, new_vault_code)
            store = self._store
            if store is not None:
                store.change_passphrase(old, new, codes)
                return
            opened = self._require_place().open(
                bytearray(old), None if vault_code is None else bytearray(vault_code)
            )
            try:
                opened.change_passphrase(old, new, codes)
            finally:
                opened.close()

    def back_up(self, target: Path) -> None:
        """Write everything to one encrypted file, which the present passphrase restores.

        Raises:
            VaultLocked: it must be open.
            StorageFault: something is at `target` already, or it could not be written whole.
        """
        self._require_store().back_up(target)

    def restore(self, source: Path, passphrase: bytearray, vault_code: bytearray | None = None) -> None:
        """Put a backup in place where nothing is kept yet, and open it.

        Raises:
            VaultExists, PassphraseWrong, VaultDamaged, VaultTooNew, VaultFull, StorageFault: nothing changed.
        """
        with _overwritten(passphrase, vault_code):
            place = self._require_place()
            self._open(lambda: place.restore(source, passphrase, vault_code))

    # Cases

    def cases(self) -> tuple[KeptCase, ...]:
        """Return the kept cases, the newest first; none while nothing is kept.

        Raises:
            VaultLocked: there may be some, but they cannot be read.
        """
        return () if self.state is KeepState.OFF else self._require_store().cases()

    def open_case(self, case_id: str) -> CaseAccess:
        """Return access to a kept case.

        Raises:
            CaseUnknown, VaultLocked.
        """
        return CaseAccess.from_secret(self._require_store().secret(case_id))

    def remember(
        self,
        access: CaseAccess,
        registry: RegistryInfo | None = None,
        *,
        eligibility: Eligibility | None = None,
        label: str = "",
    ) -> None:
        """Keep a case; call it before the first message is sent. Does nothing while nothing is kept.

        Raises:
            VaultLocked, VaultFault: it is not kept.
        """
        if self.state is KeepState.OFF:
            return
        now = datetime.fromtimestamp(int(self._clock()), tz=UTC)
        case = KeptCase(
            case_id=access.case_id,
            label=label,
            registry=f"{registry.address}#{registry.root_key_id}" if registry else "",
            registry_name=registry.name if registry else "",
            eligibility=eligibility,
            created=now,
            updated=now,
        )
        secret = access.copy_secret()
        with _overwritten(secret):
            self._require_store().put_case(case, secret)

    def note_view(self, case_id: str, view: CaseView) -> None:
        """Keep what the registry reported last; does nothing while nothing is kept."""
        if self.state is not KeepState.OFF:
            self._require_store().set_view(case_id, view)

    def name_items(self, case_id: str, names: Mapping[str, str]) -> None:
        """Keep file names by item id; does nothing while nothing is kept. They never leave this computer."""
        if self.state is not KeepState.OFF:
            self._require_store().set_names(case_id, names)

    def relabel(self, case_id: str, label: str) -> None:
        """Rename a kept case.

        Raises:
            CaseUnknown, VaultLocked.
        """
        self._require_store().set_label(case_id, label)

    def forget_case(self, case_id: str) -> None:
        """Remove a case from this computer; at the registry nothing changes.

        Raises:
            CaseUnknown, VaultLocked.
        """
        self._require_store().forget_case(case_id)

    # Inside

    def _current_journal(self) -> Journal:
        store = self._store
        if store is not None:
            return store.journal
        if self.state is KeepState.OFF:
            return self._memory
        raise VaultLocked

    def _require_place(self) -> StorePlace:
        if self._place is None:
            raise VaultMissing("Nothing can be kept here.", next_step="Start the app without practice mode.")
        return self._place

    def _require_store(self) -> CaseStore:
        store = self._store
        if store is None:
            raise VaultLocked if self.state is KeepState.LOCKED else VaultMissing
        return store

    def _open(self, opening: Callable[[], CaseStore]) -> None:
        """Open a store; if it was locked while that took its time, it is closed again."""
        if self._store is not None:
            raise VaultExists
        locks = self._locks
        store = opening()
        try:
            store.journal.record(self._memory.pending())
            for confirmed in self._memory.confirmed():
                store.journal.complete(confirmed)
            self.versions.keep_in(store)
            with self._mutex:
                if self._locks != locks or self._store is not None:
                    raise VaultLocked
                self._store = store
                self._memory = self._new_memory()
        except BaseException:
            store.close()
            raise


@contextmanager
def _overwritten(*secret: bytearray | None) -> Iterator[None]:
    try:
        yield
    finally:
        overwrite(*secret)
