"""What the acts at the doors of a forum come to: the same for every order, and for acts that arrive twice.

Somebody is here while a check-in of theirs stands. A check-in stands unless an act takes it back *by its id*: whoever
takes one back cannot take back another that they have not seen. Of those that stand, the earliest counts.
survey_app/browser/door/merging.js has the same rule; one table of cases holds both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One check-in: when, and of whom. Moments are texts or datetimes, so long as they are alike."""

    id: str
    person: str
    at: Any


def standing(check_ins: Iterable[CheckIn], taken_back: Iterable[str]) -> dict[str, list[CheckIn]]:
    """Person → the check-ins of theirs that stand, the earliest first; nobody whose check-ins are all taken back."""
    gone, known = set(taken_back), {one.id: one for one in check_ins}
    found: dict[str, list[CheckIn]] = {}
    for one in sorted(known.values(), key=lambda one: (one.at, one.id)):
        if one.id not in gone:
            found.setdefault(one.person, []).append(one)
    return found


def standing_of_acts(acts: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The same for acts as devices send them: person → ids, the one that counts first."""
    listed = list(acts)
    check_ins = [CheckIn(id=act["id"], person=act["person"], at=act["at"]) for act in listed if act["kind"] == "in"]
    ends = [end for act in listed if act["kind"] == "out" for end in act["ends"]]
    return {person: [one.id for one in found] for person, found in standing(check_ins, ends).items()}
