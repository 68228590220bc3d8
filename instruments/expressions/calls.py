"""Making a part of the tree of a function and its arguments, or saying what is wrong with them."""

from __future__ import annotations

from difflib import get_close_matches

from lark import Token

from instruments.errors import ExpressionError
from instruments.expressions.arguments import Function
from instruments.expressions.date_functions import check_format
from instruments.expressions.digests import ALGORITHMS, ENCODINGS
from instruments.expressions.functions import FUNCTIONS
from instruments.expressions.patterns import compile_pattern
from instruments.expressions.set_functions import name_of
from instruments.expressions.tree import Answer, Call, Current, Instance, Node, Path, Self, Text

# What ODK or XPath has and we have not, with the reason or the way round.
ABSENT = {
    "extract-signed": "signatures on barcodes are not read here",
    "id": "write ${name}",
    "jr:itext": "translated texts stand in the columns label::Language",
    "lang": "the language of a form decides nothing here",
    "local-name": "write the name itself",
    "lower-case": "ODK has no such function; translate() changes letters",
    "name": "write the name itself",
    "namespace-uri": "names have no prefixes here",
    "property": "nothing is known of the device",
    "search": "list the choices in a file and write select_one_from_file",
    "upper-case": "ODK has no such function; translate() changes letters",
    "version": "the version is stored with every response",
}
_NAMES = (*FUNCTIONS, "current", "instance")


def build_call(token: Token, arguments: tuple[Node, ...]) -> Node:
    """The part of the tree that a function call is; raises ExpressionError with the place of its name."""
    name, position = str(token), (token.start_pos or 0) + 1
    if name == "current":
        _check_number(name, Function(0, 0, _no_meaning), arguments, position)
        return Current()
    if name == "instance":
        return _instance(arguments, position)
    function = FUNCTIONS.get(name)
    if function is None:
        raise ExpressionError(_unknown(name), position)
    _check_number(name, function, arguments, position)
    for argument in arguments[: function.nodes]:
        _check_set(name, argument, position)
    if name == "indexed-repeat":
        _check_repeats(arguments, position)
    _check_texts(name, arguments, position)
    return Call(name, arguments)


def _no_meaning(*_: object) -> float:
    raise AssertionError("current() is a part of paths and never called")


def _instance(arguments: tuple[Node, ...], position: int) -> Node:
    if len(arguments) == 1 and isinstance(arguments[0], Text):
        return Instance(arguments[0].value)
    raise ExpressionError("instance() takes the name of a list in quotes, as in instance('towns')/root/item", position)


def _unknown(name: str) -> str:
    if name in ABSENT:
        return f"the function '{name}' is not supported; {ABSENT[name]}"
    near = get_close_matches(name.lower(), _NAMES, n=1, cutoff=0.75)
    if near:
        return f"the function '{name}' is not supported; did you mean {near[0]}()?"
    return f"the function '{name}' is not supported; there are: {', '.join(sorted(_NAMES))}"


def _check_number(name: str, function: Function, arguments: tuple[Node, ...], position: int) -> None:
    count = len(arguments)
    if count < function.least or (function.most is not None and count > function.most):
        takes = _number_of(function.least, function.most)
        raise ExpressionError(f"{name}() takes {takes}, not {count}", position)
    if (count - function.least) % function.by:
        raise ExpressionError(
            f"{name}() takes {function.least} arguments and then pairs of them, not {count}", position
        )


def _number_of(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more arguments"
    if least != most:
        return f"{least} to {most} arguments"
    return f"{least} argument{'' if least == 1 else 's'}"


def _check_set(name: str, argument: Node, position: int) -> None:
    sets = isinstance(argument, (Answer, Path, Self, Current))
    if not sets and not (isinstance(argument, Call) and argument.function in ("randomize", "indexed-repeat")):
        raise ExpressionError(
            f"{name}() is about the answers to a question or the entries of a repeat: {name}(${{name}})", position
        )


def _check_repeats(arguments: tuple[Node, ...], position: int) -> None:
    for argument in (arguments[0], *arguments[1::2]):
        if not name_of(argument):
            raise ExpressionError(
                "indexed-repeat() takes a question, its repeat and the number of an entry: "
                "indexed-repeat(${name}, ${repeat}, 1)",
                position,
            )


def _check_texts(name: str, arguments: tuple[Node, ...], position: int) -> None:
    """What is written out is checked now, so that a slip in it is not found by a respondent."""
    texts = [argument.value if isinstance(argument, Text) else None for argument in arguments]
    try:
        if name == "regex" and texts[1] is not None:
            compile_pattern(texts[1])
        if name in ("format-date", "format-date-time") and texts[1] is not None:
            check_format(texts[1])
    except ExpressionError as error:
        raise ExpressionError(error.message, position) from None
    if name == "digest":
        _check_one_of("digest() knows the algorithms", texts[1], tuple(ALGORITHMS), position)
        _check_one_of("digest() writes its result as", (*texts, None)[2], ENCODINGS, position)


def _check_one_of(what: str, text: str | None, known: tuple[str, ...], position: int) -> None:
    if text is not None and text not in known:
        raise ExpressionError(f"{what} {', '.join(known)}, not '{text}'", position)
