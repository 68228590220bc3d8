"""What stands beside constructed reports: made-up grades, actions and visits, put through the real calculations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

import pandas as pd

from analysis.agreement import (
    AgreementCoefficient,
    cohen_kappa,
    exact_agreement,
    gwet_ac2,
    krippendorff_alpha,
    within_one_agreement,
)
from analysis.beside import (
    ActionLine,
    Actions,
    Beside,
    Course,
    CoursePoint,
    JudgementAgreement,
    Standards,
    ThemeQuote,
    Visit,
    Visits,
)
from analysis.comparison import QuestionComparison, RoundComparison
from analysis.derived_reports import ComparisonReport, comparison_report
from analysis.durations import action_figures, recommendation_cover
from analysis.report import QuestionBlock, Report, ResponseRate
from analysis.section11 import (
    CoverageMatrix,
    GradeScale,
    StaffQuestion,
    ThreeWayView,
    UnitGrades,
    coverage_matrix,
    heat_table,
    staff_views,
    three_way_view,
    unit_grades,
)
from tests.exports.reports import make_share

TODAY = date(2026, 3, 2)
MET = GradeScale(best_to_worst=("fully", "mostly", "partly", "not_met"), favourable=("fully", "mostly"))
GRADE_LABELS = {"fully": "Fully met", "mostly": "Mostly met", "partly": "Partly met", "not_met": "Not met"}
STANDARD_LABELS = {
    "st1": "St1. A clear line of accountability",
    "st2": "St2. A board-level lead with the skills",
    "st3": "St3. Children’s wishes shape decisions and services",
    "st4": "St4. Whistleblowing and Freedom to Speak Up",
    "st5": "St5. Escalation within and between agencies",
    "st6": "St6. Information sharing",
    "st7": "St7. Designated or named practitioner",
    "st8": "St8. Safer recruitment and ongoing safe working",
    "st9": "St9. Supervision, support, induction, training and practice review",
    "st10": "St10. Allegations and the LADO",
    "st11": "St11. A culture of safety, equality and protection",
}
AGENCIES = (
    "Exampleshire County Council: children’s services", "Exampleshire Police", "Example Integrated Care Board",
    "Example Hospitals NHS Trust", "District councils", "Probation, example region", "Youth justice service",
    "Example Community Health", "Northdale College", "Example Ambulance Service", "Southdale Secure Home",
    "Housing Example", "Fire and rescue service", "Early years network", "Sports and leisure trust",
    "Example Mental Health Trust", "Public health", "Adult social care", "Registry office", "Museums and libraries",
    "Highways and transport", "Domestic abuse alliance", "Young carers’ charity", "Foster carers’ association",
    "Churches together", "Mosques’ council", "Scouts and guides", "Westdale Prison", "Border force, example port",
    "Drug and alcohol service",
)  # fmt: skip
AGREE = GradeScale(best_to_worst=("agree", "neither", "disagree"), favourable=("agree",), not_applicable=("dont_know",))


def make_grades(
    agencies: Sequence[str], standards: Sequence[str], *, seed: int, shift: float = 0.0, gaps: float = 0.06
) -> UnitGrades:
    """Made-up grades of every agency by standard: some not applicable, some missing, one pair that differs."""
    draw = Random(seed)
    rows: list[dict[str, Any]] = []
    for place, agency in enumerate(agencies):
        for standard in standards:
            luck = draw.random()
            if luck < gaps:
                continue
            worse = [0.30 - shift, 0.42, 0.22 + shift, 0.06 + shift / 2]
            grade = draw.choices(MET.best_to_worst, worse)[0] if luck > 2 * gaps else "not_applicable"
            rows.append({"agency": agency, "standard": standard, "grade": grade, "on": date(2025, 9, 1 + place % 28)})
    rows += [
        {"agency": agencies[0], "standard": standards[0], "grade": grade, "on": date(2026, 1, 9)}
        for grade in ("fully", "partly")
    ]
    found = pd.DataFrame(rows)
    return unit_grades(found, MET, standards=standards, assessed_on="on", agencies=agencies)


def make_coverage(agencies: Sequence[str], standards: Sequence[str], *, seed: int = 5) -> CoverageMatrix:
    """Made-up evidence of the last two years; some cells have none, some only undated."""
    draw = Random(seed)
    exempt = [(agencies[-1], standard) for standard in standards[:2]] if len(agencies) > 1 else []
    rows = [
        {
            "agency": agency,
            "standard": standard,
            "date": None if draw.random() < 0.08 else TODAY - timedelta(days=draw.randrange(700)),
        }
        for agency in agencies
        for standard in standards
        if draw.random() > 0.2 and (agency, standard) not in exempt
    ]
    named = pd.DataFrame(exempt, columns=["agency", "standard"])
    return coverage_matrix(
        pd.DataFrame(rows), agencies=agencies, standards=standards, as_of=TODAY, not_applicable=named
    )


def make_three_ways(own: UnitGrades, agencies: Sequence[str], standards: Sequence[str]) -> ThreeWayView:
    """Self-grades beside those of fewer and sterner walkabouts, and a staff survey of some standards."""
    draw = Random(11)
    walked = make_grades(agencies[: max(1, 2 * len(agencies) // 3)], standards, seed=7, shift=0.2, gaps=0.12)
    mirrored = [*standards[:1], *standards[2:6]]
    answers = pd.DataFrame(
        {
            "agency": [draw.choice(agencies) for _ in range(240)],
            **{one: draw.choices(("agree", "neither", "disagree", None), (55, 15, 25, 5), k=240) for one in mirrored},
        }
    )
    questions = [StaffQuestion(name=one, standard=one, scale=AGREE) for one in mirrored]
    return three_way_view(own, walked, staff_views(answers, questions, agency="agency"))


def make_standards(agencies: int = 8, standards: int = 11, **changes: Any) -> Standards:
    """Section 11 grades of so many agencies by so many standards, with coverage and the three ways."""
    names, keys = AGENCIES[:agencies], tuple(STANDARD_LABELS)[:standards]
    own = make_grades(names, keys, seed=3)
    values: dict[str, Any] = {
        "labels": {key: STANDARD_LABELS[key] for key in keys},
        "grade_labels": GRADE_LABELS,
        "heat": heat_table(own),
        "coverage": make_coverage(names, keys),
        "three_ways": make_three_ways(own, names, keys),
        "note": "Self-assessments of 2025, constructed for an example.",
    }
    return Standards(**{**values, **changes})


CASE_GRADES = ("outstanding", "good", "requires_improvement", "inadequate")


def make_case_grades(cases: int = 24, seed: int = 2) -> pd.DataFrame:
    """Made-up grades of three agencies that mostly agree; some were not involved in a case."""
    draw = Random(seed)
    rows = []
    for _ in range(cases):
        centre = draw.choices(range(4), (2, 10, 8, 2))[0]
        near = [min(3, max(0, centre + draw.choice((0, 0, 0, 0, 1, -1)))) for _ in range(3)]
        rows.append([CASE_GRADES[one] if draw.random() > 0.1 else None for one in near])
    return pd.DataFrame(rows, columns=["Children’s services", "Police", "Health"])


def make_judgement(name: str, label: str, frame: pd.DataFrame) -> JudgementAgreement:
    options: dict[str, Any] = {"grades": CASE_GRADES, "resamples": 60}
    coefficients: list[AgreementCoefficient] = [gwet_ac2(frame, weights="quadratic", **options)]
    if len(frame.columns) == 2:
        coefficients.append(cohen_kappa(frame, weights="quadratic", **options))
    coefficients.append(krippendorff_alpha(frame, level="ordinal", **options))
    return JudgementAgreement(
        name=name,
        label=label,
        exact=exact_agreement(frame, **options),
        within_one=within_one_agreement(frame, **options),
        coefficients=tuple(coefficients),
    )


def make_agreement() -> tuple[JudgementAgreement, ...]:
    """Three agencies; two agencies; a judgement on which all say the same; one without any pair."""
    three, two = make_case_grades(), make_case_grades(16, seed=9)[["Police", "Health"]]
    same = pd.DataFrame({"Police": ["good"] * 6, "Health": ["good"] * 6})
    alone = pd.DataFrame({"Police": ["good", None], "Health": [None, "inadequate"]})
    return (
        make_judgement("b1", "B1. Recognition and timely response", three),
        make_judgement("b6", "B6. The child was seen, heard, and views shaped decisions", two),
        make_judgement("b10", "B10. Management oversight is recorded", same),
        make_judgement("b12", "B12. Challenge or escalation was used when needed", alone),
    )


def make_earlier(report: Report, **changes: Any) -> Report:
    """The round before this one, with the same questions but the last of each section.

    Of the questions with favourable answers the first rose since, the second stayed, the third had too few answers to
    say, the fourth fell, and so on.
    """
    rate = ResponseRate(
        answered=61, population=200, population_known=True, rate=61 / 200, at_most=False, sentence="31% (61 of 200)"
    )
    turns = cycle(((61, 0.5), (61, 1.0), (8, 1.0), (61, 1.3)))
    sections = tuple(
        replace(section, questions=tuple(_earlier(block, turns) for block in section.questions[:-1]))
        for section in report.sections
    )
    values: dict[str, Any] = {
        "slug": f"{report.slug}-before",
        "title": f"{report.title}, a year before",
        "opens_on": date(2025, 1, 20),
        "closes_on": date(2025, 2, 20),
        "sections": sections,
        "response_rate": rate,
        "responses": 61,
    }
    return replace(report, **{**values, **changes})


def _earlier(block: QuestionBlock, turns: Iterator[tuple[int, float]]) -> QuestionBlock:
    """The same question with another base, and so many times the share of each favourable answer."""
    if block.favourable is None or not block.base or any(row.share.count is None for row in block.rows):
        return block
    base, times = next(turns)
    left, counts = base, []
    for row in block.rows:
        wanted = (row.share.count or 0) / block.base * base * (times if row.favourable else 1.0)
        counts.append(min(left, round(wanted)))
        left -= counts[-1]
    counts[-1] += left
    good = sum(count for row, count in zip(block.rows, counts, strict=True) if row.favourable)
    return replace(
        block,
        asked=base + 3,
        base=base,
        rows=tuple(replace(row, share=make_share(count, base)) for row, count in zip(block.rows, counts, strict=True)),
        favourable=make_share(good, base),
    )


def make_comparison(report: Report, earlier: Report | None = None) -> ComparisonReport:
    """The report beside the round before it; one question was reworded since."""
    before = earlier or make_earlier(report)
    named = {block.name: block for section in report.sections for block in section.questions}
    old = {block.name for section in before.sections for block in section.questions}
    questions = tuple(
        QuestionComparison(
            name=name,
            label=block.label,
            verdict="yes" if name in old and place != 3 else "no",
            reasons=() if name in old and place != 3 else ("The wording has changed.",),
        )
        for place, (name, block) in enumerate(named.items())
    )
    return comparison_report(
        before,
        report,
        RoundComparison(questions=questions, form_changes=("The form has a new title.",)),
        produced_at=datetime(2026, 3, 2, 9, 30),
    )


def make_courses(report: Report, rounds: int = 5) -> tuple[Course, ...]:
    """Each question with favourable answers over the last rounds; one point of the second question is hidden."""
    liked = [
        block
        for section in report.sections
        for block in section.questions
        if block.favourable is not None and block.favourable.share is not None
    ]
    return tuple(_course(block, place, rounds) for place, block in enumerate(liked))


def _course(block: QuestionBlock, place: int, rounds: int) -> Course:
    draw = Random(place)
    points = []
    for number in range(rounds - 1):
        base = 30 + draw.randrange(30)
        count = None if place == 1 and number == 1 else round(base * (0.45 + 0.1 * number + draw.random() * 0.1))
        points.append((f"r{number}", f"Round {number + 1}", date(2021 + number, 2, 20), make_share(count, base)))
    assert block.favourable is not None
    points.append(("now", "This round", date(2026, 2, 20), block.favourable))
    return Course(
        question=block.name,
        label=block.label,
        favourable_label=block.favourable_label or "",
        points=tuple(CoursePoint(slug=slug, title=title, on=on, share=share) for slug, title, on, share in points),
    )


def make_quotes(report: Report) -> tuple[ThemeQuote, ...]:
    """Two or three cleared quotations of each theme whose respondents are shown; the last theme has none."""
    words = (
        ("I know whom to ring now, and they ring me back.", "as written", "A health visitor"),
        ("We were told late, and then everybody [name removed] had spoken to already knew.", "redacted", "A teacher"),
        ("Several people asked for the pack in advance so that the discussion could go deeper.", "paraphrased", ""),
    )
    shown = [row.name for row in report.themes.rows if row.respondents] if report.themes is not None else []
    return tuple(
        ThemeQuote(theme=theme, text=text, treatment=treatment, attribution=attribution)
        for place, theme in enumerate(shown[:-1] or shown)
        for text, treatment, attribution in words[: 3 - place % 2]
    )


def make_actions(lines: int = 12, **changes: Any) -> Actions:
    """So many actions over a year; some closed late, some overdue, one without a due day, one recommendation idle."""
    draw = Random(lines)
    found = [_action(number, draw) for number in range(1, lines + 1)]
    frame = pd.DataFrame(
        {
            "opened": [one.opened_on for one in found],
            "due": [one.due_on for one in found],
            "closed": [one.closed_on for one in found],
            "impact": [bool(one.impact) for one in found],
        }
    )
    recommendations = [f"R{number}" for number in range(1, (lines + 1) // 2 + 2)]
    cover = recommendation_cover(
        pd.Series(recommendations), pd.Series([one.recommendation.split(".")[0] for one in found], dtype=object)
    )
    values: dict[str, Any] = {
        "lines": tuple(found),
        "figures": action_figures(frame, opened="opened", due="due", closed="closed", as_of=TODAY, impact="impact"),
        "without_action": tuple(f"{key}. Ask children what changed, and publish it." for key in cover.without_action),
        "note": "Constructed for an example.",
    }
    return Actions(**{**values, **changes})


def _action(number: int, draw: Random) -> ActionLine:
    opened = date(2025, 3, 3) + timedelta(days=draw.randrange(200))
    due = None if number == 5 else opened + timedelta(days=draw.choice((60, 90, 180)))
    closed = opened + timedelta(days=draw.randrange(20, 160)) if draw.random() < 0.55 else None
    closed = None if closed is not None and closed > TODAY else closed
    status = "Closed" if closed else "Overdue" if due is not None and due < TODAY else "Open"
    what = draw.choice(
        (
            "Brief every team on the escalation protocol and test it with three real cases.",
            "Show the line of accountability on the intranet and in induction.",
            "Write to referrers within one working day with the outcome.",
        )
    )
    return ActionLine(
        reference=f"A{number:02d}",
        recommendation=f"R{(number + 1) // 2}. Make sure that staff know how to escalate, and that managers back them.",
        action=what,
        owner=AGENCIES[number % 8],
        opened_on=opened,
        due_on=due,
        closed_on=closed,
        status=status,
        impact="Of 12 staff asked, 11 described the route; two families heard within a day." if closed and number % 2
        else "",
    )  # fmt: skip


def make_visits(lines: int = 6, **changes: Any) -> Visits:
    """So many visits; the last is not signed off and has no count of conversations."""
    found = tuple(
        Visit(
            agency=AGENCIES[number % len(AGENCIES)],
            site=("Main office", "Northdale clinic", "Custody suite")[number % 3],
            on=date(2026, 1, 12) + timedelta(days=2 * number),
            team="A. Lovelace-Okoro, B. Quill (young scrutineer)",
            conversations=5 + number if number < lines - 1 else None,
            signed_off_on=date(2026, 2, 1) + timedelta(days=2 * number) if number < lines - 1 else None,
        )
        for number in range(lines)
    )
    return Visits(**{"lines": found, "note": "Constructed for an example.", **changes})


def make_beside(report: Report, *, agencies: int = 8, **changes: Any) -> Beside:
    """Everything that may stand beside this report; agreement on cases with working papers only."""
    working = report.release_class == "working"
    values: dict[str, Any] = {
        "comparison": make_comparison(report),
        "courses": make_courses(report),
        "standards": make_standards(agencies),
        "agreement": make_agreement() if working else (),
        "quotes": make_quotes(report),
        "actions": make_actions(),
        "visits": make_visits(),
        "notes": {} if working else {"agreement": "Agreement on cases stands in working papers only."},
    }
    return Beside(**{**values, **changes})
