"""Section 11 seen three ways: what an agency says of itself, what a walkabout found, what staff say."""

from __future__ import annotations

from analysis.beside import Standards
from analysis.section11.floor_flags import FloorFlag
from analysis.section11.staff_views import StaffView
from analysis.section11.three_ways import StandardThreeWay, ThreeWayRow, ThreeWayView
from exports.plain_text import plain_text
from exports.wording import capital
from exports.workbook.book import Book
from exports.workbook.grade_words import cell_words, colour_grades, colour_text, grade_words, label_of
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.page import Page
from exports.workbook.prose import prose

BY_STANDARD, BY_AGENCY = "Section 11 three ways", "Section 11 by agency"
FLAGS = {
    "flagged": "Green on paper, amber on the floor",
    "not flagged": "Not flagged",
    "not judged": "Cannot be judged",
}
STAFF_COLUMNS = (
    Column(head="Staff favourable", style="list_count"),
    Column(head="Staff who answered", style="list_count"),
    Column(head="Share of staff", style="list_percent"),
    Column(head="95% from", style="list_interval"),
    Column(head="95% to", style="list_interval"),
)
SHARE_COLUMNS = 5
FIRST_PAGE = 140.0  # characters that stand on the first of two printed pages
FIRST_GAP = 10  # the column where the second printed page begins


def write_three_ways(book: Book, standards: Standards) -> None:
    view = standards.three_ways
    if view is None or not view.rows:
        return
    _write_by_standard(book, standards, view)
    _write_by_agency(book, standards, view)


def _write_by_standard(book: Book, standards: Standards, view: ThreeWayView) -> None:
    page = book.add_page(
        BY_STANDARD,
        "Each standard three ways: self-assessment, walkabout and staff survey, with the gaps between them",
        (36, 12, 11, 14, 14, 14, 13, 11, 10, 10, 11, 14, 10, 14, 11, 12, 12, 22, 36),
        orientation="landscape",
        fixed=True,
    )
    flagged = view.flagged
    prose(page, f"{FLAGS['flagged']}: {view.line.sentence}", readable=FIRST_PAGE)
    prose(
        page,
        f"Flagged: {len(flagged):,} of {sum(one.n_judged for one in view.by_standard):,} pairs of agency and standard "
        "that can be judged. They are in the sheet “Section 11 by agency”.",
        "headline",
        readable=FIRST_PAGE,
    )
    table = write_table(
        book,
        page,
        "section11_three_ways",
        _standard_columns(),
        [_standard_row(one, standards) for one in view.by_standard],
        description="Each standard three ways, with counts and bases.",
    )
    _colour_flags(page, table.first, table.last, 17)
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)
    page.sheet.repeat_columns(0, 0)
    page.fit_width = False
    page.sheet.set_v_pagebreaks([FIRST_GAP])
    page.skip()
    prose(
        page,
        "Walkabout lower, same, higher: of the agencies with both grades, how many the walkabout graded below, as, or "
        "above their own grade. The p-value (exact sign test, not corrected for the number of standards) says how "
        "often so uneven a split would come about by chance. The interval of the share of staff is Wilson’s.",
        "muted",
        readable=FIRST_PAGE,
    )


def _standard_columns() -> list[Column]:
    counts = (
        "Self: better grades", "Self: graded", "Walkabout: better grades", "Walkabout: graded",
    )  # fmt: skip
    gaps = ("Both graded", "Walkabout lower", "Same", "Walkabout higher")
    return [
        Column(head="Standard", style="list_strong"),
        *(Column(head=text, style="list_count") for text in counts),
        *STAFF_COLUMNS,
        *(Column(head=text, style="list_count") for text in gaps),
        Column(head="p-value", style="list_p"),
        Column(head="Agencies flagged", style="list_count"),
        Column(head="Agencies judged", style="list_count"),
        Column(head="The standard as a whole", style="list_text"),
        Column(head="Why"),
    ]


def _standard_row(one: StandardThreeWay, standards: Standards) -> tuple[Cell, ...]:
    gaps = one.gaps
    return (
        label_of(standards.labels, one.standard),
        one.n_self_favourable,
        one.n_self,
        one.n_walkabout_favourable,
        one.n_walkabout,
        *_staff_cells(one.staff),
        one.n_pairs,
        gaps.down,
        gaps.same,
        gaps.up,
        figure(gaps.p_value),
        one.n_flagged,
        one.n_judged,
        FLAGS[one.flag.state],
        _reasons(one.flag),
    )


def _staff_cells(staff: StaffView | None) -> tuple[Cell, ...]:
    """Count, base, share and interval; "not asked" where the survey does not mirror the standard."""
    if staff is None:
        return ("not asked", *("" for _ in range(SHARE_COLUMNS - 1)))
    share = staff.share
    return (staff.n_favourable, staff.n_used, figure(share.estimate), figure(share.low), figure(share.high))


def _write_by_agency(book: Book, standards: Standards, view: ThreeWayView) -> None:
    """Every agency and standard, those that are flagged first."""
    page = book.add_page(
        BY_AGENCY,
        "Every agency and standard three ways: green on paper, amber on the floor comes first, with the reasons",
        (36, 42, 17, 17, 11, 14, 13, 11, 10, 10, 22, 40),
        orientation="landscape",
        fixed=True,
    )
    prose(page, view.line.sentence)
    prose(page, "Gap: steps from the agency’s own grade to the walkabout’s; below 0 the walkabout found less.", "muted")
    columns = [
        Column(head="Agency", style="list_strong"),
        Column(head="Standard"),
        Column(head="Own grade"),
        Column(head="Walkabout’s grade"),
        Column(head="Gap in steps", style="list_steps"),
        *STAFF_COLUMNS,
        Column(head="Verdict", style="list_text"),
        Column(head="Why"),
    ]
    ordered = sorted(view.rows, key=lambda row: row.flag.state != "flagged")
    rows = [_agency_row(row, standards) for row in ordered]
    table = write_table(
        book, page, "section11_by_agency_three_ways", columns, rows, description="Every agency and standard three ways."
    )
    colour_grades(page, grade_words(standards), (table.first, 2), (table.last, 3))
    _colour_flags(page, table.first, table.last, 10)
    page.sheet.freeze_panes(table.first, 1)
    page.sheet.repeat_rows(table.head)


def _agency_row(row: ThreeWayRow, standards: Standards) -> tuple[Cell, ...]:
    grade = row.walkabout_grade.grade
    found = "" if grade is None else f"the walkabout found {grade}"
    said = "" if grade is None else f"the walkabout found “{label_of(standards.grade_labels, grade)}”"
    return (
        plain_text(row.unit),
        label_of(standards.labels, row.standard),
        cell_words(row.self_grade, standards.grade_labels),
        cell_words(row.walkabout_grade, standards.grade_labels),
        figure(row.gap),
        *_staff_cells(row.staff),
        FLAGS[row.flag.state],
        _reasons(row.flag, {found: said}),
    )


def _reasons(flag: FloorFlag, instead: dict[str, str] | None = None) -> str:
    """Why it is flagged or not judged, as a sentence; keys of grades are said in words."""
    text = "; ".join((instead or {}).get(reason, reason) for reason in flag.reasons)
    return capital(plain_text(f"{text}.")) if text else ""


def _colour_flags(page: Page, first: int, last: int, column: int) -> None:
    colour_text(page, FLAGS["flagged"], "look_worst", (first, column), (last, column))
    colour_text(page, FLAGS["not judged"], "look_absent", (first, column), (last, column))
