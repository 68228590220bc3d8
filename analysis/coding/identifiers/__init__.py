"""What in a text could tell who it is about, found by rules and marked before anybody quotes it.

Rules find what has a shape (numbers, postcodes, dates) and what stands where a name stands. They do not understand the
text: someone may be known by what happened to them. A person reads every quotation before it is used.
"""

from analysis.coding.identifiers.finding import IdentifierFinder, find_identifiers
from analysis.coding.identifiers.spans import KINDS, MARKS, Identifier, Kind, redact

__all__ = ["KINDS", "MARKS", "Identifier", "IdentifierFinder", "Kind", "find_identifiers", "redact"]
