"""What the pages of coding, of the clearing desk and of the feedback store need, beside the demo's own data."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.results.coding import codeframe_of, given, save_coding
from survey_app.results.comments import Comment, comments_of
from survey_app.results.models import Codeframe, blind_layer
from survey_app.results.themes import codeframes
from survey_app.results.themes.double_coding import open_reconciliation, set_double_coding
from survey_app.results.voices import desk, store
from survey_app.results.voices.desk import Wording
from survey_app.rounds.models import Round
from tests.survey_app.factories import make_user


def prepare_coding(session: Session, app: Flask, survey: Round, evaluation: Round, walkabout: Round) -> dict[str, Any]:
    """A draft of the codeframe, two coders reconciled, quotes in two states, and entries of the store."""
    first, second = (make_user(session, survey.partnership, roles=("qa_group",)) for _ in range(2))
    first.name, second.name = "Fern Example", "Sol Example"
    codeframe = codeframe_of(session, survey)
    assert codeframe is not None
    evaluation.codeframe_id = walkabout.codeframe_id = codeframe.id
    secret = app.config["SECRET_KEY"]
    _reconcile(session, walkabout, codeframe, comments_of(session, walkabout, secret=secret), (first, second))
    set_double_coding(session, evaluation, first.id, second.id, set_by_id=first.id)
    draft = codeframes.edit(session, codeframe)
    return {"reconciled": walkabout.slug, "codeframe": draft.key} | _quotes(
        session, survey, comments_of(session, survey, secret=secret), (first, second)
    )


def _reconcile(
    session: Session, round_: Round, codeframe: Codeframe, comments: list[Comment], people: tuple[User, User]
) -> None:
    first, second = people
    set_double_coding(session, round_, first.id, second.id, set_by_id=first.id)
    names = [theme.name for theme in codeframe.themes]
    for position, comment in enumerate(comments):
        for coder, shift in ((first, 0), (second, position % 2)):
            what = given({names[(position + shift) % 3]: "concern"})
            layer = blind_layer(coder.id)
            save_coding(session, round_, comment.place, what, coder_id=coder.id, layer=layer)
    open_reconciliation(session, round_, opened_by_id=first.id)


def _quotes(session: Session, round_: Round, comments: list[Comment], people: tuple[User, User]) -> dict[str, Any]:
    first, second = people
    for comment in comments[:3]:
        save_coding(session, round_, comment.place, given(comment.themes, quote_worthy=True), coder_id=first.id)
    wording = Wording(
        kind="paraphrased", text="Somebody at Longford Primary School listened.", said_by="families", consent="told"
    )
    desk.propose(session, round_, comments[0], wording, by_id=first.id)
    cleared = desk.propose(session, round_, comments[1], wording, by_id=first.id)
    desk.approve(session, round_, cleared, by_id=second.id, checked=True, comment=comments[1])
    (entry,) = store.find(session, round_.partnership_id, store.Search())
    said = store.Said(
        text="They asked what I wanted, at Longford Primary School.", said_by="children", source_kind="focus_group",
        source="Young carers", consent="quoted", tags=("Voice",),
    )  # fmt: skip
    typed = store.add(session, round_.partnership_id, said, by_id=first.id)
    return {
        "proposed": comments[0].key, "marked": comments[2].key, "feedback": entry.key, "typed": typed.key,
    }  # fmt: skip
