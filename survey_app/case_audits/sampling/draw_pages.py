"""What the page of a draw asks and shows: how to draw, from which groups, how many; and what was drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.sampling import allocate, discovery_sample_size, sample_size_for_proportion
from analysis.sampling.allocation import AllocationMethod
from analysis.sampling.frame_files import frame_to_csv
from analysis.sampling.pseudonyms import tidy_pseudonym
from survey_app.case_audits.models import AuditCase, CaseAudit, CaseDraw, CaseList
from survey_app.case_audits.sampling.drawing import (
    CHOSEN,
    KEY_COLUMN,
    CannotDraw,
    draw_cases,
    exclusions_of,
    frame_of,
    frame_of_draw,
    lock_audit,
)

MOST_GROUPS = 40
LEAST_SHARE = 0.001  # nearer than this no sample of cases comes
HINTS = {
    "simple": "Every case is as likely as any other. Start here if you are not sure.",
    "stratified": "A stated number from each group, such as each outcome of a referral. Small groups are seen too.",
    "systematic": "At equal steps through the list in order, such as by date, from a random start.",
    "purposive": "Cases that you name, for a reason that you write down. They say nothing of the other cases.",
    "good_practice": "Cases that you name because they went well, to learn from. They say nothing of the other cases.",
}
ALLOCATIONS = {
    "proportional": "In proportion to the size of the groups",
    "equal": "The same number from each group",
    "neyman": "More from groups that are large or mixed (Neyman)",
    "stated": "As I say for each group",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A stratum: how many it holds, and how many of them can be drawn."""

    name: str
    size: int
    able: int


def groups_of(session: Session, case_list: CaseList, column: str) -> list[Group]:
    """The groups of a column, in the order of their names.

    Raises
    ------
    CannotDraw
        Where the list has no such column, or it has so many values that they are no groups.
    """
    if column not in case_list.columns:
        raise CannotDraw("Choose the column whose groups are drawn from.", at="stratum")
    frame, excluded = frame_of(session, case_list, stratum=column), set(exclusions_of(session, case_list))
    sizes: dict[str, list[int]] = {}
    for pseudonym, group in zip(frame[KEY_COLUMN], frame[column], strict=True):
        counted = sizes.setdefault(group, [0, 0])
        counted[0] += 1
        counted[1] += pseudonym not in excluded
    if len(sizes) > MOST_GROUPS:
        raise CannotDraw(
            f"“{column}” has {len(sizes):,} different values. Draw from groups of a column with at most {MOST_GROUPS}."
        )
    return [Group(name=name, size=size, able=able) for name, (size, able) in sorted(sizes.items())]


def draw_as_asked(session: Session, case_list: CaseList, form: Mapping[str, str], *, by: int | None) -> CaseDraw:
    """Draw as a form says; CannotDraw with a sentence where that cannot be, or cases were drawn since it was shown."""
    lock_audit(session, case_list.audit)
    if form.get("n_drawn", "") not in ("", str(n_draws(session, case_list.audit))):
        raise CannotDraw(
            "Cases were drawn since this page was opened: they are in the audit. If you want to draw more, press again."
        )
    method = form.get("method", "")
    if method in CHOSEN:
        names = form.get("pseudonyms", "").replace(",", "\n").splitlines()
        chosen = [tidy_pseudonym(one) for one in names if one.strip()]
        return draw_cases(session, case_list, method, chosen=chosen, reason=form.get("reason", ""), by=by)  # type: ignore[arg-type]  # checked there
    if method != "stratified":
        order = form.get("order", "") if method == "systematic" else ""
        number = _whole(form.get("n", ""), "how many cases", "n")
        return draw_cases(session, case_list, method, number, order=order, by=by)  # type: ignore[arg-type]
    column = form.get("stratum", "")
    groups, rule = groups_of(session, case_list, column), form.get("allocation", "proportional")
    if rule == "stated":
        numbers = {
            group.name: _whole(form.get(f"group-{at}") or "0", f"how many of “{group.name}”", f"group-{at}")
            for at, group in enumerate(groups)
        }
        return draw_cases(session, case_list, "stratified", numbers, stratum=column, by=by)
    spreads = {
        group.name: _spread(form.get(f"share-{at}", ""), group.name, f"share-{at}") for at, group in enumerate(groups)
    } if rule == "neyman" else None  # fmt: skip
    return draw_cases(
        session, case_list, "stratified", _whole(form.get("n", ""), "how many cases", "n"), stratum=column,
        allocation=_rule(rule), minimum=_whole(form.get("minimum") or "0", "the least from each group", "minimum"),
        spreads=spreads, by=by,
    )  # fmt: skip


def n_draws(session: Session, audit: CaseAudit) -> int:
    """How many draws of an audit there are."""
    return session.scalar(select(func.count()).select_from(CaseDraw).where(CaseDraw.audit_id == audit.id)) or 0


def _rule(given: str) -> AllocationMethod:
    if given not in ("proportional", "equal", "neyman"):
        raise CannotDraw("Choose how the cases are shared out among the groups.", at="allocation")
    return given  # type: ignore[return-value]


def _whole(text: str, what: str, at: str) -> int:
    plain = text.strip().replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 6):
        raise CannotDraw(f"Enter {what}, as a whole number.", at=at)
    return int(plain)


def _spread(text: str, group: str, at: str) -> float:
    """The standard deviation of a share that somebody expects."""
    try:
        share = float(text.strip().removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise CannotDraw(f"Enter which share you expect in “{group}”, from 0 to 100 percent.", at=at)
    return float((share * (1 - share)) ** 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """A draw as its page shows it."""

    draw: CaseDraw
    cases: tuple[AuditCase, ...]
    record: Mapping[str, Any]  # of a random one: analysis.sampling.DrawRecord as JSON has it
    replacements: tuple[Mapping[str, Any], ...]
    reasons: tuple[tuple[str, int], ...]  # why cases were left out, and how many

    @property
    def is_random(self) -> bool:
        """Whether chance drew, so that it can be repeated."""
        return self.draw.method not in CHOSEN


def draw_page(session: Session, draw: CaseDraw) -> DrawPage:
    """A draw with its cases and replacements."""
    cases = session.scalars(select(AuditCase).where(AuditCase.draw_id == draw.id).order_by(AuditCase.number)).all()
    record = draw.record.get("draw", draw.record)
    reasons: dict[str, int] = {}
    for one in record.get("exclusions", ()):
        reasons[one["reason"]] = reasons.get(one["reason"], 0) + 1
    return DrawPage(
        draw=draw, cases=tuple(cases), record=record, replacements=tuple(draw.record.get("replacements", ())),
        reasons=tuple(reasons.items()),
    )  # fmt: skip


def record_file(draw: CaseDraw) -> str:
    """The record of a draw as JSON."""
    return json.dumps(draw.record, indent=2, ensure_ascii=False) + "\n"


def frame_file(session: Session, draw: CaseDraw) -> str:
    """The list that was drawn from, as CSV: the pseudonyms and the columns that the draw went by."""
    frame = frame_of_draw(session, draw)
    columns = [str(column) for column in frame.columns]
    return frame_to_csv(columns, ({name: str(row[name]) for name in columns} for row in frame.to_dict("records")))


@dataclass(frozen=True, slots=True, kw_only=True)
class HowMany:
    """What the helper was asked and what it says, in sentences."""

    given: Mapping[str, str]
    answers: tuple[str, ...]
    problem: str
    wrong: str = "margin"  # the field that a problem is about


def how_many(able: int, given: Mapping[str, str], groups: Mapping[str, int] | None = None) -> HowMany:
    """How many cases to draw of so many, for a share or for finding a fault, in plain words."""
    values = {"margin": "10", "expected": "50", "fault": "5", **{k: v for k, v in given.items() if v}}
    try:
        margin, expected, fault = (_percent(values[name], name) for name in ("margin", "expected", "fault"))
        answers = _how_many(able, margin, expected, fault, groups)
    except CannotDraw as error:
        return HowMany(given=values, answers=(), problem=error.message, wrong=error.at or "margin")
    return HowMany(given=values, answers=answers, problem="")


def _how_many(
    able: int, margin: float, expected: float, fault: float, groups: Mapping[str, int] | None
) -> tuple[str, ...]:
    size = sample_size_for_proportion(margin, expected=expected, population=able)
    with_it = max(1, round(able * fault))
    found = discovery_sample_size(able, with_it)
    said = [
        f"For a share of all {able:,} cases to within {margin * 100:g} percentage points either way, when about "
        f"{expected * 100:g}% are expected to have it: draw {size.n:,}. Were the audit made a hundred times, about 95 "
        "of them would come that near.",
    ]
    if found.n is not None:
        said.append(
            f"To come across at least one of the cases that have a fault, if {with_it:,} of the {able:,} have it: draw "
            f"{found.n:,}. The chance of seeing it is then 95% or more."
        )
    said.append(
        "A multi-agency audit of five to ten cases is for learning, case by case. It is too small for a share of all "
        "cases, and its report should not give one."
    )
    if groups and size.n <= sum(groups.values()):
        shared = allocate(groups, size.n, minimum=0)
        parts = ", ".join(f"{one.n:,} of {one.stratum}" for one in shared.strata)
        said.append(f"Shared out in proportion, {size.n:,} are: {parts}.")
    return tuple(said)


def _percent(text: str, what: str) -> float:
    words = {
        "margin": "how near the figure should be",
        "expected": "which share you expect",
        "fault": "how common it is",
    }
    try:
        value = float(text.strip().removesuffix("%")) / 100
    except ValueError:
        value = 0.0
    if not LEAST_SHARE <= value < 1:
        raise CannotDraw(f"Enter {words[what]}, in percent, from 0.1 to less than 100.", at=what)
    return value
