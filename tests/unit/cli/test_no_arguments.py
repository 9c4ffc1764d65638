"""Without arguments nothing is parsed; the window begins as if it had been."""

from __future__ import annotations

from stillmark.cli.arguments import build_parser
from stillmark.cli.main import NOTHING_SAID


def test_no_arguments_mean_what_the_parser_makes_of_them() -> None:
    assert vars(build_parser().parse_args([])) == vars(NOTHING_SAID)
