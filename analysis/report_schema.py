"""The JSON Schema of reports, and reports made from reports as JSON.

The schema is published as ``docs/report.schema.json``; ``python -m analysis.report_schema`` prints it anew.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from analysis.derived_reports import AgencyReport, ComparisonReport, PartnershipReport
from analysis.report import Report

AnyReport = Annotated[Report | ComparisonReport | AgencyReport | PartnershipReport, Field(discriminator="scope")]
_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyReport)


def report_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``walkabout report … -o report.json`` writes."""
    schema = _ADAPTER.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Walkabout report",
        "description": "The figures of a round, of two rounds compared, of one agency, or of a whole partnership; "
        "“scope” says which. A figure that is not shown is null, and “mark” says why: c (confidential) or z (there is "
        "no base). Shares are proportions between 0 and 1.",
        **schema,
    }


def any_report_to_json(report: AnyReport) -> str:
    """Any report as JSON text; the same report always gives the same text."""
    return _ADAPTER.dump_json(report, indent=2).decode()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n")
