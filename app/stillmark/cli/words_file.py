"""The words file: twelve words readable by nobody else, on disk before the first byte leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from stillmark.domain.errors import RootChanged, StorageFault, WordsWrong
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.private_file import create_private, replace_private

MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class WordsFile:
    """Twelve words in `path`, and the registry key pinned beside them in `path` + `.registry`."""

    path: Path

    @property
    def pin_path(self) -> Path:
        """Where the pinned registry key is kept."""
        return self.path.with_name(self.path.name + ".registry")

    def read(self) -> CaseAccess:
        """Open the case of an existing words file.

        Raises:
            WordsWrong: it is missing, too long, not text, or holds no twelve words that fit together.
        """
        try:
            with self.path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise WordsWrong(
                "There is no such words file.", next_step="Check the name of the file."
            ) from None
        except OSError as error:
            raise WordsWrong(f"The words file cannot be read: {error.strerror}.") from error
        try:
            return CaseAccess.from_words(raw[:MAX_BYTES].decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise WordsWrong("The words file is not a text file.") from None

    def read_or_create(self) -> tuple[CaseAccess, bool]:
        """Open the case of the file, or make a new case and write its words; the flag tells if it is new.

        Raises:
            WordsWrong: the file exists but holds no twelve words that belong together; it is left as it is.
            StorageFault: the words could not be written safely.
        """
        if self.path.exists() or self.path.is_symlink():
            return self.read(), False
        access = CaseAccess.new()
        create_private(self.path, (access.words(WordLanguage.ENGLISH) + "\n").encode())
        return access, True

    def pinned_key(self, address: str) -> str | None:
        """Return the root key id pinned for a registry address, if any.

        Raises:
            StorageFault: the pin cannot be read; guessing would defeat it.
        """
        try:
            pins = json.loads(self.pin_path.read_text("utf-8"))
            key = pins.get(address)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, AttributeError) as error:
            raise StorageFault(
                "The registry key kept beside the words cannot be read.",
                next_step="Name the key with --registry-key, or restore the file that ends in .registry.",
            ) from error
        return str(key) if key else None

    def pin(self, address: str, root_key_id: str) -> None:
        """Remember the key of a registry; the same key again changes nothing.

        Raises:
            RootChanged: another key is already pinned for this address.
            StorageFault: it could not be written.
        """
        pinned = self.pinned_key(address)
        if pinned == root_key_id:
            return
        if pinned:
            raise RootChanged
        pins = json.loads(self.pin_path.read_text("utf-8")) if self.pin_path.exists() else {}
        text = json.dumps({**pins, address: root_key_id}, indent=1) + "\n"
        replace_private(self.pin_path, text.encode())
