"""`stillmark vault ...`: what is kept on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stillmark.cli.cases import read_centre_key
from stillmark.cli.output import Exit, Output
from stillmark.cli.records import describe_receipt
from stillmark.cli.secrets import SecretFiles, read_secret, read_secret_file
from stillmark.domain.errors import VaultMissing, WrongUse
from stillmark.domain.kept import KeepState, KeptCase
from stillmark.services.bundle import Services
from stillmark.services.keep import KeepService


def unlock(keep: KeepService, secrets: SecretFiles) -> None:
    """Open the store with its passphrase and, if it wants one, its vault code.

    Raises:
        VaultMissing, PassphraseWrong, VaultDamaged, VaultTooNew, VaultBusy, WrongUse.
    """
    if keep.state is KeepState.OFF:
        raise VaultMissing
    keep.unlock(read_secret(secrets.passphrase, "Passphrase: "), _code(keep.needs_vault_code, secrets))


def create(keep: KeepService, secrets: SecretFiles, output: Output) -> Exit:
    """Turn keeping on."""
    if keep.state is KeepState.OFF and secrets.passphrase is None:
        output.say(f"A passphrase you could use: {keep.suggest_passphrase()}")
    code = read_secret_file(secrets.code) if secrets.code else None
    keep.turn_on(read_secret(secrets.passphrase, "New passphrase: ", twice=True), code)
    return _done(
        output, {"created": True, "vault_code": code is not None}, f"Cases are now kept in {keep.folder}."
    )


def list_cases(keep: KeepService, output: Output) -> Exit:
    """Print every kept case."""
    for case in keep.cases():
        output.result(_describe(case), _say(case))
    return Exit.OK


def resume(services: Services, centre_key_file: Path | None, output: Output) -> Exit:
    """Send what was written down and never confirmed, each message to its own registry.

    A centre's key vouches again for those of its messages that have expired.
    """
    centre = read_centre_key(centre_key_file) if centre_key_file else None
    waiting = services.resume.waiting()
    addresses = {case.case_id: case.registry for case in services.keep.cases()}
    receipts: list[dict[str, Any]] = []
    refused: list[str] = []
    for address in dict.fromkeys(addresses.get(one.case_id, "") for one in waiting):
        if not address:
            raise WrongUse("A message waits for a case whose registry is not known here.")
        done = services.resume.finish(services.registries.connect(address), centre)
        receipts += [describe_receipt(receipt) for receipt in done.receipts]
        refused += [error.reason for error in done.refused]
    output.result(
        {"waiting": len(waiting), "receipts": receipts, "refused": refused},
        f"{len(waiting)} messages were waiting; {len(receipts)} are confirmed now, {len(refused)} refused.",
    )
    return Exit.REFUSED_BY_REGISTRY if refused else Exit.OK


def back_up(keep: KeepService, target: Path, output: Output) -> Exit:
    """Write one encrypted file."""
    keep.back_up(target)
    return _done(output, {"backup": str(target)}, f"{target} was written. The same passphrase restores it.")


def restore(keep: KeepService, source: Path, secrets: SecretFiles, output: Output) -> Exit:
    """Put a backup where nothing is kept yet."""
    code = read_secret_file(secrets.code) if secrets.code else None
    keep.restore(source, read_secret(secrets.passphrase, "Passphrase of the backup: "), code)
    return _done(
        output, {"restored": len(keep.cases())}, f"{len(keep.cases())} cases are now kept in {keep.folder}."
    )


def change_passphrase(keep: KeepService, secrets: SecretFiles, output: Output) -> Exit:
    """Encrypt everything anew under another passphrase."""
    if keep.state is KeepState.OFF:
        raise VaultMissing
    code = _code(keep.needs_vault_code, secrets)
    keep.change_passphrase(
        read_secret(secrets.passphrase, "Present passphrase: "),
        read_secret(secrets.new_passphrase, "New passphrase: ", twice=True),
        code,
        new_vault_code=read_secret_file(secrets.new_code) if secrets.new_code else None,
    )
    return _done(
        output, {"changed": True}, "Changed. Backups made before still open with the old passphrase."
    )


def wipe(keep: KeepService, sure: bool, output: Output) -> Exit:
    """Destroy the key and remove the files; at the registries nothing changes."""
    if not sure:
        raise WrongUse(
            "This destroys every kept case on this computer for good.",
            next_step="Say so with --yes. Whoever has a case's twelve words keeps control of it.",
        )
    keep.wipe()
    return _done(output, {"wiped": True}, "The key was destroyed and the files were removed.")


def _code(needed: bool, secrets: SecretFiles) -> bytearray | None:
    return read_secret(secrets.code, "Vault code: ") if needed else None


def _done(output: Output, record: dict[str, Any], text: str) -> Exit:
    output.result(record, text)
    return Exit.OK


def _describe(case: KeptCase) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "label": case.label,
        "registry": case.registry,
        "registry_name": case.registry_name,
        "eligibility": case.eligibility.value if case.eligibility else None,
        "created_at": case.created.isoformat(),
        "updated_at": case.updated.isoformat(),
        "names": dict(case.names),
        "waiting": case.waiting,
        "receipts": [describe_receipt(receipt) for receipt in case.receipts],
    }


def _say(case: KeptCase) -> str:
    waiting = f", {case.waiting} messages wait to be sent" if case.waiting else ""
    label = f" ({case.label})" if case.label else ""
    return (
        f"Case {case.case_id}{label}: {len(case.names)} files, {len(case.receipts)} receipts{waiting}, "
        f"{case.registry_name or 'no registry yet'}"
    )
