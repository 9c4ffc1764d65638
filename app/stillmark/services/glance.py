"""Show one picture, small, while somebody asks for it. Nothing is kept."""

from __future__ import annotations

from pathlib import Path

from stillmark.domain.glance import Glance
from stillmark.domain.media import Refused
from stillmark.services.ports import FileSource, PictureHasher


class GlanceService:
    """Opens one picture and has the isolated worker make it small; no pixel is decoded here.

    Args:
        files: where files come from.
        hasher: the isolated worker.
    """

    def __init__(self, files: FileSource, hasher: PictureHasher) -> None:
        self._files = files
        self._hasher = hasher

    def show(self, path: Path) -> Glance | Refused:
        """Return a few pixels of one picture, or why there are none.

        Raises:
            IsolationFault: the worker cannot be started or locked.
        """
        opened = self._files.open(path)
        if isinstance(opened, Refused):
            return opened
        try:
            return self._hasher.glance(opened)
        finally:
            opened.close()
