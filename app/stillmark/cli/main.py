"""The command line: reads the arguments, calls one command, turns typed errors into exit codes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from stillmark.cli import cases, doctor, handoff, likeness, pictures, practice, updates, vault
from stillmark.cli import verify as verification
from stillmark.cli.arguments import build_parser, part_paths
from stillmark.cli.output import Exit, Output
from stillmark.cli.secrets import SecretFiles
from stillmark.domain.case import Eligibility, Kind
from stillmark.domain.errors import StillmarkError
from stillmark.resources import practice_pictures
from stillmark.services.bundle import Services
from stillmark.services.ports import PracticeProcess

_WITH_VAULT: Final = ("submit", "status", "withdraw")


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
    """What bootstrap gives the command line.

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


def run(arguments: Sequence[str], wiring: Wiring) -> int:
    """Run one command and return its exit code."""
    words, paths = part_paths(arguments)
    options = build_parser().parse_args(words)
    output = Output.of_process(as_json=getattr(options, "json", False))
    try:
        wiring.configure(options.registries, options.proxy, practice=options.command == "practice")
        if options.command is None:
            return wiring.window(None, _vault_folder(options), paths)
        return _dispatch(options, wiring, output)
    except StillmarkError as error:
        return output.fault(error)
    except KeyboardInterrupt:
        output.say("Stopped. Sending the same files again is safe.")
        return 130


def _dispatch(options: argparse.Namespace, wiring: Wiring, output: Output) -> int:
    if options.command == "centre-key":
        return cases.centre_key(options.file, output)
    if options.command == "practice":
        return _practice(options, wiring, output)
    if options.command == "handoff":
        return handoff.hand_off(options.age, options.country, output)
    if options.command == "gallery":
        return _gallery(options, wiring, output)
    if options.command == "vault":
        return _vault(options, wiring, output)
    folder = _vault_folder(options) if options.command in _WITH_VAULT else None
    services = wiring.services(folder)
    try:
        if options.command == "hash":
            return pictures.hash_pictures(services, options.paths, output)
        if options.command == "doctor":
            return doctor.diagnose(services.isolation, output)
        if options.command == "check-update":
            return updates.check_update(services.updates, options.download, output)
        if options.command == "check":
            return likeness.check(services, options.paths, output)
        if options.command == "compare":
            return likeness.compare(services, options.paths, output)
        if options.command == "find":
            return likeness.find(services, options.like, options.folder, output)
        if options.command == "verify":
            return verification.verify(
                services, options.receipt, options.registry, options.registry_key, options.descriptor, output
            )
        if folder is not None:
            vault.unlock(services.keep, _secrets(options))
        case = cases.CaseOptions(
            options.registry,
            options.registry_key,
            options.words_file,
            getattr(options, "centre_key", None),
            getattr(options, "case", None),
        )
        if options.command == "status":
            return cases.status(services, case, output)
        if options.command == "withdraw":
            return cases.withdraw(services, case, options.item, output)
        command = cases.submit if options.command == "submit" else cases.payload
        return command(
            services, options.paths, case, Eligibility(options.eligibility), Kind(options.kind), output
        )
    finally:
        services.close()


def _vault_folder(options: argparse.Namespace) -> Path | None:
    named = options.vault or os.environ.get("STILLMARK_VAULT")
    return Path(named) if named else None


def _secrets(options: argparse.Namespace) -> SecretFiles:
    return SecretFiles(
        options.passphrase_file,
        options.code_file,
        getattr(options, "new_passphrase_file", None),
        getattr(options, "new_code_file", None),
    )


def _vault(options: argparse.Namespace, wiring: Wiring, output: Output) -> Exit:
    services = wiring.services(_vault_folder(options) or wiring.default_vault())
    keep, secrets = services.keep, _secrets(options)
    try:
        if options.action == "create":
            return vault.create(keep, secrets, output)
        if options.action == "wipe":
            return vault.wipe(keep, options.yes, output)
        if options.action == "restore":
            return vault.restore(keep, options.file, secrets, output)
        if options.action == "change-passphrase":
            return vault.change_passphrase(keep, secrets, output)
        vault.unlock(keep, secrets)
        if options.action == "cases":
            return vault.list_cases(keep, output)
        if options.action == "resume":
            return vault.resume(services, options.centre_key, output)
        return vault.back_up(keep, options.file, output)
    finally:
        services.close()


def _gallery(options: argparse.Namespace, wiring: Wiring, output: Output) -> Exit:
    narrowed = {name: getattr(options, name) for name in ("screens", "languages", "themes", "scales")}
    count = wiring.gallery(options.out, narrowed, not options.one_screenful, output.say)
    index = options.out / "index.html"
    output.result({"pictures": count, "index": str(index)}, f"{count} pictures. Look at {index}.")
    return Exit.OK


def _practice(options: argparse.Namespace, wiring: Wiring, output: Output) -> int:
    chosen = tuple(options.paths) or practice_pictures()
    process = wiring.start_practice(chosen)
    try:
        if not options.no_window:
            return wiring.window(process, None, chosen)
        services = wiring.services(None)
        try:
            return practice.practise(services, process.address, chosen, output)
        finally:
            services.close()
    finally:
        process.stop()


__all__ = ["Exit", "Wiring", "run"]
