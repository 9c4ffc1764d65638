"""Which command does what was asked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from stillmark.cli import cases, doctor, handoff, likeness, pictures, practice, shelter, updates, vault
from stillmark.cli import verify as verification
from stillmark.cli.output import Exit, Output
from stillmark.cli.secrets import SecretFiles
from stillmark.cli.wiring import Wiring
from stillmark.domain.answers import Eligibility, Kind
from stillmark.resources import practice_pictures

_WITH_VAULT: Final = ("submit", "status", "withdraw")
OPENING: Final = ("hash", "check", "compare", "find", "payload", "submit")
"""Commands that open pictures, as practice does with pictures that are not the bundled ones."""


def dispatch(options: argparse.Namespace, wiring: Wiring, output: Output, named: Path | None) -> int:
    """Run the one command of the options and return its exit code; `named` is the store's folder if told."""
    if options.command == "centre-key":
        return cases.centre_key(options.file, output)
    if options.command == "practice":
        return _practice(options, wiring, output)
    if options.command == "handoff":
        return handoff.hand_off(options.age, options.country, output)
    if options.command == "gallery":
        return _gallery(options, wiring, output)
    if options.command == "vault":
        return _vault(options, wiring, output, named)
    folder = named if options.command in _WITH_VAULT else None
    services = wiring.services(folder)
    try:
        if options.command in OPENING:
            shelter.require(services.isolation, accepted=options.weaker_isolation)
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


def _secrets(options: argparse.Namespace) -> SecretFiles:
    return SecretFiles(
        options.passphrase_file,
        options.code_file,
        getattr(options, "new_passphrase_file", None),
        getattr(options, "new_code_file", None),
    )


def _vault(options: argparse.Namespace, wiring: Wiring, output: Output, named: Path | None) -> Exit:
    services = wiring.services(named or wiring.default_vault())
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
            # The bundled ones are nobody's but ours.
            shelter.require(services.isolation, accepted=options.weaker_isolation or not options.paths)
            return practice.practise(services, process.address, chosen, output)
        finally:
            services.close()
    finally:
        process.stop()
