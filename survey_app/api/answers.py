"""What the interface answers: the shape of everything but a Report, whose shape is :mod:`analysis.report`'s."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from exports.data_files.figure_rows import FigureRow

Item = TypeVar("Item")

PER_PAGE = 100
MOST_PER_PAGE = 500
MOST_PAGES = 1_000_000
KEY = r"^[0-9A-Za-z_-]{1,64}$"


class Strict(BaseModel):
    """Nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Partnership(Strict):
    """Whose results the token reads."""

    slug: str
    name: str


class Instrument(Strict):
    """What a round asks: one published version."""

    form_id: str
    title: str
    version: int
    content_hash: str = Field(description="SHA-256 of the version’s content")


class Population(Strict):
    """Whom the round was opened to. Where it is not known, every response rate is an upper limit.

    The size is the one that the newest release shows.
    """

    size: int | None
    known: bool
    note: str


class RoundItem(Strict):
    """One round."""

    slug: str
    title: str
    state: Literal["draft", "open", "closed"]
    anonymous: bool
    opens_on: date | None
    closes_on: date | None
    instrument: Instrument
    population: Population
    breakdowns: list[str] = Field(description="What response rates are broken down by, fixed when the round opened")
    answers: int | None = Field(description="How many answers the newest release reports; null where it does not say")
    has_results: bool = Field(description="False before the round opens, and while a case audit is graded blind")


class ReleaseItem(Strict):
    """One release of a round’s results. What was released never changes."""

    number: int
    produced_at: str


class AnswerItem(Strict):
    """One answer of a round that is not anonymous.

    A question that was asked and left blank is null, one that was not asked is absent. A multiple choice is a list of
    choice names, a repeat a list of entries.
    """

    id: str
    received_on: date | None
    version: int | None
    groups: dict[str, str] = Field(description="The breakdowns of the invitation, for example the agency")
    answers: dict[str, Any]


class Page(Strict, Generic[Item]):
    """One page of a list. ``next`` is the address of the page after it, null on the last."""

    items: list[Item]
    total: int
    page: int
    per_page: int
    next: str | None


class RoundPage(Page[RoundItem]):
    """One page of rounds, the newest first."""


class ReleasePage(Page[ReleaseItem]):
    """One page of a round’s releases, the newest first."""


class FigurePage(Page[FigureRow]):
    """One page of a report’s figures, and which report they are of."""

    release_class: Literal["working", "release"]
    release_number: int | None
    produced_at: str


class AnswerPage(Strict):
    """Some answers, in the order of their random ids. ``next`` is the address of those after them, null at the end."""

    items: list[AnswerItem]
    per_page: int
    next: str | None


class IndicatorItem(Strict):
    """One indicator that the partnership collects, as it is counted today."""

    name: str
    title: str
    why: str
    numerator: str
    denominator: str
    source: str
    submitted_by: str = Field(description="The agencies that submit it, by name")
    measure: Literal["share", "count", "value"]
    measured_in: str = Field(description="The unit of a value: “days”")
    counts: Literal["people", "organisations"] = Field(description="Small numbers of people are hidden")
    every: Literal["month", "quarter"]
    direction: Literal["higher", "lower"] = Field(description="Which way is better")
    target: float | None = Field(description="Of a share a proportion from 0 to 1; null where there is none")
    version: int = Field(description="Which version of its definition counts today")
    counted_so_from: date
    collected_from: date
    collected_until: date | None
    on_front_door: bool
    defined_by: str = Field(description="The partnership whose definition it is")


class IndicatorFigure(Strict):
    """One period of an indicator, as its page and its chart show it.

    Of a hidden figure the numbers are null and the mark is “c”; where nothing complete was submitted, or of a base of
    0, it is “z”. The base of a hidden count may be shown.
    """

    agency: str | None = Field(description="Null for all agencies together, and where only one submits it")
    period_start: date
    period: str
    version: int = Field(description="The version of the definition by which it was counted")
    count: int | None
    base: int | None
    share: float | None = Field(description="A proportion from 0 to 1")
    value: float | None = Field(description="The count or value of an indicator that is no share")
    mark: Literal["", "c", "z"]
    centre: float | None = Field(description="Of all shown periods of this version together")
    low: float | None = Field(description="The limits within which chance alone would keep it")
    high: float | None
    moving_range: float | None
    range_limit: float | None
    outside_limits: bool
    in_run: bool = Field(description="One of eight or more on one side of the centre")
    moved_far: bool = Field(description="Further from the period before than chance explains")
    meets_target: bool | None


class IndicatorSum(Strict):
    """One period of an indicator over several partnerships, as it was released; it never changes afterwards."""

    period_start: date
    period: str
    partnerships: int
    count: int | None
    base: int | None
    share: float | None
    mark: Literal["", "c"]
    why_hidden: str
    policy: str = Field(description="The strictest disclosure policy of the partnerships in it")


class IndicatorPage(Page[IndicatorItem]):
    """One page of the partnership’s indicators."""


class IndicatorFigurePage(Page[IndicatorFigure]):
    """One page of an indicator’s figures, what hides small numbers, and which periods wait for whom."""

    policy: str
    waiting: list[str]


class IndicatorSumPage(Page[IndicatorSum]):
    """One page of the released sums over several partnerships."""


class Problem(Strict):
    """Why a request was not answered (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Nothing(Strict):
    """An address without parameters."""


class Paging(Strict):
    """Which part of a list."""

    page: Annotated[int, Field(ge=1, le=MOST_PAGES, description="Which page, from 1")] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE, description="How many on a page")] = PER_PAGE


class RoundsAsked(Paging):
    """Which rounds."""

    state: Annotated[Literal["draft", "open", "closed"] | None, Field(description="Only rounds in this state")] = None


class PaperAsked(Strict):
    """Which of a round’s papers."""

    paper: Annotated[
        Literal["release", "working"],
        Field(description="The newest release or, with the scope “working”, the working paper, which hides nothing"),
    ] = "release"


class FiguresAsked(Paging, PaperAsked):
    """Which figures of which paper."""

    question: Annotated[
        str | None, Field(max_length=200, description="Only the figures of the question with this name")
    ] = None
    release: Annotated[
        int | None,
        Field(ge=1, le=MOST_PAGES, description="Of this release, not of the newest; all further pages name it"),
    ] = None


class AnswersAsked(Strict):
    """Which answers."""

    after: Annotated[str | None, Field(pattern=KEY, description="Only answers after this id")] = None
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE, description="How many at a time")] = PER_PAGE
