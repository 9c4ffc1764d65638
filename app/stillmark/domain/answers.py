"""What a person is asked about a picture: age group and kind. The window begins with these alone."""

from __future__ import annotations

from enum import StrEnum


class Eligibility(StrEnum):
    """How old the person was when the picture was made, as a registry asks it."""

    ADULT = "adult"
    MINOR = "minor"


class Kind(StrEnum):
    """The two doors: a real picture, or one made by editing or AI."""

    INTIMATE = "intimate"
    FABRICATED = "fabricated"
