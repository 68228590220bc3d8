from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.results.coding import (
    CodingRefused,
    Progress,
    add_theme,
    choose_codeframe,
    create_codeframe,
    next_uncoded,
    progress_of,
    read_themes,
    save_coding,
)
from survey_app.results.comments import Comment, Place, comments_of
from survey_app.results.models import Coding
from survey_app.rounds.models import Round
from tests.survey_app.answers import add_answer, add_codeframe
from tests.survey_app.factories import make_partnership, make_round


def make_comment(key: str, *, coded: bool = False) -> Comment:
    place = Place(response_key=key, question="comment")
    return Comment(key=key, place=place, question_label="?", text="Text", themes={1: "neutral"} if coded else {})


def stored(session: Session, round_: Round) -> set[tuple[str, str]]:
    query = select(Coding).where(Coding.round_id == round_.id)
    return {(coding.theme.name, coding.stance) for coding in session.scalars(query)}


def test_the_next_comment_is_the_first_without_a_theme_further_on_and_then_from_the_start() -> None:
    comments = [make_comment("a"), make_comment("b", coded=True), make_comment("c"), make_comment("d", coded=True)]
    assert next_uncoded(comments) is comments[0]
    assert next_uncoded(comments, after="a") is comments[2]
    assert next_uncoded(comments, after="c") is comments[0]
    assert next_uncoded(comments, after="d") is comments[0]
    assert progress_of(comments) == Progress(coded=2, total=4)


def test_skipping_the_only_comment_left_leads_nowhere() -> None:
    assert next_uncoded([make_comment("a"), make_comment("b", coded=True)], after="a") is None


def test_themes_are_read_from_lines_with_or_without_definitions() -> None:
    text = "Training: more, or other, training: soon\n\n- Time\n•  Feedback :\n"
    assert read_themes(text) == [("Training", "more, or other, training: soon"), ("Time", ""), ("Feedback", "")]


def test_saving_puts_the_themes_in_place_of_those_before(session: Session) -> None:
    round_ = make_round(session, make_partnership(session))
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    training, time = add_codeframe(session, round_, "Training", "Time").themes
    save_coding(session, round_, place, {training.id: "strength", time.id: "concern"}, coder_id=None)
    assert stored(session, round_) == {("training", "strength"), ("time", "concern")}
    save_coding(session, round_, place, {time.id: "neutral"}, coder_id=None)
    assert stored(session, round_) == {("time", "neutral")}
    (comment,) = comments_of(session, round_, secret="s")
    assert comment.themes == {time.id: "neutral"}
    save_coding(session, round_, place, {}, coder_id=None)
    assert stored(session, round_) == set()


def test_a_theme_of_another_codeframe_or_an_unknown_stance_is_refused(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    (training,) = add_codeframe(session, round_, "Training").themes
    foreign = create_codeframe(session, partnership.id, "Other", [("Elsewhere", "")]).themes[0]
    for stances in ({foreign.id: "neutral"}, {training.id: "shouting"}, {10**9: "neutral"}):
        with pytest.raises(CodingRefused):
            save_coding(session, round_, place, stances, coder_id=None)
    assert stored(session, round_) == set()


def test_themes_get_unique_names_and_no_label_twice(session: Session) -> None:
    partnership = make_partnership(session)
    codeframe = create_codeframe(session, partnership.id, "Test", [("More training!", "")])
    assert add_theme(session, codeframe, "More training?").name == "more_training_2"
    assert add_theme(session, codeframe, "…").name == "theme"
    with pytest.raises(CodingRefused, match="already a theme"):
        add_theme(session, codeframe, "MORE TRAINING!")
    with pytest.raises(CodingRefused, match="longer than 200"):
        add_theme(session, codeframe, "x" * 201)
    with pytest.raises(CodingRefused, match="needs a label"):
        add_theme(session, codeframe, "  ")
    assert [theme.position for theme in codeframe.themes] == [1, 2, 3]


def test_the_codeframe_is_the_partnerships_own_and_stays_once_comments_are_coded(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership)
    theirs = create_codeframe(session, make_partnership(session).id, "Theirs", [("Theme", "")])
    with pytest.raises(CodingRefused, match="does not exist"):
        choose_codeframe(session, round_, theirs.id)
    codeframe = add_codeframe(session, round_, "Training")
    place = Place(response_key=add_answer(session, round_, {"useful": "yes", "comment": "Fine"}), question="comment")
    save_coding(session, round_, place, {codeframe.themes[0].id: "neutral"}, coder_id=None)
    another = create_codeframe(session, partnership.id, "Another", [("Theme", "")])
    with pytest.raises(CodingRefused, match="already coded to another codeframe"):
        choose_codeframe(session, round_, another.id)
