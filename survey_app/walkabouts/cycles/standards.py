"""The standards of a cycle: which of the instrument's graded standards are asked, and of which kinds of agency."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from analysis.beside.graded_forms import scale_of, standards_in
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.items import Item
from instruments.loading import load_instrument
from survey_app.designer.services import compiled_version, library_entry
from survey_app.errors import UserError
from survey_app.partnership.models import AGENCY_TYPES
from survey_app.walkabouts.models import CycleStandard, Section11Assessment, Section11Cycle

WALKABOUT_FORM = "section-11-walkabout"
SHORT_NAME = re.compile(r"st(\d+)")


class StandardsRefused(UserError):
    """Standards cannot be chosen as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardAsked:
    """A graded standard as the walkabout instrument has it: its title, what to look for, and what each grade means."""

    name: str
    label: str
    criteria: str
    rubric: Mapping[str, str]


def standards_for(assessment: Section11Assessment) -> list[CycleStandard]:
    """The standards that apply to the agency assessed; of a collective assessment, those that apply to any member."""
    kinds = {member.agency.agency_type for member in assessment.members}
    return [standard for standard in assessment.cycle.standards if any(map(standard.applies_to, kinds))]


def standards_left_out(assessment: Section11Assessment) -> list[CycleStandard]:
    """The cycle's standards that are not applicable to this kind of agency."""
    kept = {standard.name for standard in standards_for(assessment)}
    return [standard for standard in assessment.cycle.standards if standard.name not in kept]


def short_name(name: str) -> str:
    """What people call a standard: “St4” for ``st4``."""
    found = SHORT_NAME.fullmatch(name)
    return f"St{found[1]}" if found else name


def walkabout_form(cycle: Section11Cycle) -> CompiledInstrument:
    """What is asked on a visit of this cycle; before a round is linked, what the library asks."""
    if cycle.walkabout_round is not None:
        return compiled_version(cycle.walkabout_round.version)
    entry = library_entry(WALKABOUT_FORM)
    if entry is None:
        raise StandardsRefused("Link a walkabout round first: the library has no walkabout instrument here.")
    return compile_instrument(load_instrument(entry.source, filename=f"{WALKABOUT_FORM}.yaml"))


def standards_asked(form: CompiledInstrument) -> list[StandardAsked]:
    """The graded standards of an instrument, in its order."""
    return [_asked(form, name, item) for name, item in standards_in(form).items()]


def _asked(form: CompiledInstrument, name: str, item: Item) -> StandardAsked:
    label = form.section(item.section).label
    rubric = dict(item.scale.rubric) if item.scale else {}
    return StandardAsked(name=name, label=label[:300], criteria=_criteria(form, name), rubric=rubric)


def _criteria(form: CompiledInstrument, name: str) -> str:
    """What to look for: the note of a walkabout, or the criteria that a self-assessment asks one by one."""
    note = form.find(f"{name}_criteria")
    if note is not None:
        return "\n".join(part for part in (note.question.label or "", note.question.hint or "") if part)
    asked = [item.question.label or "" for item in form.items if re.fullmatch(rf"{name}_c\d+", item.name)]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(asked, start=1))


def grades_of(cycle: Section11Cycle) -> dict[str, str]:
    """The grades of the walkabout instrument and what they are called, the best first; without “not applicable”."""
    items = standards_in(walkabout_form(cycle))
    if not items:
        return {}
    scale, labels = scale_of(next(iter(items.values())))
    return {grade: labels[grade] for grade in scale.best_to_worst}


def choose_standards(session: Session, cycle: Section11Cycle, chosen: Mapping[str, Collection[str]]) -> None:
    """Make these the standards of the cycle: each name with the kinds of agency that it applies to.

    A standard of every kind is stored as one that applies to all, so that a kind that is added later has it too.
    """
    if cycle.state != "planning":
        raise StandardsRefused("Fieldwork is open, so the standards of this cycle stand as they are.")
    asked = {one.name: one for one in standards_asked(walkabout_form(cycle))}
    _check_choice(chosen, asked)
    present = {standard.name: standard for standard in cycle.standards}
    for name in present.keys() - chosen.keys():
        session.delete(present[name])
    for position, one in enumerate(asked.values(), start=1):
        if one.name in chosen:
            _keep(session, cycle, present.get(one.name), one, position, chosen[one.name])
    session.flush()
    session.expire(cycle, ["standards"])


def _check_choice(chosen: Mapping[str, Collection[str]], asked: Mapping[str, StandardAsked]) -> None:
    if not chosen:
        raise StandardsRefused("Choose at least one standard: tick a kind of agency that it applies to.")
    for name, kinds in chosen.items():
        if name not in asked:
            raise StandardsRefused(f"The walkabout instrument has no graded standard called “{name}”.")
        if unknown := set(kinds) - AGENCY_TYPES.keys():
            raise StandardsRefused(f"There is no kind of agency called “{min(unknown)}”.")
        if not kinds:
            raise StandardsRefused(f"Tick a kind of agency for {short_name(name)}, or leave that standard out.")


def _keep(
    session: Session, cycle: Section11Cycle, standard: CycleStandard | None, asked: StandardAsked, position: int,
    kinds: Collection[str],
) -> None:  # fmt: skip
    if standard is None:
        standard = CycleStandard(cycle_id=cycle.id, name=asked.name)
        session.add(standard)
    standard.label, standard.position = asked.label, position
    standard.agency_types = (
        [] if set(kinds) == AGENCY_TYPES.keys() else [kind for kind in AGENCY_TYPES if kind in kinds]
    )


def choose_all_standards(session: Session, cycle: Section11Cycle) -> None:
    """Every standard of the instrument, for every kind of agency: where a cycle begins."""
    names: Sequence[str] = [one.name for one in standards_asked(walkabout_form(cycle))]
    choose_standards(session, cycle, {name: tuple(AGENCY_TYPES) for name in names})


def drop_unknown_standards(session: Session, cycle: Section11Cycle) -> None:
    """Leave out the standards that the cycle's walkabout instrument does not grade."""
    asked = {one.name for one in standards_asked(walkabout_form(cycle))}
    for standard in [one for one in cycle.standards if one.name not in asked]:
        session.delete(standard)
    session.flush()
    session.expire(cycle, ["standards"])
