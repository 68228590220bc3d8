"""The clearing desk of a round. It shows originals, so each reading is logged."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from survey_app.accounts.permissions import can, permission
from survey_app.database import db
from survey_app.results.comments import comment_key
from survey_app.results.pages import blueprint, reader
from survey_app.results.services import log_reading
from survey_app.results.themes.groups import smallest_group
from survey_app.results.themes.pages import codable_round, comments_in, my_view
from survey_app.results.voices import desk as desk_service
from survey_app.results.voices.desk import OnDesk
from survey_app.results.voices.erasing import REASONS, erase_original
from survey_app.results.voices.forms import ApproveForm, EraseForm, RejectForm, WordingForm
from survey_app.results.voices.models import CONSENT, SAID_BY, WORDINGS, Quote
from survey_app.results.voices.wording import QuoteRefused, identifiers_in, known_names, marked
from survey_app.rounds.models import Round
from survey_app.rounds.pages import log

STATES = {
    "proposed": "Waiting for a second person",
    "marked": "Marked, without a wording",
    "rejected": "Rejected",
    "cleared": "Cleared: may be used",
}


@blueprint.get("/quotes")
@permission("quotes.propose")
def desk(slug: str) -> ResponseReturnValue:
    """What is marked for quoting, what waits, what is cleared."""
    round_ = codable_round(slug)
    log_reading(db.session(), "quotes read", round_, reader())
    db.session.commit()
    items = _on_desk(round_)
    return render_template(
        "results/desk.html", round=round_, states=STATES, view=my_view(round_),
        items={state: [item for item in items if item.state == state] for state in STATES},
    )  # fmt: skip


@blueprint.route("/quotes/<key>", methods=["GET", "POST"])
@permission("quotes.propose")
def quote(slug: str, key: str) -> ResponseReturnValue:
    """One quote: the original with its identifiers marked, the wordings proposed, and what one may do."""
    round_ = codable_round(slug)
    item = _item_or_404(round_, key)
    form = WordingForm()
    form.choose_from(_groups(round_, item))
    if form.validate_on_submit():
        return _propose(round_, item, form)
    log_reading(db.session(), "quote read", round_, reader())
    db.session.commit()
    return _page(round_, item, form)


def _propose(round_: Round, item: OnDesk, form: WordingForm) -> ResponseReturnValue:
    if item.comment is None:
        raise QuoteRefused("The original is erased, so no other wording can be proposed.")
    wording = desk_service.Wording(
        kind=form.kind.data, text=form.text.data or "", said_by=form.said_by.data, consent=form.consent.data,
        attribution=form.attribution.data or "",
    )  # fmt: skip
    try:
        made = desk_service.propose(db.session(), round_, item.comment, wording, by_id=current_user.id)
    except QuoteRefused as error:
        db.session.rollback()
        form.text.errors = [*form.text.errors, error.message]
        return _page(round_, _item_or_404(round_, item.key), form)
    log("quote proposed", round_, quote=made.key)
    db.session.commit()
    flash("The wording waits for a second person.", "success")
    return redirect(url_for("results.quote", slug=round_.slug, key=item.key))


def _page(round_: Round, item: OnDesk, form: WordingForm) -> ResponseReturnValue:
    known = known_names(db.session(), round_.partnership_id)
    original = item.comment.text if item.comment else ""
    found = identifiers_in(original, known)
    newest = item.quote.newest if item.quote else None
    if not form.is_submitted() and item.comment:
        form.text.data = newest.text if newest and newest.text else original
    waiting = newest if newest and newest.state == "waiting" else None
    return render_template(
        "results/quote.html", round=round_, item=item, original=marked(original, found), found=found, form=form,
        waiting=waiting, stretches=marked(waiting.text, identifiers_in(waiting.text, known)) if waiting else [],
        mine=waiting is not None and waiting.proposed_by_id == current_user.id, approve=ApproveForm(),
        reject=RejectForm(), may_decide=can("quotes.approve"), state=STATES[item.state],
        smallest=smallest_group(round_), wordings=WORDINGS, said_by=SAID_BY, consent=CONSENT,
    ), 422 if form.errors else 200  # fmt: skip


@blueprint.post("/quotes/<key>/approve")
@permission("quotes.approve")
def approve_quote(slug: str, key: str) -> ResponseReturnValue:
    """Clear a wording that somebody else proposed."""
    round_ = codable_round(slug)
    item = _item_or_404(round_, key)
    quote_ = _quote_of(item)
    checked = bool(ApproveForm().checked.data)
    desk_service.approve(db.session(), round_, quote_, by_id=current_user.id, checked=checked, comment=item.comment)
    return _done(round_, key, "quote approved", quote_, "The quote is cleared. It stands in the feedback store.")


@blueprint.post("/quotes/<key>/reject")
@permission("quotes.approve")
def reject_quote(slug: str, key: str) -> ResponseReturnValue:
    """Turn a wording down."""
    round_ = codable_round(slug)
    quote_ = _quote_of(_item_or_404(round_, key))
    reason = (RejectForm().reason.data or "").strip()
    desk_service.reject(db.session(), round_, quote_, by_id=current_user.id, reason=reason)
    return _done(round_, key, "quote rejected", quote_, "The wording is rejected.")


@blueprint.post("/quotes/<key>/withdraw")
@permission("quotes.propose")
def withdraw_quote(slug: str, key: str) -> ResponseReturnValue:
    """Take a wording back, or out of use."""
    round_ = codable_round(slug)
    quote_ = _quote_of(_item_or_404(round_, key))
    desk_service.withdraw(db.session(), round_, quote_, by_id=current_user.id)
    return _done(round_, key, "quote withdrawn", quote_, "The wording is withdrawn and erased.")


@blueprint.route("/quotes/<key>/erase", methods=["GET", "POST"])
@permission("quotes.erase")
def erase(slug: str, key: str) -> ResponseReturnValue:
    """Erase the original of a comment, after asking."""
    round_ = codable_round(slug)
    item = _item_or_404(round_, key, any_comment=True)
    if item.comment is None:
        raise QuoteRefused("The original is erased already.")
    form = EraseForm()
    if form.validate_on_submit():
        kept = erase_original(db.session(), round_, item.comment, by_id=current_user.id)
        log("original erased", round_, comment=key, reason=REASONS[form.why.data], paraphrase_kept=kept)
        db.session.commit()
        flash("The original is erased." + (" The cleared paraphrase stays." if kept else ""), "success")
        return redirect(url_for("results.desk", slug=slug))
    log_reading(db.session(), "comment read", round_, reader())
    db.session.commit()
    return render_template("results/erase.html", round=round_, item=item, form=form), 422 if form.errors else 200


def _on_desk(round_: Round) -> list[OnDesk]:
    """Every marked comment and every quote."""
    secret = current_app.config["SECRET_KEY"]
    comments = {comment.place: comment for comment in comments_in(round_)}
    quotes = {desk_service.place_of(one): one for one in desk_service.quotes_of(db.session(), round_)}
    places = [place for place, comment in comments.items() if comment.quote_worthy or place in quotes]
    places += [place for place in quotes if place not in comments]
    return [
        OnDesk(key=comment_key(secret, round_.id, place), comment=comments.get(place), quote=quotes.get(place))
        for place in places
    ]


def _item_or_404(round_: Round, key: str, *, any_comment: bool = False) -> OnDesk:
    item = next((item for item in _on_desk(round_) if item.key == key), None)
    if item is None and any_comment:
        found = next((comment for comment in comments_in(round_) if comment.key == key), None)
        item = OnDesk(key=key, comment=found, quote=None) if found else None
    if item is None:
        abort(404)
    return item


def _quote_of(item: OnDesk) -> Quote:
    if item.quote is None:
        raise QuoteRefused("No wording has been proposed for this comment yet.")
    return item.quote


def _groups(round_: Round, item: OnDesk) -> list[str]:
    if item.comment is None:
        return []
    return desk_service.attribution_options(db.session(), round_, item.comment.place)


def _done(round_: Round, key: str, action: str, quote_: Quote, message: str) -> ResponseReturnValue:
    log(action, round_, quote=quote_.key)
    db.session.commit()
    flash(message, "success")
    return redirect(url_for("results.quote", slug=round_.slug, key=key))
