"""Entry point of `takedown-registry` and of `python -m takedown_registry`."""

from __future__ import annotations

import sys

from takedown_registry.cli import run


def main() -> int:
    """Run the command line; returns the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
