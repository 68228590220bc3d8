"""What a partnership writes for a year's report: statements with sources, costs, and the day of publication."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.derived_reports.annual_headings import HEADINGS
from analysis.programme.years import FIRST_YEAR, LAST_YEAR, last_day, report_due, year_name
from survey_app.improvement.chain.words import check_words
from survey_app.programme.year.models import COST_KINDS, AnnualCost, AnnualReport, AnnualStatement
from survey_app.programme.year.planning import lock_partnership
from survey_app.programme.year.refusals import YearRefused

HEADING_NAMES = tuple(heading.name for heading in HEADINGS)
MOST_PENCE = 2_000_000_000
MOST_LINES = 200


def find_report(session: Session, partnership_id: int, year: int) -> AnnualReport | None:
    """What was written for a year."""
    return session.scalar(
        select(AnnualReport).where(AnnualReport.partnership_id == partnership_id, AnnualReport.year == year)
    )


def begin_report(session: Session, partnership_id: int, year: int) -> AnnualReport:
    """What is written for a year; begun where there is nothing yet."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise YearRefused(f"An annual report is of a year from {FIRST_YEAR} to {LAST_YEAR}.")
    lock_partnership(session, partnership_id)
    found = find_report(session, partnership_id, year)
    if found is None:
        found = AnnualReport(partnership_id=partnership_id, year=year)
        session.add(found)
        session.flush()
    return found


def add_statement(
    session: Session, report: AnnualReport, heading: str, text: str, source: str, *, by_id: int, checked: bool = False
) -> AnnualStatement:
    """Write a statement under a heading; one without a source is refused."""
    if heading not in HEADING_NAMES:
        raise YearRefused("Choose one of the headings of the annual report.")
    if not text.strip():
        raise YearRefused("Write the statement.")
    if not source.strip() or len(source.strip()) > 300:
        raise YearRefused("Say in at most 300 characters where the statement is from: nothing stands without a source.")
    _refuse_many(len(report.statements))
    check_words(session, report.partnership_id, [("Statement", text), ("Source", source)], checked=checked)
    made = AnnualStatement(
        report_id=report.id, heading=heading, text=text.strip(), source=source.strip(), made_by_id=by_id
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(report, ["statements"])
    return made


def add_cost(
    session: Session, report: AnnualReport, *, kind: str, partner: str, pence: int, source: str, by_id: int,
) -> AnnualCost:  # fmt: skip
    """Enter what a partner contributed, or what was spent, in whole pence with its source."""
    if kind not in COST_KINDS:
        raise YearRefused("Choose whether it is a contribution, in kind, or spending.")
    if not partner.strip() or len(partner.strip()) > 200:
        raise YearRefused("Say in at most 200 characters whose contribution it is, or what it was spent on.")
    if not source.strip() or len(source.strip()) > 300:
        raise YearRefused("Say in at most 300 characters where the amount is from: no number stands without a source.")
    if not 0 <= pence <= MOST_PENCE:
        raise YearRefused("Enter an amount from 0 to 20 million pounds.")
    _refuse_many(len(report.costs))
    made = AnnualCost(
        report_id=report.id, kind=kind, partner=partner.strip(), pence=pence, source=source.strip(), made_by_id=by_id
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.expire(report, ["costs"])
    return made


def take_out(session: Session, report: AnnualReport, line: AnnualStatement | AnnualCost) -> None:
    """Take a statement or an amount out again, until the report that rests on it is published."""
    session.refresh(report, with_for_update=True)
    if report.published_on is not None:
        raise YearRefused(
            f"The report was published on {report.published_on:%-d %B %Y}: what it says and rests on stays as it is."
        )
    session.delete(line)
    session.flush()
    session.expire(report, ["statements", "costs"])


def read_pence(text: str) -> int:
    """Pounds as people write them, in pence; YearRefused where they cannot be read.

    Examples
    --------
    >>> read_pence("£12,500.5"), read_pence("7")
    (1250050, 700)
    """
    plain = text.strip().removeprefix("£").replace(",", "").replace(" ", "")
    whole, point, part = plain.partition(".")
    digits = whole + part
    if not whole or not digits.isascii() or not digits.isdigit() or len(part) > 2 or (point and not part):
        raise YearRefused("Enter the amount in pounds, such as 12,500 or 12,500.50.")
    if len(whole) > 9:
        raise YearRefused("Enter an amount from 0 to 20 million pounds.")
    return int(whole) * 100 + int((part + "00")[:2])


def publish(session: Session, report: AnnualReport, on: date, link: str, *, today: date) -> None:
    """Record that the report was published, and where.

    Raises
    ------
    YearRefused
        Where its year is not over yet on that day, the day is still to come, or there is no address.
    """
    if on > today:
        raise YearRefused("The day of publication is still to come.")
    if on <= last_day(report.year):
        raise YearRefused(f"The year ends on {last_day(report.year):%-d %B %Y}. Its report is published after that.")
    if not link.strip().startswith(("https://", "http://")) or len(link.strip()) > 500 or " " in link.strip():
        raise YearRefused("Enter the whole address at which it is published, such as https://example.org/report.")
    report.published_on, report.link = on, link.strip()
    session.flush()


def publication_clock(report: AnnualReport | None, year: int, today: date) -> tuple[str, bool]:
    """How the duty to publish stands, in a sentence, and whether it is or was late."""
    due = report_due(year)
    by = f"{due:%-d %B %Y}"
    if report is not None and report.published_on is not None:
        late = report.published_on > due
        return f"Published on {report.published_on:%-d %B %Y}, {'after' if late else 'within'} the time to {by}.", late
    if today > due:
        days = (today - due).days
        return f"It was to be published by {by}: {days} {'day' if days == 1 else 'days'} late.", True
    if today <= last_day(year):
        return f"The year {year_name(year)} is not over. Its report is to be published by {by}.", False
    days = (due - today).days
    return f"It is to be published by {by}: {days} {'day' if days == 1 else 'days'} left.", False


def _refuse_many(there: int) -> None:
    if there >= MOST_LINES:
        raise YearRefused(f"There are {MOST_LINES} lines of this kind already. Take out what is not needed.")
