"""`stillmark handoff`: which services a person can use on their own websites, and what to have ready."""

from __future__ import annotations

from stillmark.cli.output import Exit, Output
from stillmark.domain.answers import Eligibility
from stillmark.services.handoff import ASKS, NEVER, PREPARATIONS, WebService, services_for


def hand_off(age: str, country: str | None, output: Output) -> Exit:
    """Print one record per service; nothing is sent anywhere."""
    for service in services_for(Eligibility(age), country):
        output.result(_record(service), _text(service))
    output.say(NEVER)
    return Exit.OK


def _record(service: WebService) -> dict[str, object]:
    return {
        "service": service.code,
        "name": service.name,
        "website": service.website,
        "telephone": service.telephone,
        "serves": sorted(service.serves),
        "only_under_18_now": service.only_under_18_now,
        "countries": sorted(service.countries),
        "travels": service.travels,
        "asks": [{"code": each, "text": ASKS[each]} for each in service.asks],
        "prepare": [{"code": each, "text": PREPARATIONS[each]} for each in service.prepare],
        "follow": service.follow,
        "never": NEVER,
        "sources": list(service.sources),
        "checked_on": service.checked_on.isoformat(),
    }


def _text(service: WebService) -> str:
    lines = [service.name, f"  {service.website}  {service.telephone}".rstrip()]
    if service.only_under_18_now:
        lines.append("  For people who are under 18 now.")
    lines += [f"  It asks: {ASKS[each]}" for each in service.asks]
    lines += [f"  Have ready: {PREPARATIONS[each]}" for each in service.prepare]
    lines += [f"  Afterwards: {service.follow}", f"  Checked on {service.checked_on.isoformat()}"]
    return "\n".join([*lines, ""])
