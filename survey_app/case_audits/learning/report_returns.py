"""The returns in an audit's report: by agency for the panel, and together as far as they may be released."""

from __future__ import annotations

from analysis.case_audits import AuditFigures
from exports.documents.audit_report import AgencyReturns
from survey_app.case_audits.learning.release_rules import ReleaseRule

NO_RETURNS = "How many returns were asked for and made is not released: it would be of too few cases or returns."


def released_returns(figures: AuditFigures, rule: ReleaseRule) -> tuple[tuple[AgencyReturns, ...], str]:
    """Returns of all agencies in one row, and who was asked.

    By agency they would tell how few children it knew, or did not know. Together, those asked for and those of
    agencies that were not involved tell how many cases there are; so all of them are told, or none.
    """
    returns, n_cases = returns_by_agency(figures), len(figures.cases)
    if not returns:
        return (), ""
    asked_whom = f"Agencies asked: {', '.join(one.agency for one in returns)}."
    asked, made = sum(one.asked for one in returns), sum(one.made for one in returns)
    missing, away = sum(one.missing for one in returns), sum(one.not_involved for one in returns)
    if not rule.allows(n_cases, asked, made, missing, away):
        return (), f"{NO_RETURNS} {asked_whom}"
    row = AgencyReturns(
        agency=f"All {len(returns)} agencies" if len(returns) > 1 else "One agency",
        asked=rule.rounded(asked), made=rule.rounded(made), missing=rule.rounded(missing),
        not_involved=rule.rounded(away),
    )  # fmt: skip
    return (row,), asked_whom


def returns_by_agency(figures: AuditFigures) -> tuple[AgencyReturns, ...]:
    """Returns by agency, as the figures count them: whoever returns that it was not involved was not."""
    return tuple(
        AgencyReturns(
            agency=one.name, asked=one.n_asked, made=one.n_returned, missing=one.n_missing,
            not_involved=one.n_not_involved,
        )
        for one in figures.returns_by_agency
        if one.n_asked or one.n_not_involved
    )  # fmt: skip
