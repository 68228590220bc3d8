"""The disclosure gate: the only place where a Report is made.

What the gate protects against: a reader of everything that is published of one release, who adds, subtracts and
solves, and who knows that a hidden count is a whole number of at least 1. For every small count each value that the
policy hides stays possible, and no other hidden count can be worked out. It does not protect against someone who knows
other people's answers already, nor can one release protect what another made public;
:mod:`analysis.disclosure.ledger` limits that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from analysis.definitions import marks_definition
from analysis.disclosure.errors import DisclosureRefused
from analysis.disclosure.ledger import LedgerEntry, ReleaseLedger
from analysis.disclosure.policy import DisclosurePolicy
from analysis.disclosure.report_json import report_to_json
from analysis.disclosure.round_gate import GatedRound, gate_round, pass_round
from analysis.disclosure.symbols import with_symbol_in_notes
from analysis.disclosure.wording import DEFAULT_SYMBOL
from analysis.figures import Figures
from analysis.report import Definition, PolicyStatement, ReleaseClass, Report, ReportVerdict
from analysis.response.reportability import judge_reportability
from analysis.sentences import Shown, summary_sentences, warning_sentences
from analysis.settled import with_settled
from analysis.thresholds import ReportabilityThresholds

WORKING = PolicyStatement(
    name="working paper",
    threshold=0,
    description="Working paper for the named team: nothing is hidden, and it is not for passing on.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A released report, and the round's ledger with that release in it."""

    report: Report
    ledger: ReleaseLedger


def working_report(figures: Figures) -> Report:
    """The unsuppressed report for the named team of a round that is not anonymous.

    Raises
    ------
    DisclosureRefused
        For an anonymous round, of which there are releases only.
    """
    if figures.anonymous:
        raise DisclosureRefused(
            f"'{figures.title}' is an anonymous round: there is no working paper of it. Make a release instead."
        )
    return _assemble(figures, pass_round(figures), WORKING, "working", None)


def release(figures: Figures, policy: DisclosurePolicy, ledger: ReleaseLedger) -> Release:
    """Pass a round's figures through the disclosure gate.

    Parameters
    ----------
    figures : Figures
        The round's figures now.
    policy : DisclosurePolicy
        The policy that the partnership decided for this round.
    ledger : ReleaseLedger
        What has been released of the round so far. Whoever calls stores the ledger that comes back.

    Returns
    -------
    Release
        The same input always gives the same output, to the byte.

    Raises
    ------
    RenewalRefused
        Where too few new answers came since the last release, or an answer was changed since; nor has the round closed
        without another answer, nor have enough more comments been coded after it closed.
    PolicyChangeRefused
        Where the policy hides less than the last release did, without a decision made since.
    """
    coded = (figures.themes.coded if figures.themes else None) or 0
    ledger.check_renewal(responses=figures.responses, closed=figures.closed, policy=policy, coded=coded)
    gated = gate_round(figures, policy.threshold, blanks_protected=policy.protect_blanks, earlier=ledger.shown)
    ledger.check_same_figures(responses=figures.responses, shown=gated.shown, policy=policy)
    report = _assemble(
        figures, _as_policy_prints(gated, figures, policy), policy.state(), "release", ledger.next_number
    )
    entry = LedgerEntry(
        number=ledger.next_number,
        produced_at=report.produced_at,
        responses=figures.responses,
        closed=figures.closed,
        policy=policy,
        report_hash=hashlib.sha256(report_to_json(report).encode()).hexdigest(),
        coded=coded,
        shown={table: dict(counts) for table, counts in gated.shown.items()},
    )
    return Release(report=report, ledger=ledger.extended(entry))


def _as_policy_prints(gated: GatedRound, figures: Figures, policy: DisclosurePolicy) -> GatedRound:
    """The figures rounded as the policy says, and its own mark in the notes."""
    if policy.rounding > 1:
        # Loads what makes intervals of cross-tables, which other policies do not need.
        from analysis.disclosure.rounded_round import round_figures

        gated = round_figures(gated, figures, policy.rounding)
    return gated if policy.symbol == DEFAULT_SYMBOL else with_symbol_in_notes(gated, policy.symbol)


def _assemble(
    figures: Figures,
    gated: GatedRound,
    policy: PolicyStatement,
    release_class: ReleaseClass,
    number: int | None,
) -> Report:
    """The one place that makes a Report. Its sentences are written of what has passed the gate."""
    verdict = _verdict(gated, figures.thresholds)
    sections = with_settled(gated.sections, figures.settled)
    shown = Shown(
        unit=figures.unit,
        responses=gated.responses,
        rate=gated.rate,
        sections=sections,
        themes=gated.themes,
        anything_hidden=bool(gated.suppressions),
        verdict=verdict,
        symbol=policy.symbol,
        rounding=policy.rounding,
        threshold=policy.threshold,
        imported=figures.imported,
        settled=figures.settled.notes if figures.settled is not None else (),
    )
    return Report(
        release_class=release_class,
        release_number=number,
        title=figures.title,
        slug=figures.slug,
        partnership=figures.partnership,
        produced_at=figures.produced_at.isoformat(timespec="minutes"),
        opens_on=figures.opens_on,
        closes_on=figures.closes_on,
        anonymous=figures.anonymous,
        unit=figures.unit,
        instrument=figures.instrument,
        policy=policy,
        responses=gated.responses,
        response_rate=gated.rate,
        breakdowns=gated.breakdowns,
        sections=sections,
        themes=gated.themes,
        codebook=figures.codebook,
        definitions=_definitions(figures, policy),
        summary=summary_sentences(shown),
        warnings=warning_sentences(shown),
        suppressions=gated.suppressions,
        verdict=verdict,
        cross_tables=gated.cross_tables,
    )


def _definitions(figures: Figures, policy: PolicyStatement) -> tuple[Definition, ...]:
    """The terms of the method, the marks as the policy prints them."""
    usual, own = marks_definition(), marks_definition(policy.symbol, policy.symbol_z)
    return tuple(own if one == usual else one for one in figures.definitions)


def _verdict(gated: GatedRound, thresholds: ReportabilityThresholds) -> ReportVerdict | None:
    """Judged by what is shown; of a round whose size is hidden nothing is said."""
    rate = gated.rate
    if gated.responses is None:
        return None
    found = judge_reportability(
        gated.responses, rate.population, at_least=not rate.population_known, thresholds=thresholds
    )
    return ReportVerdict(verdict=found.verdict, sentence=found.sentence, reasons=found.reasons)
