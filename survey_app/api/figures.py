"""The figures of a report as a table, a page at a time: what Power BI and R like best."""

from __future__ import annotations

from exports.data_files.figure_rows import figure_rows
from survey_app.api.answers import FigurePage, FiguresAsked
from survey_app.api.services import (
    Call,
    NotThere,
    first_of,
    paper_of,
    place_of,
    readable_round,
    round_called,
    stored_release,
)


def figures(call: Call, query: FiguresAsked, *, slug: str) -> FigurePage:
    """The figures of a round as a table: one line for each figure.

    All pages are of one and the same release: the address of the next page names it.
    """
    if query.release is not None:
        if query.paper == "working":
            raise NotThere("A working paper has no release number: leave out “release”, or ask for paper=release.")
        found = stored_release(call, readable_round(call, slug), query.release)
    else:
        found = paper_of(call, round_called(call, slug), query.paper)
    rows = [row for row in figure_rows(found) if query.question in (None, row.question)]
    items = rows[first_of(query) : first_of(query) + query.per_page]
    paper = "working" if query.paper == "working" else None
    place = place_of(call, query, len(rows), question=query.question, release=found.release_number, paper=paper)
    return FigurePage(
        items=items, release_class=found.release_class, release_number=found.release_number,
        produced_at=found.produced_at, **place,
    )  # fmt: skip
