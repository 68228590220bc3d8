"""What a release counts: never a few children or a few grades, and nothing that a subtraction would give away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from sqlalchemy.orm import Session

from analysis.case_audits import (
    AuditFigures,
    AuditQuestion,
    AuditRecord,
    DissentRecord,
    PanelGrade,
    ReturnRecord,
    audit_figures,
)
from analysis.section11 import GradeScale
from survey_app.case_audits.learning.audit_reports import audit_report
from survey_app.case_audits.learning.choosing import how_chosen
from survey_app.case_audits.learning.release_rules import ReleaseRule
from survey_app.case_audits.learning.released_figures import (
    GOES_ON,
    SOME_DISSENT,
    TOO_FEW,
    released_dissents,
    released_rows,
)
from survey_app.case_audits.models import CaseAudit, CaseModeration
from survey_app.case_audits.moderation.settling import dissent, settle
from survey_app.database import now
from survey_app.results.services import Reader
from tests.survey_app.case_audits.audit_factories import (
    case_document,
    make_asked,
    make_case,
    make_case_list,
    make_draw,
    make_returned,
)
from tests.survey_app.case_audits.learning.learning_world import LearningWorld, make_world

SCALE = GradeScale(best_to_worst=("good", "fair", "poor"), favourable=("good",))
RULE = ReleaseRule(threshold=4)
AUDIT = CaseAudit(kind="multi_agency", state="moderation")
RELEASE = Reader(user_id=None, may_read_working=False)


def figures_of(
    pairs: Iterable[tuple[str, str, str, str]], *, cases: int, settled: Mapping[tuple[str, str], str] | None = None,
    dissents: tuple[tuple[str, str], ...] = (),
) -> AuditFigures:  # fmt: skip
    """Figures of pairs (case, question, one agency's grade, the other's), and of what a panel settled. Constructed."""
    given: dict[tuple[str, str], dict[str, str | None]] = {}
    for case, question, first, second in pairs:
        given.setdefault((case, "Police"), {})[question] = first
        given.setdefault((case, "School"), {})[question] = second
    names = sorted({name for grades in given.values() for name in grades})
    return audit_figures(
        AuditRecord(
            title="Neglect",
            cases=tuple(f"case {number}" for number in range(cases)),
            agencies=("Police", "School"),
            questions=tuple(
                AuditQuestion(name=name, label=name, scale=SCALE, grade_labels=("Good", "Fair", "Poor"))
                for name in names
            ),
            returns=tuple(
                ReturnRecord(case=case, agency=agency, state="returned", grades=grades, blind=grades)
                for (case, agency), grades in given.items()
            ),
            panel=tuple(PanelGrade(case=at[0], question=at[1], grade=grade) for at, grade in (settled or {}).items()),
            dissents=tuple(
                DissentRecord(case=case, question=question, agency="Police", grade="good", reason="So it was.")
                for case, question in dissents
            ),
        ),
        resamples=20,
    )


def pairs_on_two_cases() -> list[tuple[str, str, str, str]]:
    """Twelve pairs that agree, all on two of the cases."""
    return [(f"case {case}", f"q{place}", "good", "good") for case in range(2) for place in range(6)]


def spread(same: int, next_: int, further: int) -> list[tuple[str, str, str, str]]:
    """So many pairs, each of a case of its own."""
    seconds = ["good"] * same + ["fair"] * next_ + ["poor"] * further
    return [(f"case {number}", "q", "good", second) for number, second in enumerate(seconds)]


def rows_of(figures: AuditFigures, *, rule: ReleaseRule = RULE, settled: bool = True) -> dict[str, str]:
    return dict(released_rows(AUDIT, figures, rule=rule, settled=settled))


def test_agreement_on_two_of_eight_cases_is_not_released() -> None:
    found = rows_of(figures_of(pairs_on_two_cases(), cases=8))
    assert found["How far agencies agreed"] == TOO_FEW
    assert not any("%" in text for text in found.values())


def test_a_shift_on_one_of_eight_cases_is_not_released() -> None:
    settled = {("case 0", f"q{place}"): "poor" for place in range(6)}
    assert figures_of(pairs_on_two_cases(), cases=8, settled=settled).shift.together is not None
    assert rows_of(figures_of(pairs_on_two_cases(), cases=8, settled=settled))["What the panel changed"] == TOO_FEW


def test_a_shift_on_enough_cases_is_released_once_the_panel_is_done() -> None:
    pairs = spread(8, 0, 0)
    figures = figures_of(pairs, cases=8, settled={(case, "q"): "fair" for case, *_ in pairs})
    assert rows_of(figures)["What the panel changed"] == "0 grades raised and 16 lowered, of 16"
    assert rows_of(figures, settled=False)["What the panel changed"] == GOES_ON


@pytest.mark.parametrize(
    ("same", "next_", "further"), [(10, 3, 10), (10, 2, 0), (10, 10, 1), (2, 10, 10)],
    ids=["next", "complement", "further", "same"],
)  # fmt: skip
def test_all_four_figures_of_agreement_stand_or_fall_together(same: int, next_: int, further: int) -> None:
    found = rows_of(figures_of(spread(same, next_, further), cases=same + next_ + further))
    assert found["How far agencies agreed"] == TOO_FEW
    assert not any("Gwet" in name or "Krippendorff" in name or "same grade" in name for name in found)


def test_counts_of_agreement_are_rounded_where_the_policy_rounds() -> None:
    figures = figures_of(spread(12, 8, 13), cases=33)
    assert rows_of(figures)["Agencies that gave the same grade"] == "36%: 12 of 33 pairs of grades"
    found = rows_of(figures, rule=ReleaseRule(threshold=7, rounding=5))
    assert found["Agencies that gave the same grade"] == "29%: 10 of 35 pairs of grades"
    assert found["The same grade or the next"] == "57%: 20 of 35 pairs of grades"


def test_dissents_on_one_case_are_not_counted_however_many() -> None:
    figures = figures_of(spread(8, 0, 0), cases=8, dissents=tuple(("case 0", f"q{place}") for place in range(6)))
    assert list(released_dissents(AUDIT, figures, rule=RULE, settled=True)) == [SOME_DISSENT]
    many = figures_of(spread(8, 0, 0), cases=8, dissents=tuple((f"case {number}", "q") for number in range(8)))
    assert "8 places" in next(released_dissents(AUDIT, many, rule=RULE, settled=True))


def panelled(session: Session, world: LearningWorld) -> list[CaseModeration]:
    """A panel settles B1 of every case, and one agency does not agree in any."""
    made = [CaseModeration(case_id=case.id) for case in world.cases]
    session.add_all(made)
    session.flush()
    for case in world.cases:
        settle(session, case, "b1", grade="inadequate", reason="What the record says.", by=world.writer.id)
        dissent(session, case, "b1", world.agencies[1].id, reason="Not so.", grade="good", by=world.writer.id)
    session.flush()
    return made


def test_what_the_panel_changed_is_released_with_the_last_sign_off_and_not_before(session: Session) -> None:
    world = make_world(session, cases=6)
    moderated, told = panelled(session, world), []
    for one in (None, *moderated):
        if one is not None:
            one.signed_at = now()
        session.flush()
        paper = audit_report(session, world.audit, reader=RELEASE, paper="release", at=now())
        told.append((dict(paper.agreement)["What the panel changed"], paper.dissents))
    assert told[:-1] == [(GOES_ON, (GOES_ON,))] * 6
    assert told[-1][0] == "0 grades raised and 12 lowered, of 12"
    assert "In 6 places" in told[-1][1][0]


def test_a_finished_audit_tells_what_the_panel_changed(session: Session) -> None:
    world = make_world(session, cases=6)
    panelled(session, world)
    world.audit.state = "finished"
    session.flush()
    paper = audit_report(session, world.audit, reader=RELEASE, paper="release", at=now())
    assert dict(paper.agreement)["What the panel changed"] == "0 grades raised and 12 lowered, of 12"


def released_returns(session: Session, world: LearningWorld) -> tuple[list[tuple[int, int, int, int]], str]:
    paper = audit_report(session, world.audit, reader=RELEASE, paper="release", at=now())
    return [(one.asked, one.made, one.missing, one.not_involved) for one in paper.returns], paper.returns_note


def test_returns_of_one_agency_do_not_tell_that_there_are_three_children(session: Session) -> None:
    world = make_world(session, cases=3, agencies=1)
    rows, note = released_returns(session, world)
    assert rows == []
    assert "not released" in note
    assert world.agencies[0].name in note


def test_one_case_that_an_agency_did_not_know_hides_all_counts_of_returns(session: Session) -> None:
    world = make_world(session, cases=6)
    assert released_returns(session, world)[0] == [(12, 12, 0, 0)]
    third = make_asked(session, world.cases[0], involvement="not_involved", not_involved_why="Not known to it.")
    rows, note = released_returns(session, world)
    assert rows == []
    assert third.agency.name in note


def test_a_return_that_says_not_involved_counts_so_in_the_report(session: Session) -> None:
    world = make_world(session, cases=1, agencies=1, returned=False)
    asked = make_asked(session, world.cases[0], agency=world.agencies[0])
    document = {**case_document(world.cases[0]), "involved": "no", "not_involved_reason": "Lived elsewhere"}
    make_returned(session, asked, document, at=world.audit.opened_at)
    working = Reader(user_id=world.writer.id, may_read_working=True)
    paper = audit_report(session, world.audit, reader=working, paper="working", at=now())
    assert [(one.asked, one.made, one.missing, one.not_involved) for one in paper.returns] == [(0, 0, 0, 1)]


def drawn(session: Session, *, by_draw: int, by_hand: int) -> CaseAudit:
    world = make_world(session, cases=0, agencies=1)
    listed = make_case_list(session, world.audit, n=20)
    draw = make_draw(session, listed, method="simple", reason="", record={"frame_size": 20, "seed": 77})
    for number in range(by_draw + by_hand):
        make_case(session, world.audit, draw_id=draw.id if number < by_draw else None)
    return world.audit


def test_a_small_part_of_the_cases_hides_the_other_parts_too(session: Session) -> None:
    audit = drawn(session, by_draw=6, by_hand=2)
    total, *parts = how_chosen(session, audit, rule=RULE, is_release=True)
    assert total == "8 cases were looked at."
    assert parts[0].startswith("Cases were drawn from a list, random, with the seed 77.")
    assert parts[1] == "Cases were put into the audit by hand, not drawn from a list."
    assert "6 cases were drawn from a list of 20" in list(
        how_chosen(session, audit, rule=ReleaseRule(threshold=0), is_release=False)
    )[1]  # fmt: skip


def test_parts_that_are_large_enough_are_counted_unless_the_rest_is_small(session: Session) -> None:
    audit = drawn(session, by_draw=6, by_hand=6)
    assert "6 cases were drawn from a list of 20" in list(how_chosen(session, audit, rule=RULE, is_release=True))[1]
    make_case(session, audit, state="unusable", unusable_why="Moved away.")
    told = list(how_chosen(session, audit, rule=RULE, is_release=True))
    assert told[0] == "12 cases were looked at."
    assert told[1].startswith("Cases were drawn")


def test_counts_of_cases_are_rounded_where_the_policy_rounds(session: Session) -> None:
    audit = drawn(session, by_draw=8, by_hand=8)
    told = list(how_chosen(session, audit, rule=ReleaseRule(threshold=7, rounding=5), is_release=True))
    assert [line[:13] for line in told] == ["15 cases were", "10 cases were", "10 cases were"]
