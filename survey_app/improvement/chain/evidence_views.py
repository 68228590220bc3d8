"""Pages that link evidence to a finding: a kind, a record, and what of it; and that take it away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from analysis.disclosure import DisclosureRefused
from survey_app.accounts.permissions import permission
from survey_app.case_audits.numbers import number_of
from survey_app.database import db, now
from survey_app.improvement.chain.evidence import Evidence, NotLinkable, link_evidence, unlink_evidence
from survey_app.improvement.chain.forms import LinkForm, ReasonForm
from survey_app.improvement.chain.pages import attempt, status_of
from survey_app.improvement.chain.shown import shown_evidence
from survey_app.improvement.chain.sources import SOURCES
from survey_app.improvement.chain.sources.offers import Offer, OfferedRecord, Source
from survey_app.improvement.models import Finding, FindingEvidence
from survey_app.improvement.pages import blueprint, finding_or_404, log
from survey_app.results.releases import released_report
from survey_app.results.services import is_blind
from survey_app.rounds.models import Round


@blueprint.get("/findings/<int:number>/evidence")
@permission("improvement.manage")
def evidence(number: int) -> ResponseReturnValue:
    """Which kind of record bears it out; then which record."""
    found, asked = finding_or_404(number), request.args.get("from", "")
    source = _source_or_404(asked) if asked else None
    records: Sequence[OfferedRecord] = source.records(db.session(), g.partnership.id) if source is not None else ()
    return render_template(
        "improvement/chain/evidence.html", finding=found, sources=SOURCES.values(), source=source, records=records
    )


@blueprint.route("/findings/<int:number>/evidence/words", methods=["GET", "POST"])
@permission("improvement.manage")
def evidence_words(number: int) -> ResponseReturnValue:
    """Say in words what bears it out, where that is no record here."""
    found, form = finding_or_404(number), LinkForm()
    if form.validate_on_submit():
        given = Evidence(kind="other", says=form.says.data or "", checked=bool(form.checked.data))
        if attempt(form, lambda: link_evidence(db.session(), found, given, current_user.id)):
            return _linked(found)
    page = render_template("improvement/chain/evidence_words.html", form=form, finding=finding_or_404(number))
    return page, status_of(form)


@blueprint.route("/findings/<int:number>/evidence/<record_type>/<record_id>", methods=["GET", "POST"])
@permission("improvement.manage")
def evidence_link(number: int, record_type: str, record_id: str) -> ResponseReturnValue:
    """What of a record bears it out; linking freezes it."""
    found, form, source = finding_or_404(number), LinkForm(), _source_or_404(record_type)
    if request.method == "GET":
        _read_release(record_type, record_id)
    if form.validate_on_submit():
        given = Evidence(
            kind=source.kind, record_type=record_type, record_id=record_id[:64], figure=_place(form.place.data)
        )
        if not form.place.data:
            form.form_errors.append("Choose what is linked.")
        elif attempt(form, lambda: link_evidence(db.session(), found, given, current_user.id)):
            return _linked(found)
    found = finding_or_404(number)
    try:
        offers = source.offers(db.session(), g.partnership.id, record_id)
    except NotLinkable:
        abort(404)
    page = render_template(
        "improvement/chain/evidence_link.html", form=form, finding=found, source=source, groups=_groups(offers),
        record=_record(source, record_id),
    )  # fmt: skip
    return page, status_of(form)


def _linked(found: Finding) -> ResponseReturnValue:
    log("evidence linked", found.reference)
    db.session.commit()
    flash("The evidence is linked, as it stands today.", "success")
    return redirect(url_for("improvement.finding", number=found.number))


def _read_release(record_type: str, record_id: str) -> None:
    """Open the newest release of a round, as every page of results does, so that it can be chosen from."""
    number = number_of(record_id) if record_type in ("round", "round_theme") else None
    if number is None:
        return
    round_ = db.session.get(Round, number)
    if round_ is None or round_.partnership_id != g.partnership.id or is_blind(round_):
        abort(404)
    try:
        released_report(db.session(), round_, at=now())
    except DisclosureRefused:
        return
    db.session.commit()


def _record(source: Source, record_id: str) -> OfferedRecord | None:
    records = source.records(db.session(), g.partnership.id)
    return next((one for one in records if one.record_id == record_id), None)


def _groups(offers: Sequence[Offer]) -> list[tuple[str, list[tuple[str, Offer]]]]:
    """Offers by heading, each with the value that names it in the form."""
    groups: dict[str, list[tuple[str, Offer]]] = {}
    for offer in offers:
        value = json.dumps({**offer.place, "seen": offer.standing.version}, sort_keys=True, ensure_ascii=False)
        groups.setdefault(offer.group, []).append((value, offer))
    return list(groups.items())


def _place(text: str | None) -> Mapping[str, Any]:
    """A place as the form names it; one that nothing has where it was tampered with."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {"seen": ""}
    return found if isinstance(found, dict) else {"seen": ""}


def _source_or_404(record_type: str) -> Source:
    return SOURCES.get(record_type) or abort(404)


@blueprint.route("/findings/<int:number>/evidence-lines/<uuid:evidence_id>/remove", methods=["GET", "POST"])
@permission("improvement.manage")
def evidence_remove(number: int, evidence_id: Any) -> ResponseReturnValue:
    """Take evidence away, with the reason."""
    found, form = finding_or_404(number), ReasonForm()
    line = _line_or_404(found, str(evidence_id))
    if request.method == "GET":
        form.seen.data = str(found.revision)
    if form.validate_on_submit() and attempt(
        form,
        lambda: unlink_evidence(
            db.session(), found, line, form.reason.data or "", by_id=current_user.id, seen=form.revision
        ),
    ):
        log("evidence taken away", found.reference)
        db.session.commit()
        flash("The evidence is taken away; the history keeps it.", "success")
        return redirect(url_for("improvement.finding", number=number))
    found = finding_or_404(number)
    line = _line_or_404(found, str(evidence_id))
    says = next(one.says for one in shown_evidence(db.session(), found) if one.line.id == line.id)
    if form.changed_meanwhile:
        form.seen.data = str(found.revision)
    page = render_template(
        "improvement/chain/reason.html", form=form, record=found, title=f"Take evidence away from {found.reference}",
        says=says, act="Take it away", back=url_for("improvement.finding", number=number),
        hint="The history keeps what it said, and your reason.",
    )  # fmt: skip
    return page, status_of(form)


def _line_or_404(found: Finding, evidence_id: str) -> FindingEvidence:
    return next((one for one in found.evidence if one.id == evidence_id), None) or abort(404)
