"""All items: the estimate for all referrals they apply to beside what was counted, by group; and overall grades."""

from __future__ import annotations

from exports import dip_wording as words
from exports.plain_text import plain_text
from exports.workbook.book import Book
from exports.workbook.dip_sample.paper import DipPaper
from exports.workbook.native_charts import place, share_bars
from exports.workbook.native_tables import Cell, Column, figure, write_table
from exports.workbook.prose import prose

COLUMNS = (54, 12, 12, 12, 12, 12, 15, 12, 13, 13, 14, 12, 12, 46)
GROUP_COLUMNS = (54, 26, 14, 14, 14, 14, 14)


def write_items(book: Book, paper: DipPaper) -> None:
    """The estimates, and a chart of them."""
    page = book.add_page(
        "Estimates",
        "Each item for all referrals of the period it applies to, and what was counted",
        COLUMNS,
        orientation="landscape",
    )
    page.keep_head(frozen_columns=1)
    for warning in paper.figures.warnings:
        prose(page, warning, "headline")
    page.skip()
    columns = [
        Column(head="Item", style="list_strong"),
        Column(head="Estimate for all it applies to", style="list_percent"),
        Column(head="95% from", style="list_interval"),
        Column(head="95% to", style="list_interval"),
        Column(head="Counted", style="list_count"),
        Column(head="Looked at", style="list_count"),
        Column(head="Unweighted", style="list_percent"),
        Column(head="Not known", style="list_count"),
        Column(head="Does not apply", style="list_count"),
        Column(head="Standard error", style="list_interval"),
        Column(head="Degrees of freedom", style="list_coefficient"),
        Column(head="Design effect", style="list_coefficient"),
        Column(head="Effective answers", style="list_coefficient"),
        Column(head="What to know"),
    ]
    rows: list[tuple[Cell, ...]] = []
    for item in paper.figures.items:
        found = item.weighted
        rows.append(
            (
                plain_text(words.label_text(item)),
                *(figure(getattr(found, name, None)) for name in ("estimate", "low", "high")),
                item.count, item.base, figure(item.unweighted.estimate), item.n_missing, item.n_outside,
                *(
                    figure(getattr(found, name, None))
                    for name in ("standard_error", "degrees_of_freedom", "design_effect", "effective")
                ),
                plain_text(words.cautions(item)),
            )
        )  # fmt: skip
    description = "Each item's weighted estimate for all referrals it applies to with its interval, and its counts."
    table = write_table(book, page, "dip_estimates", columns, rows, description=description)
    page.skip()
    start = page.row
    column = 6 if paper.figures.design.why_not else 1
    title = "Estimate for all it applies to" if column == 1 else "Unweighted"
    chart = share_bars(book, page, title, table.rows, column)
    height = 60 + 26 * len(rows)
    chart.set_size({"width": 1000, "height": height})
    chart.set_plotarea({"layout": {"x": 0.48, "y": 0.08, "width": 0.46, "height": 0.88}})
    place(page, page.row, 0, chart, " ".join(words.item_sentence(item) for item in paper.figures.items if item.base))
    page.clear(page.row, height)
    page.keep_together(start)


def write_groups(book: Book, paper: DipPaper) -> None:
    """The counts of each item in each group: what the estimates are worked out from."""
    page = book.add_page("By group", "The counts of every item in each group that was drawn from", GROUP_COLUMNS)
    page.keep_head(frozen_columns=1)
    columns = [
        Column(head="Item", style="list_strong"),
        Column(head="Group"),
        *(
            Column(head=head, style="list_count")
            for head in ("Could be drawn", "Counted", "Looked at", "Not known", "Does not apply")
        ),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(words.label_text(item)), plain_text(row.stratum), row.population, row.count, row.base,
            row.n_missing, row.n_outside,
        )
        for item in paper.figures.items
        for row in item.strata
    ]  # fmt: skip
    write_table(
        book, page, "dip_groups", columns, rows, description="A row for each item and group, with its counts."
    )  # fmt: skip


def write_grades(book: Book, paper: DipPaper) -> None:
    """The overall grades by group, and their shares of all referrals that the grade applies to."""
    if not paper.figures.grades:
        return
    groups = list(paper.figures.design.populations)
    page = book.add_page(
        "Overall grades", "How many have which grade, by group and for all", (30, *(18 for _ in groups), 12, 14, 12, 12)
    )
    page.keep_head(frozen_columns=1)
    columns = [
        Column(head="Grade", style="list_strong"),
        *(Column(head=group, style="list_count") for group in groups),
        Column(head="All looked at", style="list_count"),
        Column(head="Estimate for all it applies to", style="list_percent"),
        Column(head="95% from", style="list_interval"),
        Column(head="95% to", style="list_interval"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            plain_text(one.label), *(one.by_stratum.get(group, 0) for group in groups), one.count,
            *(figure(getattr(one.weighted, name, None)) for name in ("estimate", "low", "high")),
        )
        for one in paper.figures.grades
    ]  # fmt: skip
    write_table(book, page, "dip_grades", columns, rows, description="Overall grades by group, and for all graded.")
    if paper.figures.n_not_graded:
        prose(page, f"Not graded, since the grade does not apply: {paper.figures.n_not_graded:,}.", "muted")
