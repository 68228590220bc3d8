"""What those who took part agreed to, and taking out all that somebody said.

Consent is kept by number, never by name. Nothing is stored that no consent covers; whoever agrees to less than before,
or withdraws, has what they said taken out at once, also what had been cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.forums.booking.refusals import HubRefused
from survey_app.forums.families.groups import all_under_16, lock_group
from survey_app.forums.families.taking_back import erase_words, quotes_of, take_back
from survey_app.forums.models.families import AGREED_BY, FocusGroup, FocusGroupParticipant


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What is agreed to for one person."""

    number: int
    agreed_by: str = ""
    notes: bool = False
    quotes: bool = False
    told: bool = False
    is_16: bool = False  # asked only where the group is of mixed ages


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut:
    """How much went."""

    points: int
    notes: int


def consent_problems(group: FocusGroup, given: Sequence[Consent], *, parent_needed: bool) -> dict[int, str]:
    """What is wrong with consents as they were entered, by number: a sentence each."""
    known = {one.number for one in group.participants if not one.withdrawn}
    problems = {one.number: f"Number {one.number} is not in this group." for one in given if one.number not in known}
    for one in given:
        problem = _problem(one, _is_under_16(group, one), parent_needed=parent_needed and group.who != "parents")
        if problem:
            problems.setdefault(one.number, f"Number {one.number}: {problem}")
    return problems


def _problem(one: Consent, under_16: bool, *, parent_needed: bool) -> str:
    ticked = one.notes or one.quotes or one.told
    if one.agreed_by not in ("", *AGREED_BY):
        return "choose who agreed."
    if ticked and not one.agreed_by:
        return "choose who agreed, or tick nothing."
    if one.quotes and not one.notes:
        return "whoever may be quoted has to agree to notes as well."
    if one.agreed_by and not under_16 and one.agreed_by == "parent":
        return "is 16 or over, so they agree for themselves."
    if ticked and under_16 and parent_needed and one.agreed_by == "self":
        return "is under 16, so a parent or carer has to agree too. Until then tick nothing."
    return ""


def save_consents(session: Session, group: FocusGroup, given: Sequence[Consent], *, parent_needed: bool) -> TakenOut:
    """Keep what was agreed to, and take out what it no longer covers.

    Raises
    ------
    HubRefused
        One of the consents is not complete; nothing is kept.
    """
    lock_group(session, group)
    if group.held_on is None:
        raise HubRefused("Enter first when the group was held and how many took part.")
    problems = consent_problems(group, given, parent_needed=parent_needed)
    if problems:
        raise HubRefused(" ".join(problems.values()))
    people = {one.number: one for one in group.participants}
    before = {number: (one.to_notes, one.to_quotes) for number, one in people.items()}
    for one in given:
        person = people[one.number]
        person.agreed_by, person.under_16 = one.agreed_by, _is_under_16(group, one)
        person.to_notes, person.to_quotes, person.to_be_told = one.notes, one.quotes, one.told
    lost = {number for number, (notes, _) in before.items() if notes and not people[number].to_notes}
    unquoted = {number for number, (_, quotes) in before.items() if quotes and not people[number].to_quotes}
    return _take_out(session, group, lost=lost, unquoted=unquoted)


def said_alone_and_together(group: FocusGroup, number: int) -> tuple[int, int]:
    """How many points and notes are of this number alone, and how many of others as well."""
    written = [point.said_by for point in group.points] + [
        note.said_by for note in group.notes if note.point_id is None
    ]
    found = [said_by for said_by in written if number in said_by]
    return sum(len(said_by) == 1 for said_by in found), sum(len(said_by) > 1 for said_by in found)


def withdraw(session: Session, group: FocusGroup, number: int) -> TakenOut:
    """Take out a person: their consent, and everything they said, alone or with others, cleared or not.

    The number stays so that nothing is put under it again. That somebody withdrew is counted, and not who.
    """
    lock_group(session, group)
    person = next((one for one in group.participants if one.number == number), None)
    if person is None or person.withdrawn:
        raise HubRefused(f"Number {number} is not in this group, or has withdrawn already. Reload the page.")
    taken = _take_out(session, group, lost={number}, unquoted={number})
    _forget(person)
    group.withdrawals += 1
    session.flush()
    return taken


def not_covered(group: FocusGroup, numbers: Collection[int], *, quoted: bool) -> str:
    """Why something that these people said may not be written down; empty where their consent covers it."""
    people = {one.number: one for one in group.participants if not one.withdrawn}
    if not numbers:
        return "Say who said it: tick the number of everybody whose words these are."
    missing = sorted(number for number in numbers if number not in people or not people[number].to_notes)
    if missing:
        return f"{_numbers(missing)} not agreed to notes, so what they said cannot be written down."
    unquoted = sorted(number for number in numbers if not people[number].to_quotes)
    if quoted and unquoted:
        return f"{_numbers(unquoted)} not agreed to be quoted. Leave the quote out, and say it in other words."
    return ""


def _take_out(session: Session, group: FocusGroup, *, lost: set[int], unquoted: set[int]) -> TakenOut:
    session.flush()
    points = [point for point in group.points if lost & set(point.said_by)]
    notes = [note for note in group.notes if note.point_id is None and lost & set(note.said_by)]
    gone = {point.id for point in points}
    silent = [one for one in group.points if one.id not in gone and one.quote and unquoted & set(one.said_by)]
    originals = [note for note in group.notes if note.point_id in {point.id for point in silent}]
    for point in silent:
        quotes = quotes_of(point)
        take_back(session, group, quotes)
        point.quote, point.passed_on = "", [words for words in point.passed_on if words not in quotes]
    erase_words(session, group, points, [*notes, *originals])
    return TakenOut(points=len(points), notes=len(notes))


def _forget(person: FocusGroupParticipant) -> None:
    person.withdrawn, person.agreed_by, person.under_16 = True, "", False
    person.to_notes = person.to_quotes = person.to_be_told = False


def _is_under_16(group: FocusGroup, one: Consent) -> bool:
    known = all_under_16(group)
    return not one.is_16 if known is None else known


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"Number {numbers[0]} has"
    return f"Numbers {', '.join(str(number) for number in numbers[:-1])} and {numbers[-1]} have"
