"""Skip rules as people say them: a question, how its answer compares, a value; all of several, or any.

A rule is kept as XLSForm's ``relevant`` and nothing else. What the builder can write it can read back; any other
expression stays as its author wrote it and is edited as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from instruments.shortening import in_one_line
from survey_app.designer.parts import Parts, kind_of, list_of, text_of

# operator → how it is said, and whether it needs a value
OPERATORS: dict[str, tuple[str, bool]] = {
    "is": ("is", True),
    "is_not": ("is not", True),
    "includes": ("includes", True),
    "excludes": ("does not include", True),
    "more": ("is more than", True),
    "at_least": ("is at least", True),
    "less": ("is less than", True),
    "at_most": ("is at most", True),
    "answered": ("is answered", False),
    "blank": ("is blank", False),
}
_SIGNS = {"is": "=", "is_not": "!=", "more": ">", "at_least": ">=", "less": "<", "at_most": "<="}
_BY_SIGN = {sign: operator for operator, sign in _SIGNS.items()}
_LITERAL = r"""(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<number>-?[0-9]+(?:\.[0-9]+)?))"""
_COMPARISON = re.compile(rf"\$\{{\s*(?P<name>[^{{}}\s]+)\s*\}}\s*(?P<sign>!=|<=|>=|=|<|>)\s*{_LITERAL}")
_SELECTED = re.compile(
    rf"(?P<no>not\s*\(\s*)?selected\s*\(\s*\$\{{\s*(?P<name>[^{{}}\s]+)\s*\}}\s*,\s*{_LITERAL}\s*\)(?(no)\s*\))"
)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_JOINT = re.compile(r"\s+(and|or)\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One comparison."""

    name: str
    operator: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Comparisons of which all ("and") or any ("or") must hold."""

    join: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What a rule may ask about: a question with its choices."""

    name: str
    label: str
    kind: str
    choices: Mapping[str, str]  # name → label


class RuleProblem(ValueError):
    """A row of the builder cannot be written as an expression; the message says why."""


def vocabulary(parts: Parts) -> dict[str, Term]:
    """Every question that has an answer, by name, in form order."""
    found: dict[str, Term] = {}
    for place in parts.walk():
        row = place.row
        if kind_of(row) in ("group", "repeat", "note", ""):
            continue
        rows = parts.choices.get(list_of(row), [])
        choices = {text_of(choice, "name"): text_of(choice, "label") or text_of(choice, "name") for choice in rows}
        if kind_of(row) == "safety":
            choices = {"yes": "Yes", "no": "No"}
        name = text_of(row, "name")
        found.setdefault(name, Term(name, in_one_line(text_of(row, "label") or name), kind_of(row), choices))
    return found


def read_rules(expression: str) -> RuleSet | None:
    """The comparisons of an expression; None where it says more than the builder can."""
    pieces, joints = _split(expression.strip())
    if len(set(joints)) > 1:
        return None
    rules = [_read_rule(piece) for piece in pieces]
    found = tuple(rule for rule in rules if rule is not None)
    if len(found) != len(pieces):
        return None
    return RuleSet(joints[0] if joints else "and", found)


def write_rules(rules: RuleSet, terms: Mapping[str, Term]) -> str:
    """The expression of comparisons; RuleProblem says what is missing."""
    return f" {rules.join} ".join(_write_rule(rule, terms) for rule in rules.rules)


def in_words(expression: str, terms: Mapping[str, Term]) -> str:
    """The expression as a person says it; empty where the builder could not have made it."""
    rules = read_rules(expression)
    if rules is None:
        return ""
    return f" {rules.join} ".join(rule_in_words(rule, terms) for rule in rules.rules)


def rule_in_words(rule: Rule, terms: Mapping[str, Term]) -> str:
    term = terms.get(rule.name)
    subject = f"‘{term.label if term else rule.name}’"
    said, needs_value = OPERATORS[rule.operator]
    if not needs_value:
        return f"{subject} {said}"
    return f"{subject} {said} ‘{term.choices.get(rule.value, rule.value) if term else rule.value}’"


def _split(expression: str) -> tuple[list[str], list[str]]:
    """The parts between the outermost "and" and "or", and these words."""
    bare = _without_quoted(expression)
    pieces, joints, start = [], [], 0
    for joint in _JOINT.finditer(bare):
        if bare.count("(", 0, joint.start()) == bare.count(")", 0, joint.start()):
            pieces.append(expression[start : joint.start()])
            joints.append(joint[1])
            start = joint.end()
    return [*pieces, expression[start:]], joints


def _without_quoted(expression: str) -> str:
    """The expression with quoted texts blanked out, every character in its place."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", lambda found: "~" * len(found[0]), expression)


def _read_rule(piece: str) -> Rule | None:
    text = piece.strip()
    while text.startswith("(") and text.endswith(")") and _balanced(_without_quoted(text[1:-1])):
        text = text[1:-1].strip()
    if found := _COMPARISON.fullmatch(text):
        value = next((found[key] for key in ("single", "double", "number") if found[key] is not None), "")
        if value == "" and found["sign"] in ("=", "!="):
            return Rule(found["name"], "blank" if found["sign"] == "=" else "answered")
        return Rule(found["name"], _BY_SIGN[found["sign"]], value) if value else None
    if found := _SELECTED.fullmatch(text):
        value = next((found[key] for key in ("single", "double", "number") if found[key] is not None), "")
        return Rule(found["name"], "excludes" if found["no"] else "includes", value) if value else None
    return None


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _write_rule(rule: Rule, terms: Mapping[str, Term]) -> str:
    term = terms.get(rule.name)
    if not rule.name:
        raise RuleProblem("Choose the question that the rule is about.")
    if rule.operator not in OPERATORS:
        raise RuleProblem("Choose how the answer is compared.")
    subject = f"${{{rule.name}}}"
    if rule.operator in ("answered", "blank"):
        return f"{subject} {'!=' if rule.operator == 'answered' else '='} ''"
    value = _value_of(rule, term)
    operator = rule.operator
    if term is not None and term.kind in ("select_multiple", "rank"):
        operator = {"is": "includes", "is_not": "excludes"}.get(operator, operator)
    if operator in ("includes", "excludes"):
        selected = f"selected({subject}, {_quoted(value)})"
        return selected if operator == "includes" else f"not({selected})"
    as_number = _NUMBER.fullmatch(value) and (term is None or not term.choices)
    return f"{subject} {_SIGNS[operator]} {value if as_number else _quoted(value)}"


def _value_of(rule: Rule, term: Term | None) -> str:
    """What the answer is held against: a choice may be written as its label, too."""
    value = rule.value.strip()
    if not value:
        raise RuleProblem(f"Say what ‘{term.label if term else rule.name}’ is compared with.")
    if term is None or not term.choices or value in term.choices:
        return value
    labelled = [name for name, label in term.choices.items() if label.strip().casefold() == value.casefold()]
    if labelled:
        return labelled[0]
    offered = ", ".join(list(_labels(term))[:12])
    raise RuleProblem(f"“{value}” is not a choice of ‘{term.label}’. Its choices are: {offered}.")


def _labels(term: Term) -> Iterator[str]:
    for name, label in term.choices.items():
        yield f"{label} ({name})" if label != name else name


def _quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    if '"' not in value:
        return f'"{value}"'
    raise RuleProblem(
        "A value cannot hold both kinds of quotation marks. Write the rule as an expression with concat()."
    )
