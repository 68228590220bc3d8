"""Answering a round that is not anonymous: every page is kept in a draft on the server as it is posted."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from instruments.answers import find_path
from survey_app.audit_log import record
from survey_app.collect import attachments, device_drafts, drafts, safety
from survey_app.collect.carrying_over import known_answers
from survey_app.collect.draft_saving import SWITCH, save_page, show_page, switch_language
from survey_app.collect.draft_state import (
    LONG_FORM,
    asked_items,
    current_draft,
    entry_of_address,
    entry_posted,
    locked_draft,
    stop_place,
)  # fmt: skip
from survey_app.collect.easy_pages import said_after, where_left_off
from survey_app.collect.entry_lists import entry_list
from survey_app.collect.flow import remove_entry
from survey_app.collect.keeping import given_names, why_not_sent
from survey_app.collect.keys import KeyStore
from survey_app.collect.models import Draft
from survey_app.collect.partial import SEND_PART, only_unanswered
from survey_app.collect.places import (
    CHECK,
    Place,
    entry_title,
    find_section,
    first_place,
    has_fixed_number,
    neighbour,
    place_of,
)  # fmt: skip
from survey_app.collect.problems import AnswersRefused, SubmissionConflict
from survey_app.collect.receipts import Receipt
from survey_app.collect.services import check_open, submit
from survey_app.collect.summary import cards, page_problems, tasks, without_change
from survey_app.collect.sync_state import note_sent, open_conflicts
from survey_app.collect.ways import Way, remember_browser, remember_sent, sent_submission
from survey_app.collect.you_said import you_said_of
from survey_app.database import db, now
from survey_app.translating import gettext


def begin(way: Way) -> ResponseReturnValue:
    """Start a draft, or go on with the one that is there."""
    if way.keeping is not None and way.draft is None:
        return redirect(way.keeping.address)
    check_open(way.round, now().date())
    if way.draft is None and way.kind == "token" and (earlier := sent_submission(way)) is not None:
        way.draft = drafts.reopen_submission(db.session(), earlier)
    if way.draft is None:
        key = remember_browser(way) if way.kind == "open" else None
        way.draft = drafts.start_draft(
            db.session(), way.round, author_id=way.author_id, invitation=way.invitation, session_key=key,
            document=way.speaker.begun(), language=way.language,
        )  # fmt: skip
    db.session.commit()
    first = first_place(way.compiled, way.draft.document)
    if request.form.get("at") == first.key:  # the first page was answered before there was a draft
        return save_page(way, first)
    if way.draft.revision and len(way.compiled.sections) >= LONG_FORM:
        return redirect(way.url("overview"))
    return redirect(way.place_url(first))


def overview(way: Way) -> ResponseReturnValue:
    """The pages of the form and how far each is. In easy read there is no such list: one goes on where one was."""
    if way.is_easy_read:
        return redirect(way.place_url(where_left_off(way.compiled, current_draft(way).document)))
    pages = tasks(way.speaker, current_draft(way).document)
    completed = sum(task.status == "completed" for task in pages)
    return render_template("collect/overview.html", way=way, tasks=pages, completed=completed, check=CHECK)


def page(way: Way, section: str, number: str | None = None) -> ResponseReturnValue:
    """A page of questions, or the list of a repeat's entries."""
    draft, entry = current_draft(way), entry_of_address(number)
    if request.method == "POST":
        draft, entry = entry_posted(way, draft, Place("entry", section, entry))
    place = place_of(way.compiled, find_path(way.compiled, draft.document), section, entry)
    if place is None:
        flash(gettext("That page is not part of your form, or is no longer, because of another answer."))
        return redirect(way.url("overview"))
    if (stop := stop_place(way, draft.document, here=place)) is not None:
        return redirect(way.place_url(stop))
    if way.giving is not None and place.kind == "section" and not asked_items(way, place):
        return _not_asked(way, place)
    if place.kind == "list":
        if request.form.get("go", "").startswith(SWITCH):
            return language(way)
        listed = entry_list(way.speaker, draft.document, place)
        return render_template("collect/entries.html", way=way, list=listed, place=place, carried=None)
    return save_page(way, place) if request.method == "POST" else show_page(way, place, draft)


def _not_asked(way: Way, place: Place) -> ResponseReturnValue:
    """A page that a record answers by itself: what it says, and the way on."""
    assert way.giving is not None
    document, section = current_draft(way).document, way.compiled.section(place.section)
    words = way.speaker.words(find_path(way.compiled, document))
    return render_template(
        "collect/not_asked.html", way=way, title=words.section_title(section),
        beside=way.giving.beside(section, document),
        back=neighbour(way.compiled, document, place, -1), ahead=neighbour(way.compiled, document, place, 1) or CHECK,
    )  # fmt: skip


def remove(way: Way, section: str, number: str) -> ResponseReturnValue:
    """Ask, then take an entry out of a repeat."""
    draft, entry = current_draft(way), entry_of_address(number)
    listed = place_of(way.compiled, find_path(way.compiled, draft.document), section, entry[:-1])
    page_ = find_section(way.compiled, section)
    if page_ is None or listed is None or listed.kind != "list" or has_fixed_number(page_):
        abort(404)
    path = find_path(way.compiled, draft.document)
    if entry[-1] >= path.entries(section, entry[:-1]):
        return _changed_meanwhile(way, listed)
    place, title = Place("remove", section, entry), entry_title(page_, entry[-1])
    if request.method == "GET":
        return render_template(
            "collect/remove.html", way=way, title=title, place=place, listed=listed, revision=draft.revision,
            removed="remove", carried=None,
        )  # fmt: skip
    locked = locked_draft(way)
    if request.form.get("go", "").startswith(SWITCH):
        switch_language(way, locked, request.form["go"].removeprefix(SWITCH))
        return redirect(way.place_url(place))
    if request.form.get("revision") != str(locked.revision):
        db.session.rollback()
        return _changed_meanwhile(way, listed)
    if locked.is_on_devices:
        device_drafts.remove(db.session(), way.speaker, locked, place)
    else:
        safety.forget_entry(db.session(), locked.id, _safety_questions(way, section), entry)
        drafts.save_draft(db.session(), locked, remove_entry(way.speaker, locked.document, place))
        attachments.drop_unnamed(db.session(), way.compiled, locked.id, also=locked.document)
    db.session.commit()
    flash(gettext("%(entry)s is removed.", entry=title), "success")
    return redirect(way.place_url(listed))


def _changed_meanwhile(way: Way, listed: Place) -> ResponseReturnValue:
    flash(
        gettext("These answers were changed in another tab meanwhile, so nothing was removed. Look at the list again.")
    )
    return redirect(way.place_url(listed))


def _safety_questions(way: Way, section: str) -> tuple[str, ...]:
    """The safety questions of a repeat and of the repeats within it."""
    return tuple(item.name for item in safety.safety_items(way.compiled) if section in item.repeats)


def language(way: Way) -> ResponseReturnValue:
    """Go on in another language, where one is."""
    draft = locked_draft(way)
    switch_language(way, draft, request.form.get("go", "").removeprefix(SWITCH))
    at = Place.from_key(request.form.get("at", ""))
    path = find_path(way.compiled, draft.document)
    place = at if at == CHECK else place_of(way.compiled, path, at.section, at.entry) if at is not None else None
    return redirect(way.place_url(place) if place is not None else way.url("overview"))


def check(way: Way) -> ResponseReturnValue:
    """All answers once more, and sending them."""
    draft = current_draft(way)
    if (stop := stop_place(way, draft.document)) is not None:
        return redirect(way.place_url(stop))
    if request.form.get("go", "").startswith(SWITCH):
        return language(way)
    return _send(way) if request.method == "POST" else _show_check(way, draft)


def saved(way: Way) -> ResponseReturnValue:
    """Says how to come back."""
    current_draft(way)
    if way.keeping is not None:
        return redirect(way.keeping.address)
    return render_template(way.template("saved"), way=way, carried=None, at=None, check_place=CHECK)


def sent(way: Way) -> ResponseReturnValue:
    """The receipt."""
    if way.keeping is not None:
        return redirect(way.keeping.address)
    submission = sent_submission(way)
    if submission is None:
        return redirect(way.url("start"))
    sentences = said_after(way.speaker, drafts.current_document(db.session(), submission)) if way.is_easy_read else ()
    return render_template(
        way.template("sent"), way=way, reference=submission.reference, submission=submission, sentences=sentences,
        heard=you_said_of(db.session(), way.round),
    )  # fmt: skip


def change(way: Way) -> ResponseReturnValue:
    """Open what was sent, for a new revision."""
    check_open(way.round, now().date())
    submission = sent_submission(way)
    if submission is None or way.kind == "open" or way.keeping is not None:
        abort(404)
    if way.author_id is not None and (why := why_not_sent(db.session(), submission.id, way.author_id)):
        flash(why)
        return redirect(way.url("sent"))
    way.draft = drafts.reopen_submission(db.session(), submission)
    way.draft.language = way.language
    db.session.commit()
    return redirect(way.place_url(CHECK))


def _show_check(
    way: Way, draft: Draft, status: int = 200, refused: AnswersRefused | None = None
) -> ResponseReturnValue:
    problems = page_problems(way.speaker, draft.document, refused.problems) if refused is not None else []
    shown = cards(way.speaker, draft.document)
    if way.own_record is not None:
        shown = without_change(shown, way.compiled, given_names(way.compiled, way.own_record))
    body = render_template(
        way.template("check"), way=way, cards=shown, problems=problems, check_place=CHECK,
        back=neighbour(way.compiled, draft.document, CHECK, -1), revision=draft.revision, carried=None,
        may_send_part=refused is not None and way.kind != "named"
        and only_unanswered(way.compiled, draft.document, refused.problems),
    )  # fmt: skip
    return body, status


def _send(way: Way) -> ResponseReturnValue:
    if way.keeping is not None:  # declared first, on a page of its own
        return redirect(way.keeping.sending)
    draft = locked_draft(way)
    if request.form.get("revision") != str(draft.revision):
        db.session.rollback()
        flash(gettext("These answers were changed in another tab meanwhile. Check them once more before sending."))
        return redirect(way.place_url(CHECK))
    if way.author_id is not None and (why := why_not_sent(db.session(), draft.id, way.author_id)):
        db.session.rollback()
        flash(why)
        return redirect(way.place_url(CHECK))
    if open_conflicts(db.session(), draft.id):
        db.session.rollback()
        flash(gettext("Two devices have given different answers. Decide which to keep in the app, then send."))
        return redirect(way.place_url(CHECK))
    keys = KeyStore(current_app.config["WALKABOUT_KEY_DIR"])
    document = known_answers(way.compiled, way.speaker.recalculated(draft.document, previous=draft.document))
    try:
        receipt = submit(
            db.session(), keys, way.round, draft.id, document,
            author_id=way.author_id, invitation=way.invitation, replaces=draft.replaces, username=way.username,
            version=draft.version, named=draft.document,
            partial=way.is_easy_read or (way.kind != "named" and request.form.get("go") == SEND_PART),
        )  # fmt: skip
    except AnswersRefused as refused:
        return _show_check(way, draft, 422, refused)
    except SubmissionConflict as conflict:
        return _ask_again(way, conflict)
    if draft.is_on_devices:
        note_sent(db.session(), draft, receipt.revision)
    drafts.drop_draft(db.session(), draft)
    _log(way, receipt)
    remember_sent(way, receipt.uuid)
    db.session.commit()
    return redirect(way.url("sent", **({"language": way.language_value} if way.language_value else {})))


def _ask_again(way: Way, conflict: SubmissionConflict) -> ResponseReturnValue:
    """What was sent has a newer revision than this draft knew: say so, and let the next "Send" replace that one."""
    db.session.rollback()
    locked_draft(way).replaces = conflict.received_revision
    db.session.commit()
    flash(
        gettext(
            "%(reference)s was sent from elsewhere meanwhile, as version %(version)s. Nothing is overwritten. If your "
            "answers below are to replace it, send them now; the other version is kept too.",
            reference=conflict.reference, version=conflict.received_revision,
        )
    )  # fmt: skip
    return redirect(way.place_url(CHECK))


def _log(way: Way, receipt: Receipt) -> None:
    """Signed-in people's submissions stand in the audit log; respondents have no account that could."""
    if way.author_id is not None:
        record(
            db.session(), "submission.received", actor_id=way.author_id, partnership_id=way.round.partnership_id,
            subject=f"submission {receipt.reference}", details={"round": way.round.slug, "revision": receipt.revision},
        )  # fmt: skip
