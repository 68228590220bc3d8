"""Data files: the single answers of a round as CSV, Parquet, SPSS and Stata, and the figures of a report as tables.

Single answers are for rounds that are not anonymous; whoever calls sees to that. Figures come from a Report alone, so
that they show what it shows.
"""

from exports.data_files.answer_data import FILE_KINDS, KIND_NAMES, AnswerData, FileKind
from exports.data_files.bundle import SeveralFiles, WrittenFiles, has_repeats, write_answer_bundle, write_answer_file
from exports.data_files.figures import write_figures

__all__ = [
    "FILE_KINDS",
    "KIND_NAMES",
    "AnswerData",
    "FileKind",
    "SeveralFiles",
    "WrittenFiles",
    "has_repeats",
    "write_answer_bundle",
    "write_answer_file",
    "write_figures",
]
