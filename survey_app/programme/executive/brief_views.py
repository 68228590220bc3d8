"""Pages of briefs: written and sent by the QA group; read and acknowledged by those for whom they are."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Response, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from exports.documents.page_brief import PageBrief, write_page_brief
from survey_app.accounts.permissions import can, permission
from survey_app.database import db, now
from survey_app.improvement.chain.refusals import ChainRefused
from survey_app.local_time import today
from survey_app.page_openings import is_a_reading, is_fetched_ahead
from survey_app.programme.executive import briefs as services
from survey_app.programme.executive.drafting import draft_brief
from survey_app.programme.executive.forms import BriefForm
from survey_app.programme.executive.models import BRIEF_KINDS, Brief, BriefCopy
from survey_app.programme.executive.pages import blueprint, brief_or_404, briefs, log
from survey_app.programme.executive.refusals import ExecutiveRefused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/briefs")
@permission("executive.manage", "executive.read")
def brief_list() -> ResponseReturnValue:
    """Every brief, and who has not read or acknowledged it."""
    found = services.briefs_of(db.session(), g.partnership.id)
    if not can("executive.manage"):
        found = [one for one in found if one.state == "sent"]
    return render_template("briefs/list.html", briefs=found)


@blueprint.route("/briefs/new", methods=["GET", "POST"])
@permission("executive.manage")
def brief_new() -> ResponseReturnValue:
    """Write a brief, beginning from a draft of what happened since the one before."""
    form, kind = BriefForm(), request.args.get("kind", "")
    if kind not in BRIEF_KINDS:
        return render_template("briefs/kind.html"), 200 if request.method == "GET" else 422
    draft = draft_brief(db.session(), g.partnership.id, kind, today())
    if request.method == "GET":
        form.kind.data, form.title.data = kind, f"Brief for {BRIEF_KINDS[kind]}, {today():%B %Y}"
        form.fill(draft.sections)

    def act() -> Brief:
        return services.write_brief(
            db.session(), g.partnership.id, kind, form.words(), current_user.id, today(), since=draft.since
        )

    return _written(form, None, kind, act)


@blueprint.route("/briefs/<int:number>/change", methods=["GET", "POST"])
@permission("executive.manage")
def brief_change(number: int) -> ResponseReturnValue:
    """Change a draft."""
    found, form = brief_or_404(number), BriefForm()
    if request.method == "GET":
        form.kind.data, form.title.data, form.seen.data = found.kind, found.title, str(found.revision)
        form.fill(services.Section(**one) for one in found.content["sections"])

    def act() -> Brief:
        services.change_brief(db.session(), found, form.words(), current_user.id, seen=form.seen_revision())
        return found

    return _written(form, found, found.kind, act)


def _written(form: BriefForm, found: Brief | None, kind: str, act: Callable[[], Brief]) -> ResponseReturnValue:
    """Save what was written. For whom a brief is was chosen before: its draft is of what they may read."""
    valid = form.validate_on_submit()
    if form.kind.data != kind:
        form.form_errors.append("For whom the brief is stays as it was chosen. Begin another for somebody else.")
    elif valid:
        try:
            made = act()
        except (ExecutiveRefused, ChainRefused) as refused:
            db.session.rollback()
            form.form_errors.append(refused.message)
        else:
            log("brief written", made.reference, kind=made.kind)
            db.session.commit()
            flash("The draft is saved. Somebody else reads it and sends it.", "success")
            return redirect(url_for("executive.brief", number=made.number))
    page = render_template("briefs/form.html", form=form, brief=found, kind=kind, most=services.ONE_PAGE)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.get("/briefs/<int:number>")
@permission("executive.manage", "executive.read")
def brief(number: int) -> ResponseReturnValue:
    """A brief as it will be or was sent, and who has read it."""
    found = brief_or_404(number)
    if found.state == "draft" and not can("executive.manage"):
        abort(404)
    readers = services.readers_of(db.session(), g.partnership.id, found.kind) if found.state == "draft" else []
    may_send = found.state == "draft" and can("executive.manage") and found.written_by_id != current_user.id
    page = render_template(
        "briefs/manage.html", brief=found, readers=readers, may_send=may_send, asked=_asked_to_acknowledge(found)
    )
    own = services.find_copy(db.session(), g.partnership.id, number, current_user.id)
    if own is not None and is_a_reading(request.method, request.headers):
        _note_opening(own)
    return page


def _asked_to_acknowledge(found: Brief) -> bool:
    """Whether its readers owe an acknowledgement, or one of them gave it unasked."""
    return found.kind == "chief_officers" or any(one.acknowledged_at for one in found.copies)


def _note_opening(copy: BriefCopy) -> None:
    if services.note_opening(db.session(), copy, now()):
        log("brief opened", copy.brief.reference)
        db.session.commit()


@blueprint.post("/briefs/<int:number>/send")
@permission("executive.manage")
def brief_send(number: int) -> ResponseReturnValue:
    """Send a draft that somebody else wrote."""
    found = brief_or_404(number)
    seen = request.form.get("seen", "")
    revision = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
    count = services.send_brief(db.session(), found, current_user.id, today(), seen=revision)
    log("brief sent", found.reference, kind=found.kind, copies=count)
    db.session.commit()
    flash(f"The brief is sent to {count} {'person' if count == 1 else 'people'}, and stays as it is.", "success")
    return redirect(url_for("executive.brief", number=number))


@blueprint.get("/briefs/<int:number>.docx")
@permission("executive.manage", "executive.read")
def brief_word(number: int) -> ResponseReturnValue:
    """A brief as a page of Word."""
    found = brief_or_404(number)
    if found.state == "draft" and not can("executive.manage"):
        abort(404)
    own = services.find_copy(db.session(), g.partnership.id, number, current_user.id)
    if own is not None and _is_a_download():
        _note_opening(own)
    return _word(found)


@briefs.get("/")
@permission("executive.acknowledge", "executive.read")
def index() -> ResponseReturnValue:
    """One's own briefs."""
    copies = services.copies_of_reader(db.session(), g.partnership.id, current_user.id)
    return render_template("briefs/own.html", copies=copies)


@briefs.get("/<int:number>")
@permission("executive.acknowledge", "executive.read")
def show(number: int) -> ResponseReturnValue:
    """One's own copy of a brief; opening it is noted, once."""
    copy = _copy_or_404(number)
    page = render_template("briefs/show.html", copy=copy, brief=copy.brief, remark="", problem="")
    if is_a_reading(request.method, request.headers):
        _note_opening(copy)
    return page


@briefs.post("/<int:number>/acknowledge")
@permission("executive.acknowledge", "executive.read")
def acknowledge(number: int) -> ResponseReturnValue:
    """Acknowledge a brief."""
    copy, remark = _copy_or_404(number), request.form.get("remark", "")
    try:
        services.acknowledge(db.session(), copy, remark, now())
    except (ExecutiveRefused, ChainRefused) as refused:
        db.session.rollback()
        copy = _copy_or_404(number)
        page = render_template("briefs/show.html", copy=copy, brief=copy.brief, remark=remark, problem=refused.message)
        return page, 422
    log("brief acknowledged", copy.brief.reference)
    db.session.commit()
    flash("Thank you. It is noted that you acknowledge this brief.", "success")
    return redirect(url_for("briefs.show", number=number))


@briefs.get("/<int:number>.docx")
@permission("executive.acknowledge", "executive.read")
def word(number: int) -> ResponseReturnValue:
    """One's own copy as a page of Word."""
    copy = _copy_or_404(number)
    if _is_a_download():
        _note_opening(copy)
    return _word(copy.brief)


def _is_a_download() -> bool:
    """Whether somebody opens the file: as a page is opened, or as a browser fetches what it saves."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":
        return request.method == "GET" and not is_fetched_ahead(request.headers)
    return is_a_reading(request.method, request.headers)


def _copy_or_404(number: int) -> BriefCopy:
    return services.find_copy(db.session(), g.partnership.id, number, current_user.id) or abort(404)


def _word(found: Brief) -> Response:
    out = io.BytesIO()
    template = current_app.config["WALKABOUT_DOCUMENT_TEMPLATE"] or None
    page = PageBrief(
        title=found.title, audience=BRIEF_KINDS[found.kind], partnership=g.partnership.name, reference=found.reference,
        dated=found.dated, is_draft=found.state == "draft", fingerprint=found.fingerprint,
        sections=tuple((one["heading"], one["text"]) for one in found.content["sections"]),
    )  # fmt: skip
    write_page_brief(page, out, template=template)
    log("brief downloaded", found.reference)
    db.session.commit()
    name = f"{found.reference}-{found.dated.isoformat()}.docx"
    return Response(out.getvalue(), mimetype=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
