"""Agreement of raters and coders, and what moderation changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from analysis.agreement import (
    AgreementCoefficient,
    ModerationShift,
    agency_profiles,
    cohen_kappa,
    exact_agreement,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    moderation_shift,
    overall_theme_agreement,
    theme_agreement,
    weights_from_penalties,
    within_one_agreement,
)
from analysis.agreement.krippendorff import Level
from tests.analysis.agreement.published import (
    ABSTRACTORS,
    COHEN_1968,
    COHEN_1968_PENALTIES,
    DIAGNOSES,
    FIVE,
    FLEISS_1971,
    FOUR,
    FOUR_OBSERVERS,
    MODERATION,
    THREE_AGENCIES,
    cases_of,
    raters_of,
)
from tests.analysis.reference_table import Reference

IRRCAC = "python irrCAC 0.4.4"
VCD = "R 4.2.2, vcd 1.4.11"
NOTES = "the project's notes on moderation (constructed table)"
OBSERVERS = "four observers, twelve units"


def _alpha(level: Level) -> float | None:
    numbers = {key: float(key) for key in FIVE} if level in ("interval", "ratio") else None
    return krippendorff_alpha(FOUR_OBSERVERS, level=level, numbers=numbers, grades=FIVE, resamples=0).estimate


@cache
def _moderation() -> ModerationShift:
    return moderation_shift(cases_of(MODERATION), direction="best_last", grades=FOUR)


def _cohen_1968() -> AgreementCoefficient:
    weights = weights_from_penalties(COHEN_1968_PENALTIES)
    return cohen_kappa(cases_of(COHEN_1968), weights=weights, interval="analytic")


def _themes() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The abstractors' first two categories as two themes, so that each is a scale of yes and no."""
    frame = cases_of(ABSTRACTORS)
    found = [pd.DataFrame({key: frame[coder] == key for key in "12"}) for coder in ("own", "moderated")]
    return found[0], found[1]


def _reference(
    function: str,
    case: str,
    expected: float,
    compute: Callable[[], float | None],
    source: str,
    tolerance: float = 5e-9,
) -> Reference:
    return Reference(
        statistic=f"analysis.agreement.{function}",
        case=case,
        expected=expected,
        compute=compute,
        tolerance=tolerance,
        source=source,
    )


KRIPPENDORFF = "Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C"
PACKAGE = "python krippendorff 0.8.2: alpha(reliability_data=…, level_of_measurement=…)"
PUBLISHED_ALPHA: dict[Level, tuple[float, float]] = {
    "nominal": (0.743, 0.7434210526),
    "ordinal": (0.815, 0.8153875038),
    "interval": (0.849, 0.8491071429),
    "ratio": (0.797, 0.7974027747),
}

REFERENCES = (
    *(
        _reference(
            "krippendorff_alpha", f"{OBSERVERS}, {level}", value, lambda level=level: _alpha(level), source, within
        )
        for level, values in PUBLISHED_ALPHA.items()
        for value, source, within in zip(values, (KRIPPENDORFF, PACKAGE), (5e-4, 5e-10), strict=True)
    ),
    _reference(
        "fleiss_kappa",
        "thirty patients, six psychiatrists",
        0.430,
        lambda: fleiss_kappa(raters_of(FLEISS_1971, DIAGNOSES), resamples=0).estimate,
        "Fleiss (1971), Psychological Bulletin 76:378-382",
        5e-4,
    ),
    _reference(
        "fleiss_kappa",
        f"{OBSERVERS}, missing grades",
        0.76116928,
        lambda: fleiss_kappa(FOUR_OBSERVERS, grades=FIVE, resamples=0).estimate,
        f"{IRRCAC}: CAC(raw4raters).fleiss(); Gwet (2014) has .761",
    ),
    _reference(
        "fleiss_kappa",
        f"{OBSERVERS}, missing grades: standard error",
        0.1530192,
        lambda: fleiss_kappa(FOUR_OBSERVERS, grades=FIVE, interval="analytic").standard_error,
        f"{IRRCAC}: CAC(raw4raters).fleiss()",
    ),
    _reference(
        "fleiss_kappa",
        "three agencies, two cases with one grade, quadratic weights",
        0.86297199,
        lambda: fleiss_kappa(THREE_AGENCIES, weights="quadratic", grades=FOUR, resamples=0).estimate,
        f'{IRRCAC}: CAC(…, weights="quadratic", categories=[1, 2, 3, 4]).fleiss()',
    ),
    _reference(
        "cohen_kappa",
        "Cohen's three by three table",
        0.4915254237,
        lambda: cohen_kappa(cases_of(COHEN_1968), resamples=0).estimate,
        "R psych 2.2.9: cohen.kappa(cohen, n.obs = 200); Cohen (1968) has .492",
        5e-10,
    ),
    _reference(
        "cohen_kappa",
        "Cohen's three by three table, his penalties",
        0.348,
        lambda: _cohen_1968().estimate,
        "Cohen (1968), Psychological Bulletin 70:213-220",
        5e-4,
    ),
    _reference(
        "cohen_kappa",
        "Cohen's three by three table, his penalties: standard error",
        0.07550401525,
        lambda: _cohen_1968().standard_error,
        f"{VCD}: Kappa(t, weights = 1 - v/6)",
        5e-11,
    ),
    _reference(
        "cohen_kappa",
        "moderation table, quadratic weights",
        0.70370370370,
        lambda: _moderation().kappa.estimate,
        f'{VCD}: Kappa(t, weights = "Fleiss-Cohen"); {NOTES} has .704',
        5e-11,
    ),
    _reference(
        "cohen_kappa",
        "moderation table, linear weights: standard error",
        0.1109789390,
        lambda: cohen_kappa(cases_of(MODERATION), weights="linear", grades=FOUR, interval="analytic").standard_error,
        f'{VCD}: Kappa(t, weights = "Equal-Spacing")',
        5e-10,
    ),
    _reference(
        "cohen_kappa",
        "one hundred pregnancies, two abstractors",
        0.7964094,
        lambda: cohen_kappa(cases_of(ABSTRACTORS), resamples=0).estimate,
        "documentation of R's irrCAC: kappa2.table(cont3x3abstractors)",
        5e-8,
    ),
    _reference(
        "gwet_ac1",
        "one hundred pregnancies, two abstractors",
        0.8493305,
        lambda: gwet_ac1(cases_of(ABSTRACTORS), resamples=0).estimate,
        "documentation of R's irrCAC: gwet.ac1.table(cont3x3abstractors)",
        5e-8,
    ),
    _reference(
        "gwet_ac1",
        f"{OBSERVERS}, missing grades",
        0.77544407,
        lambda: gwet_ac1(FOUR_OBSERVERS, grades=FIVE, resamples=0).estimate,
        f"{IRRCAC}: CAC(raw4raters).gwet(); Gwet (2014) has .775",
    ),
    _reference(
        "gwet_ac2",
        f"{OBSERVERS}, missing grades, quadratic weights",
        0.91400072,
        lambda: gwet_ac2(FOUR_OBSERVERS, weights="quadratic", grades=FIVE, resamples=0).estimate,
        f'{IRRCAC}: CAC(raw4raters, weights="quadratic").gwet()',
    ),
    _reference(
        "gwet_ac2",
        f"{OBSERVERS}, missing grades, quadratic weights: lower limit",
        0.68518137,
        lambda: gwet_ac2(FOUR_OBSERVERS, weights="quadratic", grades=FIVE, interval="analytic").low,
        f'{IRRCAC}: CAC(raw4raters, weights="quadratic").gwet()',
        5e-8,
    ),
    _reference(
        "gwet_ac2",
        "moderation table, quadratic weights",
        0.92742545,
        lambda: _moderation().ac2.estimate,
        f'{IRRCAC}: CAC(…, weights="quadratic", categories=[1, 2, 3, 4]).gwet(); {NOTES} has .927',
    ),
    _reference(
        "gwet_ac2",
        "moderation table, ordinal weights: standard error",
        0.03162408,
        lambda: gwet_ac2(cases_of(MODERATION), weights="ordinal", grades=FOUR, interval="analytic").standard_error,
        f'{IRRCAC}: CAC(…, weights="ordinal", categories=[1, 2, 3, 4]).gwet()',
    ),
    _reference(
        "exact_agreement",
        "moderation table",
        0.719,
        lambda: exact_agreement(cases_of(MODERATION), grades=FOUR, resamples=0).estimate,
        NOTES,
        5e-4,
    ),
    _reference(
        "within_one_agreement",
        "moderation table",
        1.0,
        lambda: within_one_agreement(cases_of(MODERATION), grades=FOUR, resamples=0).estimate,
        "counted by hand",
        0,
    ),
    _reference(
        "moderation_shift",
        "moderation table: sign test, 8 up and 1 down",
        0.0390625,
        lambda: _moderation().sign_test.p_value,
        f"R 4.2.2: binom.test(8, 9)$p.value; {NOTES} has .039",
        1e-12,
    ),
    _reference(
        "moderation_shift",
        "moderation table: mean shift in steps",
        7 / 32,
        lambda: _moderation().shift.estimate,
        "worked by hand: 8 up one step, 1 down one step, of 32",
        1e-12,
    ),
    _reference(
        "agency_profiles",
        "moderation table as two agencies: the first one's mean difference",
        -7 / 32,
        lambda: (
            agency_profiles(cases_of(MODERATION), direction="best_last", grades=FOUR, resamples=0)[
                0
            ].difference.estimate
        ),
        "worked by hand: 8 up one step, 1 down one step, of 32",
        1e-12,
    ),
    _reference(
        "theme_agreement",
        "abstractors, second category as a theme (20, 7, 4, 69): kappa",
        0.7108307045,
        lambda: theme_agreement(*_themes(), resamples=0)[1].kappa.estimate,
        "R 4.2.2, vcd 1.4.11: Kappa(matrix(c(20, 4, 7, 69), 2))",
        5e-10,
    ),
    _reference(
        "overall_theme_agreement",
        "abstractors, first two categories as themes",
        0.8194341335,
        lambda: overall_theme_agreement(*_themes(), resamples=0).estimate,
        "worked by hand: 1 - (11/100) / (2·26·174/(200·199) + 2·51·149/(200·199))",
        5e-10,
    ),
)
