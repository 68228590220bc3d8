"""Reading the text of an expression to a tree, or saying where and why it cannot be read."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from typing import NoReturn

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, UnexpectedToken

from instruments.errors import ExpressionError
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.patterns import compile_pattern
from instruments.expressions.tree import (
    Answer,
    Call,
    Logic,
    Negation,
    Node,
    Number,
    Operation,
    Parent,
    Self,
    Text,
    depth,
)

MAXIMUM_LENGTH = 2000
MAXIMUM_DEPTH = 100

# XPath 1.0's order of precedence, without its paths.
GRAMMAR = r"""
?start: disjunction
?disjunction: conjunction
    | conjunction (OR conjunction)+ -> logic
?conjunction: equality
    | equality (AND equality)+ -> logic
?equality: relation
    | equality (EQUAL | UNEQUAL) relation -> operation
?relation: sum
    | relation (LESS_EQUAL | LESS | MORE_EQUAL | MORE) sum -> operation
?sum: product
    | sum (PLUS | MINUS) product -> operation
?product: operand
    | product (TIMES | DIV | MOD) operand -> operation
?operand: MINUS operand -> negation
    | "(" disjunction ")"
    | FUNCTION "(" [disjunction ("," disjunction)*] ")" -> call
    | FUNCTION "(" PARENT ")" -> call_of_parent
    | ANSWER -> answer
    | TEXT -> text
    | NUMBER -> number
    | SELF -> self

OR: /or(?![\w.-])/
AND: /and(?![\w.-])/
DIV: /div(?![\w.-])/
MOD: /mod(?![\w.-])/
EQUAL: "="
UNEQUAL: "!="
LESS_EQUAL: "<="
LESS: "<"
MORE_EQUAL: ">="
MORE: ">"
PLUS: "+"
MINUS: "-"
TIMES: "*"
FUNCTION: /[A-Za-z_][\w:.-]*(?=[ \t\r\n]*\()/
ANSWER: /\$\{[ \t]*[A-Za-z_][A-Za-z0-9_-]*[ \t]*\}/
TEXT: /"[^"]*"|'[^']*'/
NUMBER: /[0-9]+(\.[0-9]*)?|\.[0-9]+/
PARENT: ".."
SELF: /\.(?![0-9.])/
%ignore /[ \t\r\n]+/
"""


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
        _explain(text, error)
    if depth(tree) > MAXIMUM_DEPTH:
        raise ExpressionError(f"it is nested more than {MAXIMUM_DEPTH} deep; split it over several questions")
    return tree


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
        return Answer(token[2:-1].strip())

    def text(self, token: Token) -> Node:
        return Text(str(token[1:-1]))

    def number(self, token: Token) -> Node:
        return Number(float(token))

    def self(self, _: Token) -> Node:
        return Self()

    def call(self, token: Token, *arguments: Node | None) -> Node:
        given = tuple(argument for argument in arguments if argument is not None)
        _check_call(token, given)
        return Call(str(token), given)

    def call_of_parent(self, token: Token, _: Token) -> Node:
        return self.call(token, Parent())


def _check_call(token: Token, arguments: tuple[Node, ...]) -> None:
    name, position = str(token), (token.start_pos or 0) + 1
    function = FUNCTIONS.get(name)
    if function is None:
        near = get_close_matches(name, FUNCTIONS, n=1, cutoff=0.75)
        advice = f"did you mean {near[0]}()?" if near else f"there are: {', '.join(FUNCTIONS)}"
        raise ExpressionError(f"the function '{name}' is not supported; {advice}", position)
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        takes = _number_of(function.least, function.most)
        raise ExpressionError(f"{name}() takes {takes}, not {len(arguments)}", position)
    if function.first == "answers" and not isinstance(arguments[0], Answer):
        raise ExpressionError(f"{name}() counts the answers to a question or repeat: {name}(${{name}})", position)
    if any(isinstance(argument, Parent) for argument in arguments) is not (function.first == "parent"):
        raise ExpressionError("'..' is supported only as position(..), the number of the entry in its repeat", position)
    if function.pattern:
        _check_pattern(arguments[1], position)


def _check_pattern(argument: Node, position: int | None) -> None:
    if not isinstance(argument, Text):
        raise ExpressionError("the second argument of regex() must be a pattern in quotes", position)
    try:
        compile_pattern(argument.value)
    except ExpressionError as error:
        raise ExpressionError(error.message, position) from None


def _number_of(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more arguments"
    if least != most:
        return f"{least} to {most} arguments"
    return f"{least} argument{'' if least == 1 else 's'}"


# What people write who come from elsewhere, and what to write here instead; the first that fits is said.
_ADVICE: tuple[tuple[str, str], ...] = (
    (r"[‘’“”]", "use straight quotes (' or \"), not curly ones"),
    (r"['\"]", "a text in quotes is not closed; add the closing quote, or a sign is missing before it"),
    (r"(?<==)=", "write a single = for 'equals'"),
    (r"(?<=<)>|!", "write != for 'is not equal to', or not(…)"),
    (r"[&|]", "write 'and' or 'or' in words"),
    (r"(?i:and|or|div|mod)(?![\w.-])", "'and', 'or', 'div' and 'mod' are written small and stand between two values"),
    (r"(?i:not)(?![\w.-])", "write not(…), with brackets round what it turns round"),
    (r"\$\{", "a question is written ${name}: a letter first, then letters, digits, '_' or '-', and a closing '}'"),
    (r"\$", "a question is written ${name}, with curly brackets"),
    (r"\.\.|/", "paths are not supported (but for position(..)); name a question as ${name}"),
    (r"[^\W\d]", "a question is written ${name} and a text is written in quotes; this is neither"),
    (r"%", "write mod for the remainder of a division, and a percentage as a number"),
    (r"[×·]", "write * for 'times'"),
    (r"[÷]", "write div for 'divided by'"),
    (r"[−–—]", "write a hyphen (-) for 'minus'"),
    (r"[≤≥≠]", "write <=, >= or !="),
    (r"\)", "there is no '(' that it closes, or nothing between the two"),
)


def _explain(text: str, error: UnexpectedInput) -> NoReturn:
    """Turn the parser's complaint into a sentence with a place."""
    at = error.pos_in_stream
    if at is None or not text[at:].strip() or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        if not text.strip():
            raise ExpressionError("it is empty; write a condition or remove it") from None
        missing = "a bracket is not closed" if _opens(text) else "something is missing after the last sign"
        raise ExpressionError(f"it ends too early: {missing}", len(text.rstrip())) from None
    found = re.compile(r"\$\{?[\w-]*|\w+|\S").match(text, at)
    shown = found[0] if found else text[at]
    for pattern, advice in _ADVICE:
        if re.compile(pattern).match(text, at):
            raise ExpressionError(f"{shown} cannot stand here: {advice}", at + 1) from None
    raise ExpressionError(f"{shown} cannot stand here; check the brackets and signs before it", at + 1) from None


def _opens(text: str) -> bool:
    """Whether more brackets open than close, outside texts in quotes."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return bare.count("(") > bare.count(")")


_PARSER = Lark(GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=False)
