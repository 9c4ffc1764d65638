"""Passphrases: from a file or typed without echo, never from the command line, which others can list."""

from __future__ import annotations

import getpass
import sys
from dataclasses import dataclass
from pathlib import Path

from stillmark.domain.errors import WrongUse

MAX_BYTES = 1024


@dataclass(frozen=True, slots=True)
class SecretFiles:
    """Where secrets come from; None: they are asked for.

    Attributes:
        passphrase, new_passphrase: files with one line.
        code, new_code: likewise, of the vault code.
    """

    passphrase: Path | None = None
    code: Path | None = None
    new_passphrase: Path | None = None
    new_code: Path | None = None


def read_secret(file: Path | None, question: str, *, twice: bool = False) -> bytearray:
    """Return a secret from a file, or ask for it.

    Raises:
        WrongUse: the file cannot be read, there is nobody to ask, or the two answers differ.
    """
    if file is not None:
        return read_secret_file(file)
    if not sys.stdin.isatty():
        raise WrongUse(
            "A passphrase is needed, and there is nobody to ask.",
            next_step="Name a file that holds it with --passphrase-file.",
        )
    answer = _ask(question)
    if twice:
        again = _ask("Once more: ")
        if again != answer:
            raise WrongUse("The two passphrases differ.")
    return answer


def read_secret_file(file: Path) -> bytearray:
    """Return the first line of a file.

    Raises:
        WrongUse: it cannot be read, or is too long for a secret.
    """
    content = bytearray(MAX_BYTES + 3)
    try:
        with file.open("rb", buffering=0) as source:
            size = source.readinto(content) or 0
    except OSError as error:
        raise WrongUse(f"{file.name} cannot be read: {error.strerror}.") from error
    del content[size:]
    if size > MAX_BYTES + 2:
        raise WrongUse(f"{file.name} is too long to hold a passphrase.")
    return content.splitlines()[0] if content else content


def _ask(question: str) -> bytearray:
    # Python gives typed text as a string, which cannot be overwritten; it goes with the process.
    return bytearray(getpass.getpass(question).encode("utf-8", "surrogateescape"))
