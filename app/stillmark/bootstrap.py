"""The only wiring: builds services with real adapters and dispatches window, command line and practice."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from stillmark.cli.main import Wiring, run
from stillmark.intake.files import Files
from stillmark.isolation.hasher import IsolatedHasher
from stillmark.registries.configured import configured_registries
from stillmark.registries.practice import PracticeRegistry
from stillmark.registries.takedown import TakedownConnector
from stillmark.resources import practice_pictures
from stillmark.services.bundle import Services
from stillmark.services.connect import RegistryDirectory
from stillmark.services.exchange import Exchange
from stillmark.services.fingerprint import FingerprintService
from stillmark.services.follow import FollowService
from stillmark.services.keep import KeepService
from stillmark.services.lookalike import LookalikeService
from stillmark.services.ports import PracticeProcess
from stillmark.services.resume import ResumeService
from stillmark.services.submit import SubmitService
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.files import default_folder
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault


def build_services(vault_folder: Path | None = None) -> Services:
    """Build the use cases on the real worker, the real disk and the real network.

    Args:
        vault_folder: where cases are kept if the person turns that on; nothing is written there before.
            None: nothing can be kept.
    """
    hasher = IsolatedHasher()
    keep = KeepService(Vault(vault_folder) if vault_folder else None, MemoryJournal)
    exchange = Exchange(keep.journal)

    def close() -> None:
        keep.lock()
        hasher.close()

    return Services(
        fingerprint=FingerprintService(Files(), hasher),
        lookalike=LookalikeService(Files(), hasher),
        registries=RegistryDirectory(TakedownConnector()),
        submit=SubmitService(exchange),
        follow=FollowService(exchange),
        withdraw=WithdrawService(exchange),
        isolation=hasher,
        keep=keep,
        resume=ResumeService(exchange, keep.open_case),
        close=close,
    )


def open_window(
    practice: PracticeProcess | None, registries_file: Path | None, vault_folder: Path | None
) -> int:
    """Open the window and return its exit code.

    In practice mode nothing can be kept. Else cases would be kept in `vault_folder`, or where the system puts
    the data of apps.

    Raises:
        StorageFault, AddressWrong: the file with configured registries cannot be used.
    """
    configured = configured_registries(registries_file)
    from stillmark.gui.app import PracticeInfo, run  # Qt costs a second; scripts do not pay it

    services = build_services(None if practice else vault_folder or default_folder())
    try:
        return run(
            services,
            practice=PracticeInfo(practice.address, practice_pictures()) if practice else None,
            configured_registries=configured,
        )
    finally:
        services.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app with the given arguments (the process's own unless told) and return its exit code."""
    wiring = Wiring(
        services=build_services,
        start_practice=PracticeRegistry,
        window=open_window,
        default_vault=default_folder,
    )
    return run(sys.argv[1:] if arguments is None else arguments, wiring)
