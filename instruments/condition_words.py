"""Conditions in plain words: what a reader of a paper form, or of the designer's preview, is told of a skip rule.

``${heard} = 'no'`` becomes "‘Did you hear the outcome?’ is ‘No’". What has no plain words (arithmetic, paths) is None,
and whoever asks shows the expression itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from instruments.compiled import CompiledInstrument
from instruments.expressions import Node
from instruments.expressions.tree import Answer, Call, Logic, Number, Operation, Self, Text
from instruments.shortening import shortened

LONGEST_LABEL = 90

_NUMBERS = {"<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}
_DATES = {"<": "is before", "<=": "is on or before", ">": "is after", ">=": "is on or after"}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_OTHER_WORD = {"and": "or", "or": "and"}
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MARKDOWN = re.compile(
    r"""(?<!\w)(?:\*{1,3}|_{1,3})(?=\S)(?P<stressed>.+?)(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)   # emphasis, not snake_case
    | ^\#+\s* | <[^>]*>                                                                  # headings, spans
    | \[(?P<linked>[^\]]*)\]\([^)]*\)""",
    re.MULTILINE | re.VERBOSE,
)


def in_words(compiled: CompiledInstrument, node: Node, called: Mapping[str, str] | None = None) -> str | None:
    """A condition in plain words, or None where there are none for it.

    ``called`` says how a question is to be called ("question 4"); others are called by their labels.
    """
    return _Words(compiled, called or {}).of(node)


def all_in_words(
    compiled: CompiledInstrument, nodes: tuple[Node, ...], called: Mapping[str, str] | None = None
) -> str | None:
    """Several conditions that must all hold; None where one of them has no plain words."""
    said = [in_words(compiled, node, called) for node in nodes]
    return " and ".join(part for part in said if part) if said and all(said) else None


def plain_label(label: str, longest: int | None = LONGEST_LABEL) -> str:
    """A label on one line, without Markdown and with "…" for the answers it would quote."""
    text = _MARKDOWN.sub(lambda match: match["stressed"] or match["linked"] or "", label)
    text = " ".join(re.sub(r"\$\{\s*[^}]*\}", "…", text).split())
    return text if longest is None else shortened(text, longest)


class _Words:
    """One condition on its way into words; ``negative`` turns what is said into its opposite."""

    def __init__(self, compiled: CompiledInstrument, called: Mapping[str, str]) -> None:
        self.compiled = compiled
        self.called = called

    def of(self, node: Node, *, negative: bool = False) -> str | None:
        if isinstance(node, Logic):
            return self._logic(node, negative)
        if isinstance(node, Operation):
            return self._operation(node, negative)
        if isinstance(node, Call):
            return self._call(node, negative)
        if isinstance(node, Answer):
            return f"{self._name(node)} is {'not ' if negative else ''}answered"
        return None

    def _logic(self, node: Logic, negative: bool) -> str | None:
        """Not (a and b) is (not a) or (not b)."""
        word = _OTHER_WORD[node.operator] if negative else node.operator
        operands = [operand for operand in node.operands if not self._says_not_asked(operand)]
        said = [self._operand(operand, word, negative) for operand in operands]
        known = [part for part in said if part is not None]
        return f" {word} ".join(known) if known and len(known) == len(said) else None

    def _operand(self, node: Node, outer: str, negative: bool) -> str | None:
        """An "or" within an "and" is set apart, or the sentence could be read either way."""
        said = self.of(node, negative=negative)
        mixed = outer == "and" and _joined_by(node, negative) == "or"
        return f"({said})" if said is not None and mixed else said

    def _says_not_asked(self, node: Node) -> bool:
        """``count(${consent}) = 0``: so what hangs on a consent says that it was not even asked for."""
        if not isinstance(node, Operation) or node.operator != "=" or node.right != Number(0.0):
            return False
        call = node.left
        if not isinstance(call, Call) or call.function != "count" or not isinstance(call.arguments[0], Answer):
            return False
        return self.compiled.find(call.arguments[0].name) is not None

    def _operation(self, node: Operation, negative: bool) -> str | None:
        left, operator, right = node.left, node.operator, node.right
        if operator not in _OPPOSITE:
            return None
        if isinstance(left, (Text, Number)):
            left, operator, right = right, _MIRRORED[operator], left
        operator = _OPPOSITE[operator] if negative else operator
        if isinstance(left, (Answer, Self)):
            return self._compared(left, operator, right)
        counted = self._counted(left)
        if counted is not None and isinstance(right, Number):
            return f"{counted} {self._relation(operator, numeric=True)} {_number(right)}"
        return None

    def _compared(self, left: Answer | Self, operator: str, right: Node) -> str | None:
        called = self._name(left)
        if isinstance(right, Text) and right.value == "":
            return f"{called} is {'blank' if operator == '=' else 'answered'}"
        if isinstance(right, Text) and operator in ("=", "!="):
            return f"{called} {self._relation(operator)} ‘{self._choice(left, right.value)}’"
        if isinstance(right, Number):
            return f"{called} {self._relation(operator, numeric=True)} {_number(right)}"
        if isinstance(right, Call) and right.function in ("today", "now"):
            return f"{called} {self._relation(operator)} {'today' if right.function == 'today' else 'now'}"
        if isinstance(right, Answer):
            what = "the answer to " if operator in ("=", "!=") else ""
            return f"{called} {self._relation(operator, numeric=self._is_number(right))} {what}{self._name(right)}"
        return None

    def _call(self, node: Call, negative: bool) -> str | None:
        if node.function == "not":
            return self.of(node.arguments[0], negative=not negative)
        if node.function == "boolean":
            return self.of(node.arguments[0], negative=negative)
        if node.function == "selected":
            return self._selected(*node.arguments, negative=negative)
        return None

    def _selected(self, chosen: Node, wanted: Node, *, negative: bool) -> str | None:
        if isinstance(chosen, Text) and isinstance(wanted, Answer):  # selected('a b c', ${x}): one of several
            names = [f"‘{self._choice(wanted, name)}’" for name in chosen.value.split()]
            listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}" if names else ""
            return f"{self._name(wanted)} is {'not ' if negative else ''}{listed}" if listed else None
        if isinstance(chosen, (Answer, Self)) and isinstance(wanted, Text):
            several = isinstance(chosen, Answer) and self._kind(chosen) in ("select_multiple", "rank")
            verb = ("does not include" if negative else "includes") if several else f"is{' not' if negative else ''}"
            return f"{self._name(chosen)} {verb} ‘{self._choice(chosen, wanted.value)}’"
        return None

    def _counted(self, node: Node) -> str | None:
        if not isinstance(node, Call) or not node.arguments or not isinstance(node.arguments[0], Answer):
            return None
        name = self._name(node.arguments[0])
        if node.function == "count-selected":
            return f"the number of answers chosen in {name}"
        if node.function == "count":
            return f"the number of entries in {name}"
        return f"the length of {name}" if node.function == "string-length" else None

    def _name(self, node: Node) -> str:
        if not isinstance(node, Answer):
            return "this answer"
        if node.name in self.called:
            return self.called[node.name]
        item = self.compiled.find(node.name)
        label = item.question.label if item is not None else self._section_label(node.name)
        return f"‘{plain_label(label or node.name)}’"

    def _section_label(self, name: str) -> str | None:
        return next((section.label for section in self.compiled.sections if section.name == name), None)

    def _kind(self, node: Node) -> str | None:
        item = self.compiled.find(node.name) if isinstance(node, Answer) else None
        return item.question.kind if item else None

    def _is_number(self, node: Node) -> bool:
        return self._kind(node) in ("integer", "decimal", "range", "calculate")

    def _choice(self, node: Node, name: str) -> str:
        item = self.compiled.find(node.name) if isinstance(node, Answer) else None
        choices = item.choices if item else ()
        return next((plain_label(choice.label) for choice in choices if choice.name == name), name)

    def _relation(self, operator: str, *, numeric: bool = False) -> str:
        if operator in ("=", "!="):
            return "is" if operator == "=" else "is not"
        return (_NUMBERS if numeric else _DATES)[operator]


def _joined_by(node: Node, negative: bool) -> str | None:
    """The word that joins the outermost parts of what a condition says."""
    while isinstance(node, Call) and node.function in ("not", "boolean"):
        negative = negative is not (node.function == "not")
        node = node.arguments[0]
    if not isinstance(node, Logic):
        return None
    return _OTHER_WORD[node.operator] if negative else node.operator


def _number(node: Number) -> str:
    return str(int(node.value)) if node.value.is_integer() else str(node.value)
