"""A false case from a platform's word to its end and back, by commands beside a real registry."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.fingerprints import pdq
from support.person import NetworkPerson
from support.registry import Platform, RegistryProcess, registry_here
from support.world import item
from takedown_protocol.replies import EndReason
from takedown_registry.cli import run


def review(registry: RegistryProcess, *arguments: str) -> list[dict[str, Any]]:
    printed = registry_here("review", *arguments, "--data", str(registry.data), "--json")
    return [json.loads(line) for line in printed.splitlines()]


def test_what_a_platform_says_of_a_case_leads_to_it_and_ends_it(
    registry: RegistryProcess, platform: Platform, person: NetworkPerson
) -> None:
    honest = NetworkPerson(registry.url, registry.root_key_id)
    person.submit(item(1, pdq(1)), item(2, pdq(2)))
    honest.submit(item(1, pdq(3)))
    records = {each.hashValue: each for page in platform.api.fetch_hashes_iter() for each in page.hashRecords}
    (number,) = records[pdq(1)].caseNumbers
    for value in (pdq(1), pdq(2)):
        answer = platform.tell(value, "NotBlocked")
        assert answer["count"] == 1

    (told,) = review(registry, "told")
    assert (told["platform"], told["case"]) == (platform.name, number)
    assert (told["NotBlocked"], told["fingerprints"], told["vouched"]) == (2, 2, False)
    naming = ("--case", number, "--platform", platform.name)
    (seen,) = review(registry, "case", *naming)
    assert (seen["pictures"], seen["fingerprints"], seen["in_other_cases_too"]) == (2, 2, 0)
    assert seen["platforms_say"] == {platform.name: {"NotBlocked": 2}}
    (alike,) = review(registry, "hash", pdq(1))
    assert alike["cases"] == 1

    (done,) = review(registry, "take-out", *naming, "--reason", "not-intimate")
    assert (done["cases"], done["pictures"], done["fingerprints"]) == (1, 2, 2)
    ended = [each.ended for each in person.status().items]
    assert [(each.reason, each.whole) for each in ended if each] == [(EndReason.NOT_INTIMATE, True)] * 2
    assert [each.ended for each in honest.status().items] == [None]
    fresh = {each.hashValue for page in platform.api.fetch_hashes_iter() for each in page.hashRecords}
    assert fresh == {pdq(3)}
    (again,) = review(registry, "take-out", *naming, "--reason", "flood")
    assert again["decision"] is None

    (given,) = review(registry, "undo", str(done["decision"]))
    assert given["fingerprints"] == 2
    assert [each.ended for each in person.status().items] == [None, None]
    (listed,) = review(registry, "decisions")
    assert (listed["decision"], listed["reason"]) == (done["decision"], "not-intimate")
    assert listed["undone"]


def test_an_operator_is_told_in_words_what_cannot_be_decided(
    registry: RegistryProcess, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--data", str(registry.data))
    why = ("--reason", "flood")
    for arguments, said in (
        (("take-out", *why), "name a --case, a --hash, or both"),
        (("take-out", "--case", "0" * 32, *why), "--case and --platform go together"),
        (("take-out", "--case", "0" * 32, "--platform", "Nobody", *why), "no platform of this name"),
        (("case", "--case", "0" * 32, "--platform", platform.name), "knows no case by this number"),
        (("take-out", "--hash", "zz", *why), "a fingerprint has 64 hexadecimal digits"),
        (("undo", "999"), "no decision of this number"),
    ):
        assert run(["review", *arguments, *where]) == 1
        assert said in capsys.readouterr().err
