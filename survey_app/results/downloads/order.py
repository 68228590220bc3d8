"""What a writer of the catalogue is given."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from analysis.beside import Beside
from analysis.report import Report
from analysis.round_data import ResponseRecord
from exports.raw_answers import RawAnswers
from survey_app.results.beside import beside_of
from survey_app.results.downloads.locking import as_reader_first, reading, writing
from survey_app.results.services import (
    Paper,
    Reader,
    current_report,
    log_reading,
    raw_answers,
    reads_working,
    refuse_blind,
    unlogged_report,
)
from survey_app.results.stored_responses import StoredResponses
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One file to be written: of which round, for whom, and where to.

    ``scratch`` is a folder for what stands in files meanwhile. ``tell`` is told how many answers have been read; it
    raises when the file is no longer wanted.
    """

    session: Session
    round: Round
    reader: Reader
    paper: Paper
    at: datetime
    out: BinaryIO
    scratch: Path
    tell: Callable[[int], None]

    def report(self) -> Report:
        """The report of the round for this reader; a working paper's reading is logged."""
        if self.paper == "release" or not reads_working(self.round, self.reader):
            return as_reader_first(self.session, self._current_report)
        refuse_blind(self.round)
        with writing(self.session):
            log_reading(self.session, "working results read", self.round, self.reader)
        with reading(self.session):
            return unlogged_report(self.session, self.round, reader=self.reader, at=self.at, paper=self.paper)

    def _current_report(self) -> Report:
        return current_report(self.session, self.round, reader=self.reader, at=self.at, paper=self.paper)

    def report_and_beside(self) -> tuple[Report, Beside]:
        """The report, and what stands beside it in documents."""
        report = self.report()
        return report, as_reader_first(
            self.session, lambda: beside_of(self.session, self.round, report, reader=self.reader, at=self.at)
        )

    def answers(self) -> RawAnswers:
        """The single answers; their reading is logged, and while they are read, ``tell`` is told."""
        with writing(self.session):
            raw = raw_answers(self.session, self.round, reader=self.reader, scratch=self.scratch)
        return replace(raw, responses=Watched(self.round, self.session, self.tell))


@dataclass(frozen=True, slots=True)
class Watched:
    """The stored answers of a round, whose reader is watched: ``tell`` is told how far it is."""

    round: Round
    session: Session
    tell: Callable[[int], None]

    def __iter__(self) -> Iterator[ResponseRecord]:
        number = 0
        with reading(self.session), closing(self._records()) as records:
            for number, record in enumerate(records, start=1):
                yield record
                self.tell(number)
            self.tell(number)

    def _records(self) -> Generator[ResponseRecord, None, None]:
        yield from StoredResponses(self.session, self.round).with_returns()
