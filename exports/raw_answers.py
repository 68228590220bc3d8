"""The single answers of a round, as they are given to whatever writes them out row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.round_data import Form, ResponseRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswers:
    """The answers of a round as they are.

    Attributes
    ----------
    form : CompiledInstrument or Merged
        What the answers are to; names the columns and their choices.
    responses : iterable of ResponseRecord
        The answers documents, gone through once and never held together.
    breakdowns : mapping of str to str
        The groups that the invitations name (``agency``) with their labels; a column each.
    remark : str
        A sentence that must stand with them; empty for none.
    scratch : Path, optional
        The folder in which rows and parts of a workbook stand while it is written; without it, the system's own for
        temporary files.
    """

    form: Form
    responses: Iterable[ResponseRecord]
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    scratch: Path | None = None
