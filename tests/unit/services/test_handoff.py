"""Which services are named to whom, and that what is said of them is complete."""

from __future__ import annotations

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.services.handoff import ASKS, PREPARATIONS, SERVICES, Ask, Prepare, Travels, services_for
from support.command import run_app


@pytest.mark.parametrize(
    ("age", "country", "expected"),
    [
        (Eligibility.ADULT, "KR", ["d4u", "stopncii"]),
        (Eligibility.MINOR, "kr", ["d4u", "take-it-down"]),
        (Eligibility.MINOR, "GB", ["report-remove", "take-it-down"]),
        (Eligibility.ADULT, "GB", ["stopncii"]),
        (Eligibility.ADULT, "FR", ["stopncii"]),
        (Eligibility.MINOR, "FR", ["take-it-down"]),
        (Eligibility.ADULT, None, ["d4u", "stopncii"]),
        (Eligibility.MINOR, None, ["report-remove", "d4u", "take-it-down"]),
    ],
)
def test_services_by_age_and_country(age: Eligibility, country: str | None, expected: list[str]) -> None:
    assert [each.code for each in services_for(age, country)] == expected


def test_a_minors_picture_is_never_pointed_to_a_service_for_adults() -> None:
    for country in (None, "KR", "GB", "US"):
        assert "stopncii" not in [each.code for each in services_for(Eligibility.MINOR, country)]
        assert "take-it-down" not in [each.code for each in services_for(Eligibility.ADULT, country)]


def test_everything_that_is_asked_or_prepared_has_words_and_every_service_its_sources() -> None:
    assert set(ASKS) == set(Ask)
    assert set(PREPARATIONS) == set(Prepare)
    for service in SERVICES:
        assert service.asks
        assert service.prepare
        assert all(source.startswith("https://") for source in service.sources)
        hands_over = Ask.PICTURE_OR_ADDRESS in service.asks
        assert hands_over == (service.travels is Travels.PICTURE_OR_ADDRESS), "it is said before"
    assert len({service.code for service in SERVICES}) == len(SERVICES)


def test_nothing_ever_asks_to_fetch_the_picture() -> None:
    for text in (*ASKS.values(), *PREPARATIONS.values(), *(service.follow for service in SERVICES)):
        assert not {"download", "search", "screenshot", "save"} & set(text.lower().split())


def test_the_command_prints_one_record_per_service_and_sends_nothing() -> None:
    ran = run_app("handoff", "--age", "minor", "--country", "GB")
    assert (ran.exit, [each["service"] for each in ran.records]) == (0, ["report-remove", "take-it-down"])
    first = ran.records[0]
    assert first["only_under_18_now"] is True
    assert first["asks"][1]["code"] == "age-proof-from-13"
    assert "Do not look for the picture" in ran.stderr
    assert run_app("handoff", "--age", "old").exit == 2
