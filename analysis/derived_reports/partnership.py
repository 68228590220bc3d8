"""The report of a whole partnership: every round with its response rate, headline figures and warnings.

It is made from the reports of the rounds and shows nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analysis.derived_reports.references import (
    ReportsRefused,
    RoundReference,
    blocks_of,
    class_of,
    definitions_of,
    reference_to,
)
from analysis.report import Definition, ReleaseClass, Report, Share
from analysis.sentences import RESPONSE_NOUNS, format_share

MOST_HEADLINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One question of a round with its favourable answers together."""

    question: str
    label: str
    favourable_label: str
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSummary:
    """One round of the partnership on a few lines."""

    round: RoundReference
    headlines: tuple[Headline, ...]  # the least favourable first
    questions_left_out: int  # further questions with favourable answers
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipReport:
    """The rounds of a partnership at one moment, newest first."""

    scope: Literal["partnership"] = "partnership"
    release_class: ReleaseClass
    partnership: str
    produced_at: str
    rounds: tuple[RoundSummary, ...]
    definitions: tuple[Definition, ...]
    summary: tuple[str, ...]
    warnings: tuple[str, ...]


def partnership_report(partnership: str, reports: Sequence[Report], *, produced_at: datetime) -> PartnershipReport:
    """Put the reports of a partnership's rounds together.

    Parameters
    ----------
    partnership : str
        Its name.
    reports : sequence of Report
        One for each round; there may be none.
    produced_at : datetime
        Of now.

    Raises
    ------
    ReportsRefused
        Where a round is there twice, belongs to another partnership, or working papers and releases are mixed.
    """
    slugs = [report.slug for report in reports]
    twice = next((slug for slug in slugs if slugs.count(slug) > 1), None)
    if twice is not None:
        raise ReportsRefused(f"The round “{twice}” is there twice.")
    stray = next((report for report in reports if report.partnership != partnership), None)
    if stray is not None:
        raise ReportsRefused(f"“{stray.title}” is a round of {stray.partnership}, not of {partnership}.")
    ordered = sorted(reports, key=lambda report: (str(report.closes_on or report.opens_on or ""), report.slug))[::-1]
    rounds = tuple(map(_summary_of, ordered))
    return PartnershipReport(
        release_class=class_of(reports),
        partnership=partnership,
        produced_at=produced_at.isoformat(timespec="minutes"),
        rounds=rounds,
        definitions=definitions_of(ordered),
        summary=_sentences(rounds),
        warnings=_warnings(rounds),
    )


def _summary_of(report: Report) -> RoundSummary:
    found = [
        Headline(
            question=block.name, label=block.label, favourable_label=block.favourable_label, share=block.favourable
        )
        for block in blocks_of(report)
        if block.favourable is not None and block.favourable.share is not None and block.favourable_label is not None
    ]
    ordered = sorted(found, key=lambda headline: headline.share.share or 0.0)
    return RoundSummary(
        round=reference_to(report),
        headlines=tuple(ordered[:MOST_HEADLINES]),
        questions_left_out=len(ordered[MOST_HEADLINES:]),
        warnings=report.warnings,
    )


def _sentences(rounds: Sequence[RoundSummary]) -> tuple[str, ...]:
    if not rounds:
        return ("No round has results yet.",)
    sentences = ["1 round has results." if len(rounds) == 1 else f"{len(rounds)} rounds have results."]
    for one in rounds:
        reference = one.round
        if reference.responses is None:
            sentences.append(f"“{reference.title}”: so few have answered that no figures are shown.")
            continue
        words = RESPONSE_NOUNS[reference.unit]
        who = f"1 {words[0]}" if reference.responses == 1 else f"{reference.responses:,} {words[1]}"
        rate = f"; the response rate is {reference.response_rate.sentence}" if reference.response_rate.rate else ""
        sentences.append(f"“{reference.title}”: {who}{rate}.")
        if one.headlines:
            least = one.headlines[0]
            share = format_share(least.share)
            sentences.append(
                f"Its least favourable question is “{least.label}”: {share} answered {least.favourable_label}."
            )
    return tuple(sentences)


def _warnings(rounds: Sequence[RoundSummary]) -> tuple[str, ...]:
    return tuple(f"“{one.round.title}”: {warning}" for one in rounds for warning in one.warnings)
