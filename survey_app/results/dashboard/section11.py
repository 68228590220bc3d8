"""A partnership's Section 11 grades over all its rounds, laid out as those of a single round are.

Agencies are organisations: their grades are shown in full. What staff say comes from the released report of their own
round, and never from single answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.beside import Standards
from analysis.beside.graded_forms import GradedRound, is_visit, scale_of, standards_in
from analysis.beside.standards import standards_of
from analysis.comparison import comparable_questions
from analysis.report import Report
from analysis.round_data import ResponseRecord
from analysis.section11 import GradeScale, HeatTable, RoundChange, UnitGrades, change_since
from survey_app.collect.models import Submission
from survey_app.designer.services import compiled_version
from survey_app.partnership.models import Agency, Partnership
from survey_app.results.services import is_audited_blind
from survey_app.results.snapshot import responses_of
from survey_app.results.versions import form_of
from survey_app.rounds.models import Round
from survey_app.walkabouts.outcomes.final_grades import as_it_counts, outcome_state, units_of

NO_EARLIER = "There is no earlier cycle with grades of the same agencies to compare with."
NOTE = "The newest grade of each agency."
KEPT = 8

_papers: WeakKeyDictionary[Any, dict[tuple[Any, ...], StandardsPaper | None]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardsPaper:
    """Section 11 grades of a partnership, and what changed since the cycle before.

    ``favourable`` are the grades that count as good enough. ``change_between`` names the two cycles that are compared;
    ``why_not`` says why there is no change. ``constructed`` is true for the demo.
    """

    standards: Standards
    favourable: tuple[str, ...]
    change: RoundChange | None
    change_between: tuple[str, str] | None
    why_not: str | None
    constructed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _AllRounds(GradedRound):
    """Several rounds as one: the newest grade of each agency counts, whichever round it is from."""

    rounds: tuple[GradedRound, ...]

    def documents(self) -> Iterator[tuple[ResponseRecord, Mapping[str, Any]]]:
        return chain.from_iterable(one.documents() for one in self.rounds)


def standards_paper(
    session: Session, partnership: Partnership, agencies: Sequence[Agency], rounds: Sequence[Round],
    reports: Mapping[int, Report], *, today: date,
) -> StandardsPaper | None:  # fmt: skip
    """Section 11 grades of the partnership as they stand today; None where there are none.

    Parameters
    ----------
    rounds : sequence of Round
        All that have opened, the newest first.
    reports : mapping of int to Report
        Their newest releases, of which the staff survey's is used.
    """
    graded = [
        one for one in rounds
        if not one.anonymous and standards_in(compiled_version(one.version)) and not is_audited_blind(one)
    ]  # fmt: skip
    if not graded:
        return None
    staff = _staff_report(rounds, reports)
    kept = _papers.setdefault(session.get_bind(), {})
    key = (
        partnership.slug, today, tuple(agency.name for agency in agencies), _state(session, graded),
        outcome_state(session, graded),
        (staff.slug, staff.release_number, staff.produced_at) if staff is not None else None,
    )  # fmt: skip
    if key not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        found = _paper(session, [agency.name for agency in agencies], graded, staff, today)
        kept[key] = replace(found, constructed=partnership.is_demo) if found is not None else None
    return kept[key]


def _state(session: Session, rounds: Sequence[Round]) -> tuple[Any, ...]:
    """What changes whenever an answer of these rounds is added, revised or destroyed."""
    rows = session.execute(
        select(
            Submission.round_id, func.count(), func.sum(Submission.current_revision), func.max(Submission.id),
            func.min(Submission.id),
        )
        .where(Submission.round_id.in_([round_.id for round_ in rounds]))
        .group_by(Submission.round_id)
        .order_by(Submission.round_id)
    )  # fmt: skip
    return tuple((round_.id, round_.version_id) for round_ in rounds), tuple(map(tuple, rows))


def _paper(
    session: Session, agencies: Sequence[str], rounds: Sequence[Round], staff: Report | None, today: date
) -> StandardsPaper | None:
    """Self-assessments with walkabouts beside them; walkabouts alone where nobody has assessed itself."""
    cycles = [(_graded(session, one), one) for one in rounds]
    own = [graded for graded, _ in cycles if not is_visit(graded.form)]
    walked = [graded for graded, _ in cycles if is_visit(graded.form)]
    first, second = (own, walked) if own else (walked, own)
    members = units_of(session, rounds[0].partnership_id)
    standards = standards_of(
        _together(first),
        as_of=today,
        agencies=agencies,
        beside=_together(second) if second else None,
        staff=staff,
        note=NOTE,
        members=members,
    )
    if standards is None and own and walked:  # self-assessments are open, and none has come in
        standards = standards_of(
            _together(walked), as_of=today, agencies=agencies, staff=staff, note=NOTE, members=members
        )
    if standards is None:
        return None
    scale, _ = scale_of(next(iter(standards_in((own or walked)[0].form).values())))
    kinds = [[one for one in cycles if is_visit(one[0].form) is visited] for visited in (False, True)]
    change, between, why_not = next((found for kind in kinds if (found := _change(kind))[0]), _change(kinds[0]))
    return StandardsPaper(
        standards=standards,
        favourable=scale.favourable,
        change=change,
        change_between=between,
        why_not=why_not,
        constructed=False,
    )


def _graded(session: Session, round_: Round) -> GradedRound:
    responses = responses_of(session, round_)
    graded = GradedRound(form=form_of(session, round_, responses), responses=responses)
    return as_it_counts(session, round_, graded)


def _together(rounds: Sequence[GradedRound]) -> GradedRound:
    return _AllRounds(form=rounds[0].form, responses=(), rounds=tuple(rounds))


def _change(
    cycles: Sequence[tuple[GradedRound, Round]],
) -> tuple[RoundChange | None, tuple[str, str] | None, str | None]:
    """The two newest rounds of one kind compared on the standards whose wording is the same in both."""
    found = [(grades, one) for graded, one in cycles if (grades := standards_of(graded, as_of=date.max)) is not None][
        :2
    ]
    if len(found) < 2:
        return None, None, NO_EARLIER
    (now, newer), (before, older) = found
    scale, _ = scale_of(next(iter(standards_in(cycles[0][0].form).values())))
    if before.heat.grades != now.heat.grades:
        return None, None, "The grades of the two newest cycles are not the same, so they are not compared."
    alike = comparable_questions(*(compiled_version(one.version).instrument for one in (older, newer))).comparable
    change = change_since(
        _grades_in(before.heat, scale),
        _grades_in(now.heat, scale),
        unchanged=[one for one in now.heat.standards if one in alike],
    )
    if not change.pairs:
        return None, None, NO_EARLIER
    return change, (f"“{older.title}”", f"“{newer.title}”"), None


def _grades_in(heat: HeatTable, scale: GradeScale) -> UnitGrades:
    """The grades that a table was laid out from: unit after unit, each with every standard."""
    cells = tuple(row[place] for place in range(len(heat.units)) for row in heat.rows)
    return UnitGrades(scale=scale, standards=heat.standards, units=heat.units, cells=cells, n_records=len(cells))


def _staff_report(rounds: Sequence[Round], reports: Mapping[int, Report]) -> Report | None:
    """The newest released report of a survey that asks people about standards."""
    return next((reports[one.id] for one in rounds if one.id in reports and any(_asks_about(one, "st"))), None)


def rounds_about(rounds: Sequence[Round], standard: str) -> Iterator[Round]:
    """Rounds that ask people about a standard: their questions' names begin with it, as in a staff survey."""
    return (one for one in rounds if any(_asks_about(one, standard)))


def _asks_about(round_: Round, standard: str) -> Iterator[bool]:
    compiled = compiled_version(round_.version)
    if compiled.instrument.settings.unit != "people":
        return
    for item in compiled.items:
        start = item.name.split("_", 1)[0]
        named = start == standard or (standard == "st" and start[:2] == "st" and start[2:].isdecimal())
        yield named and item.scale is not None and "_" in item.name
