"""The only wiring: builds services with real adapters; dispatches window, gallery, commands and practice."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from stillmark.cli.main import run
from stillmark.cli.wiring import Wiring
from stillmark.registries.configured import Configuration, UpdatePlace, read_configuration
from stillmark.resources import practice_pictures

if TYPE_CHECKING:
    from stillmark.registries.proxy import SocksProxy
    from stillmark.registries.transport import Network
    from stillmark.services.bundle import Services
    from stillmark.services.ports import PracticeProcess, ReleaseSource
    from stillmark.services.updates import UpdateService

# What brings cryptography, the database or the network with it is imported where it is built: the window
# shows its first page before.


def build_services(
    vault_folder: Path | None = None,
    network: Network | None = None,
    configuration: Configuration | None = None,
) -> Services:
    """Build the use cases on the real worker, the real disk and the real network.

    Args:
        vault_folder: where cases are kept if the person turns that on; nothing is written there before.
            None: nothing can be kept.
        network: how bytes leave this computer; None for no proxy.
        configuration: what was set up for this computer; None for nothing.
    """
    from stillmark.intake.files import Files
    from stillmark.isolation.hasher import IsolatedHasher
    from stillmark.registries.takedown import TakedownConnector
    from stillmark.services.bundle import Services
    from stillmark.services.connect import RegistryDirectory
    from stillmark.services.exchange import Exchange
    from stillmark.services.fingerprint import FingerprintService
    from stillmark.services.follow import FollowService
    from stillmark.services.glance import GlanceService
    from stillmark.services.keep import KeepService
    from stillmark.services.lookalike import LookalikeService
    from stillmark.services.resume import ResumeService
    from stillmark.services.submit import SubmitService
    from stillmark.services.withdraw import WithdrawService
    from stillmark.vault.memory import MemoryJournal
    from stillmark.vault.place import Vault

    configuration = configuration or Configuration()
    hasher = IsolatedHasher()
    files = Files(unpacker=hasher)
    keep = KeepService(
        Vault(vault_folder) if vault_folder else None, MemoryJournal, versions=configuration.lowest_versions
    )
    exchange = Exchange(keep.journal)

    def close() -> None:
        keep.lock()
        hasher.close()

    return Services(
        fingerprint=FingerprintService(files, hasher),
        lookalike=LookalikeService(files, hasher),
        glance=GlanceService(files, hasher),
        registries=RegistryDirectory(TakedownConnector(network), versions=keep.versions),
        submit=SubmitService(exchange),
        follow=FollowService(exchange),
        withdraw=WithdrawService(exchange),
        isolation=hasher,
        keep=keep,
        resume=ResumeService(exchange, keep.open_case),
        updates=_updates(configuration.updates, network),
        close=close,
    )


def _updates(place: UpdatePlace | None, network: Network | None) -> UpdateService:
    from stillmark.services.updates import UpdateService

    if place is None:
        return UpdateService()

    def connect() -> ReleaseSource:
        # python-tuf takes a quarter of a second to import; only who looks for a new version pays it.
        from stillmark.registries.updates import TufReleases

        return TufReleases(place, network)

    return UpdateService(place.address, connect)


def open_window(
    practice: PracticeProcess | None,
    configuration: Configuration,
    vault_folder: Path | None,
    network: Callable[[], Network | None] = lambda: None,
    pictures: Sequence[Path] = (),
) -> int:
    """Open the window and return its exit code.

    In practice mode nothing can be kept, nobody is asked for new versions, and `pictures` are offered, or the
    bundled ones. Else `pictures` wait until the person has chosen one of the two ways, and cases would be
    kept in `vault_folder`, or where the system puts the data of apps.
    """
    if practice:
        configuration = replace(configuration, updates=None)
    # Until the first frame nothing of what is imported is garbage; then the window collects by itself.
    gc.disable()
    from stillmark.gui.app import PracticeInfo, run  # Qt costs a second; scripts do not pay it

    built: list[Services] = []

    def build() -> Services:
        from stillmark.isolation.own_process import leave_no_core

        # Also for whoever opens the window without `run`; before this, nothing of anybody is in this process.
        leave_no_core()
        folder = None if practice else vault_folder or _default_folder()
        built.append(build_services(folder, network(), configuration))
        return built[0]

    try:
        return run(
            build,
            practice=PracticeInfo(practice.address, tuple(pictures) or practice_pictures())
            if practice
            else None,
            preconfigured=configuration.window,
            initial_paths=() if practice else tuple(pictures),
        )
    finally:
        gc.enable()
        for services in built:
            services.close()


def _default_folder() -> Path:
    from stillmark.vault.files import default_folder

    return default_folder()


def _start_practice(pictures: Sequence[Path]) -> PracticeProcess:
    from stillmark.registries.practice import PracticeRegistry

    return PracticeRegistry(pictures)


def draw_gallery(
    out: Path, narrowed: Mapping[str, Sequence[str]], whole: bool, tell: Callable[[str], None]
) -> int:
    """Draw every screen in every state and return how many pictures there are.

    Raises:
        WrongUse, StorageFault: a name is unknown, or the folder cannot be written.
    """
    from stillmark.gui.gallery.command import run as draw

    return draw(out, narrowed, tell, whole=whole)


class _App:
    """What the command line starts, as this computer was set up and on the network that was chosen."""

    def __init__(self) -> None:
        self._configuration = Configuration()
        self._proxy: SocksProxy | None = None

    def configure(self, file: Path | None, proxy: str | None, *, practice: bool) -> None:
        """Take what an administrator set up, and the proxy that is named instead of the one set up there.

        A practice registry is on this computer, where no proxy leads.

        Raises:
            AddressWrong: it cannot be used; nothing may then be sent without it.
            StorageFault: the administrator's file cannot be used.
        """
        self._configuration = read_configuration(file)
        chosen = self._configuration.proxy
        if proxy is not None:
            from stillmark.registries.proxy import SocksProxy

            chosen = SocksProxy.parse(proxy)
        self._proxy = None if practice else chosen

    def _network(self) -> Network:
        from stillmark.registries.transport import Network

        return Network(self._proxy)

    def services(self, vault_folder: Path | None) -> Services:
        return build_services(vault_folder, self._network(), self._configuration)

    def window(
        self,
        practice: PracticeProcess | None,
        vault_folder: Path | None,
        pictures: Sequence[Path],
    ) -> int:
        return open_window(practice, self._configuration, vault_folder, self._network, pictures)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app with the given arguments (the process's own unless told) and return its exit code."""
    app = _App()
    wiring = Wiring(
        services=app.services,
        start_practice=_start_practice,
        window=app.window,
        default_vault=_default_folder,
        configure=app.configure,
        gallery=draw_gallery,
    )
    return run(sys.argv[1:] if arguments is None else arguments, wiring)
