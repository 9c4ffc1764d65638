"""The command line: reads the arguments, calls one command, turns typed errors into exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stillmark.cli import cases, doctor, likeness, pictures, practice
from stillmark.cli.output import Exit, Output
from stillmark.domain.case import Eligibility, Kind
from stillmark.domain.errors import StillmarkError
from stillmark.resources import practice_pictures
from stillmark.services.bundle import Services
from stillmark.services.ports import PracticeProcess


@dataclass(frozen=True, slots=True)
class Wiring:
    """What bootstrap gives the command line.

    Attributes:
        services: builds the use cases; nothing is started before it is called.
        start_practice: starts a practice registry on whose platform copies of the given files turn up.
        window: opens the window, on the practice registry if one is given, with the registries configured in
            a file if one is named, and returns its exit code.
    """

    services: Callable[[], Services]
    start_practice: Callable[[Sequence[Path]], PracticeProcess]
    window: Callable[[PracticeProcess | None, Path | None], int]


def run(arguments: Sequence[str], wiring: Wiring) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    output = Output.of_process(as_json=getattr(options, "json", False))
    try:
        if options.command is None:
            return wiring.window(None, options.registries)
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
    services = wiring.services()
    try:
        if options.command == "hash":
            return pictures.hash_pictures(services, options.paths, output)
        if options.command == "doctor":
            return doctor.diagnose(services.isolation, output)
        if options.command == "check":
            return likeness.check(services, options.paths, output)
        if options.command == "compare":
            return likeness.compare(services, options.paths, output)
        if options.command == "find":
            return likeness.find(services, options.like, options.folder, output)
        case = cases.CaseOptions(
            options.registry,
            options.registry_key,
            options.words_file,
            getattr(options, "centre_key", None),
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


def _practice(options: argparse.Namespace, wiring: Wiring, output: Output) -> int:
    chosen = tuple(options.paths) or practice_pictures()
    process = wiring.start_practice(chosen)
    try:
        if not options.no_window:
            return wiring.window(process, options.registries)
        services = wiring.services()
        try:
            return practice.practise(services, process.address, chosen, output)
        finally:
            services.close()
    finally:
        process.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stillmark",
        description="Turn pictures into fingerprints on this computer and hand only those to a registry. "
        "Without a command, the window opens.",
        epilog="Exit codes: 0 done; 1 some files refused; 2 wrong use; 3 registry unreachable; "
        "4 refused by the registry, or it is not the registry that was named.",
    )
    parser.add_argument(
        "--registries",
        type=Path,
        metavar="F",
        help="file with the registries to offer in the window",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    spoken = argparse.ArgumentParser(add_help=False)
    spoken.add_argument("--json", action="store_true", help="one JSON object per line on stdout")

    files = argparse.ArgumentParser(add_help=False)
    files.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="picture or folder")

    case = argparse.ArgumentParser(add_help=False)
    case.add_argument("--registry", required=True, metavar="URL", help="URL or URL#ROOT_KEY_ID")
    case.add_argument("--registry-key", metavar="ID", help="root key id of the registry, 64 digits")

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
    known.add_argument("--words-file", type=Path, metavar="F", required=True, help="twelve words")

    commands.add_parser("hash", parents=[spoken, files], help="print fingerprints; nothing is sent")
    commands.add_parser(
        "submit", parents=[spoken, files, case, sending], help="send fingerprints and verify the receipts"
    )
    commands.add_parser(
        "payload",
        parents=[spoken, files, case, sending],
        help="print what submit would send; send nothing",
    )
    commands.add_parser("status", parents=[spoken, case, known], help="what platforms did with a case")
    withdraw = commands.add_parser("withdraw", parents=[spoken, case, known], help="take a case back")
    withdraw.add_argument(
        "--item", action="append", default=[], metavar="ID", help="take back this item alone; may be repeated"
    )
    commands.add_parser(
        "check", parents=[spoken, files], help="try everyday edits on pictures: which copies are recognised"
    )
    commands.add_parser("compare", parents=[spoken, files], help="which of these files show the same picture")
    finding = commands.add_parser("find", parents=[spoken], help="find copies of pictures in a large folder")
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
    practising = commands.add_parser("practice", parents=[spoken], help="try everything; nothing is sent")
    practising.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="not the bundled ones")
    practising.add_argument("--no-window", action="store_true", help="run the whole job without a screen")
    return parser


__all__ = ["Exit", "Wiring", "run"]
