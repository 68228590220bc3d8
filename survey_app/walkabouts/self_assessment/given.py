"""The answers that the record gives by itself: who the agency is, what does not apply to it, what its evidence is.

Nobody types them, and whatever a page posts in their place does not count. Questions are known by the names that the
instrument's composite questions have ("st4_evidence_date"); a form without one of them is simply not given it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from instruments.compiled import CompiledInstrument, Section
from survey_app.collect.wording import Speaker
from survey_app.walkabouts.cycles.standards import standards_for, standards_left_out
from survey_app.walkabouts.models import Section11Assessment
from survey_app.walkabouts.self_assessment.deadlines import declaration_day
from survey_app.walkabouts.self_assessment.models import Evidence, SelfAssessment

Answers = dict[str, Any]

NOT_APPLICABLE = "not_applicable"
WHY_NOT = "This standard does not apply to agencies of this kind in this cycle."
# The kinds of agency as the installation has them → as the instrument offers them, to begin with.
AGENCY_TYPE_ANSWERS = {
    "local_authority": "childrens_services",
    "district_council": "district_council",
    "police": "police",
    "health": "health_provider",
    "school": "education",
    "early_years": "education",
    "probation": "probation",
    "voluntary": "voluntary",
    "housing": "other_agency",
    "other": "other_agency",
}
EVIDENCE_TYPES = {
    "policy": "document", "audit": "document", "data": "data", "observation": "observation",
    "staff_voice": "staff_voice", "child_voice": "child_voice", "other": "document",
}  # fmt: skip
EVIDENCE_PARTS = ("evidence_type", "evidence_reference", "evidence_date", "practice_evidence")
DECLARATION = "declaration"
DECLARED = ("author", "board_sponsor", "presented_on", "declared")
WHO = ("agency", "collective", "assessment_date")


def begun_with(assessment: Section11Assessment, form: CompiledInstrument) -> Answers:
    """The answers that a new return begins with: the form's own, and what is known of the agency."""
    agencies = [member.agency for member in assessment.members]
    known: Answers = {"agency_type": AGENCY_TYPE_ANSWERS.get(agencies[0].agency_type, "other_agency")}
    known["areas_covered"] = assessment.partnership.name
    if assessment.is_collective:
        known["collective_members"] = "\n".join(sorted(agency.name for agency in agencies))
    known |= {"agency": assessment.title, "collective": _yes_no(assessment.is_collective)}
    return {**Speaker(form).begun(), **{name: value for name, value in known.items() if form.find(name) is not None}}


def given_answers(
    assessment: Section11Assessment,
    form: CompiledInstrument,
    evidence: Sequence[Evidence],
    *,
    kept: SelfAssessment | None,
) -> Answers:
    """Question → answer, for every question that the record answers by itself."""
    given: Answers = {"agency": assessment.title, "collective": _yes_no(assessment.is_collective)}
    given["assessment_date"] = declaration_day(kept).isoformat()
    for standard in standards_left_out(assessment):
        given |= {standard.name: NOT_APPLICABLE, f"{standard.name}_na_reason": WHY_NOT}
    for standard in standards_for(assessment):
        given |= _evidence_answers(standard.name, [one for one in evidence if one.standard == standard.name])
    if kept is not None and kept.declared_at is not None:
        given |= declared_answers(kept)
    return {name: value for name, value in given.items() if form.find(name) is not None}


def declared_answers(kept: SelfAssessment) -> Answers:
    """What the declaration says in the form's own words: roles, never names."""
    presented = kept.presented_on.isoformat() if kept.presented_on else None
    return {
        "author": kept.author_role, "board_sponsor": kept.sponsor_role, "presented_on": presented, "declared": "OK",
    }  # fmt: skip


def given_names(form: CompiledInstrument, section: Section, left_out: Iterable[str]) -> set[str]:
    """The questions of a page that nobody is asked, because the record answers them."""
    names = {item.name for item in section.items}
    if section.name in set(left_out) or section.name == DECLARATION:
        return names
    graded = {item.name for item in section.items if item.part == "grade"}
    hidden = {f"{name}_{part}" for name in graded for part in EVIDENCE_PARTS}
    return names & (hidden | set(WHO))


def _evidence_answers(standard: str, evidence: Sequence[Evidence]) -> Mapping[str, Any]:
    """The evidence of a standard as the form asks for it; blank where there is none."""
    kept = [one for one in evidence if one.is_kept]
    practice = [one for one in kept if one.kind != "policy"]
    dated: list[date] = [one.dated_on for one in practice or kept if one.dated_on is not None]
    types = {EVIDENCE_TYPES[one.kind] for one in kept}
    return {
        f"{standard}_evidence_type": [kind for kind in dict.fromkeys(EVIDENCE_TYPES.values()) if kind in types] or None,
        f"{standard}_evidence_reference": "; ".join(one.title for one in kept) or None,
        f"{standard}_evidence_date": max(dated).isoformat() if dated else None,
        f"{standard}_practice_evidence": _yes_no(bool(practice)) if kept else None,
    }


def _yes_no(truth: bool) -> str:
    return "yes" if truth else "no"
