"""What the pages of a list show: the form that loads one, and a list with what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from survey_app.case_audits.models import AuditCase, CaseAudit, CaseDraw, CaseList, ListedCase
from survey_app.case_audits.sampling.bands import BANDS
from survey_app.case_audits.sampling.key_store import CaseKeyStore
from survey_app.case_audits.sampling.looking import ColumnLook
from survey_app.case_audits.sampling.treating import TREATMENTS, Choice, Treated

ROWS_TO_A_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLine:
    """One column of the form: what it is, what may become of it, and what stands against that."""

    look: ColumnLook
    choice: Choice
    options: tuple[tuple[str, str], ...]
    problem: str

    @property
    def says(self) -> str:
        """How many values it has, in words."""
        if not self.look.n_filled:
            return "empty"
        rows = "1 row" if self.look.n_filled == 1 else f"{self.look.n_filled:,} rows"
        values = "1 value" if self.look.n_distinct == 1 else f"{self.look.n_distinct:,} different values"
        return f"{values} in {rows}"


@dataclass(slots=True, kw_only=True)
class LoadPage:
    """The form that loads a list. Of the file it holds the headings, and no value."""

    until: str
    lines: tuple[ColumnLine, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()  # a sentence, and where on the page
    rows: int = 0

    def at(self, place: str) -> str:
        """What stands against one field."""
        return next((message for message, where in self.problems if where == place), "")


def column_lines(treated: Treated, *, chosen: bool) -> tuple[ColumnLine, ...]:
    """The columns of a list. Problems show once somebody has chosen."""
    against = {one.at: one.message for one in treated.problems} if chosen else {}
    return tuple(
        ColumnLine(look=look, choice=choice, options=_options(look), problem=against.get(look.at, ""))
        for look, choice in zip(treated.looks, treated.choices, strict=True)
    )


def _options(look: ColumnLook) -> tuple[tuple[str, str], ...]:
    """What may become of a column: bands and first parts only where they make sense."""
    undecided = look.found and look.suggested == "keep"  # nothing is chosen for what only some rows hold
    first = (("keep", "Choose what becomes of it"),) if undecided else ()
    offered = ["key"]
    if not look.found:
        offered.append("keep")
    if "date_of_birth" in look.kinds or look.are_dates:
        offered.append("age_band")
    if "postcode" in look.kinds:
        offered.append("outward")
    offered.append("drop")
    if look.found:
        offered.append("not_identifiers")
    return (*first, *((key, TREATMENTS[key]) for key in offered))


def given_choices(form: Mapping[str, str], most: int) -> dict[str, Choice]:
    """What was chosen for the columns, by heading."""
    return {
        form[f"heading-{at}"]: Choice(treatment=form.get(f"column-{at}", ""), why=form.get(f"why-{at}", "")[:1000])
        for at in range(most)
        if f"heading-{at}" in form
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list with its key, its draws and who is left out."""

    list: CaseList
    n_excluded: int
    n_drawn: int
    n_out: int  # left out or drawn before, those that are both once
    draws: tuple[tuple[CaseDraw, int], ...]
    key_is_here: bool
    treated: tuple[tuple[str, str, str], ...]  # column, what became of it, why it identifies nobody
    said: tuple[tuple[str, str], ...]  # what is said of a child, and by which column

    @property
    def n_able(self) -> int:
        """How many can be drawn."""
        return self.list.size - self.n_out


def list_page(session: Session, case_list: CaseList) -> ListPage:
    """A list as its page shows it."""
    mine = ListedCase.list_id == case_list.id
    excluded = session.scalar(select(func.count()).select_from(ListedCase).where(mine, ListedCase.excluded_why != ""))
    of_audit = AuditCase.audit_id == case_list.audit_id
    counted = select(AuditCase.draw_id, func.count()).where(of_audit).group_by(AuditCase.draw_id)
    counts = {row[0]: row[1] for row in session.execute(counted)}
    draws = session.scalars(
        select(CaseDraw).where(CaseDraw.list_id == case_list.id).order_by(CaseDraw.drawn_at, CaseDraw.id)
    ).all()
    drawn = select(AuditCase.pseudonym).join(CaseDraw, CaseDraw.id == AuditCase.draw_id).where(
        CaseDraw.list_id == case_list.id
    )  # fmt: skip
    out = or_(ListedCase.excluded_why != "", ListedCase.pseudonym.in_(drawn))
    return ListPage(
        n_out=session.scalar(select(func.count()).select_from(ListedCase).where(mine, out)) or 0,
        list=case_list, n_excluded=excluded or 0, n_drawn=sum(counts.get(draw.id, 0) for draw in draws),
        draws=tuple((draw, counts.get(draw.id, 0)) for draw in draws),
        key_is_here=case_list.unlock_destroyed_at is None and CaseKeyStore.here().holds(case_list.id),
        treated=tuple(
            (one["column"], TREATMENTS[one["treatment"]], one.get("why", "")) for one in case_list.treatments
        ),
        said=tuple((label, case_list.bands.get(band, {}).get("column", "")) for band, label in BANDS.items()),
    )  # fmt: skip


def lists_of(session: Session, audit: CaseAudit) -> list[CaseList]:
    """The lists of an audit, the newest first."""
    statement = select(CaseList).where(CaseList.audit_id == audit.id)
    return list(session.scalars(statement.order_by(CaseList.uploaded_at.desc(), CaseList.id)))


def some_rows(
    session: Session, case_list: CaseList, column: str, value: str, page: int
) -> tuple[list[ListedCase], int]:
    """A page of the rows that have a value in a column, or of all; and how many there are."""
    every = session.scalars(
        select(ListedCase).where(ListedCase.list_id == case_list.id).order_by(ListedCase.pseudonym)
    ).all()
    fitting: Sequence[ListedCase] = [
        row for row in every if value == "*" or column not in case_list.columns or row.values.get(column, "") == value
    ]
    start = (page - 1) * ROWS_TO_A_PAGE
    return list(fitting[start : start + ROWS_TO_A_PAGE]), len(fitting)


def as_day(text: str) -> date | None:
    """The day of a date field; None where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
