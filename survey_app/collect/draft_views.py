"""Answering a round that is not anonymous: every page is kept in a draft on the server as it is posted."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from instruments.answers import find_path
from survey_app.audit_log import record
from survey_app.collect import drafts, safety
from survey_app.collect.draft_saving import save_page, show_page
from survey_app.collect.draft_state import LONG_FORM, current_draft, locked_draft, page_index, stop_place
from survey_app.collect.flow import CHECK, Place, first_place, neighbour, place_of, remove_entry
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft
from survey_app.collect.pages import entry_title
from survey_app.collect.problems import AnswersRefused, SubmissionConflict
from survey_app.collect.receipts import Receipt
from survey_app.collect.services import check_open, submit
from survey_app.collect.summary import cards, entry_list, page_problems, tasks
from survey_app.collect.ways import Way, remember_browser, remember_sent, sent_submission
from survey_app.database import db, now


def begin(way: Way) -> ResponseReturnValue:
    """Start a draft, or go on with the one that is there."""
    check_open(way.round, now().date())
    if way.draft is None and way.kind == "token" and (earlier := sent_submission(way)) is not None:
        way.draft = drafts.reopen_submission(db.session(), earlier)
    if way.draft is None:
        key = remember_browser(way) if way.kind == "open" else None
        way.draft = drafts.start_draft(
            db.session(), way.round, author_id=way.author_id, invitation=way.invitation, session_key=key
        )
    db.session.commit()
    if way.draft.revision and len(way.compiled.sections) >= LONG_FORM:
        return redirect(way.url("overview"))
    return redirect(way.place_url(first_place(way.compiled, way.draft.document)))


def overview(way: Way) -> ResponseReturnValue:
    """The pages of the form and how far each is."""
    pages = tasks(way.compiled, current_draft(way).document)
    completed = sum(task.status == "Completed" for task in pages)
    return render_template("collect/overview.html", way=way, tasks=pages, completed=completed, check=CHECK)


def page(way: Way, section: str, number: int | None = None) -> ResponseReturnValue:
    """A page of questions, or the list of a repeat's entries."""
    draft = current_draft(way)
    place = place_of(way.compiled, find_path(way.compiled, draft.document), section, page_index(number))
    if place is None:
        flash("That page is not part of your form, or is no longer, because of another answer.")
        return redirect(way.url("overview"))
    if (stop := stop_place(way, draft.document, here=place)) is not None:
        return redirect(way.place_url(stop))
    if place.kind == "list":
        listed = entry_list(way.compiled, draft.document, place)
        return render_template("collect/entries.html", way=way, list=listed, place=place, carried=None)
    return save_page(way, place) if request.method == "POST" else show_page(way, place, draft)


def remove(way: Way, section: str, number: int) -> ResponseReturnValue:
    """Ask, then take an entry out of a repeat."""
    draft, entry = current_draft(way), number - 1
    listed = place_of(way.compiled, find_path(way.compiled, draft.document), section)
    if listed is None or listed.kind != "list":
        abort(404)
    if not 0 <= entry < len(draft.document.get(section) or []):
        flash("These answers were changed in another tab meanwhile, so nothing was removed. Look at the list again.")
        return redirect(way.place_url(listed))
    title = entry_title(way.compiled.section(section), entry)
    if request.method == "GET":
        return render_template(
            "collect/remove.html", way=way, title=title, place=Place("remove", section, entry), listed=listed,
            revision=draft.revision, removed="remove", carried=None,
        )  # fmt: skip
    locked = locked_draft(way)
    if request.form.get("revision") != str(locked.revision):
        db.session.rollback()
        flash("These answers were changed in another tab meanwhile, so nothing was removed. Look at the list again.")
        return redirect(way.place_url(listed))
    questions = tuple(item.name for item in way.compiled.section(section).items if item.part == "safety")
    safety.forget_entry(db.session(), locked.id, questions, entry)
    drafts.save_draft(db.session(), locked, remove_entry(locked.document, section, entry))
    db.session.commit()
    flash(f"{title} is removed.", "success")
    return redirect(way.place_url(listed))


def check(way: Way) -> ResponseReturnValue:
    """All answers once more, and sending them."""
    draft = current_draft(way)
    if (stop := stop_place(way, draft.document)) is not None:
        return redirect(way.place_url(stop))
    return _send(way) if request.method == "POST" else _show_check(way, draft)


def saved(way: Way) -> ResponseReturnValue:
    """Says how to come back."""
    current_draft(way)
    return render_template("collect/saved.html", way=way)


def sent(way: Way) -> ResponseReturnValue:
    """The receipt."""
    submission = sent_submission(way)
    if submission is None:
        return redirect(way.url("start"))
    return render_template("collect/sent.html", way=way, reference=submission.reference, submission=submission)


def change(way: Way) -> ResponseReturnValue:
    """Open what was sent, for a new revision."""
    check_open(way.round, now().date())
    submission = sent_submission(way)
    if submission is None or way.kind == "open":
        abort(404)
    way.draft = drafts.reopen_submission(db.session(), submission)
    db.session.commit()
    return redirect(way.place_url(CHECK))


def _show_check(way: Way, draft: Draft, status: int = 200) -> ResponseReturnValue:
    problems = page_problems(way.compiled, draft.document, anonymous=False) if status != 200 else []
    body = render_template(
        "collect/check.html", way=way, cards=cards(way.compiled, draft.document), problems=problems, check_place=CHECK,
        back=neighbour(way.compiled, draft.document, CHECK, -1), revision=draft.revision, carried=None,
    )  # fmt: skip
    return body, status


def _send(way: Way) -> ResponseReturnValue:
    draft = locked_draft(way)
    if request.form.get("revision") != str(draft.revision):
        db.session.rollback()
        flash("These answers were changed in another tab meanwhile. Check them once more before sending.")
        return redirect(way.place_url(CHECK))
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    try:
        receipt = submit(
            db.session(), keys, way.round, draft.id, draft.document, author_id=way.author_id,
            invitation=way.invitation, replaces=draft.replaces,
        )  # fmt: skip
    except AnswersRefused:
        return _show_check(way, draft, 422)
    except SubmissionConflict as conflict:
        return _ask_again(way, conflict)
    drafts.drop_draft(db.session(), draft)
    _log(way, receipt)
    remember_sent(way, receipt.uuid)
    db.session.commit()
    return redirect(way.url("sent"))


def _ask_again(way: Way, conflict: SubmissionConflict) -> ResponseReturnValue:
    """What was sent has a newer revision than this draft knew: say so, and let the next "Send" replace that one."""
    db.session.rollback()
    locked_draft(way).replaces = conflict.received_revision
    db.session.commit()
    flash(
        f"{conflict.reference} was sent from elsewhere meanwhile, as version {conflict.received_revision}. Nothing is "
        "overwritten. If your answers below are to replace it, send them now; the other version is kept too."
    )
    return redirect(way.place_url(CHECK))


def _log(way: Way, receipt: Receipt) -> None:
    """Signed-in people's submissions stand in the audit log; respondents have no account that could."""
    if way.author_id is not None:
        record(
            db.session(), "submission.received", actor_id=way.author_id, partnership_id=way.round.partnership_id,
            subject=f"submission {receipt.reference}", details={"round": way.round.slug, "revision": receipt.revision},
        )  # fmt: skip
