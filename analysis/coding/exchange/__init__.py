"""Codeframes and codings out and in: as comma-separated files and by the REFI-QDA standard.

What is written is read back as it was. What comes from outside is refused in a sentence where it is not what it says,
too large, or made to harm the reader.
"""

from analysis.coding.exchange.codebook_file import read_codebook, write_codebook
from analysis.coding.exchange.codeframe_csv import read_codeframe_csv, write_codeframe_csv
from analysis.coding.exchange.codings_csv import read_project_csv, write_codings_csv, write_comments_csv
from analysis.coding.exchange.project_file import ImportedProject, read_project, write_project
from analysis.coding.exchange.records import CodingEntry, CodingProject, SourceComment
from analysis.coding.exchange.refusals import ExchangeRefused

__all__ = [
    "CodingEntry",
    "CodingProject",
    "ExchangeRefused",
    "ImportedProject",
    "SourceComment",
    "read_codebook",
    "read_codeframe_csv",
    "read_project",
    "read_project_csv",
    "write_codebook",
    "write_codeframe_csv",
    "write_codings_csv",
    "write_comments_csv",
    "write_project",
]
