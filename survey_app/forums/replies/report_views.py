"""Pages of the report to the Strategic Group: its words, sending it, and its editions on the page and as Word."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.forums.models import HubCycle
from survey_app.forums.pages import cycle_or_404, log, today
from survey_app.forums.plain_form import without_control_characters
from survey_app.forums.replies import editions, report
from survey_app.forums.replies.editions import Sending
from survey_app.forums.replies.forms import SendForm
from survey_app.forums.replies.models import ReportEdition
from survey_app.forums.replies.pages import blueprint, typed
from survey_app.forums.replies.refusals import RepliesRefused
from survey_app.forums.replies.surveys import renew_releases
from survey_app.forums.replies.telling import telling_in
from survey_app.forums.replies.themes import themes_of
from survey_app.forums.replies.word import edition_bytes

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST = 8000


@blueprint.get("/report")
@permission("forums.read")
def report_page(hub: str) -> ResponseReturnValue:
    """The editions that were sent; and for whoever plans the cycle, the report as it stands now."""
    cycle = cycle_or_404(hub)
    content, noticed = None, []
    if can("forums.manage"):
        renew_releases(db.session(), cycle, now())
        db.session.commit()
        content = report.compile_report(db.session(), cycle, now())
        noticed = telling_in(db.session(), cycle.partnership_id, report.texts_of(content))
    return render_template(
        "replies/report.html", cycle=cycle, editions=editions.editions_of(db.session(), cycle), content=content,
        noticed=noticed,
    )  # fmt: skip


@blueprint.route("/report/words", methods=["GET", "POST"])
@permission("forums.manage")
def report_words(hub: str) -> ResponseReturnValue:
    """The coordinator's words: opening, what was heard and what is asked of leaders by theme, closing."""
    cycle = cycle_or_404(hub)
    problem = ""
    if request.method == "POST":
        words, typed_seen = _words(cycle), typed("seen")
        seen = int(typed_seen) if typed_seen.isdecimal() and len(typed_seen) < 9 else -1
        try:
            _check_lengths(words)
            report.save_words(db.session(), cycle, words, by=current_user.id, seen=seen)
        except RepliesRefused as refused:
            db.session.rollback()
            problem = refused.message
        else:
            log("hub report worded", f"hub cycle {cycle.slug}")
            db.session.commit()
            flash("The words of the report are saved.", "success")
            return redirect(url_for("hub_replies.report_page", hub=hub))
    else:
        words = _kept(cycle)
    saved = report.report_of(db.session(), cycle)
    page = render_template(
        "replies/report_words.html", cycle=cycle, themes=themes_of(db.session(), cycle.id), words=words,
        problem=problem, seen=request.form.get("seen", "") if problem else (saved.revision if saved else 0),
    )  # fmt: skip
    return page, 422 if problem else 200


def _kept(cycle: HubCycle) -> dict[str, object]:
    saved = report.report_of(db.session(), cycle)
    words = saved.words if saved is not None else {}
    return {
        "opening": words.get("opening", report.OPENING), "closing": words.get("closing", report.CLOSING),
        "heard": {str(one.id): one.summary for one in themes_of(db.session(), cycle.id)},
        "asked": words.get("asked", {}),
    }  # fmt: skip


def _words(cycle: HubCycle) -> dict[str, object]:
    """What stands in the form; a theme that was made meanwhile keeps its own words."""
    ids = [str(one.id) for one in themes_of(db.session(), cycle.id)]
    by_theme = {
        kind: {key: typed(f"{kind}-{key}") for key in ids if f"{kind}-{key}" in request.form}
        for kind in ("heard", "asked")
    }
    return {"opening": typed("opening"), "closing": typed("closing"), **by_theme}


def _check_lengths(words: dict[str, object]) -> None:
    texts = [value for value in words.values() if isinstance(value, str)]
    texts += [text for value in words.values() if isinstance(value, dict) for text in value.values()]
    if any(len(text) > LONGEST for text in texts):
        raise RepliesRefused(f"One of the texts is longer than {LONGEST:,} characters. Shorten it.")


@blueprint.route("/report/send", methods=["GET", "POST"])
@permission("forums.manage")
def report_send(hub: str) -> ResponseReturnValue:
    """Freeze the report as an edition: send it to people, or note the meeting at which it is tabled."""
    cycle, form = cycle_or_404(hub), SendForm()
    readers = editions.readers_of(db.session(), cycle.partnership_id)
    form.choose_members(readers)
    content = report.compile_report(db.session(), cycle, now())
    if request.method == "GET":
        form.seen.data = report.fingerprint_of(content)
    if form.validate_on_submit():
        try:
            edition = editions.send_edition(db.session(), cycle, form.sending(), by=current_user.id, at=now())
        except RepliesRefused as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
            form.seen.data = report.fingerprint_of(content)  # what the page shows now
        else:
            log("hub report sent", f"hub cycle {cycle.slug}", edition=edition.number)
            db.session.commit()
            flash(f"Edition {edition.number} of the report is made and can no longer be changed.", "success")
            return redirect(url_for("hub_replies.edition", hub=hub, number=edition.number))
    page = render_template(
        "replies/report_send.html", cycle=cycle, form=form, content=content, newest=_newest(cycle),
        noticed=telling_in(db.session(), cycle.partnership_id, report.texts_of(content)),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _newest(cycle: HubCycle) -> int:
    found = editions.editions_of(db.session(), cycle)
    return found[0].number if found else 0


def _edition_or_404(cycle: HubCycle, number: int) -> ReportEdition:
    return editions.find_edition(db.session(), cycle, number) or abort(404)


@blueprint.get("/report/<int:number>")
@permission("forums.read")
def edition(hub: str, number: int) -> ResponseReturnValue:
    """An edition as it was frozen, to read and to print, and how it reached whom."""
    cycle = cycle_or_404(hub)
    found = _edition_or_404(cycle, number)
    return render_template(
        "replies/edition.html",
        cycle=cycle,
        edition=found,
        content=found.content,
        newest=_newest(cycle),
        today=today(),
        replies={
            one.id: url_for("hub_replies.reply", hub=hub, theme_id=one.id) for one in themes_of(db.session(), cycle.id)
        },
    )


@blueprint.post("/report/<int:number>/tabled")
@permission("forums.manage")
def edition_tabled(hub: str, number: int) -> ResponseReturnValue:
    """Note at which meeting an edition was tabled, after it was made."""
    cycle = cycle_or_404(hub)
    found, form = _edition_or_404(cycle, number), SendForm()
    if form.on_day.errors or not form.meeting.data or form.on_day.data is None or not form.validate():
        raise RepliesRefused("Enter the meeting and a real day of it, then save again.")
    meeting = str(without_control_characters(form.meeting.data))
    sending = Sending(seen=found.fingerprint, meeting=meeting, on_day=form.on_day.data)
    editions.deliver(db.session(), found, sending, by=current_user.id)
    log("hub report tabled", f"hub cycle {cycle.slug}", edition=number)
    db.session.commit()
    flash("The meeting is noted.", "success")
    return redirect(url_for("hub_replies.edition", hub=hub, number=number))


@blueprint.get("/report/<int:number>/report.docx")
@permission("forums.read")
def edition_word(hub: str, number: int) -> ResponseReturnValue:
    """An edition as a Word file."""
    cycle = cycle_or_404(hub)
    found = _edition_or_404(cycle, number)
    body = edition_bytes(found, template=current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None)
    return send_file(
        body, mimetype=WORD, as_attachment=True, download_name=f"learning-hub-report-{cycle.slug}-{number}.docx"
    )
