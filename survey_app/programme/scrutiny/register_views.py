"""Pages of the register: the list with its search, one entry, and what each side does with it."""

from __future__ import annotations

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import permission
from survey_app.database import db
from survey_app.improvement.chain.recommending import RecommendationText
from survey_app.local_time import today
from survey_app.partnership.services import agencies_of
from survey_app.programme.form_page import form_page
from survey_app.programme.scrutiny import answering, register
from survey_app.programme.scrutiny.forms import (
    EntryForm,
    JudgeForm,
    LinkForm,
    RecommendForm,
    WhyForm,
    WordingForm,
    agency_choices,
    choices,
    number_of,
)
from survey_app.programme.scrutiny.links import link_to, linkables
from survey_app.programme.scrutiny.models import LINK_KINDS
from survey_app.programme.scrutiny.pages import entry_or_404, log, pins_shown, seen_number, to_entry
from survey_app.programme.scrutiny.recommending import recommend, recommendation_of
from survey_app.programme.scrutiny.searching import search_register
from survey_app.programme.scrutiny.terms import terms_of
from survey_app.results.scrutiny.views import blueprint

THE_REGISTER = "The register"


@blueprint.get("/entries")
@permission("scrutiny.read")
def entries() -> ResponseReturnValue:
    """Every entry, or those that are searched for or stand somewhere; and how the partnership answers."""
    words, standing = request.args.get("q", "").strip(), request.args.get("standing", "")
    session, day = db.session(), today()
    found = search_register(session, g.partnership.id, words)
    rows = [(one, register.standing_of(one, day)) for one in found]
    if standing in register.STANDINGS:
        rows = [(one, where) for one, where in rows if where == standing]
    figures = answering.answer_figures(session, g.partnership.id, day)
    return render_template("scrutiny/entries.html", rows=rows, words=words, standing=standing, figures=figures)


@blueprint.route("/entries/new", methods=["GET", "POST"])
@permission("scrutiny.register")
def entry_new() -> ResponseReturnValue:
    """Make an entry."""
    form, session = EntryForm(), db.session()
    terms = terms_of(session, g.partnership.id)
    form.about.choices = agency_choices(agencies_of(session, g.partnership.id), "The partnership as a whole")
    form.area.choices = choices({one: one for one in terms.areas}, first="None of them")
    if request.method == "GET":
        form.raised_on.data, form.wants_answer.data = today(), True

    def act() -> tuple[str, str]:
        given = register.EntryText(
            kind=form.kind.data, text=form.text.data, suggestion=form.suggestion.data or "",
            theme=form.theme.data or "", area=form.area.data or "", raised_on=form.raised_on.data,
            agency_id=number_of(form.about.data),
            wants_answer=form.wants_answer.data, checked=form.checked.data,
        )  # fmt: skip
        made = register.add_entry(session, g.partnership.id, given, by_id=current_user.id, today=today())
        log("entered in the scrutineer’s register", made.reference)
        return f"{made.reference} is in the register.", to_entry(made)

    back = (THE_REGISTER, url_for("scrutiny.entries"))
    note = f"The partnership has {terms.answer_days} working days to answer" + (
        "." if terms.is_own else ", as the product suggests. The Executive can agree another number."
    )
    return form_page(form, "New entry", "Put it in the register", back, act, note=note)


@blueprint.get("/entries/<int:number>")
@permission("scrutiny.read")
def entry(number: int) -> ResponseReturnValue:
    """One entry with every wording and answer."""
    found, day = entry_or_404(number), today()
    standing = register.standing_of(found, day)
    return render_template(
        "scrutiny/entry.html", entry=found, standing=standing, made=recommendation_of(db.session(), found),
        late_by=(day - found.answer_by).days if standing == "late" and found.answer_by else 0,
    )  # fmt: skip


@blueprint.route("/entries/<int:number>/wording", methods=["GET", "POST"])
@permission("scrutiny.register")
def entry_reword(number: int) -> ResponseReturnValue:
    """Word an entry anew."""
    found, form = entry_or_404(number), WordingForm()
    if request.method == "GET":
        form.text.data, form.suggestion.data = found.text, found.suggestion
        form.seen.data = str(found.wordings[-1].number)

    def act() -> tuple[str, str]:
        register.reword(
            db.session(), found, text=form.text.data, suggestion=form.suggestion.data or "", why=form.why.data,
            by_id=current_user.id, seen=seen_number(form.seen.data), checked=form.checked.data,
        )  # fmt: skip
        log("worded an entry anew", found.reference)
        return "The new wording is kept, above the one before.", to_entry(found)

    return form_page(form, f"Word {found.reference} anew", "Keep the new wording", _back(found.number), act)


@blueprint.route("/entries/<int:number>/withdraw", methods=["GET", "POST"])
@permission("scrutiny.register")
def entry_withdraw(number: int) -> ResponseReturnValue:
    """Withdraw an entry."""
    found, form = entry_or_404(number), WhyForm()

    def act() -> tuple[str, str]:
        register.withdraw(db.session(), found, form.why.data, by_id=current_user.id)
        log("withdrew an entry", found.reference)
        return f"{found.reference} is withdrawn. It stays in the register.", to_entry(found)

    note = "It stays in the register with everything that was said, and with this reason."
    return form_page(form, f"Withdraw {found.reference}", "Withdraw it", _back(number), act, note=note)


@blueprint.route("/entries/<int:number>/link", methods=["GET", "POST"])
@permission("scrutiny.register")
def entry_link(number: int) -> ResponseReturnValue:
    """Link an entry to what was looked at."""
    found, form, session = entry_or_404(number), LinkForm(), db.session()
    pins = pins_shown()
    known = linkables(session, g.partnership.id, g.partnership.slug, pins)
    form.what.choices = choices(
        {one.key: f"{LINK_KINDS[one.kind]} · {one.label}" for one in known} | {"other": "Something else"},
        first="Choose",
    )

    def act() -> tuple[str, str]:
        link_to(
            session, found, form.what.data, slug=g.partnership.slug, pins=pins, by_id=current_user.id,
            other=form.other.data or "", checked=form.checked.data,
        )  # fmt: skip
        log("linked an entry", found.reference)
        return "It is linked.", to_entry(found)

    note = "A pinned copy is linked with the fingerprint that it has now."
    return form_page(form, "What did you look at?", "Link it", _back(number), act, note=note)


@blueprint.route("/entries/<int:number>/answer", methods=["GET", "POST"])
@permission("scrutiny.answer")
def entry_answer(number: int) -> ResponseReturnValue:
    """Answer an entry for the partnership."""
    found, form = entry_or_404(number), WhyForm()
    form.why.label.text = "The partnership’s answer"
    if request.method == "GET":
        answering.refuse_answered(found, today())
        form.seen.data = str(found.wordings[-1].number)

    def act() -> tuple[str, str]:
        answering.answer(
            db.session(), found, form.why.data, by_id=current_user.id, today=today(),
            seen=seen_number(form.seen.data), checked=form.checked.data,
        )  # fmt: skip
        log("answered the scrutineer", found.reference)
        return "The answer is in the register. The scrutineer says whether it satisfies.", to_entry(found)

    return form_page(
        form, f"Answer {found.reference}", "Give the answer", _back(number), act, quoted=found.text,
        note="It stays as you give it, under today’s date.",
    )  # fmt: skip


@blueprint.route("/entries/<int:number>/judge", methods=["GET", "POST"])
@permission("scrutiny.register")
def entry_judge(number: int) -> ResponseReturnValue:
    """Say whether the answer satisfies."""
    found, form = entry_or_404(number), JudgeForm()
    last = found.answers[-1] if found.answers else None
    if request.method == "GET" and last is not None:
        form.seen.data = str(last.number)

    def act() -> tuple[str, str]:
        answering.judge(
            db.session(), found, form.verdict.data, form.because.data or "", by_id=current_user.id, today=today(),
            seen=seen_number(form.seen.data), checked=form.checked.data,
        )  # fmt: skip
        log("judged an answer", found.reference, verdict=form.verdict.data)
        return "It is kept, and the partnership reads it.", to_entry(found)

    heading = f"The answer to {found.reference}"
    return form_page(
        form, heading, "Keep it", _back(number), act, quoted=last.text if last else "No answer has come yet."
    )


@blueprint.route("/entries/<int:number>/recommend", methods=["GET", "POST"])
@permission("improvement.manage")
def entry_recommend(number: int) -> ResponseReturnValue:
    """Take an entry up as a recommendation."""
    found, form, session = entry_or_404(number), RecommendForm(), db.session()
    form.owner.choices = agency_choices(agencies_of(session, g.partnership.id), "Choose the one owner agency")
    if request.method == "GET":
        form.text.data, form.why.data, form.theme.data = found.suggestion, found.text, found.theme
        form.owner.data = str(found.agency_id or "")

    def act() -> tuple[str, str]:
        given = RecommendationText(
            text=form.text.data, why=form.why.data, owner_id=number_of(form.owner.data) or 0,
            priority=form.priority.data, theme=form.theme.data or "", source_kind="scrutineer",
            source=f"The scrutineer’s register, {found.reference}", made_on=today(), checked=form.checked.data,
        )  # fmt: skip
        made = recommend(session, found, given, by_id=current_user.id)
        log("made a recommendation of an entry", found.reference, recommendation=made.reference)
        return f"{made.reference} is made of {found.reference}.", to_entry(found)

    return form_page(
        form, f"Make a recommendation of {found.reference}", "Make it", _back(number), act, quoted=found.text
    )


def _back(number: int) -> tuple[str, str]:
    return f"S-{number:03}", url_for("scrutiny.entry", number=number)
