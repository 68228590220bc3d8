"""An expression as the oracles can read it, and the XML document that they read it over.

The oracles know XPath and OpenRosa's functions, but neither XLSForm's ``${name}`` nor a form: so what pyxform and
Enketo make of an expression before it is evaluated is made of it here. A name becomes the path to it, with the number
of the entry wherever the expression stands in one; ``instance('list')``, ``pulldata`` and ``indexed-repeat`` become
the paths that ODK's standard defines them by; and the node that the expression stands at is written out.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from instruments.expressions import Node, from_answer, to_text
from instruments.expressions.plain import PlainAnswers
from instruments.expressions.set_functions import name_of
from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Logic,
    Negation,
    Number,
    Operation,
    Path,
    Root,
    Self,
    Step,
    Text,
)
from tests.instruments.expression_cases import Setting

FORM = "/model/instance[@id='form']/data"
OWN_FUNCTIONS = {"jr:choice-name", "random", "uuid"}
"""What reads the form's labels or chance, which the oracles do not share with us."""


OF_CONTEXT = ("normalize-space", "string-length")
"""What reads the value of the question where no argument is given."""


class Inexpressible(Exception):
    """The oracles have no words for an expression."""


def document_of(setting: Setting) -> str:
    """The answers and lists of a setting as an XML document."""
    answers = _elements("data", setting.context.get("document", {}))
    lists = "".join(
        f'<instance id="{name}"><root>{_elements("item", list(rows))}</root></instance>'
        for name, rows in setting.context.get("lists", {}).items()
    )
    return f'<model><instance id="form">{answers}</instance>{lists}</model>'


def _elements(name: str, value: Any) -> str:
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return "".join(_elements(name, entry) for entry in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(_elements(key, inside) for key, inside in value.items())}</{name}>"
    text = escape(to_text(from_answer(value)), {"\r": "&#13;", "\t": "&#9;", "\n": "&#10;"})
    return f"<{name}>{text}</{name}>"


class Writer:
    """Writes trees as XPath, as seen from the nodes of a setting."""

    def __init__(self, setting: Setting) -> None:
        self.answers: PlainAnswers = setting.answers
        self.current = setting.at
        self.context = setting.row or setting.at

    def write(self, node: Node, *, inside: bool = False) -> str:
        """The XPath of a tree; ``inside`` square brackets ``.`` is the node that is judged there."""
        if isinstance(node, Text):
            return _quoted(node.value)
        if isinstance(node, Number):
            return to_text(node.value)
        if isinstance(node, Answer):
            return self.named(node.name, self.current)
        if isinstance(node, (Self, Current)):
            return "." if inside and isinstance(node, Self) else self.place(isinstance(node, Self))
        if isinstance(node, Path):
            return self.path(node, inside)
        if isinstance(node, Call):
            return self.call(node, inside)
        if isinstance(node, Negation):
            return self.negation(node, inside)
        if isinstance(node, Operation):
            left, right = (self.write(side, inside=inside) for side in (node.left, node.right))
            return f"({left}) {node.operator} ({right})"
        if isinstance(node, Logic):
            return f" {node.operator} ".join(f"({self.write(part, inside=inside)})" for part in node.operands)
        raise Inexpressible(f"a {type(node).__name__} alone")

    def negation(self, node: Negation, inside: bool) -> str:
        """Enketo takes a minus sign only before a number."""
        operand = self.write(node.operand, inside=inside)
        return f"-{operand}" if isinstance(node.operand, Number) else f"(0 - ({operand}))"

    def named(self, name: str, context: tuple[str | int, ...] | None) -> str:
        """The path to a name, through the entries that it shares with a node."""
        anywhere = self.answers.find(name, None)
        return _xpath(*_as_seen_from(context or (), anywhere[0])) if anywhere else f"{FORM}/{name}"

    def place(self, own: bool) -> str:
        node = self.context if own else self.current
        if node is None:
            raise Inexpressible("an expression without a question, which '.' would be")
        return _xpath(node, len(node))

    def path(self, path: Path, inside: bool) -> str:
        if isinstance(path.start, Instance):
            start = f"/model/instance[@id='{path.start.name}']"
        elif isinstance(path.start, Root):
            return self.absolute(path.steps)
        else:
            start = self.write(path.start, inside=inside)
            start = start if not path.predicates or start.startswith("(") else f"({start})"
        return start + self.predicates(path.predicates) + "".join(f"/{self.step(step)}" for step in path.steps)

    def absolute(self, steps: tuple[Step, ...]) -> str:
        """The standard looks at absolute paths from within the entry that the expression stands in."""
        written, way = FORM, list[str | int]()
        around = self.current or ()
        for index, step in enumerate(steps[1:], start=1):
            written += f"/{self.step(step)}"
            if step.name is None or step.axis != "child" or around[: len(way)] != tuple(way):
                way = ["/"]
                continue
            way.append(step.name)
            at = len(way)
            entry = around[at] if around[:at] == tuple(way) and at < len(around) else None
            if isinstance(entry, int):
                way.append(entry)
                if index < len(steps) - 1 and not step.predicates:
                    written += f"[position() = {entry + 1}]"
        return written

    def step(self, step: Step) -> str:
        name = {"parent": "..", "self": "."}.get(step.axis) or step.name or "*"
        return name + self.predicates(step.predicates)

    def predicates(self, predicates: tuple[Node, ...]) -> str:
        return "".join(f"[{self.write(predicate, inside=True)}]" for predicate in predicates)

    def call(self, call: Call, inside: bool) -> str:
        if call.function in OWN_FUNCTIONS:
            raise Inexpressible(f"{call.function}(), which reads what the oracles cannot be given")
        if call.function == "pulldata":
            instance, column, key, wanted = call.arguments
            if not isinstance(instance, Text) or not isinstance(column, Text) or not isinstance(key, Text):
                raise Inexpressible("a list whose name is reckoned")
            row = f"[{key.value} = {self.write(wanted, inside=True)}]"
            return f"/model/instance[@id='{instance.value}']/root/item{row}[position() = 1]/{column.value}"
        if call.function == "indexed-repeat":
            return self.indexed(call)
        if inside and (call.function == "once" or (call.function in OF_CONTEXT and not call.arguments)):
            raise Inexpressible("the question's own answer within square brackets")
        return f"{call.function}({', '.join(self.write(argument, inside=inside) for argument in call.arguments)})"

    def indexed(self, call: Call) -> str:
        """The path to the question, with the number of the entry after the name of each repeat."""
        way = self.answers.find(name_of(call.arguments[0]), None)[0]
        repeats = dict(zip(map(name_of, call.arguments[1::2]), call.arguments[2::2], strict=True))
        written = FORM
        for part in way:
            if isinstance(part, str):
                number = f"[position() = ({self.write(repeats[part])})]" if part in repeats else ""
                written += f"/{part}{number}"
        return written


def _as_seen_from(context: tuple[str | int, ...], way: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], int]:
    """The way to a node through the entries that a context is in, and how far those go."""
    seen, numbered = list(way), 0
    for index, part in enumerate(way[:-1]):
        if index >= len(context) or seen[:index] != list(context[:index]):
            break
        if isinstance(part, int):
            seen[index], numbered = context[index], index + 1
    return tuple(seen), numbered


def _xpath(node: tuple[str | int, ...], numbered: int) -> str:
    """The path of a node, with the numbers of entries as far as ``numbered``."""
    written = FORM
    if node and node[0] == 0:
        return f"/model/instance[@id='{node[1]}']/root/item[position() = {int(node[2]) + 1}]"
    for index, part in enumerate(node):
        if isinstance(part, str):
            written += f"/{part}"
        elif index < numbered:
            written += f"[position() = {part + 1}]"
    return written


def _quoted(text: str) -> str:
    quote = '"' if "'" in text else "'"
    return f"{quote}{text}{quote}"
