"""What each address of the interface answers, from a session and plain values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.disclosure import DisclosureRefused, report_from_json
from analysis.report import Report
from survey_app.accounts.tokens import ApiToken
from survey_app.api.answers import (
    AnswerItem,
    AnswerPage,
    AnswersAsked,
    Instrument,
    Nothing,
    Paging,
    PaperAsked,
    Partnership,
    Population,
    ReleaseItem,
    ReleasePage,
    RoundItem,
    RoundPage,
    RoundsAsked,
)
from survey_app.designer.services import compiled_version
from survey_app.errors import UserError
from survey_app.results import services as results
from survey_app.results.models import ReportSnapshot
from survey_app.results.services import Reader
from survey_app.results.stored_responses import StoredResponses
from survey_app.rounds.counts import counts_of
from survey_app.rounds.models import Round
from survey_app.rounds.services import find_round


class NotThere(UserError):
    """There is no such record for this token."""

    status = 404
    title = "Not found"


class NotNow(UserError):
    """The record is there, and this cannot be had of it now."""

    status = 409
    title = "Not to be had now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: who reads, when, and at which address."""

    session: Session
    token: ApiToken
    reader: Reader
    at: datetime
    address: str

    def next(self, **query: object) -> str:
        """The address of what comes after, with these parameters."""
        given = {key: value for key, value in query.items() if value is not None}
        return f"{self.address}?{urlencode(given)}"


def partnership(call: Call, query: Nothing) -> Partnership:
    """Whose results these are."""
    return Partnership(slug=call.token.partnership.slug, name=call.token.partnership.name)


def rounds(call: Call, query: RoundsAsked) -> RoundPage:
    """The rounds of the partnership, the newest first."""
    found = select(Round).where(Round.partnership_id == call.token.partnership_id)
    if query.state is not None:
        found = found.where(Round.state == query.state)
    total = call.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    shown = call.session.scalars(found.order_by(Round.id.desc()).offset(first_of(query)).limit(query.per_page))
    items = [_round_item(call.session, one) for one in shown]
    return RoundPage(items=items, **place_of(call, query, total, state=query.state))


def one_round(call: Call, query: Nothing, *, slug: str) -> RoundItem:
    """One round."""
    return _round_item(call.session, round_called(call, slug))


def report(call: Call, query: PaperAsked, *, slug: str) -> Report:
    """All figures of a round, in one document."""
    return paper_of(call, round_called(call, slug), query.paper)


def releases(call: Call, query: Paging, *, slug: str) -> ReleasePage:
    """The releases of a round, the newest first. Reading the report may make a new one; this does not."""
    found = select(ReportSnapshot).where(ReportSnapshot.round_id == readable_round(call, slug).id)
    total = call.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(ReportSnapshot.number.desc()).offset(first_of(query)).limit(query.per_page)
    items = [
        ReleaseItem(number=one.number, produced_at=one.produced_at.isoformat(timespec="minutes"))
        for one in call.session.scalars(ordered)
    ]
    return ReleasePage(items=items, **place_of(call, query, total))


def release(call: Call, query: Nothing, *, slug: str, number: int) -> Report:
    """One release as it was released."""
    return stored_release(call, readable_round(call, slug), number)


def answers(call: Call, query: AnswersAsked, *, slug: str) -> AnswerPage:
    """Single answers of a round that is not anonymous. Every request is recorded in the audit log."""
    round_ = round_called(call, slug)
    results.refuse_raw(round_)
    found = StoredResponses(call.session, round_).after(query.after, at_most=query.per_page + 1)
    items = [
        AnswerItem(
            id=one.response_id, received_on=one.received_on, version=one.version, groups=dict(one.strata),
            answers=dict(one.document),
        )
        for one in found[: query.per_page]
    ]  # fmt: skip
    _log(call, "raw answers read", round_, answers=str(len(items)))
    more = len(found) > query.per_page
    address = call.next(after=items[-1].id, per_page=query.per_page) if more else None
    return AnswerPage(items=items, per_page=query.per_page, next=address)


def round_called(call: Call, slug: str) -> Round:
    found = find_round(call.session, call.token.partnership_id, slug)
    if found is None:
        raise NotThere("There is no such round.")
    return found


def readable_round(call: Call, slug: str) -> Round:
    round_ = round_called(call, slug)
    results.refuse_blind(round_)
    return round_


def paper_of(call: Call, round_: Round, paper: results.Paper) -> Report:
    if round_.state == "draft":
        raise NotNow("This round has not opened yet, so it has no results.")
    try:
        found = results.current_report(call.session, round_, reader=call.reader, at=call.at, paper=paper)
    except DisclosureRefused as error:
        raise NotNow(str(error)) from error
    _log(call, "results downloaded", round_, paper=paper)
    return found


def stored_release(call: Call, round_: Round, number: int) -> Report:
    found = call.session.scalar(
        select(ReportSnapshot).where(ReportSnapshot.round_id == round_.id, ReportSnapshot.number == number)
    )
    if found is None:
        raise NotThere("The round has no release with this number.")
    _log(call, "results downloaded", round_, release=str(number))
    return report_from_json(json.dumps(found.report))


def _log(call: Call, action: str, round_: Round, **details: str) -> None:
    results.log_reading(call.session, action, round_, call.reader, {"by": f"access token {call.token.id}", **details})


def _round_item(session: Session, round_: Round) -> RoundItem:
    version = round_.version
    counts = counts_of(session, round_, live=False)
    return RoundItem(
        slug=round_.slug, title=round_.title, state=round_.state, anonymous=round_.anonymous,
        opens_on=round_.opens_on, closes_on=round_.closes_on,
        instrument=Instrument(
            form_id=version.instrument.form_id, version=version.number, content_hash=version.content_hash,
            title=compiled_version(version).instrument.settings.form_title,
        ),
        population=Population(
            size=counts.population, known=counts.population_known, note=round_.population_note
        ),
        breakdowns=list(round_.breakdowns), answers=counts.answers,
        has_results=round_.state != "draft" and not results.is_blind(round_),
    )  # fmt: skip


def first_of(query: Paging) -> int:
    return (query.page - 1) * query.per_page


def place_of(call: Call, query: Paging, total: int, **kept: object) -> dict[str, Any]:
    """Where a page stands in its list, and the address of the next with these parameters."""
    more = query.page * query.per_page < total
    address = call.next(**kept, page=query.page + 1, per_page=query.per_page) if more else None
    return {"total": total, "page": query.page, "per_page": query.per_page, "next": address}
