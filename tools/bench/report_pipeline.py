"""The whole Report from answers documents in SQLite: 60 questions and a repeat, each by agency and three strata.

Each size is measured in a process of its own, so that its peak of memory is its own, beside a bare loop that parses the
same documents and counts every option.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tools.bench.measuring import Measure

SIZES = (1_000, 10_000, 100_000)
LIMIT_TIMES = 2.0
LIMIT_MEGABYTES = 1024.0
DASHBOARD_LIMIT = 300.0
LOOP = "a bare loop over the same documents"


def measures() -> Iterator[Measure]:
    """Every size, without suppression and with."""
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"answers-{size}.sqlite3"
            _run("fill", str(path), str(size))
            for policy in ("none", "default"):
                found = _run(policy, str(path), "3" if size > 10_000 else "5")
                yield _measure(size, policy, found)


def _measure(size: int, policy: str, found: dict[str, Any]) -> Measure:
    how = "with suppression" if policy == "default" else "without suppression"
    return Measure(
        name=f"report of {size:,} responses, {how}",
        milliseconds=found["report"] * 1000,
        compared_with=LOOP,
        times=found["report"] / found["bare"],
        limit=DASHBOARD_LIMIT if size == SIZES[0] else None,
        times_allowed=LIMIT_TIMES if size == SIZES[-1] else None,
        megabytes=found["megabytes"],
    )


def _run(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tools.bench.report_pipeline", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout or "{}")  # type: ignore[no-any-return]


def main(job: str, path: Path, number: int) -> None:
    """One job in a process of its own: fill a database, or measure a report of what is in it."""
    import survey_app.schema  # noqa: F401 (every table)
    from tools.bench.round_of_answers import bare_loop, stored_round

    if job == "fill":
        with stored_round(path, number):
            return
    report = _report_of(path, job)
    bare: list[float] = []
    whole: list[float] = []
    report()  # loads what is loaded once
    for _ in range(number):
        bare.append(_seconds(lambda: bare_loop(path)))
        whole.append(_seconds(report))
    found = {"bare": statistics.median(bare), "report": statistics.median(whole)}
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def _report_of(path: Path, policy_name: str) -> Callable[[], Any]:
    """From the rows of the database to the finished report, as the application makes it."""
    from dataclasses import replace
    from datetime import date

    from sqlalchemy import create_engine, select
    from sqlalchemy.orm import Session

    from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release
    from analysis.figures import compute_figures
    from survey_app.results.snapshot import round_data
    from survey_app.rounds.models import Round
    from tools.bench.round_of_answers import BREAKDOWNS, MOMENT

    engine = create_engine(f"sqlite:///{path}")
    nothing_hidden = DisclosurePolicy.none(decided_by="Nobody", decided_on=date(2026, 1, 1), reason="constructed")
    policy = DisclosurePolicy.default() if policy_name == "default" else nothing_hidden

    def work() -> Any:
        with Session(engine) as session:
            data = round_data(session, session.scalars(select(Round)).one(), produced_at=MOMENT)
            figures = compute_figures(replace(data, break_down_by=BREAKDOWNS))
            return release(figures, policy, ReleaseLedger())

    return work


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
