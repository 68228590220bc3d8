"""The raw data of a round as a workbook: 60 questions and a repeat, beside bare xlsxwriter and ``pandas.to_excel``.

Every writer reads the same answers from the same database, in a process of its own, so that its peak of memory is its
own; what the program takes before it has read an answer is said beside it. Bare xlsxwriter (``constant_memory``) writes
the same cells; ``pandas.to_excel`` writes the frames, which have neither the labels of choices nor several choices in
words, and is left out where it would hold gigabytes in memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.bench.measuring import Measure

SIZES = (10_000, 100_000)
PANDAS_UP_TO = 10_000
LIMIT_TIMES = 0.167  # a sixth
LIMIT_MEGABYTES = 150.0


def measures() -> Iterator[Measure]:
    """Every size, beside bare xlsxwriter and, where it can be, beside pandas."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"answers-{size}.sqlite3"
            _run("fill", path, size)
            streamed, bare = _run("streamed", path, size), _run("bare", path, size)
            yield _measure(size, streamed, bare, f"bare xlsxwriter ({bare['megabytes']:.0f} MB)", LIMIT_TIMES)
            if size <= PANDAS_UP_TO:
                pandas = _run("pandas", path, size)
                yield _measure(size, streamed, pandas, f"pandas.to_excel ({pandas['megabytes']:.0f} MB)", None)


def _measure(size: int, ours: dict[str, Any], other: dict[str, Any], what: str, allowed: float | None) -> Measure:
    taken = ours["megabytes"] - ours["before"]
    program = f"{ours['before']:.0f} MB are the program's, {taken:.0f} the work's (allowed: {LIMIT_MEGABYTES:g})"
    return Measure(
        name=f"raw data of {size:,} responses as a workbook; {program}",
        milliseconds=ours["seconds"] * 1000,
        compared_with=what,
        times=ours["seconds"] / other["seconds"],
        times_allowed=allowed,
        megabytes=ours["megabytes"],
    )


def _run(job: str, path: Path, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tools.bench.exports", job, str(path), str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout or "{}")  # type: ignore[no-any-return]


def main(job: str, path: Path, size: int) -> None:
    """One job in a process of its own: fill a database, or write a workbook of what is in it."""
    import survey_app.accounts.models
    import survey_app.results.models  # noqa: F401

    if job == "fill":
        from tools.bench.round_of_answers import stored_round

        with stored_round(path, size):
            return
    import analysis.figures  # noqa: F401  (what every writer needs is no part of the time)
    import exports.workbook  # noqa: F401

    write = {"streamed": _streamed, "bare": _bare, "pandas": _pandas}[job]
    before, start = _megabytes(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _with_answers(path, lambda responses: write(responses, Path(folder) / "raw.xlsx"))
    print(json.dumps({"seconds": time.perf_counter() - start, "before": before, "megabytes": _megabytes()}))


def _megabytes() -> float:
    """The most memory that this process has used so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _with_answers(path: Path, work: Callable[[Any], None]) -> None:
    """Give the work the answers as the application reads them."""
    from sqlalchemy import create_engine, select
    from sqlalchemy.orm import Session

    from survey_app.results.snapshot import responses_of
    from survey_app.rounds.models import Round

    with Session(create_engine(f"sqlite:///{path}")) as session:
        work(responses_of(session, session.scalars(select(Round)).one()))


def _streamed(responses: Any, out: Path) -> None:
    from analysis.disclosure import working_report
    from analysis.figures import compute_figures
    from analysis.round_data import Population, RoundData
    from exports.raw_answers import RawAnswers
    from exports.workbook import write_raw_workbook
    from instruments.compiled import compile_instrument
    from tools.bench.round_of_answers import MOMENT, instrument

    form = compile_instrument(instrument())
    data = RoundData(
        title="A constructed round", slug="bench", partnership="Nobody", instrument=form, version=1, content_hash="",
        responses=(), population=Population(size=None, known=False), produced_at=MOMENT,
    )  # fmt: skip
    report = working_report(compute_figures(data))
    write_raw_workbook(report, out, raw=RawAnswers(form=form, responses=responses, scratch=out.parent))


def _bare(responses: Any, out: Path) -> None:
    """The same cells, written one by one with xlsxwriter's own mode for large files."""
    from xlsxwriter import Workbook

    from analysis.responses import entries_of, main_items, repeat_items
    from instruments.compiled import compile_instrument
    from tools.bench.round_of_answers import instrument

    form = compile_instrument(instrument())
    main, repeat = main_items(form), repeat_items(form, "talk")
    labels = {item.name: {one.name: one.label for one in item.choices} for item in (*main, *repeat)}
    with Workbook(out, {"constant_memory": True, "tmpdir": str(out.parent)}) as workbook:
        sheet, entries = workbook.add_worksheet(), workbook.add_worksheet()
        style, absent = workbook.add_format({"valign": "top"}), workbook.add_format({"italic": True})
        entry_row = 0
        for row, record in enumerate(responses):
            sheet.write_string(row, 0, record.response_id, style)
            sheet.write_datetime(row, 1, record.received_on, style)
            _write_cells(sheet, row, 2, main, record.document, labels, style, absent)
            for place, entry in entries_of(record.document, ("talk",)):
                entries.write_string(entry_row, 0, record.response_id, style)
                entries.write_number(entry_row, 1, place[0] + 1, style)
                _write_cells(entries, entry_row, 2, repeat, entry, labels, style, absent)
                entry_row += 1


def _write_cells(
    sheet: Any, row: int, column: int, items: Any, document: Any, labels: Any, style: Any, absent: Any
) -> None:
    for item in items:
        answer, kind, words = document.get(item.name), item.question.kind, labels[item.name]
        if kind == "select_multiple":
            if answer is None:
                sheet.write_string(row, column, "(not answered)", absent)
            else:
                sheet.write_string(row, column, "; ".join([words[name] for name in answer]), style)
                for place, name in enumerate(words, start=1):
                    sheet.write_number(row, column + place, int(name in answer), style)
            column += 1 + len(words)
        elif words:
            for text in ("(not answered)",) * 2 if answer is None else (answer, words[answer]):
                sheet.write_string(row, column, text, style)
                column += 1
        else:
            if answer is None:
                sheet.write_string(row, column, "(not answered)", absent)
            elif kind == "integer":
                sheet.write_number(row, column, answer, style)
            else:
                sheet.write_string(row, column, answer, style)
            column += 1


def _pandas(responses: Any, out: Path) -> None:
    import pandas as pd

    from analysis.responses import response_frames
    from instruments.compiled import compile_instrument
    from tools.bench.round_of_answers import instrument

    frames = response_frames(compile_instrument(instrument()), responses)
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        frames.main.to_excel(writer, sheet_name="Raw data")
        for name, frame in frames.repeats.items():
            frame.to_excel(writer, sheet_name=f"Raw {name}", index=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
