"""A report as JSON, and back."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from analysis.report import Report

_ADAPTER = TypeAdapter(Report)


def report_to_json(report: Report) -> str:
    """The report as JSON text; the same report always gives the same text."""
    return _ADAPTER.dump_json(report, indent=2).decode()


def report_from_json(text: str) -> Report:
    """The report that :func:`report_to_json` wrote.

    Raises
    ------
    ValueError
        Where the text is no report; the message names the first place that is wrong.
    """
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the text itself"
        raise ValueError(f"not a report: {place}: {first['msg']}") from None
