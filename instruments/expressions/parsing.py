"""Reading the text of an expression to a tree, or saying where and why it cannot be read."""

from __future__ import annotations

from functools import lru_cache

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from instruments.errors import ExpressionError
from instruments.expressions.calls import build_call
from instruments.expressions.grammar import GRAMMAR
from instruments.expressions.refusals import explain
from instruments.expressions.tree import (
    Answer,
    Call,
    Current,
    Instance,
    Logic,
    Negation,
    Node,
    Number,
    Operation,
    Path,
    Root,
    Self,
    Step,
    Text,
    depth,
)

MAXIMUM_LENGTH = 20_000
MAXIMUM_DEPTH = 150
LAST_SAVED = "__last-saved"
"""The list that ``${last-saved#name}`` looks in: there is none here, so it is always blank."""


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """Read an expression.

    Raises
    ------
    ExpressionError
        When it is too long or too deep, is not well formed, or uses a function that does not exist, has the wrong
        number of arguments, or has an argument of the wrong kind. The error says at which character.
    """
    if len(text) > MAXIMUM_LENGTH:
        raise ExpressionError(f"it is {len(text):,} characters long; the most is {MAXIMUM_LENGTH:,}")
    try:
        tree: Node = _PARSER.parse(text)  # type: ignore[assignment]  # the transformer makes the parse tree ours
    except UnexpectedInput as error:
        explain(text, error)
    if depth(tree) > MAXIMUM_DEPTH:
        raise ExpressionError(f"it is nested more than {MAXIMUM_DEPTH} deep; split it over several questions")
    return tree


class _Predicate:
    """A condition in square brackets, on its way into a step."""

    def __init__(self, node: Node) -> None:
        self.node = node


@v_args(inline=True)
class _Builder(Transformer[Token, Node]):
    """Makes a node of each rule as the parser completes it, so that nothing here recurses."""

    def logic(self, first: Node, *rest: Node | Token) -> Node:
        operands = (first, *(part for part in rest if not isinstance(part, Token)))
        return Logic(str(rest[0]), operands)

    def operation(self, left: Node, operator: Token, right: Node) -> Node:
        return Operation(str(operator), left, right)

    def negation(self, _: Token, operand: Node) -> Node:
        return Negation(operand)

    def answer(self, token: Token) -> Node:
        name = token[2:-1].strip()
        if name.startswith("last-saved#"):
            return Path(Instance(LAST_SAVED), (Step("child", "data"), Step("child", name.partition("#")[2])))
        return Answer(name)

    def text(self, token: Token) -> Node:
        return Text(str(token[1:-1]))

    def number(self, token: Token) -> Node:
        return Number(float(token))

    def call(self, token: Token, *arguments: Node | None) -> Node:
        return build_call(token, tuple(argument for argument in arguments if argument is not None))

    def predicate(self, node: Node) -> _Predicate:
        return _Predicate(node)

    def step(self, token: Token, *predicates: _Predicate) -> Step:
        axis = {"STEP": "child", "STAR": "child", "SELF": "self", "PARENT": "parent"}[token.type]
        name = str(token) if token.type == "STEP" else None
        return Step(axis, name, tuple(predicate.node for predicate in predicates))

    def relative(self, *steps: Step) -> Node:
        return Self() if steps == (Step("self"),) else Path(Self(), steps)

    def absolute(self, *steps: Step) -> Node:
        return Path(Root(), steps)

    def path(self, start: Node, *rest: _Predicate | Step) -> Node:
        if not isinstance(start, _SETS) or (isinstance(start, Call) and start.function not in _GIVING_SETS):
            raise ExpressionError("a path or square brackets can only follow a question, a repeat or another path")
        predicates = tuple(part.node for part in rest if isinstance(part, _Predicate))
        return Path(start, tuple(part for part in rest if isinstance(part, Step)), predicates)

    chosen = path


_SETS = (Answer, Call, Current, Instance, Path, Self)
_GIVING_SETS = ("indexed-repeat", "randomize")
_PARSER = Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=False)
