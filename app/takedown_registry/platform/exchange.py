"""A `threatexchange` exchange that honours withdrawal, acknowledges it and sends feedback.

    threatexchange config extensions add takedown_registry.platform.exchange
    threatexchange config collab edit takedown_registry --create NAME --url https://registry.example
    threatexchange fetch

Hasher-Matcher-Actioner takes `TakedownRegistryExchangeAPI` among its `exchange_types`.

An acknowledgement says that a withdrawal has been carried out, and only a fetch's caller knows when that is
on disk. So each checkpoint carries the token of its page, and the *next* fetch, which is given a checkpoint
only if that was stored together with its data, acknowledges it before anything else.

Annotations are evaluated here (no `from __future__ import annotations`): `threatexchange` builds its command
line from the types of the fields of `TakedownCollabConfig`.
"""

import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

from threatexchange.exchanges import auth, fetch_state
from threatexchange.exchanges.collab_config import CollaborationConfigWithDefaults
from threatexchange.exchanges.signal_exchange_api import (
    AnySignalExchangeAPI,
    SignalExchangeAPIWithSimpleUpdates,
)
from threatexchange.extensions.manifest import ThreatExchangeExtensionManifest
from threatexchange.signal_type.md5 import VideoMD5Signal
from threatexchange.signal_type.pdq.signal import PdqSignal
from threatexchange.signal_type.signal_base import SignalType

from takedown_registry.platform.feed_client import (
    FROM_THE_START,
    GONE,
    STALE_SECONDS,
    Feedback,
    FeedClient,
    FeedKeys,
    FeedProblem,
    KeysWrong,
    Page,
    Record,
)

NAME: Final = "takedown_registry"
_SIGNALS: Final = {"ImagePDQ": PdqSignal.get_name(), "VideoMD5": VideoMD5Signal.get_name()}
_OPINIONS: Final = {
    "Blocked": fetch_state.SignalOpinionCategory.POSITIVE_CLASS,
    "NotBlocked": fetch_state.SignalOpinionCategory.NEGATIVE_CLASS,
}
_FEEDBACK: Final = {
    fetch_state.SignalOpinionCategory.POSITIVE_CLASS: "Blocked",
    fetch_state.SignalOpinionCategory.NEGATIVE_CLASS: "NotBlocked",
    fetch_state.SignalOpinionCategory.INVESTIGATION_SEED: "PendingReview",
}
_LOG: Final = logging.getLogger(__name__)


class FetchedTooLongAgo(Exception):
    """Withdrawals since the last fetch may no longer be told: it is too long ago, or the registry lost them.

    Beginning anew is the caller's to order: Hasher-Matcher-Actioner would keep what it has beside it.
    """


def _begin_anew(because: str) -> FetchedTooLongAgo:
    advice = (
        f"{because}: let go of what was fetched (threatexchange fetch --clear, or a new exchange in place of "
        "the old) and begin anew"
    )
    # The command line logs nothing less, and says of an error only that there was one.
    _LOG.critical(advice)
    return FetchedTooLongAgo(advice)


@dataclass
class _RequiredConfig:
    url: str = field(metadata={"help": "address of the registry, without /v1", "metavar": "URL"})


@dataclass
class TakedownCollabConfig(CollaborationConfigWithDefaults, _RequiredConfig):
    """Which registry, and where this platform's keys for it are.

    Attributes:
        url: of the registry; https, or http on this computer.
        keys_file: what `takedown-registry platform add --json` printed, readable by its owner alone; empty:
            from where `TakedownCredentials` finds them.
        page_size: records per request.
    """

    api: str = NAME
    keys_file: str = field(
        default="", metadata={"help": "private file with this platform's keys", "metavar": "FILE"}
    )
    page_size: int = field(default=800, metadata={"help": "records per request", "metavar": "N"})


@dataclass
class TakedownCredentials(auth.CredentialHelper):
    """A platform's keys, from the environment or a private file; never from the collaboration's settings.

    Both hold what `takedown-registry platform add --json` printed.
    """

    ENV_VARIABLE: ClassVar[str] = "TX_TAKEDOWN_REGISTRY_KEYS"
    FILE_NAME: ClassVar[str] = "~/.tx_takedown_registry_keys"

    subscription_key: str = field(repr=False, metadata={"help": "which platform"})
    fetch_function_key: str = field(repr=False, metadata={"help": "for FetchHashes"})
    feedback_function_key: str = field(repr=False, metadata={"help": "for SubmitFeedback"})
    acknowledge_function_key: str = field(repr=False, metadata={"help": "for Acknowledge"})

    @classmethod
    def get(cls, for_cls: type[AnySignalExchangeAPI]) -> "TakedownCredentials":
        """Find the keys; unlike the base class, say what is wrong with those that cannot be used."""
        path = Path(cls.FILE_NAME).expanduser()
        try:
            if cls._DEFAULT is None and os.environ.get(cls.ENV_VARIABLE):
                return cls.of(FeedKeys.parse(os.environ[cls.ENV_VARIABLE]))
            if cls._DEFAULT is None and path.is_file():
                return cls.of(FeedKeys.read(path))
        except KeysWrong as wrong:
            raise auth.SignalExchangeAPIInvalidAuthException(for_cls, str(wrong)) from None
        return super().get(for_cls)

    @classmethod
    def of(cls, keys: FeedKeys) -> "TakedownCredentials":
        """Keys in the form that the framework passes around."""
        return cls(
            keys.subscription_key,
            keys.fetch_function_key,
            keys.feedback_function_key,
            keys.acknowledge_function_key,
        )

    @property
    def keys(self) -> FeedKeys:
        """Keys in the form that the feed's client takes."""
        return FeedKeys(
            self.subscription_key,
            self.fetch_function_key,
            self.feedback_function_key,
            self.acknowledge_function_key,
        )

    @classmethod
    def _from_str(cls, s: str) -> "TakedownCredentials":
        return cls.of(FeedKeys.parse(s))

    def _are_valid(self) -> bool:
        return bool(self.subscription_key and self.fetch_function_key)


@dataclass
class TakedownCheckpoint(fetch_state.FetchCheckpointBase):
    """How far the stored data goes. Everything in it was stored together with that data.

    Attributes:
        update_time: stamp of the newest stored record; the next sync starts there, inclusive.
        last_fetch_time: Unix seconds.
        sync_start: stamp that an unfinished sync began with.
        page_token: of the page with which an unfinished sync goes on, or empty.
        ack_token: confirms everything that is stored, or empty.
        acknowledged: whether that has been done.
    """

    update_time: int = FROM_THE_START
    last_fetch_time: int = 0
    sync_start: int = FROM_THE_START
    page_token: str = ""
    ack_token: str = ""
    acknowledged: bool = False

    def get_progress_timestamp(self) -> int | None:
        """How far the stored data goes."""
        return self.update_time


@dataclass
class TakedownRecord(fetch_state.FetchedSignalMetadata):
    """What is known about a hash that matched.

    Attributes:
        cases: opaque numbers of the cases that ask for it, as this platform knows them.
        feedback: what other platforms and support centres say.
    """

    cases: tuple[str, ...] = ()
    feedback: tuple[Feedback, ...] = ()

    def get_as_opinions(self) -> Sequence[fetch_state.SignalOpinion]:
        """A case that asks for review, and what others made of it."""
        seed = fetch_state.SignalOpinionCategory.INVESTIGATION_SEED
        said = [
            fetch_state.SignalOpinion(False, _OPINIONS.get(each.value, seed), set(each.tags))
            for each in self.feedback
        ]
        return [*said, fetch_state.SignalOpinion(False, seed, set())]


Update = tuple[str, str]


class TakedownRegistryExchangeAPI(
    auth.SignalExchangeWithAuth[TakedownCollabConfig, TakedownCredentials],
    SignalExchangeAPIWithSimpleUpdates[TakedownCollabConfig, TakedownCheckpoint, TakedownRecord],
):
    """One registry's feed, as `threatexchange` and Hasher-Matcher-Actioner fetch it."""

    def __init__(self, collab: TakedownCollabConfig, client: FeedClient) -> None:
        super().__init__()
        self.collab = collab
        self.client = client

    @classmethod
    def get_name(cls) -> str:
        """Return `takedown_registry`."""
        return NAME

    @staticmethod
    def get_config_cls() -> type[TakedownCollabConfig]:
        """Return the settings' class."""
        return TakedownCollabConfig

    @staticmethod
    def get_checkpoint_cls() -> type[TakedownCheckpoint]:
        """Return the checkpoint's class."""
        return TakedownCheckpoint

    @staticmethod
    def get_record_cls() -> type[TakedownRecord]:
        """Return the record's class."""
        return TakedownRecord

    @staticmethod
    def get_credential_cls() -> type[TakedownCredentials]:
        """Return the keys' class."""
        return TakedownCredentials

    @classmethod
    def for_collab(
        cls, collab: TakedownCollabConfig, credentials: TakedownCredentials | None = None
    ) -> "TakedownRegistryExchangeAPI":
        """Prepare a client; nothing is sent yet.

        Raises:
            SignalExchangeAPIMissingAuthException: there are no keys.
            SignalExchangeAPIInvalidAuthException: they, or the address, cannot be used.
        """
        try:
            if credentials is None and collab.keys_file:
                keys = FeedKeys.read(Path(collab.keys_file))
            else:
                keys = (credentials or TakedownCredentials.get(cls)).keys
            return cls(collab, FeedClient(collab.url, keys))
        except ValueError as wrong:
            raise auth.SignalExchangeAPIInvalidAuthException(cls, str(wrong)) from None

    def fetch_iter(
        self,
        supported_signal_types: Sequence[type[SignalType]],
        checkpoint: TakedownCheckpoint | None,
    ) -> Iterator[fetch_state.FetchDelta[Update, TakedownRecord, TakedownCheckpoint]]:
        """Acknowledge what is stored, then yield what is new, page by page; None removes a hash.

        Raises:
            FetchedTooLongAgo: what is stored may hold hashes that were withdrawn long ago.
            FeedProblem: it broke off; the next fetch goes on after the last page that was stored.
        """
        stored = checkpoint or TakedownCheckpoint()
        if checkpoint is not None and time.time() - stored.last_fetch_time > STALE_SECONDS:
            raise _begin_anew("the last fetch is so long ago that withdrawals may have been missed")
        acknowledged = self._acknowledge(stored)
        try:
            for page in self._pages(stored):
                unfinished = page.token or ""
                stored = TakedownCheckpoint(
                    update_time=max(stored.update_time, page.newest),
                    last_fetch_time=int(time.time()),
                    sync_start=stored.sync_start if unfinished else max(stored.update_time, page.newest),
                    page_token=unfinished,
                    ack_token=page.ack_token,
                    acknowledged=page.ack_token == acknowledged,
                )
                yield fetch_state.FetchDelta(dict(_updates(page.records)), stored)
        except FeedProblem as problem:
            if problem.status == GONE:
                raise _begin_anew("the registry was restored from a backup") from None
            raise
        finally:
            self.client.close()

    def _acknowledge(self, stored: TakedownCheckpoint) -> str:
        """Confirm what is stored; returns the token up to which everything is confirmed."""
        if stored.ack_token and not stored.acknowledged:
            try:
                self.client.acknowledge(stored.ack_token)
            except FeedProblem as problem:
                if problem.status != 400:
                    raise
                # Of keys that are no longer used: what comes next brings a new token.
                _LOG.warning("the registry does not know the acknowledgement token of the last fetch")
                return ""
        return stored.ack_token

    def _pages(self, stored: TakedownCheckpoint) -> Iterator[Page]:
        size = self.collab.page_size
        if stored.page_token:
            try:
                yield from self.client.pages(stored.sync_start, token=stored.page_token, page_size=size)
            except FeedProblem as problem:
                if problem.status != 400:
                    raise
                _LOG.warning("the registry does not know the page token of the last fetch")
                yield from self.client.pages(stored.update_time, page_size=size)
            return
        yield from self.client.pages(stored.update_time, page_size=size)

    @classmethod
    def naive_convert_to_signal_type(
        cls,
        signal_types: Sequence[type[SignalType]],
        collab: TakedownCollabConfig,
        fetched: Mapping[Update, TakedownRecord | None],
    ) -> dict[type[SignalType], dict[str, TakedownRecord]]:
        """Give PDQ hashes to every signal type that compares with them, not only to the stock one."""
        converted = super().naive_convert_to_signal_type(signal_types, collab, fetched)
        if PdqSignal in converted:
            values = converted[PdqSignal]
        else:
            values = super().naive_convert_to_signal_type([PdqSignal], collab, fetched).get(PdqSignal, {})
        for signal_type in signal_types:
            if values and issubclass(signal_type, PdqSignal) and signal_type is not PdqSignal:
                converted[signal_type] = dict(values)
        return converted

    def report_opinion(
        self, s_type: type[SignalType], signal: str, opinion: fetch_state.SignalOpinion
    ) -> None:
        """Send feedback on a stored hash (or on several, with commas).

        Raises:
            FeedProblem: it was not taken.
        """
        self.client.give_feedback(signal.split(","), _FEEDBACK[opinion.category], opinion.tags)


def _updates(records: Sequence[Record]) -> Iterator[tuple[Update, TakedownRecord | None]]:
    for record in records:
        name: Any = _SIGNALS.get(record.signal)
        if name is None:
            _LOG.info("passed over a record of a kind that is not known here")
            continue
        metadata = TakedownRecord(tuple(sorted(record.cases)), record.feedback) if record.active else None
        yield (name, record.value), metadata


TX_MANIFEST = ThreatExchangeExtensionManifest(apis=(TakedownRegistryExchangeAPI,))
