"""All use cases together, as bootstrap hands them to the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stillmark.services.connect import RegistryDirectory
from stillmark.services.fingerprint import FingerprintService
from stillmark.services.follow import FollowService
from stillmark.services.glance import GlanceService
from stillmark.services.keep import KeepService
from stillmark.services.lookalike import LookalikeService
from stillmark.services.ports import IsolationProbe
from stillmark.services.resume import ResumeService
from stillmark.services.submit import SubmitService
from stillmark.services.updates import UpdateService
from stillmark.services.withdraw import WithdrawService


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of the app, with real adapters behind them.

    Attributes:
        close: stops the picture worker and locks what is kept; harmless if repeated.
    """

    fingerprint: FingerprintService
    lookalike: LookalikeService
    glance: GlanceService
    registries: RegistryDirectory
    submit: SubmitService
    follow: FollowService
    withdraw: WithdrawService
    keep: KeepService
    resume: ResumeService
    isolation: IsolationProbe
    updates: UpdateService
    close: Callable[[], None]
