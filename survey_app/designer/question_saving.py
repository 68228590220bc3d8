"""From the posted form of a question to its row: what is blank goes, what the page did not show stays."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from instruments.model import CONTAINER_TYPES
from survey_app.designer.choices import list_from_lines
from survey_app.designer.kinds import PARAMETERS, WITH_LIST
from survey_app.designer.names import name_from
from survey_app.designer.parts import KEY, Parts, Row, free_name, text_of
from survey_app.designer.question_form import NEW_LIST, QuestionForm
from survey_app.designer.rules import Rule, RuleProblem, RuleSet, Term, vocabulary, write_rules

LONGEST = 10_000


def clean(text: str | None) -> str:
    """What was typed, as it can be stored: lines end in one way, and nothing that cannot be shown."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def one_line(text: str | None) -> str:
    return " ".join(clean(text).split())


def save_question(form: QuestionForm, parts: Parts, key: str, shown: Collection[str]) -> dict[str, str]:
    """Write the form into the row; the sentence for each field that could not be taken, by its name."""
    row = parts.find(key).row
    terms = vocabulary(parts)
    errors: dict[str, str] = {}
    _set(row, "label", clean(form.label.data))
    _save_type(form, parts, row, errors)
    _save_name(form, parts, row)
    savers = {
        "answer": _save_answer, "look": _save_look, "parameters": _save_parameters, "repeat": _save_repeat,
        "rubric": _save_rubric,
    }  # fmt: skip
    for group in shown:
        if group in savers:
            savers[group](form, row, errors)
        for column in _PLAIN.get(group, ()):
            _set(row, column, clean(getattr(form, column).data))
    if "relevant" in shown:
        _save_rule(form, row, terms, errors)
    return errors


_PLAIN = {
    "hint": ("hint",), "guidance": ("guidance_hint",), "constraint": ("constraint", "constraint_message"),
    "calculation": ("calculation", "trigger"), "default": ("default",), "filter": ("choice_filter",),
    "media": ("image", "audio", "video"),
}  # fmt: skip


def _set(row: Row, column: str, value: str) -> None:
    if value:
        row[column] = value[:LONGEST]
    else:
        row.pop(column, None)


def _save_name(form: QuestionForm, parts: Parts, row: Row) -> None:
    old = text_of(row, "name")
    wanted = "".join(one_line(form.name.data).split())[:120]
    if not wanted:
        taken = {text_of(found.row, "name") for found in parts.walk() if found.row[KEY] != row[KEY]}
        wanted = free_name(name_from(text_of(row, "label")), taken)
    row["name"] = wanted
    alone = sum(text_of(found.row, "name") == old for found in parts.walk()) == 0
    if old and old != wanted and alone:
        parts.rename(old, wanted)


def _save_type(form: QuestionForm, parts: Parts, row: Row, errors: dict[str, str]) -> None:
    kind = one_line(form.kind.data) or "text"
    if row.get("children") and kind not in CONTAINER_TYPES:
        errors["kind"] = "There are questions within it. Move or delete them before you make it a question."
        return
    if kind in ("group", "repeat"):
        row.setdefault("children", [])
    if kind not in WITH_LIST:
        row["type"] = kind
    else:
        row["type"] = f"{kind} {_chosen_list(form, parts, row, errors)}".strip()
    if kind in ("select_one", "select_multiple") and form.or_other.data:
        row["or_other"] = True
    else:
        row.pop("or_other", None)


def _chosen_list(form: QuestionForm, parts: Parts, row: Row, errors: dict[str, str]) -> str:
    chosen = one_line(form.list_name.data)
    lines = clean(form.new_choices.data)
    if lines and chosen in (NEW_LIST, ""):
        return list_from_lines(parts, lines, name_from(text_of(row, "label"), "choices"))
    if chosen == NEW_LIST:
        errors["new_choices"] = "Write the choices of the new list, one on each line, or choose a list that is there."
        return ""
    return chosen if chosen in parts.choices else ""


def _save_answer(form: QuestionForm, row: Row, errors: dict[str, str]) -> None:
    when = clean(form.required_when.data)
    if form.required.data == "when":
        if not when:
            errors["required_when"] = "Write the expression, or choose Yes or No."
        _set(row, "required", when)
    elif form.required.data == "yes":
        row["required"] = True
    else:
        row.pop("required", None)
    _set(row, "required_message", one_line(form.required_message.data))
    locked_when = clean(form.read_only_when.data)
    _set(row, "read_only", locked_when)
    if form.read_only.data and not locked_when:
        row["read_only"] = True


def _save_look(form: QuestionForm, row: Row, errors: dict[str, str]) -> None:
    words = [one_line(form.appearance.data), *one_line(form.other_appearance.data).split()]
    _set(row, "appearance", " ".join(dict.fromkeys(word for word in words if word)))


def _save_parameters(form: QuestionForm, row: Row, errors: dict[str, str]) -> None:
    known = [word for word, _, _ in PARAMETERS.get(one_line(form.kind.data), ())]
    given = {word: "".join(clean(form.parameter(word)).split()) for word in known}
    words = [f"{word}={value}" for word, value in given.items() if value]
    _set(row, "parameters", " ".join([*words, *one_line(form.parameters.data).split()]))


def _save_repeat(form: QuestionForm, row: Row, errors: dict[str, str]) -> None:
    _set(row, "repeat_count", clean(form.repeat_count.data))
    _set(row, "entry_name", one_line(form.entry_name.data))
    _set(row, "unit", one_line(form.unit.data))
    number = one_line(form.narrative_below.data)
    row.pop("narrative_below", None)
    if number.isascii() and number.isdigit() and 0 < int(number[:6]) < 100_000:
        row["narrative_below"] = int(number[:6])
    elif number:
        errors["narrative_below"] = "Write a whole number, such as 5, or leave it blank."


def _save_rubric(form: QuestionForm, row: Row, errors: dict[str, str]) -> None:
    rubric = {one_line(name): clean(text)[:LONGEST] for name, text in form.given_rubric.items() if clean(text)}
    if rubric:
        row["rubric"] = rubric
    else:
        row.pop("rubric", None)


def _save_rule(form: QuestionForm, row: Row, terms: dict[str, Term], errors: dict[str, str]) -> None:
    if form.rule_mode.data == "expression":
        _set(row, "relevant", clean(form.relevant.data))
        if not row.get("relevant"):
            errors["relevant"] = "Write the expression, or choose that it is always asked."
        return
    if form.rule_mode.data != "rules":
        row.pop("relevant", None)
        return
    rows = [Rule(one_line(r.question.data), one_line(r.operator.data), one_line(r.value.data)) for r in form.rules]
    rules = tuple(rule for rule in rows if rule.name or rule.value)
    if not rules:
        errors["rules"] = "Choose the question that the rule is about, or choose that it is always asked."
        return
    try:
        row["relevant"] = write_rules(RuleSet("or" if form.join.data == "or" else "and", rules), terms)
    except RuleProblem as problem:
        errors["rules"] = str(problem)
