"""Findings and recommendations: what is refused, what two screens do to each other, and what the history keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.database import now
from survey_app.improvement.chain.evidence import Evidence, NotLinkable, link_evidence, unlink_evidence
from survey_app.improvement.chain.findings import add_finding, change_finding, find_findings, withdraw_finding
from survey_app.improvement.chain.history import history_of
from survey_app.improvement.chain.recommending import (
    add_recommendation,
    change_recommendation,
    is_borne_out,
    reopen_recommendation,
    rest_on,
    withdraw_recommendation,
)
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.improvement.chain.replying import reply
from survey_app.improvement.changing import ChangedMeanwhile
from survey_app.improvement.models import Action, ChainChange, Finding, Recommendation
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_agency, make_partnership, make_user
from tests.survey_app.improvement.chain.chain_world import (
    FOUND,
    finding_text,
    make_finding,
    make_recommendation,
    recommendation_text,
)


@pytest.fixture
def partnership(session: Session) -> Partnership:
    return make_partnership(session, slug="north")


def history(session: Session, record: Finding | Recommendation) -> list[tuple[str, str, str, str]]:
    lines = session.scalars(select(ChainChange).where(ChainChange.record_id == record.id).order_by(ChainChange.id))
    return [(line.field, line.was, line.became, line.why) for line in lines]


def test_numbers_count_in_each_partnership_by_itself(session: Session, partnership: Partnership) -> None:
    first, second = make_finding(session, partnership), make_finding(session, partnership)
    elsewhere = make_finding(session, make_partnership(session))
    assert [one.reference for one in (first, second, elsewhere)] == ["F-001", "F-002", "F-001"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param({"text": "  "}, "Write what was found", id="no words"),
        pytest.param({"kind": "rumour"}, "Choose what kind", id="unknown kind"),
        pytest.param({"source_kind": "hearsay"}, "Choose what kind", id="unknown source"),
        pytest.param({"theme": "x" * 121}, "at most 120", id="long theme"),
        pytest.param({"text": "x" * 4001}, "4,001", id="long text"),
        pytest.param({"text": "NHS number 999 000 0018 was on the wall."}, "never kept", id="an NHS number"),
        pytest.param({"text": "Ring 01632 960123 to hear more."}, "never kept", id="a telephone number"),
        pytest.param({"text": "J.K. told us that nobody rang."}, "could tell who", id="initials"),
    ],
)
def test_a_finding_that_says_nothing_or_too_much_is_refused(
    session: Session, partnership: Partnership, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(ChainRefused, match=why):
        add_finding(session, partnership.id, finding_text(**values), None)


def test_no_finding_is_of_tomorrow_and_none_names_an_agency_that_works_elsewhere(
    session: Session, partnership: Partnership
) -> None:
    with pytest.raises(ChainRefused, match="a day that has been"):
        add_finding(session, partnership.id, finding_text(found_on=now().date() + timedelta(days=2)), None)
    elsewhere = make_agency(session, make_partnership(session))
    with pytest.raises(ChainRefused, match="works in the partnership"):
        add_finding(session, partnership.id, finding_text(agency_id=elsewhere.id), None)


def test_marked_words_stay_only_where_somebody_looked_and_that_is_in_the_history(
    session: Session, partnership: Partnership
) -> None:
    finding = add_finding(session, partnership.id, finding_text(text="J.K. told us that.", checked=True), None)
    assert "Looked at, and identify nobody: “J.K.”" in history(session, finding)[0][3]
    with pytest.raises(ChainRefused, match="never kept"):
        add_finding(session, partnership.id, finding_text(text="Ring 01632 960123.", checked=True), None)


def test_the_second_of_two_screens_is_refused_and_changes_nothing(session: Session, partnership: Partnership) -> None:
    finding = make_finding(session, partnership)
    seen = finding.revision
    change_finding(session, finding, finding_text(text="Said first."), by_id=None, seen=seen, why="Clearer")
    with pytest.raises(ChangedMeanwhile):
        change_finding(session, finding, finding_text(text="Said second."), by_id=None, seen=seen)
    assert finding.text == "Said first."
    assert ("text", "Referrers are not told what came of their referral.", "Said first.", "Clearer") in history(
        session, finding
    )


def test_a_withdrawn_finding_says_why_and_bears_nothing_out(session: Session, partnership: Partnership) -> None:
    recommendation = make_recommendation(session, partnership)
    (finding,) = recommendation.findings
    assert is_borne_out(recommendation)
    with pytest.raises(ChainRefused, match="Say why"):
        withdraw_finding(session, finding, " ", by_id=None, seen=finding.revision)
    withdraw_finding(session, finding, "The sample was of another year.", by_id=None, seen=finding.revision)
    assert not is_borne_out(recommendation)
    with pytest.raises(ChainRefused, match="withdrawn"):
        change_finding(session, finding, finding_text(), by_id=None, seen=finding.revision)
    with pytest.raises(ChainRefused, match="withdrawn"):
        link_evidence(session, finding, Evidence(kind="other", says="Something."), None)
    with pytest.raises(ChainRefused, match="withdrawn"):
        make_recommendation(session, partnership, findings=[finding])
    with pytest.raises(ChainRefused, match="not there"):
        find_findings(session, partnership.id, [finding.id])


def test_a_recommendation_has_one_owner_of_the_area_and_says_why(session: Session, partnership: Partnership) -> None:
    ours, elsewhere = make_agency(session, partnership), make_agency(session, make_partnership(session))
    with pytest.raises(ChainRefused, match="works in the partnership"):
        add_recommendation(session, partnership.id, recommendation_text(elsewhere))
    with pytest.raises(ChainRefused, match="and why"):
        add_recommendation(session, partnership.id, recommendation_text(ours, why=""))
    with pytest.raises(ChainRefused, match="how urgent"):
        add_recommendation(session, partnership.id, recommendation_text(ours, priority="urgent"))
    with pytest.raises(ChainRefused, match="not known"):
        add_recommendation(session, partnership.id, recommendation_text(ours, origin_type="gossip", origin_id="1"))
    foreign = make_finding(session, make_partnership(session))
    with pytest.raises(ChainRefused, match="another partnership"):
        add_recommendation(session, partnership.id, recommendation_text(ours), [foreign])


def test_another_owner_needs_a_reason_and_replies_anew(session: Session, partnership: Partnership) -> None:
    recommendation = make_recommendation(session, partnership)
    first, second = recommendation.owner, make_agency(session, partnership)
    reply(session, recommendation, "accepted", "", None)
    words = recommendation_text(second)
    with pytest.raises(ChainRefused, match="another agency becomes"):
        change_recommendation(session, recommendation, words, by_id=None, seen=recommendation.revision)
    change_recommendation(
        session, recommendation, words, by_id=None, seen=recommendation.revision, why="The duty moved."
    )
    assert (recommendation.owner, recommendation.reply) == (second, "")
    assert ("owner_id", str(first.id), str(second.id), "The duty moved.") in history(session, recommendation)


def test_what_is_not_accepted_says_why_and_is_opened_again_with_a_reason(
    session: Session, partnership: Partnership
) -> None:
    recommendation = make_recommendation(session, partnership)
    for answer in ("partly", "not_accepted"):
        with pytest.raises(ChainRefused, match="Say why"):
            reply(session, recommendation, answer, "  ", None)
    with pytest.raises(ChainRefused, match="Choose"):
        reply(session, recommendation, "maybe", "x", None)
    reply(session, recommendation, "not_accepted", "Another team does this.", None)
    assert recommendation.state == "not_accepted"
    with pytest.raises(ChainRefused, match="no longer open"):
        reply(session, recommendation, "accepted", "", None)
    with pytest.raises(ChainRefused, match="Say why"):
        reopen_recommendation(session, recommendation, "", by_id=None, seen=recommendation.revision)
    reopen_recommendation(session, recommendation, "No other team does.", by_id=None, seen=recommendation.revision)
    assert (recommendation.state, recommendation.reply, recommendation.because) == ("open", "", "")
    assert recommendation.reopened == 1  # what was judged before closes nothing
    assert ("state", "not_accepted", "open", "No other team does.") in history(session, recommendation)


def test_nothing_ends_while_an_action_is_open(session: Session, partnership: Partnership) -> None:
    recommendation = make_recommendation(session, partnership)
    session.add(
        Action(
            partnership_id=partnership.id, number=1, recommendation_id=recommendation.id, what="Write to referrers",
            agency_id=recommendation.owner_id, owner="Head of service", opened_on=FOUND, due_by=FOUND,
            first_due_by=FOUND, success_measure="Nine of ten referrers hear",
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(ChainRefused, match="A-001 is still open"):
        withdraw_recommendation(session, recommendation, "Not needed.", by_id=None, seen=recommendation.revision)
    with pytest.raises(ChainRefused, match="A-001 is still open"):
        reply(session, recommendation, "not_accepted", "No.", None)


def test_which_findings_a_recommendation_rests_on_is_history(session: Session, partnership: Partnership) -> None:
    recommendation = make_recommendation(session, partnership, findings=[])
    assert not is_borne_out(recommendation)
    finding = make_finding(session, partnership)
    rest_on(session, recommendation, [finding], by_id=None, seen=recommendation.revision)
    assert is_borne_out(recommendation)
    assert ("findings", "", "F-001", "") in history(session, recommendation)


def test_an_origin_is_taken_up_once(session: Session, partnership: Partnership) -> None:
    values = {"origin_type": "review_passage", "origin_id": "the same passage"}
    make_recommendation(session, partnership, **values)
    with pytest.raises(ChainRefused, match="as R-001"):
        make_recommendation(session, partnership, **values)


def test_a_working_paper_and_a_typed_in_figure_are_no_evidence(session: Session, partnership: Partnership) -> None:
    finding = make_finding(session, partnership)
    with pytest.raises(NotLinkable, match="working paper"):
        link_evidence(session, finding, Evidence(kind="other", says="x", release_class="working"), None)
    for kind in ("figure", "theme", "quote", "grade", "inspection", "passage", "peer_finding", "indicator"):
        with pytest.raises(NotLinkable, match="Choose the record"):
            link_evidence(session, finding, Evidence(kind=kind, says="3 of 4", figure={"count": 3, "base": 4}), None)


def test_evidence_is_taken_away_with_a_reason_and_the_history_keeps_it(
    session: Session, partnership: Partnership
) -> None:
    by = make_user(session, partnership, roles=("qa_group",))
    finding = make_finding(session, partnership)
    line = link_evidence(session, finding, Evidence(kind="other", says="Minutes of the MASH group."), by.id)
    with pytest.raises(ChainRefused, match="linked to the finding already"):
        link_evidence(session, finding, Evidence(kind="other", says="Minutes of the MASH group."), by.id)
    with pytest.raises(ChainRefused, match="Say why"):
        unlink_evidence(session, finding, line, "", by_id=by.id, seen=finding.revision)
    unlink_evidence(session, finding, line, "Of another group.", by_id=by.id, seen=finding.revision)
    assert finding.evidence == []
    newest, *_ = history_of(session, finding, reads_result=lambda _: False)
    assert [(one.field, one.was, one.became, one.why) for one in newest.lines] == [
        ("Evidence", "Something else, in words: Minutes of the MASH group.", "", "Of another group.")
    ]
