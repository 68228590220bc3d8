"""Run every benchmark and print tables: ``make bench``."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from tools.bench.measuring import Measure, table

BENCHMARKS = (
    "server_validation", "answering_pages", "keystroke", "offline", "xlsform_reading", "report_pipeline",
    "agreement_and_cells", "exports", "ten_thousand_letters",
)  # fmt: skip
"""Modules beside this one, each with a ``measures()``."""


def main() -> None:
    """Measure one after another, so that none disturbs the next."""
    found: list[Measure] = []
    for name in BENCHMARKS:
        if find_spec(f"tools.bench.{name}") is not None:
            found.extend(import_module(f"tools.bench.{name}").measures())
    print(table(found))
    print()
    import_module("tools.bench.crowd").show()


if __name__ == "__main__":
    main()
