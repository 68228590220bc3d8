"""What somebody meets first: what the form is, how long it takes, what becomes of the answers, and whom to ring."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from instruments.answers import find_path
from survey_app.accounts.permissions import permission
from survey_app.collect import drafts
from survey_app.collect.carried import begin as begin_carried
from survey_app.collect.display import moment_text
from survey_app.collect.easy_pages import MOST_PROMISES, said_before
from survey_app.collect.forms import has_field
from survey_app.collect.keeping import answered_elsewhere, refuse_single_people
from survey_app.collect.models import Draft, Submission
from survey_app.collect.places import first_place, places
from survey_app.collect.sealing import BATCH_SIZE
from survey_app.collect.services import check_open
from survey_app.collect.summary import headline
from survey_app.collect.ways import Way, named_round, sent_submission
from survey_app.collect.wording import Speaker
from survey_app.database import db, now
from survey_app.designer.services import compiled_version
from survey_app.rounds.models import Round

QUESTIONS_A_MINUTE = 6
EASY_A_MINUTE = 4


def start(way: Way) -> ResponseReturnValue:
    """The start page of a personal or an open link."""
    if way.keeping is not None:
        return redirect(way.keeping.address)
    check_open(way.round, now().date())
    marked = way.invitation is not None and way.invitation.answered
    if marked and way.carried:
        return render_template("collect/answered.html", way=way)
    if (marked or way.kind == "named") and way.draft is None and sent_submission(way) is not None:
        return redirect(way.url("sent"))
    values: dict[str, Any] = {}
    if way.carried:
        carried = begin_carried(way.speaker, way.language_value)
        values = {"carried": carried, "first": first_place(way.compiled, carried.document)}
    return render_template(
        way.template("start"), way=way, sentences=said_before(way.speaker), most=MOST_PROMISES,
        instrument=way.compiled.instrument, minutes=_minutes(way), batch=BATCH_SIZE, **values,
    )  # fmt: skip


def my_answers(slug: str) -> ResponseReturnValue:
    """A round for signed-in people: one's own drafts and what one has sent."""
    round_ = named_round(slug)
    own = drafts.drafts_of_author(db.session(), round_, current_user.id)
    sent = drafts.submissions_of_author(db.session(), round_, current_user.id)
    if not own and not sent:
        refuse_single_people(db.session(), round_)
    return render_template(
        "collect/my_answers.html", round=round_, is_open=_is_open(round_),
        elsewhere=answered_elsewhere(db.session(), round_), drafts=[_draft_line(draft) for draft in own],
        submissions=[_sent_line(one) for one in sent],
    )  # fmt: skip


def begin_named(slug: str) -> ResponseReturnValue:
    """A new draft of a signed-in person, who may have several: one a visit."""
    round_ = named_round(slug)
    refuse_single_people(db.session(), round_)
    check_open(round_, now().date())
    speaker = Speaker(compiled_version(round_.version), username=current_user.email)
    draft = drafts.start_draft(db.session(), round_, author_id=current_user.id, document=speaker.begun())
    db.session.commit()
    return redirect(url_for("collect.named_start", slug=slug, draft_id=draft.id))


def _draft_line(draft: Draft) -> dict[str, Any]:
    title = headline(Speaker(compiled_version(draft.version)), draft.document) or "Nothing filled in yet"
    return {"id": draft.id, "title": title, "saved": moment_text(draft.updated_at)}


def _sent_line(sent: Submission) -> dict[str, Any]:
    document = drafts.current_document(db.session(), sent)
    title = headline(Speaker(compiled_version(sent.round.version)), document) or sent.reference
    return {"id": sent.id, "title": title, "reference": sent.reference, "revision": sent.current_revision}


def _minutes(way: Way) -> int | None:
    """How long the form takes; None where that hangs on what is found: conversations held, grades with reasons."""
    if way.compiled.repeats or any(item.part == "grade" for item in way.compiled.items):
        return None
    asked = sum(has_field(item) for item in way.compiled.items)
    if way.is_easy_read:  # of which each person is asked a part; one question a page takes its time
        path = find_path(way.compiled, way.speaker.begun())
        return max(1, round(len(places(way.compiled, path)) / EASY_A_MINUTE))
    return max(1, round(asked / QUESTIONS_A_MINUTE))


def _is_open(round_: Round) -> bool:
    today = now().date()
    return round_.state == "open" and (round_.closes_on is None or today <= round_.closes_on)


def to_start(way: Way) -> ResponseReturnValue:
    """For addresses that belong to the other sort of round."""
    return redirect(way.url("start"))


def register(blueprint: Blueprint) -> None:
    """Add the pages of a signed-in person's own answers."""
    base = "/p/<partnership>/rounds/<slug>/answer"
    blueprint.add_url_rule(base, "my_answers", permission("collect.answer")(my_answers))
    blueprint.add_url_rule(base, "begin_named", permission("collect.answer")(begin_named), methods=["POST"])
