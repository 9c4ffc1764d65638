"""Every error says three things and has a code of its own; the tree in the docstring is the real one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from stillmark.domain import errors
from stillmark.domain.errors import RegistryRefused, StillmarkError, VaultFault


def _all(kind: type[StillmarkError] = StillmarkError) -> Iterator[type[StillmarkError]]:
    for below in kind.__subclasses__():
        if below.__module__ == errors.__name__:
            yield below
            yield from _all(below)


@pytest.mark.parametrize("kind", list(_all()), ids=lambda kind: kind.__name__)
def test_an_error_says_what_happened_what_was_kept_and_what_to_do(kind: type[StillmarkError]) -> None:
    error = kind("reason") if kind is RegistryRefused else kind()  # type: ignore[call-arg]
    for text in (error.happened, error.kept, error.next_step):
        assert text[0].isupper()
        assert text.endswith(".")
    assert str(error) == f"{error.happened} {error.kept} {error.next_step}"
    expected = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
    assert error.code == expected


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in _all()]
    assert len(codes) == len(set(codes))


def test_the_tree_that_is_drawn_is_the_tree_that_is() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        matched = re.match(r"^((?:[ │├└─]{4})*)(\w+)(?: |$)", line)
        if not matched or not hasattr(errors, matched[2]):
            continue
        depth = len(matched[1]) // 4 - 1
        path[depth:] = [matched[2]]
        drawn[matched[2]] = path[depth - 1] if depth else ""
    real = {kind.__name__: kind.__mro__[1].__name__ for kind in _all()}
    assert drawn == {"StillmarkError": "", **real}


def test_a_fault_of_the_store_never_claims_that_something_was_lost() -> None:
    for kind in [VaultFault, *VaultFault.__subclasses__()]:
        assert re.search("untouched|left as they are|othing was", kind().kept)
