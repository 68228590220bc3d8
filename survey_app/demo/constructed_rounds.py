"""Constructed rounds around the published ones: earlier evaluations, Section 11 from three sides, graded cases.

They are there so that change, courses, coverage and agreement have something to show. Each says in its title that it is
constructed, and its answers are made here of counts and grades: no comment of a real person is among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from instruments.answers import clean_answers
from instruments.compiled import CompiledInstrument
from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import new_uuid
from survey_app.demo.data import read_data
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import DisclosureDecision, Partnership
from survey_app.rounds.breaking_down import break_down_by
from survey_app.rounds.models import Round
from survey_app.rounds.services import RoundPlan, close_round, create_round, open_round

SAID = "Constructed for the demo."
GRADES = {"f": "fully", "m": "mostly", "p": "partly", "n": "not_met", "x": "not_applicable"}
CASE_GRADES = {"o": "outstanding", "g": "good", "r": "requires_improvement", "i": "inadequate", "x": "not_applicable"}
JUDGEMENTS = tuple(f"b{number}" for number in range(1, 15) if number != 12)


def load_constructed_rounds(
    session: Session, keys: KeyStore, partnership: Partnership, versions: Mapping[str, InstrumentVersion],
    policy: DisclosureDecision, today: date,
) -> None:  # fmt: skip
    """Load them; they are older than the published rounds, so they come first."""

    def make(form_id: str, title: str, days_ago: int, size: int, note: str, **plan: Any) -> Round:
        values = {"access": "named", "anonymous": False, "introduction": SAID, **plan}
        round_ = create_round(
            session,
            partnership.id,
            RoundPlan(
                title=title, version_id=versions[form_id].id, population_size=size, population_known=True,
                population_note=note, policy_id=policy.id, **values,
            ),
        )  # fmt: skip
        if form_id == "case-audit":
            break_down_by(session, round_, ("return_agency",))
        open_round(session, round_, today=today - timedelta(days=days_ago + 30))
        return round_

    def answer(round_: Round, documents: Iterable[Mapping[str, Any]], closed_on: date | None) -> None:
        for document in documents:
            submit(session, keys, round_, new_uuid(), dict(document))
        if closed_on is None:
            return
        close_round(session, round_, today=closed_on)
        if round_.anonymous:
            sealing.open_batches(session, keys, round_.id)

    by_link = {"access": "open", "anonymous": True}
    forms = {name: compiled_version(version) for name, version in versions.items()}
    for row in read_data("constructed_rounds")["evaluations"]:
        ago = 365 * row["years_ago"]
        attended = "Everybody who attended a forum of that year (constructed)."
        round_ = make("learning-hub-evaluation", row["title"], ago, row["population"], attended, **by_link)
        answer(round_, evaluations(forms["learning-hub-evaluation"], row), today - timedelta(days=ago))
    since = today - timedelta(days=300)
    round_ = make(
        "section-11-walkabout", "Section 11 walkabouts of the last cycle (constructed)", 300, 6,
        "Six agencies were visited in that cycle (constructed).",
    )  # fmt: skip
    in_full = read_data("devon_walkabout")["responses"]
    answer(round_, [*walkabouts(forms["section-11-walkabout"], since), *in_full], since)
    since = today - timedelta(days=90)
    round_ = make(
        "section-11-self-assessment", "Section 11 self-assessments (constructed)", 90, 8,
        "The eight agencies of the partnership (constructed).",
    )  # fmt: skip
    # The round stays open: one agency is still changing its return.
    answer(round_, self_assessments(forms["section-11-self-assessment"], since), None)
    round_ = make(
        "staff-survey", "Staff survey beside Section 11 (constructed)", 90, 240,
        "Staff of three agencies (constructed).", **by_link,
    )  # fmt: skip
    answer(round_, staff(forms["staff-survey"]), since)
    round_ = make(
        "case-audit", "Six cases graded by three agencies (constructed)", 60, 18,
        "Six cases, each with three returns (constructed).",
    )  # fmt: skip
    # What comes in after the close is not blind, and the returns come in today.
    answer(round_, cases(forms["case-audit"], today - timedelta(days=60)), today)


def evaluations(form: CompiledInstrument, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The evaluations of one earlier round, with the counts of each question."""
    questions = {name: counts for name, counts in row.items() if isinstance(counts, dict)}
    return _spread(form, questions, seed=row["years_ago"])


def staff(form: CompiledInstrument) -> Iterator[dict[str, Any]]:
    """The answers of staff to the questions that mirror standards 4, 5 and 9."""
    return _spread(form, read_data("constructed_rounds")["staff"], seed=9)


def self_assessments(form: CompiledInstrument, on: date) -> Iterator[dict[str, Any]]:
    """A return of each agency; evidence is from a week to a year and a half old."""
    for place, (agency, (kind, letters)) in enumerate(read_data("constructed_rounds")["self_assessments"].items()):
        day = on - timedelta(days=3 * place)
        answers: dict[str, Any] = {
            "agency": agency, "agency_type": kind, "assessment_date": day.isoformat(), "assessed_elsewhere": "no",
            "collective": "no", "modules": ["no_module"], "author": "Safeguarding lead", "board_sponsor": "Board lead",
            "presented_on": day.isoformat(), "declared": "OK",
        }  # fmt: skip
        yield clean_answers(form, answers | graded(form, _standards(letters), day, agency, seed=place))


def walkabouts(form: CompiledInstrument, on: date) -> Iterator[dict[str, Any]]:
    """A visit to each of five agencies."""
    own = read_data("constructed_rounds")["self_assessments"]
    for place, (agency, (kind, site, letters)) in enumerate(read_data("constructed_rounds")["walkabouts"].items()):
        day = on - timedelta(days=21 * place)
        told = {f"{name}_self": grade for name, grade in _standards(own[agency][1]).items()}
        reasons = {f"{name}_gap_reason": SAID for name in _standards(letters)}
        answers: dict[str, Any] = {
            "agency": agency, "agency_type": kind, "site": site, "visit_date": day.isoformat(),
            "assessed_elsewhere": "no", "team_members": "Two auditors and a young scrutineer (constructed)",
            "conflicts": "no", "joint_district_visit": "no", **told, **reasons,
        }  # fmt: skip
        yield clean_answers(form, answers | graded(form, _standards(letters), day, agency, seed=20 + place))


def cases(form: CompiledInstrument, on: date) -> Iterator[dict[str, Any]]:
    """Three returns of each of six cases."""
    found = dict(read_data("constructed_rounds")["cases"])
    agencies, _ = found.pop("agencies"), found.pop("letters")
    window = {"window_start": (on - timedelta(days=365)).isoformat(), "window_end": on.isoformat()}
    for case, rows in found.items():
        for agency, letters in zip(agencies, rows, strict=True):
            grades = {name: CASE_GRADES[one] for name, one in zip(JUDGEMENTS, letters, strict=True)}
            answers: dict[str, Any] = {
                "pseudonym": case, "age_band": "from_5_to_9", "non_verbal": "no", "sex": "female",
                "ethnic_group": "white", "disability": "no", "plan_status": "child_protection",
                "theme": "Neglect (constructed)", **window, "selection": "random", "agencies_involved": agencies,
                "return_agency": agency, "involved": "yes", "b12_needed": "no", "child_feedback": "yes",
                "b2_level": "statutory", "b2_response": grades["b2"],
                "parent_feedback": "yes", "practitioner_feedback": "yes", "d1": "no", "d2_told": SAID,
                "d2_time": f"{on.isoformat()}T10:00:00", "d2_done": SAID,
            }  # fmt: skip
            yield clean_answers(form, answers | graded(form, grades, on, agency, seed=len(case)))


def _standards(letters: str) -> dict[str, str]:
    return {f"st{place}": GRADES[one] for place, one in enumerate(letters, start=1) if one in GRADES}


def graded(form: CompiledInstrument, grades: Mapping[str, str], on: date, agency: str, *, seed: int) -> dict[str, Any]:
    """Grades with their evidence, their reasons and, where they are low, an action."""
    draw = Random(seed)
    found: dict[str, Any] = {}
    for name, grade in grades.items():
        age = draw.choice((7, 20, 45, 90, 200) if grade == "fully" else (30, 120, 300, 420, 540))
        parts = {
            "rationale": SAID, "evidence_type": ["data", "staff_voice"], "evidence_reference": SAID,
            "evidence_date": (on - timedelta(days=age)).isoformat(), "confidence": "medium",
            "na_reason": SAID, "action_what": SAID, "action_owner": "Safeguarding lead",
            "action_agency": agency if form.instrument.settings.unit == "organisations" else SAID,
            "action_due": (on + timedelta(days=120)).isoformat(), "action_success_measure": SAID,
            "action_status": "in_progress", "impact": SAID, "change": "same", "practice_evidence": "yes",
        }  # fmt: skip
        found |= {name: grade, **{f"{name}_{part}": value for part, value in parts.items()}}
    return {name: value for name, value in found.items() if form.find(name) is not None}


def _spread(
    form: CompiledInstrument, questions: Mapping[str, Mapping[str, int]], *, seed: int
) -> Iterator[dict[str, Any]]:
    """Documents in which each question has each answer so many times, shuffled question by question."""
    draw = Random(seed)
    columns: dict[str, Sequence[str]] = {}
    for name, counts in questions.items():
        answers = [answer for answer, count in counts.items() for _ in range(count)]
        draw.shuffle(answers)
        columns[name] = answers
    for row in zip(*columns.values(), strict=True):
        yield clean_answers(form, dict(zip(columns, row, strict=True)))
