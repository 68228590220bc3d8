"""Response rates, bounds, composition, absences and coverage."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.response import (
    Dispositions,
    aapor_rates,
    break_off_by_question,
    item_nonresponse_rates,
    judge_reportability,
    nonresponse_bounds,
    participation_rates,
    response_composition,
    simple_rate,
    stratum_coverage,
)
from analysis.responses import PRESENCE_TYPE
from tests.analysis.reference_table import Reference

HUB = "project's fixture of the Hertfordshire Learning Hub"
TWELVE = Dispositions(
    complete=4, partial=2, refusal=1, non_contact=1, other=1, unknown_household=1, unknown_other=1, ineligible=1
)
THIRTEEN = Dispositions(
    complete=5, partial=2, refusal=1, non_contact=1, other=1, unknown_household=1, unknown_other=1, ineligible=1
)
DEFINITIONS = "AAPOR, Standard Definitions, by hand on the twelve cases of the R package outcomerate's example"
FRAME = pd.DataFrame({"agency": ["Police", "Health", "Schools"], "invited": [40, 60, 100], "answered": [10, 30, 5]})
BEGUN = pd.DataFrame(
    [["answered"] * 3, ["answered", "answered", "not_answered"], ["answered", "not_answered", "not_answered"]],
    columns=["a", "b", "c"],
).astype(PRESENCE_TYPE)


def _reference(
    function: str, case: str, expected: float, compute: Callable[[], float | None], tolerance: float, source: str
) -> Reference:
    return Reference(
        statistic=f"analysis.response.{function}",
        case=case,
        expected=expected,
        compute=compute,
        tolerance=tolerance,
        source=source,
    )


REFERENCES = (
    _reference("rates.simple_rate", "39 of 225", 0.17, lambda: simple_rate(39, 225).estimate, 0.005, HUB),
    _reference(
        "rates.simple_rate",
        "33 of 395 or more, at most",
        0.084,
        lambda: simple_rate(33, 395, at_least=True).estimate,
        0.0005,
        HUB,
    ),
    _reference(
        "rates.participation_rates",
        "evaluation, 39 of 225 who attended",
        0.17,
        lambda: participation_rates(invited=None, registered=None, attended=225, evaluated=39).evaluation.estimate,
        0.005,
        HUB,
    ),
    _reference("aapor.aapor_rates", "RR1", 4 / 11, lambda: aapor_rates(TWELVE).rr1, 1e-12, DEFINITIONS),
    _reference("aapor.aapor_rates", "RR2", 6 / 11, lambda: aapor_rates(TWELVE).rr2, 1e-12, DEFINITIONS),
    _reference(
        "aapor.aapor_rates",
        "RR3, e = .8",
        4 / 10.6,
        lambda: aapor_rates(TWELVE, eligibility=0.8).rr3,
        1e-12,
        DEFINITIONS,
    ),
    _reference(
        "aapor.aapor_rates",
        "RR4, e = .8",
        6 / 10.6,
        lambda: aapor_rates(TWELVE, eligibility=0.8).rr4,
        1e-12,
        DEFINITIONS,
    ),
    _reference("aapor.aapor_rates", "RR5", 4 / 9, lambda: aapor_rates(TWELVE).rr5, 1e-12, DEFINITIONS),
    _reference("aapor.aapor_rates", "RR6", 6 / 9, lambda: aapor_rates(TWELVE).rr6, 1e-12, DEFINITIONS),
    _reference(
        "aapor.aapor_rates",
        "e of thirteen cases",
        0.9090909,
        lambda: aapor_rates(THIRTEEN).eligibility,
        5e-8,
        "R package outcomerate, documentation of eligibility_rate",
    ),
    _reference(
        "aapor.aapor_rates",
        "100 complete, 20 not reached, RR1",
        0.833,
        lambda: aapor_rates(Dispositions(complete=100, non_contact=20)).rr1,
        5e-4,
        "R package responserates, its README",
    ),
    _reference(
        "bounds.nonresponse_bounds",
        "35 of 39 of 225, low",
        0.156,
        lambda: nonresponse_bounds(35, 39, 225).low,
        5e-4,
        HUB,
    ),
    _reference(
        "bounds.nonresponse_bounds",
        "35 of 39 of 225, high",
        0.982,
        lambda: nonresponse_bounds(35, 39, 225).high,
        5e-4,
        HUB,
    ),
    _reference(
        "composition.response_composition",
        "10 of 40, 30 of 60, 5 of 100: R",
        0.608507558619,
        lambda: response_composition(FRAME, "agency").estimate,
        5e-12,
        "R 4.2: 1 - 2 * sd(rep(c(10/40, 30/60, 5/100), c(40, 60, 100)))",
    ),
    _reference(
        "composition.response_composition",
        "10 of 40, 30 of 60, 5 of 100: dissimilarity",
        0.38888889,
        lambda: response_composition(FRAME, "agency").dissimilarity,
        5e-9,
        "R 4.2: sum(abs(c(10, 30, 5)/45 - c(40, 60, 100)/200))/2",
    ),
    _reference(
        "coverage.stratum_coverage",
        "at least 6 of 40, 60 and 100 invited",
        0.5,
        lambda: stratum_coverage(FRAME, "agency", minimum=6).estimate,
        1e-12,
        "by hand: (40 + 60)/200",
    ),
    _reference(
        "item_nonresponse.item_nonresponse_rates",
        "third of three questions",
        2 / 3,
        lambda: item_nonresponse_rates(BEGUN)[2].estimate,
        1e-12,
        "by hand: 2 of 3 left it blank",
    ),
    _reference(
        "break_off.break_off_by_question",
        "still answering after the first of three",
        2 / 3,
        lambda: break_off_by_question(BEGUN).rows[0].survival,
        1e-12,
        "by hand: 1 of 3 stopped",
    ),
    _reference(
        "reportability.judge_reportability",
        "7 of 41, rate",
        0.171,
        lambda: judge_reportability(7, 41).estimate,
        5e-4,
        "project's fixture: 7 of 41; not reportable",
    ),
)
