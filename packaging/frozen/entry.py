"""Where the frozen app begins: the same binary is the app, its picture worker and its practice registry.

The app starts its children by the interpreter's own name. `--worker` is `stillmark.__main__`'s business; what
`python -m takedown_registry practice` does from source is done here, since app and registry never import
each other. No other command of the registry is in the app: a registry is installed from the wheel.
"""

from __future__ import annotations

import sys

PRACTICE = ["-m", "takedown_registry", "practice"]


def main() -> int:
    if sys.argv[1:4] == PRACTICE:
        sys.argv[1:3] = []
        from takedown_registry.__main__ import main as registry

        return registry()
    from stillmark.__main__ import run as app

    return app()


if __name__ == "__main__":
    sys.exit(main())
