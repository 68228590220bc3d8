"""The addresses of the interface: one table, from which both the views and the OpenAPI document are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.report import Report
from survey_app.api import answers, figures, indicators, services

Parameters = Mapping[str, Mapping[str, Any]]

SLUG: Parameters = {"slug": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$", "description": "The round’s short name"}}
NUMBER: Parameters = {
    "number": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "description": "The release’s number"}
}

NAME: Parameters = {
    "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,39}$", "description": "The indicator’s short name"}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address: what it is called, which scope opens it, what may be asked and what is answered."""

    name: str
    path: str  # as Flask writes it
    scope: str
    work: Callable[..., Any]
    query: type[answers.Strict]
    answer: Any
    path_parameters: Parameters = field(default_factory=dict)
    refusals: tuple[int, ...] = ()  # beside those that every address has


ENDPOINTS = (
    Endpoint(
        name="partnership", path="/partnership", scope="rounds", work=services.partnership, query=answers.Nothing,
        answer=answers.Partnership,
    ),
    Endpoint(
        name="rounds", path="/rounds", scope="rounds", work=services.rounds, query=answers.RoundsAsked,
        answer=answers.RoundPage,
    ),
    Endpoint(
        name="one_round", path="/rounds/<slug>", scope="rounds", work=services.one_round, query=answers.Nothing,
        answer=answers.RoundItem, path_parameters=SLUG, refusals=(404,),
    ),
    Endpoint(
        name="report", path="/rounds/<slug>/report", scope="results", work=services.report, query=answers.PaperAsked,
        answer=Report, path_parameters=SLUG, refusals=(404, 409),
    ),
    Endpoint(
        name="figures", path="/rounds/<slug>/figures", scope="results", work=figures.figures,
        query=answers.FiguresAsked, answer=answers.FigurePage, path_parameters=SLUG, refusals=(404, 409),
    ),
    Endpoint(
        name="releases", path="/rounds/<slug>/releases", scope="results", work=services.releases,
        query=answers.Paging, answer=answers.ReleasePage, path_parameters=SLUG, refusals=(404,),
    ),
    Endpoint(
        name="release", path="/rounds/<slug>/releases/<int:number>", scope="results", work=services.release,
        query=answers.Nothing, answer=Report, path_parameters={**SLUG, **NUMBER}, refusals=(404,),
    ),
    Endpoint(
        name="answers", path="/rounds/<slug>/answers", scope="raw", work=services.answers, query=answers.AnswersAsked,
        answer=answers.AnswerPage, path_parameters=SLUG, refusals=(404,),
    ),
    Endpoint(
        name="indicators", path="/indicators", scope="indicators", work=indicators.indicators, query=answers.Paging,
        answer=answers.IndicatorPage,
    ),
    Endpoint(
        name="indicator_figures", path="/indicators/<name>/figures", scope="indicators",
        work=indicators.indicator_figures, query=answers.Paging, answer=answers.IndicatorFigurePage,
        path_parameters=NAME, refusals=(404,),
    ),
    Endpoint(
        name="indicator_sums", path="/indicators/<name>/sums", scope="indicators", work=indicators.indicator_sums,
        query=answers.Paging, answer=answers.IndicatorSumPage, path_parameters=NAME, refusals=(404,),
    ),
)  # fmt: skip
