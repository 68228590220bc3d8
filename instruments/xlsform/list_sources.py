"""Where the choices of each question come from: the choices sheet, external_choices, or a file beside the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from instruments.xlsform.attached_files import UnreadableFile, read_rows
from instruments.xlsform.choice_rows import ChoiceRow, Lists
from instruments.xlsform.nodes import Node, Source, walk_all
from instruments.xlsform.reporting import Report
from instruments.xlsform.searching import Search, read_search
from instruments.xlsform.survey_rows import Survey

# What looks things up in a list by its name.
_LOOKED_UP = re.compile(r"(?:pulldata|instance)\(\s*['\"]([^'\"]+)['\"]")
_EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "default", "repeat_count", "required",
                "read_only")  # fmt: skip
_NEVER = frozenset({"__last-saved"})


@dataclass(slots=True)
class ListSources:
    """Settles the list of every question, reading the files beside the form as they are needed."""

    lists: Lists
    external: Lists
    given: Mapping[str, bytes]
    report: Report
    named: Mapping[str, str] = field(default_factory=dict)
    """The file of a list, where our own sheet says it."""
    files: dict[str, str] = field(default_factory=dict)
    """The file of each list that comes from one, by list name."""
    places: dict[str, Source] = field(default_factory=dict)
    """Where each of these files is first named."""

    def settle(self, survey: Survey) -> None:
        for node in walk_all(survey.nodes):
            self._question(node)
        for name, (filename, source) in survey.files.items():
            self._file(name, filename, source, None)
        for node in walk_all(survey.nodes):
            for key in _EXPRESSIONS:
                text = node.data.get(key)
                if isinstance(text, str) and "(" in text:
                    self._looked_up(node, key, text)

    def _question(self, node: Node) -> None:
        filename, external = node.data.pop("file", None), node.data.pop("external", None)
        words = node.data["type"].split(" ")
        if len(words) == 2 and "${" in words[1]:
            message = (
                f"the choices of '{node.name}' are the answers to another question ({words[1]}), which is not "
                "supported; give it a list of choices"
            )
            self.report.error(node.source.where("type"), message, node.name)
            node.data["type"] = "text"
        elif (search := read_search(node.data.get("appearance", ""))) is not None and len(words) == 2:
            self._search(node, search, words)
        elif filename is not None:
            name = filename.rsplit(".", 1)[0]
            node.data["type"] = f"{words[0]} {name}"
            self._file(name, filename, node.source, node.data.get("parameters"))
        elif external is not None:
            if "choice_filter" not in node.data and external not in self.lists:
                message = "select_one_external is for lists that a choice_filter shortens; add one, or use select_one"
                self.report.error(node.source.where("type"), message, node.name)
            node.data["type"] = f"{words[0]} {self._external(external)}"

    def _search(self, node: Node, search: Search, words: list[str]) -> None:
        """The one row of the list names the file's columns for the choices' names and labels."""
        rows = self.lists.get(words[1], [])
        name = search.file.rsplit(".", 1)[0] if search.file.lower().endswith(".csv") else search.file
        while name in self.lists and name not in self.files:
            name += "_csv"
        node.data["type"] = f"{words[0]} {name}"
        node.data.pop("appearance")
        if search.appearance:
            node.data["appearance"] = search.appearance
        if search.choice_filter:
            given = node.data.get("choice_filter")
            node.data["choice_filter"] = f"({given}) and {search.choice_filter}" if given else search.choice_filter
        columns = rows[0].data if rows else {}
        stated = f"value={columns.get('name', 'name')} label={columns.get('label', 'label')}"
        self._file(name, f"{search.file.removesuffix('.csv')}.csv", node.source, stated)

    def _external(self, name: str) -> str:
        """The list's name among all lists: another on the choices sheet may have the same."""
        rows = self.external.get(name, [])
        if self.lists.get(name) is rows:
            return name
        own = name
        while own in self.lists and self.lists[own] is not rows:
            own += "_external"
        if rows:
            self.lists[own] = rows
        return own

    def _file(self, name: str, filename: str, source: Source, parameters: str | None) -> None:
        if name in self.files:
            return
        if self.lists.get(name):
            return
        filename = self.named.get(name, filename)
        self.files[name] = filename
        self.places[name] = source
        self.lists[name] = []
        data = self.given.get(filename)
        where = source.where("type")
        if data is None:  # which the checks of the whole instrument say
            return
        stated = _stated(parameters)
        try:
            rows = read_rows(filename, data, value=stated.get("value"), label=stated.get("label"))
        except UnreadableFile as error:
            self.report.error(where, f"the file '{filename}' cannot be read: {error}; save it again")
            return
        self.lists[name] = [ChoiceRow(row, source) for row in rows]

    def _looked_up(self, node: Node, key: str, text: str) -> None:
        for name in _LOOKED_UP.findall(text):
            if name not in self.lists and name not in _NEVER:
                source = Source(node.source.sheet, node.source.row, {"type": node.source.columns.get(key, key)})
                self._file(name, f"{name}.csv", source, None)


def _stated(parameters: str | None) -> dict[str, Any]:
    words = re.split(r"[\s,;]+", parameters or "")
    return dict(word.split("=", 1) for word in words if "=" in word)
