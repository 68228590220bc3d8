"""Constructed dip samples of a front door: a list of referrals, draws of it, and returns; all by the services of use.

How the referrals fall to the three outcomes, and every answer, is constructed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.dip_samples import ClockTerms
from analysis.working_days import OFFICE_HOURS
from survey_app.case_audits.dip_samples.repeating import draw_as_before, plan_next
from survey_app.case_audits.dip_samples.terms import keep_terms
from survey_app.case_audits.models import AgencyReturn, AuditCase, CaseAudit
from survey_app.case_audits.planning.asking import ask_agency, assign_auditor
from survey_app.case_audits.planning.audits import AuditPlan, begin_fieldwork, create_audit, open_moderation
from survey_app.case_audits.planning.conflicts import declare
from survey_app.case_audits.sampling.cases import cases_of
from survey_app.case_audits.sampling.drawing import draw_cases
from survey_app.case_audits.sampling.lists import load_list
from survey_app.case_audits.sampling.treating import Choice
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import now

# 2,471 as Cambridgeshire had; how they fell to the outcomes was not published and is constructed.
OUTCOMES = {"Assessment": 1471, "Early help": 600, "No further action": 400}
DECIDED = {"Assessment": "assessment", "Early help": "early_help", "No further action": "nfa"}
SOURCES = ("police", "school", "health", "council", "public", "anonymous")
PASSPHRASE = "constructed otter walks slowly home"
LESS_USUAL = ("requires_improvement", "requires_improvement", "outstanding")
SAID = "As the record shows (constructed)."
TREATMENTS = {
    "Referral number": Choice(treatment="key"), "Outcome": Choice(treatment="keep"), "Source": Choice(treatment="keep"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """Who audits, for whom, and with which key."""

    session: Session
    keys: KeyStore
    partnership_id: int
    agency_id: int
    auditor_id: int
    by: int


def constructed_list(sizes: Mapping[str, int], seed: int) -> bytes:
    """A list of referrals as CSV: a number that identifies, an outcome and a source."""
    chance, out = Random(seed), StringIO()
    rows = [name for name, size in sizes.items() for _ in range(size)]
    chance.shuffle(rows)
    writer = csv.writer(out)
    writer.writerow(["Referral number", "Outcome", "Source"])
    for place, outcome in enumerate(rows, start=1):
        writer.writerow([f"MASH/{seed}/{place:05}", outcome, chance.choice(SOURCES)])
    return out.getvalue().encode()


def first_sample(
    door: FrontDoor, plan: AuditPlan, content: bytes, *, today: date, seed: int | None = None, each: int = 20
) -> CaseAudit:  # fmt: skip
    """A sample of as many of each outcome, drawn and asked for."""
    audit = create_audit(door.session, door.partnership_id, plan, door.by)
    keep_terms(door.session, audit, ClockTerms(hours=OFFICE_HOURS), by=door.by)
    case_list = load_list(
        door.session, audit, content, passphrase=PASSPHRASE, unlock_until=today + timedelta(days=90), by=door.by,
        choices=TREATMENTS,
    )  # fmt: skip
    numbers = dict.fromkeys(OUTCOMES, each)
    draw_cases(door.session, case_list, "stratified", numbers, by=door.by, stratum="Outcome", seed=seed)
    ask(door, audit, today=today)
    return audit


def sample_after(
    door: FrontDoor, earlier: CaseAudit, content: bytes, *, title: str, months: int, today: date
) -> CaseAudit:  # fmt: skip
    """The next sample, drawn as the earlier one was."""
    first = earlier.window_ends_on + timedelta(days=1)
    audit = plan_next(
        door.session, earlier, title=title, window_starts_on=first,
        window_ends_on=first + timedelta(days=30 * months), returns_due_on=today + timedelta(days=10), by=door.by,
    )  # fmt: skip
    load_list(
        door.session, audit, content, passphrase=PASSPHRASE, unlock_until=today + timedelta(days=90), by=door.by,
        choices=TREATMENTS,
    )  # fmt: skip
    draw_as_before(door.session, audit, by=door.by)
    ask(door, audit, today=today)
    return audit


def ask(door: FrontDoor, audit: CaseAudit, *, today: date) -> None:
    """Ask the one agency about every referral, and let it begin."""
    for case in cases_of(door.session, audit):
        asked = ask_agency(door.session, case, door.agency_id, by=door.by)
        assign_auditor(door.session, asked, door.auditor_id, by=door.by)
        declare(door.session, asked, "", by=door.auditor_id, at=now())
    begin_fieldwork(door.session, audit, by=door.by, today=today)


def hand_in(door: FrontDoor, audit: CaseAudit, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Submit a return on each referral of ``answers``, by its pseudonym, and open them."""
    assert audit.round is not None
    for case in cases_of(door.session, audit):
        if case.pseudonym in answers:
            asked = door.session.scalars(select(AgencyReturn).where(AgencyReturn.case_id == case.id)).one()
            document = dict(answers[case.pseudonym])
            submit(door.session, door.keys, audit.round, asked.draft_id, document, author_id=door.auditor_id)
    open_moderation(door.session, audit, by=door.by)


def constructed_answers(case: AuditCase, *, worse: float = 0.0) -> dict[str, Any]:
    """A return that the audit's title and the case's number decide. ``worse``: how much less often things go well."""
    chance = Random(f"{case.audit.title} {case.number}")
    good = {"Assessment": 0.88, "Early help": 0.72, "No further action": 0.6}.get(case.stratum, 0.7) - worse

    def yes(share: float = good) -> str:
        return "yes" if chance.random() < share else "partly" if chance.random() < 0.5 else "no"

    source = chance.choice(SOURCES)
    received = _received(chance, case.audit.window_starts_on, case.audit.window_ends_on)
    decided = received + timedelta(minutes=chance.choice((35, 90, 200, 320)) if chance.random() < good else 60 * 49)
    grade = (
        "good"
        if chance.random() < good
        else chance.choice(("requires_improvement", "requires_improvement", "outstanding"))
    )
    agrees = "yes" if chance.random() < good + 0.08 else "no"
    answers: dict[str, Any] = {
        "pseudonym": case.pseudonym, "stratum": case.stratum, "source_agency": source, "g1": yes(),
        "g2": yes(good - 0.2), "g6": yes(), "g7": yes(0.9), "g8": yes(),
        "g3_level": "statutory" if case.stratum == "Assessment" else "targeted",
        "g5_received": _text(received), "g5_decided": _text(decided), "g5_late": None,
        "g8_education": yes(good - 0.15), "outcome": DECIDED.get(case.stratum, "nfa"), "g9": yes(), "g10": yes(0.9),
        "g11": agrees, "unsafe": "no", "g13": "yes" if chance.random() < 0.25 else "no", "overall": grade,
        "overall_rationale": SAID, "learning_tags": [chance.choice(("checks", "history", "feedback", "rationale"))],
    }  # fmt: skip
    if source not in ("public", "anonymous"):
        answers["g3"] = "correct" if chance.random() < good else chance.choice(("wrong", "not_stated"))
        answers["g4"] = "sought" if chance.random() < good else chance.choice(("reason_recorded", "neither"))
    if agrees == "no":
        answers["g11_should_be"] = "An assessment, since the history was not looked at (constructed)."
    if source != "anonymous":
        answers["g12"] = "yes" if chance.random() < good else "no"
        if answers["g12"] == "yes":
            answers["g12_told"] = _text(decided + timedelta(minutes=chance.choice((10, 45, 240))))
    if grade == "requires_improvement":
        answers["overall_action_what"] = "Look at the history before the decision (constructed)."
    return answers


def _received(chance: Random, first: date, last: date) -> datetime:
    """A minute of the window between seven and nineteen o'clock."""
    day = first + timedelta(days=chance.randrange(max(1, (last - first).days - 3)))
    return datetime(day.year, day.month, day.day, chance.randrange(7, 19), chance.randrange(60))


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:00")


def load_dip_samples(door: FrontDoor, *, today: date) -> None:
    """Two samples of five of each outcome from 2,471 referrals, the second drawn as the first; both are open."""
    ends = today - timedelta(days=130)
    plan = AuditPlan(
        kind="dip_sample", title="Front door, dip sample before (constructed)", theme="Front door", purpose=SAID,
        window_starts_on=ends - timedelta(days=90), window_ends_on=ends, returns_due_on=today, lead_id=door.by,
    )  # fmt: skip
    first = first_sample(door, plan, constructed_list(OUTCOMES, 1), today=today, each=5)
    hand_in(door, first, {case.pseudonym: constructed_answers(case) for case in cases_of(door.session, first)})
    title = "Front door, dip sample (constructed)"
    second = sample_after(door, first, constructed_list(OUTCOMES, 2), title=title, months=3, today=today)
    answers = {case.pseudonym: constructed_answers(case, worse=0.1) for case in cases_of(door.session, second)}
    hand_in(door, second, answers)
