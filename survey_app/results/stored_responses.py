"""The answers of a round as the analysis reads them: one after another from the database, never all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis.round_data import ResponseRecord
from survey_app.collect.models import AnonymousResponse, Submission, SubmissionRevision
from survey_app.designer.models import InstrumentVersion
from survey_app.partnership.models import Agency
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.strata import NOT_RECORDED

AT_A_TIME = 1_000
RETURN = "return"  # a group of its own in files of single answers
RETURN_LABEL = "Complete, or partial: sent as “what I have”"


@dataclass(frozen=True, slots=True)
class StoredResponses:
    """The current revision of every answer of a round, in the order of their random keys, each with its version.

    It can be gone through more than once; each time the answers are read anew.
    """

    session: Session
    round: Round

    def __iter__(self) -> Iterator[ResponseRecord]:
        return self._anonymous() if self.round.anonymous else self._named()

    def after(self, key: str | None, *, at_most: int) -> list[ResponseRecord]:
        """The first so many answers of a named round whose keys follow this one."""
        query = _named_answers(self.round).limit(at_most)
        if key is not None:
            query = query.where(Submission.id > key)
        return list(self._records(self.session.connection().execute(query)))

    @property
    def has_partial(self) -> bool:
        """Whether any answer was sent as "what I have". Of an anonymous round that is marked nowhere."""
        mine = select(SubmissionRevision.id).join(Submission, is_current_revision())
        found = mine.where(Submission.round_id == self.round.id, SubmissionRevision.partial).limit(1)
        return not self.round.anonymous and self.session.scalar(found) is not None

    def with_returns(self) -> Iterator[ResponseRecord]:
        """The same, each with a group that says whether it is complete or partial, where any is partial."""
        if not self.has_partial:
            yield from self
            return
        mine = select(Submission.id).join(SubmissionRevision, is_current_revision())
        query = mine.where(Submission.round_id == self.round.id, SubmissionRevision.partial)
        partial = frozenset(self.session.scalars(query))
        for one in self:
            returned = "partial" if one.response_id in partial else "complete"
            yield replace(one, strata={**one.strata, RETURN: returned})

    @property
    def versions(self) -> frozenset[int]:
        """The numbers of the versions that the answers name."""
        version = self._query().subquery().c.number
        return frozenset(self.session.scalars(select(version).distinct()))

    def _query(self) -> Select[Any]:
        return _anonymous_answers(self.round) if self.round.anonymous else _named_answers(self.round)

    def _rows(self) -> Iterator[Any]:
        # Plain rows: the session would make nothing of them, and take a third of the time for it.
        rows = self.session.connection().execute(self._query().execution_options(yield_per=AT_A_TIME))
        try:
            yield from rows
        finally:
            rows.close()  # also for a reader who stops half-way: PostgreSQL keeps a cursor open for the rest

    def _anonymous(self) -> Iterator[ResponseRecord]:
        for key, document, received_on, number in self._rows():
            yield ResponseRecord(response_id=key, document=document, received_on=received_on, version=number)

    def _named(self) -> Iterator[ResponseRecord]:
        """With the groups that the invitation names; an answer without invitation is in none that is recorded."""
        return self._records(self._rows())

    def _records(self, rows: Any) -> Iterator[ResponseRecord]:
        names = self.round.breakdowns
        for key, document, received_at, number, strata, agency in rows:
            given = {"agency": agency, **(strata or {})}
            yield ResponseRecord(
                response_id=key, document=document, received_on=received_at.date(), version=number,
                strata={name: given.get(name) or NOT_RECORDED for name in names},
            )  # fmt: skip


def _anonymous_answers(round_: Round) -> Select[Any]:
    return (
        select(
            AnonymousResponse.key, AnonymousResponse.document, AnonymousResponse.received_on, InstrumentVersion.number
        )
        .join(InstrumentVersion, InstrumentVersion.id == AnonymousResponse.version_id)
        .where(AnonymousResponse.round_id == round_.id)
        .order_by(AnonymousResponse.key)
    )


def _named_answers(round_: Round) -> Select[Any]:
    version = func.coalesce(SubmissionRevision.version_id, Submission.version_id)
    return (
        select(
            Submission.id, SubmissionRevision.document, SubmissionRevision.received_at, InstrumentVersion.number,
            Invitation.strata, Agency.name,
        )
        .join(SubmissionRevision, is_current_revision())
        .join(InstrumentVersion, InstrumentVersion.id == version)
        .outerjoin(Invitation, Invitation.id == Submission.invitation_id)
        .outerjoin(Agency, Agency.id == Invitation.agency_id)
        .where(Submission.round_id == round_.id)
        .order_by(Submission.id)
    )  # fmt: skip


def is_current_revision() -> Any:
    """Joins a submission to the one of its revisions that counts."""
    return (SubmissionRevision.submission_id == Submission.id) & (
        SubmissionRevision.number == Submission.current_revision
    )
