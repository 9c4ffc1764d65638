"""What can be said on the command line."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stillmark.cli.shelter import ACCEPTS
from stillmark.domain.answers import Eligibility, Kind


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `stillmark`."""
    parser = argparse.ArgumentParser(
        prog="stillmark",
        description="Turn pictures into fingerprints on this computer and hand only those to a registry. "
        "Without a command, the window opens; with paths instead, it takes them in once asked.",
        epilog="Exit codes: 0 done; 1 some files refused; 2 wrong use; 3 registry unreachable; "
        "4 refused by the registry, or it is not the registry that was named.",
    )
    parser.add_argument(
        "--registries",
        type=Path,
        metavar="F",
        help="file that sets up this computer: registries, proxy, language... (see the guide for centres)",
    )
    parser.add_argument(
        "--vault",
        type=Path,
        metavar="FOLDER",
        help="where cases are kept, if you turn that on (or the environment's STILLMARK_VAULT)",
    )
    parser.add_argument(
        "--proxy",
        metavar="URL",
        help="reach registries through this proxy alone, for example Tor's: socks5h://127.0.0.1:9050",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    spoken = argparse.ArgumentParser(add_help=False)
    spoken.add_argument("--json", action="store_true", help="one JSON object per line on stdout")

    opening = argparse.ArgumentParser(add_help=False)
    opening.add_argument(
        ACCEPTS,
        action="store_true",
        dest="weaker_isolation",
        help="open pictures also where the system shuts them in less well; `doctor` says how",
    )

    files = argparse.ArgumentParser(add_help=False, parents=[opening])
    files.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture or folder")

    case = argparse.ArgumentParser(add_help=False)
    case.add_argument("--registry", metavar="URL", help="URL or URL#ROOT_KEY_ID; a kept case knows its own")
    case.add_argument("--registry-key", metavar="ID", help="root key id of the registry, 64 digits")
    case.add_argument("--proxy", metavar="URL", default=argparse.SUPPRESS, help="as before the command")

    sending = argparse.ArgumentParser(add_help=False)
    sending.add_argument(
        "--eligibility",
        required=True,
        choices=[value.value for value in Eligibility],
        help="how old the person was when the picture was made",
    )
    sending.add_argument(
        "--kind",
        required=True,
        choices=[value.value for value in Kind],
        help="a real picture, or one made by editing or AI",
    )
    sending.add_argument("--words-file", type=Path, metavar="F", help="twelve words; created if missing")

    sending.add_argument("--centre-key", type=Path, metavar="F", help="a support centre's key, which vouches")

    known = argparse.ArgumentParser(add_help=False)
    known.add_argument("--words-file", type=Path, metavar="F", help="twelve words")

    kept = _vault_options()
    kept.add_argument("--case", metavar="ID", help="number of a kept case, if there are several")

    commands.add_parser("hash", parents=[spoken, files], help="print fingerprints; nothing is sent")
    commands.add_parser(
        "submit",
        parents=[spoken, files, case, sending, kept],
        help="send fingerprints and verify the receipts",
    )
    commands.add_parser(
        "payload",
        parents=[spoken, files, case, sending],
        help="print what submit would send; send nothing",
    )
    commands.add_parser("status", parents=[spoken, case, known, kept], help="what platforms did with a case")
    withdraw = commands.add_parser("withdraw", parents=[spoken, case, known, kept], help="take a case back")
    withdraw.add_argument(
        "--item", action="append", default=[], metavar="ID", help="take back this item alone; may be repeated"
    )
    commands.add_parser(
        "check", parents=[spoken, files], help="try everyday edits on pictures: which copies are recognised"
    )
    commands.add_parser("compare", parents=[spoken, files], help="which of these files show the same picture")
    finding = commands.add_parser(
        "find", parents=[spoken, opening], help="find copies of pictures in a large folder"
    )
    finding.add_argument(
        "--like", type=Path, nargs="+", required=True, metavar="PICTURE", help="what to find"
    )
    finding.add_argument("folder", type=Path, metavar="IN_FOLDER", help="where to look")
    centre = commands.add_parser(
        "centre-key", parents=[spoken], help="make a support centre's key and print what a registry enrols"
    )
    centre.add_argument("file", type=Path, metavar="F", help="key file; created if missing")
    commands.add_parser(
        "doctor", parents=[spoken], help="how well pictures are shut in on this computer; versions"
    )
    updating = commands.add_parser(
        "check-update",
        parents=[spoken],
        help="ask once whether there is a newer version; never done by itself",
    )
    updating.add_argument("--proxy", metavar="URL", default=argparse.SUPPRESS, help="as before the command")
    updating.add_argument(
        "--download", type=Path, metavar="FOLDER", help="save the newer package there, once it was verified"
    )
    verifying = commands.add_parser(
        "verify",
        parents=[spoken],
        help="whether saved receipts come from a registry; offline if they can prove it",
    )
    verifying.add_argument("receipt", type=Path, metavar="RECEIPT", help="file with receipts")
    verifying.add_argument("--registry", metavar="URL", help="URL or URL#ROOT_KEY_ID")
    verifying.add_argument("--registry-key", metavar="ID", help="root key id of the registry, 64 digits")
    verifying.add_argument("--descriptor", type=Path, metavar="F", help="the registry's signed descriptor")
    _add_vault_commands(commands, spoken)
    practising = commands.add_parser(
        "practice", parents=[spoken, opening], help="try everything; nothing is sent"
    )
    practising.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="not the bundled ones")
    practising.add_argument("--no-window", action="store_true", help="run the whole job without a screen")
    drawing = commands.add_parser(
        "gallery", parents=[spoken], help="draw every screen in every state into a folder"
    )
    drawing.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder; made if missing")
    for name, what in (
        ("screens", "danger, device, choose, ..."),
        ("languages", "en, ko"),
        ("themes", "light, dark, contrast"),
        ("scales", "size of text in percent: 100, 200"),
    ):
        drawing.add_argument(
            f"--{name}", nargs="+", default=[], metavar="NAME", help=f"only these: {what}; else all"
        )
    drawing.add_argument(
        "--one-screenful", action="store_true", help="as high as the window opens; else as the page needs"
    )
    handing = commands.add_parser(
        "handoff",
        parents=[spoken],
        help="services with own websites: what they ask, what to prepare",
    )
    handing.add_argument(
        "--age",
        required=True,
        choices=[value.value for value in Eligibility],
        help="how old the person was when the picture was made",
    )
    handing.add_argument("--country", metavar="CODE", help="two letters (ISO 3166-1); else of every country")
    return parser


_WITH_VALUE = ("--registries", "--vault", "--proxy")
"""Options before a command whose value is the next word."""

COMMANDS = frozenset(
    {"hash", "submit", "payload", "status", "withdraw", "check", "compare", "find", "centre-key", "doctor"}
    | {"verify", "vault", "practice", "handoff", "check-update", "gallery"}
)
"""Words that are never taken for a path."""


def part_paths(arguments: Sequence[str]) -> tuple[list[str], tuple[Path, ...]]:
    """Part `stillmark [OPTION...] PATH...` into its options and the paths that the window is to take in.

    A path is what exists, or has a folder in its name, and is no command; a command of that name wins, as
    with every shell. Everything is left as it is if the first word is none, so that a mistyped command is an
    error and opens nothing.
    """
    words = list(arguments)
    index = 0
    while index < len(words) and words[index].startswith("-") and words[index] != "--":
        index += 2 if words[index] in _WITH_VALUE else 1
    ended = index < len(words) and words[index] == "--"
    rest = words[index + 1 :] if ended else words[index:]
    if not rest or (not ended and not _is_path(rest[0])):
        return words, ()
    return words[:index], tuple(Path(word) for word in rest)


def _is_path(word: str) -> bool:
    return word not in COMMANDS and (os.sep in word or Path(word).exists())


def _vault_options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    # Suppressed where it is not given, so that it does not undo a --vault before the command.
    options.add_argument(
        "--vault", type=Path, metavar="FOLDER", default=argparse.SUPPRESS, help="where cases are kept"
    )
    options.add_argument(
        "--passphrase-file", type=Path, metavar="F", help="holds the passphrase; else it is asked for"
    )
    options.add_argument("--code-file", type=Path, metavar="F", help="holds the vault code, if there is one")
    return options


def _add_vault_commands(commands: Any, spoken: argparse.ArgumentParser) -> None:
    options = _vault_options()
    vault = commands.add_parser("vault", help="keep cases on this computer, encrypted")
    actions = vault.add_subparsers(dest="action", metavar="ACTION", required=True)
    parents = [spoken, options]
    actions.add_parser("create", parents=parents, help="turn keeping on")
    actions.add_parser("cases", parents=parents, help="list kept cases with their receipts")
    resume = actions.add_parser(
        "resume", parents=parents, help="send what was written down and never confirmed"
    )
    resume.add_argument(
        "--centre-key", type=Path, metavar="F", help="vouches again for its messages that have expired"
    )
    backup = actions.add_parser("back-up", parents=parents, help="write everything to one encrypted file")
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    restore = actions.add_parser("restore", parents=parents, help="read a backup where nothing is kept yet")
    restore.add_argument("file", type=Path, metavar="FILE", help="a backup")
    change = actions.add_parser(
        "change-passphrase", parents=parents, help="encrypt everything anew under another passphrase"
    )
    change.add_argument("--new-passphrase-file", type=Path, metavar="F", help="else it is asked for")
    change.add_argument(
        "--new-code-file", type=Path, metavar="F", help="a vault code, from now on needed, too"
    )
    wipe = actions.add_parser("wipe", parents=parents, help="destroy the key and remove the files, for good")
    wipe.add_argument("--yes", action="store_true", help="really do it")
