"""The groups of respondents that may stand beside a comment, or beneath a quote.

They are what the round is broken down by: what the invitation says, or what the form asks. In an anonymous round a
comment stands apart from all other answers, so a group may stand beside it only where it has enough members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from instruments.compiled import CompiledInstrument
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import versions_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import breakdown_label
from survey_app.rounds.strata import NOT_RECORDED

SMALLEST_GROUP = 5

Groups = Mapping[str, Mapping[str, str]]
"""Response → breakdown → group."""


def smallest_group(round_: Round) -> int:
    """How many members a group must have before a comment may be said to come from it."""
    return max(SMALLEST_GROUP, round_.policy.threshold)


def recorded_groups(session: Session, round_: Round) -> Groups:
    """Every respondent's groups as far as they are recorded."""
    names = breakdown_names(round_)
    if not names:
        return {}
    responses = responses_of(session, round_)
    forms = versions_of(session, round_, responses)
    found: dict[str, dict[str, str]] = {}
    for record in responses:
        asked = _asked_groups(forms[record.version or round_.version.number], names, record.document)
        invited = {name: value for name, value in record.strata.items() if value != NOT_RECORDED}
        found[record.response_id] = {name: (asked | invited)[name] for name in names if name in asked | invited}
    return found


def breakdown_names(round_: Round) -> list[str]:
    """By what the round is broken down, as it was fixed when it opened."""
    return list(dict.fromkeys([*round_.breakdowns, *round_.break_down_by]))


def quotable_groups(session: Session, round_: Round) -> Groups:
    """The groups that are large enough; of several breakdowns, as many as leave a group large enough together."""
    recorded, smallest = recorded_groups(session, round_), smallest_group(round_)
    kept: dict[str, dict[str, str]] = {response: {} for response in recorded}
    for name in breakdown_names(round_):
        wider = {
            response: {**kept[response], name: groups[name]} for response, groups in recorded.items() if name in groups
        }
        sizes = Counter(tuple(groups.items()) for groups in wider.values())
        kept |= {response: groups for response, groups in wider.items() if sizes[tuple(groups.items())] >= smallest}
    return kept


def shown_groups(session: Session, round_: Round) -> Groups:
    """What coders see beside a comment: everything that is recorded, in anonymous rounds what may be quoted."""
    groups = quotable_groups(session, round_) if round_.anonymous else recorded_groups(session, round_)
    return {
        response: {breakdown_label(name): value for name, value in found.items()} for response, found in groups.items()
    }


def group_text(groups: Mapping[str, str]) -> str:
    """Groups in a line: "Forum: North; Agency: Police"."""
    return "; ".join(f"{breakdown_label(name)}: {value}" for name, value in groups.items())


def _asked_groups(form: CompiledInstrument, names: Iterable[str], document: Mapping[str, object]) -> dict[str, str]:
    """The answers to single-choice questions that are named like a breakdown."""
    found = {}
    for name in names:
        item = form.find(name)
        answer = document.get(name)
        if item is None or item.repeats or item.question.kind != "select_one":
            continue
        chosen = next((choice for choice in item.choices if choice.name == answer), None)
        if chosen is not None:
            found[name] = chosen.label or chosen.name
    return found
