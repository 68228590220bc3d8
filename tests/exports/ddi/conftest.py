"""Says in the summary of a run when the published schema was not there to check against."""

from __future__ import annotations

from typing import Any

from tests.exports.ddi.schemas import SCHEMAS


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not SCHEMAS.is_dir():
        terminalreporter.write_line(f"no schema in {SCHEMAS}: DDI codebooks were checked for well-formed XML only")
