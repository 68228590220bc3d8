"""Answers from the exports of other programs: read, mapped to an instrument, and planned before anything is stored."""

from analysis.importing.checks import mapping_problems
from analysis.importing.mapping import Mapping, OtherAnswers, QuestionMapping, RepeatMapping, dump_mapping, load_mapping
from analysis.importing.plan import ImportPlan, PlannedRow, accepted_rows, documents_of, plan_import
from analysis.importing.reading import open_export
from analysis.importing.refusal_list import write_refusals
from analysis.importing.refusals import ImportRefused
from analysis.importing.suggesting import Close, Suggestion, offers_for, suggest_mapping
from analysis.importing.table import PROGRAMS, Column, Program, SourceTable
from analysis.importing.written import write_responses

__all__ = [
    "PROGRAMS",
    "Close",
    "Column",
    "ImportPlan",
    "ImportRefused",
    "Mapping",
    "OtherAnswers",
    "PlannedRow",
    "Program",
    "QuestionMapping",
    "RepeatMapping",
    "SourceTable",
    "Suggestion",
    "accepted_rows",
    "documents_of",
    "dump_mapping",
    "load_mapping",
    "mapping_problems",
    "offers_for",
    "open_export",
    "plan_import",
    "suggest_mapping",
    "write_refusals",
    "write_responses",
]
