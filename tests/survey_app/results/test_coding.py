from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.results.coding import (
    CodingConflict,
    CodingRefused,
    Progress,
    Suggested,
    given,
    next_uncoded,
    progress_of,
    save_coding,
)
from survey_app.results.comments import Comment, Place, comments_of
from survey_app.results.models import Coding
from survey_app.results.themes.codeframes import create_codeframe, publish, use_codeframe
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_partnership, make_round


def make_comment(key: str, *, coded: bool = False) -> Comment:
    place = Place(response_key=key, question="comment")
    return Comment(key=key, place=place, question_label="?", text="Text", themes={"theme": "neutral"} if coded else {})


def stored(session: Session, round_: Round) -> set[tuple[str, str]]:
    query = select(Coding).where(Coding.round_id == round_.id)
    return {(coding.theme, coding.stance) for coding in session.scalars(query)}


def test_the_next_comment_is_the_first_without_a_theme_further_on_and_then_from_the_start() -> None:
    comments = [make_comment("a"), make_comment("b", coded=True), make_comment("c"), make_comment("d", coded=True)]
    assert next_uncoded(comments) is comments[0]
    assert next_uncoded(comments, after="a") is comments[2]
    assert next_uncoded(comments, after="c") is comments[0]
    assert next_uncoded(comments, after="d") is comments[0]
    assert progress_of(comments) == Progress(coded=2, total=4)


def test_skipping_the_only_comment_left_leads_nowhere() -> None:
    assert next_uncoded([make_comment("a"), make_comment("b", coded=True)], after="a") is None


def test_saving_puts_the_themes_in_place_of_those_before(session: Session) -> None:
    round_ = make_round(session, make_partnership(session))
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    add_codeframe(session, round_, "Training", "Time")
    save_coding(session, round_, place, {"training": "strength", "time": "concern"}, coder_id=None)
    assert stored(session, round_) == {("training", "strength"), ("time", "concern")}
    save_coding(session, round_, place, {"time": "neutral"}, coder_id=None)
    assert stored(session, round_) == {("time", "neutral")}
    (comment,) = comments_of(session, round_, secret="s")
    assert comment.themes == {"time": "neutral"}
    save_coding(session, round_, place, {}, coder_id=None)
    assert stored(session, round_) == set()


def test_a_theme_of_another_codeframe_or_an_unknown_stance_is_refused(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    add_codeframe(session, round_, "Training")
    create_codeframe(session, partnership.id, "Other", [("Elsewhere", "")])
    for stances in ({"elsewhere": "neutral"}, {"training": "shouting"}, {"": "neutral"}):
        with pytest.raises(CodingRefused):
            save_coding(session, round_, place, stances, coder_id=None)
    assert stored(session, round_) == set()


def coded_comment(session: Session) -> tuple[Round, Place]:
    round_ = make_round(session, make_partnership(session))
    add_codeframe(session, round_, "Training", "Time")
    key = add_answer(session, round_, {"useful": "yes", "comment": "Fine"})
    return round_, Place(response_key=key, question="comment")


def test_the_same_save_twice_is_saved_once(session: Session) -> None:
    round_, place = coded_comment(session)
    first = save_coding(session, round_, place, {"time": "concern"}, coder_id=None, save_id="a", seen=0)
    again = save_coding(session, round_, place, {"time": "concern"}, coder_id=None, save_id="a", seen=0)
    assert (first.id, again.revision) == (again.id, 1)
    assert stored(session, round_) == {("time", "concern")}


def test_a_save_over_what_was_not_seen_is_a_conflict_unless_it_was_ones_own(session: Session) -> None:
    round_, place = coded_comment(session)
    save_coding(session, round_, place, {"time": "concern"}, coder_id=None, save_id="theirs", seen=0)
    with pytest.raises(CodingConflict):
        save_coding(session, round_, place, {"training": "neutral"}, coder_id=None, save_id="mine", seen=0)
    assert stored(session, round_) == {("time", "concern")}
    row = save_coding(
        session, round_, place, {"training": "neutral"}, coder_id=None, save_id="mine", seen=0, earlier=["theirs"]
    )
    assert row.revision == 2
    assert stored(session, round_) == {("training", "neutral")}


def test_a_theme_keeps_what_had_suggested_it_when_another_is_added(session: Session) -> None:
    round_, place = coded_comment(session)
    suggested = {"time": Suggested(source="definitions", confidence=0.7)}
    save_coding(session, round_, place, given({"time": "concern"}, suggested=suggested), coder_id=None)
    save_coding(session, round_, place, given({"time": "concern", "training": "neutral"}), coder_id=None)
    found = {row.theme: (row.source, row.confidence) for row in session.scalars(select(Coding))}
    assert found == {"time": ("definitions", 0.7), "training": ("", None)}


def test_no_theme_fits_counts_as_coded(session: Session) -> None:
    round_, place = coded_comment(session)
    save_coding(session, round_, place, given({}, done=True, quote_worthy=True), coder_id=None)
    (comment,) = comments_of(session, round_, secret="s")
    assert (comment.is_coded, comment.quote_worthy, dict(comment.themes)) == (True, True, {})


def test_the_codeframe_is_the_partnerships_own_and_stays_once_comments_are_coded(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    theirs = create_codeframe(session, make_partnership(session).id, "Theirs", [("Theme", "")])
    with pytest.raises(CodingRefused, match="does not exist"):
        use_codeframe(session, round_, theirs)
    add_codeframe(session, round_, "Training")
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    save_coding(session, round_, place, {"training": "neutral"}, coder_id=None)
    another = create_codeframe(session, partnership.id, "Another", [("Theme", "")])
    with pytest.raises(CodingRefused, match="still a draft"):
        use_codeframe(session, round_, another)
    publish(session, another, by_id=None)
    with pytest.raises(CodingRefused, match="already coded to another codeframe"):
        use_codeframe(session, round_, another)
