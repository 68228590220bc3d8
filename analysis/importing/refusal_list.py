"""Everything that an import leaves out, as a list to keep beside the original file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TextIO

from analysis.formula_guard import guarded
from analysis.importing.plan import ImportPlan
from analysis.importing.rows import RowReader

HEAD = ("sheet", "row", "column", "question", "value", "why")


def refusals(plan: ImportPlan) -> Iterator[Sequence[str]]:
    """A line for each column, row and value that is not stored; the file is read again for it.

    Of personal data the column is named and no value given.
    """
    sheet = plan.table.sheet
    for column in (*plan.unmatched_columns, *plan.other_columns):
        if column.filled:
            why = "no question takes this column" if column.kind == "question" else f"not kept: {_KINDS[column.kind]}"
            yield (column.sheet, "", column.key, "", f"{column.filled} rows", why)
    for duplicate in plan.duplicates:
        why = f"the same response as row {duplicate.of}" if duplicate.of else "imported before"
        yield (sheet, str(duplicate.number), "", "", "", why)
    for refused in plan.refused:
        yield (refused.sheet or sheet, str(refused.number), "", refused.question, "", refused.message)
    gone = {duplicate.number for duplicate in plan.duplicates}
    for row in RowReader(plan.table, plan.compiled, plan.mapping, anonymous=plan.anonymous):
        for one in (*row.unread, *row.off_path) if row.number not in gone else ():
            yield (sheet, str(row.number), one.column, one.question, one.value, one.why)


def write_refusals(plan: ImportPlan, out: TextIO) -> None:
    """Write the list as CSV. It begins with the file's hash, so that it is known which file it is of."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerow(("", "", "", "", plan.table.sha256, "SHA-256 of the file"))
    for line in refusals(plan):
        writer.writerow([guarded(cell) for cell in line])


_KINDS = {
    "question": "an answer",
    "identifier": "tells responses apart",
    "personal": "says who answered",
    "moment": "a moment",
    "program": "bookkeeping of the program",
}
