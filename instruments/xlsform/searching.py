"""The appearance ``search(…)``: choices from a CSV file, as forms had them before ``select_one_from_file``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SEARCH = re.compile(r"search\s*\((?P<given>(?:[^()'\"]|'[^']*'|\"[^\"]*\"|\([^()]*\))*)\)")
_ARGUMENT = re.compile(r"\s*((?:'[^']*'|\"[^\"]*\"|\([^()]*\)|[^,'\"()])+)\s*(?:,|$)")
_TESTS = {
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
    "matches": "{column} = {value}",
}


@dataclass(frozen=True, slots=True)
class Search:
    """What a ``search(…)`` says: the file, the choice_filter that it comes to, and the rest of the appearance."""

    file: str
    choice_filter: str | None
    appearance: str | None


def read_search(appearance: str) -> Search | None:
    """The search of an appearance; None where there is none, or none that can be read."""
    found = _SEARCH.search(appearance)
    if found is None:
        return None
    arguments = [argument.strip() for argument in _ARGUMENT.findall(found["given"])]
    if not arguments or not _unquoted(arguments[0]):
        return None
    rest = " ".join((appearance[: found.start()] + appearance[found.end() :]).split())
    return Search(_unquoted(arguments[0]), _filter(arguments[1:]), rest or None)


def _filter(arguments: list[str]) -> str | None:
    """``'matches', 'town', ${town}``, and perhaps a second column with its value."""
    tests = []
    if len(arguments) >= 3 and _unquoted(arguments[0]) in _TESTS:
        test = _TESTS[_unquoted(arguments[0])]
        tests.append(test.format(column=_unquoted(arguments[1]), value=arguments[2]))
        arguments = arguments[3:]
    if len(arguments) >= 2:
        tests.append(f"{_unquoted(arguments[0])} = {arguments[1]}")
    return " and ".join(tests) or None


def _unquoted(argument: str) -> str:
    return argument[1:-1].strip() if argument[:1] in "'\"" and argument[-1:] == argument[:1] else ""
