"""The form of one question: every column that its type may have, in the words of the person who asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)  # fmt: skip

from survey_app.designer.kinds import APPEARANCES, KINDS, NOT_COLLECTED, PARAMETERS, SECTIONS, takes
from survey_app.designer.parts import Parts, Row, kind_of, list_of, text_of
from survey_app.designer.rules import OPERATORS, RuleSet, Term, read_rules, vocabulary

MOST_RULES = 12
NEW_LIST = "+"

# group of settings → the columns that make it show even where the type would not
COLUMNS: dict[str, tuple[str, ...]] = {
    "hint": ("hint",),
    "guidance": ("guidance_hint",),
    "list": (),
    "answer": ("required", "required_message", "read_only"),
    "relevant": ("relevant",),
    "constraint": ("constraint", "constraint_message"),
    "calculation": ("calculation", "trigger"),
    "default": ("default",),
    "filter": ("choice_filter",),
    "look": ("appearance",),
    "parameters": ("parameters",),
    "repeat": ("repeat_count", "entry_name", "unit", "narrative_below"),
    "media": ("image", "audio", "video"),
    "rubric": ("rubric",),
}


class RuleRow(Form):
    """One line of the skip rule."""

    question = SelectField("Question", validate_choice=False)
    operator = SelectField(
        "Comparison", choices=[SelectChoice(key, said) for key, (said, _) in OPERATORS.items()], validate_choice=False
    )
    value = StringField("Value")


class QuestionForm(FlaskForm):
    """What can be said of one question, section or repeat."""

    seen = HiddenField()
    label = TextAreaField("Question")
    name = StringField(
        "Name",
        description="The heading of its column in the workbook. Letters, digits and underscores. Leave it blank for a "
        "suggestion. Expressions that mention it follow when you change it.",
    )
    kind = SelectField("Type of question", validate_choice=False)
    hint = TextAreaField("Help under the question")
    guidance_hint = TextAreaField("Guidance to unfold", description="Longer help, shown when somebody asks for it")
    list_name = SelectField("Choices", validate_choice=False)
    new_choices = TextAreaField("New choices, one on each line")
    or_other = BooleanField("Offer “Other”, and ask what it is")
    required = RadioField(
        "Must it be answered?",
        choices=[
            SelectChoice("no", "No"),
            SelectChoice("yes", "Yes"),
            SelectChoice("when", "Only when an expression is true"),
        ],
        validate_choice=False,
    )
    required_when = StringField("When it must be answered")
    required_message = StringField("What to say when it is left blank")
    read_only = BooleanField("Shown, but cannot be changed by whoever answers")
    read_only_when = StringField("Cannot be changed when")
    rule_mode = RadioField(
        "When is it asked?",
        choices=[
            SelectChoice("always", "Always"),
            SelectChoice("rules", "Only if"),
            SelectChoice("expression", "By an expression"),
        ],
        validate_choice=False,
    )
    join = RadioField(
        "Of several conditions",
        choices=[SelectChoice("and", "All must hold"), SelectChoice("or", "Any is enough")],
        validate_choice=False,
    )
    rules = FieldList(FormField(RuleRow), max_entries=MOST_RULES)
    relevant = TextAreaField("Expression")
    constraint = TextAreaField(
        "The answer must fit",
        description="An expression in which the full stop is the answer: . >= 0 and . <= 120",
    )
    constraint_message = StringField("What to say when it does not")
    calculation = TextAreaField("Calculation", description="An expression: ${adults} + ${children}")
    trigger = StringField("Work it out anew when this changes", description="A question, as ${name}")
    default = StringField("Answer to begin with")
    choice_filter = TextAreaField(
        "Offer only the choices for which", description="An expression with the columns of the list: county = ${county}"
    )
    appearance = SelectField("How it looks", validate_choice=False)
    other_appearance = StringField("Further words of the appearance column", description="As other tools use them")
    parameters = StringField("Further parameters", description="As in XLSForm: start=0 end=10")
    repeat_count = StringField(
        "How many times",
        description="An expression: ${children}. Leave it blank to let people add as many as there are.",
    )
    entry_name = StringField("What one entry is called", description="“visit”, “conversation”, “child”")
    unit = SelectField(
        "What one entry counts",
        choices=[
            SelectChoice("", "As the instrument says"),
            SelectChoice("people", "People"),
            SelectChoice("organisations", "Organisations"),
            SelectChoice("cases", "Cases"),
        ],
        validate_choice=False,
    )
    narrative_below = StringField("No percentages below so many entries")
    image = StringField("Picture", description="The name of a file that you have added to this instrument")
    audio = StringField("Sound")
    video = StringField("Video")

    def parameter(self, word: str) -> str:
        """One setting of the type, as it was posted or as the row has it."""
        return self.given_parameters.get(word, "")

    given_parameters: Mapping[str, str] = {}
    given_rubric: Mapping[str, str] = {}
    groups: tuple[str, ...] = ()


def question_form(row: Row, parts: Parts, *, posted: Any = None) -> QuestionForm:
    """The form, filled from the row or, when given, from what was posted."""
    kind = kind_of(row)
    form = QuestionForm(formdata=posted, data=None if posted is not None else _data_of(row))
    terms = vocabulary(parts)
    terms.pop(text_of(row, "name"), None)
    form.kind.choices = kind_choices(kind)
    form.list_name.choices = list_choices(parts)
    form.appearance.choices = [SelectChoice(word, said) for word, said in _looks(kind)]
    if posted is None:
        _add_empty_rules(form)
    for rule in form.rules:
        rule.form.question.choices = _question_choices(terms, rule.form.question.data or "")
    form.given_parameters = _given_parameters(row, posted)
    form.given_rubric = _given_rubric(row, posted)
    form.groups = groups_of(row)
    return form


def groups_of(row: Row) -> tuple[str, ...]:
    """Which groups of settings are shown: those of its type, and any in which the row has something."""
    kind = kind_of(row)
    wanted = set(takes(kind)) | {"look", "media"}
    if kind in PARAMETERS:
        wanted.add("parameters")
    if kind in ("grade", "standard"):
        wanted.add("rubric")
    filled = {group for group, columns in COLUMNS.items() if any(row.get(column) for column in columns)}
    return tuple(group for group in COLUMNS if group in wanted | filled)


def kind_choices(present: str) -> dict[str, list[SelectChoice]]:
    """The types by group; those that are only kept for other tools when the row is of such a type."""
    groups = {group: [SelectChoice(kind.name, kind.title) for kind in kinds] for group, kinds in KINDS.items()}
    groups["Sections"] = [SelectChoice(kind.name, kind.title) for kind in SECTIONS]
    known = {choice.value for choices in groups.values() for choice in choices}
    others = [kind.name for kind in NOT_COLLECTED if kind.name == present]
    if present not in known and not others:
        others = [present]
    if others:
        groups["Kept as it is"] = [SelectChoice(name, name or "No type yet") for name in others]
    return groups


def list_choices(parts: Parts) -> list[SelectChoice]:
    """The lists there are, each with its first choices, and the way to a new one."""
    offered = [SelectChoice(name, f"{name}: {_taste(rows)}") for name, rows in parts.choices.items()]
    return [*offered, SelectChoice(NEW_LIST, "A new list, written below")]


def _taste(rows: list[Row]) -> str:
    labels = [text_of(row, "label") or text_of(row, "name") for row in rows]
    shown = ", ".join(labels[:4])[:70]
    return f"{shown} …" if len(labels) > 4 else shown or "no choices yet"


def _question_choices(terms: Mapping[str, Term], present: str) -> list[SelectChoice]:
    offered = [SelectChoice("", "Choose a question")]
    offered += [SelectChoice(term.name, f"{term.label} ({term.name})") for term in terms.values()]
    if present and present not in terms:
        offered.append(SelectChoice(present, f"{present} (not in the instrument)"))
    return offered


def _looks(kind: str) -> tuple[tuple[str, str], ...]:
    return APPEARANCES.get(kind, (("", "As usual"),))


def split_appearance(row: Row) -> tuple[str, str]:
    """The word of the appearance column that the designer has a name for, and all others."""
    words = text_of(row, "appearance").split()
    known = [word for word, _ in _looks(kind_of(row)) if word]
    chosen = next((word for word in words if word in known), "")
    return chosen, " ".join(word for word in words if word != chosen)


def read_parameters(text: str) -> dict[str, str]:
    """``start=0 end=10`` by name; a word without a value keeps its place as a name."""
    words = text.replace(",", " ").replace(";", " ").split()
    return dict(word.partition("=")[::2] for word in words)


def _given_parameters(row: Row, posted: Any) -> dict[str, str]:
    if posted is None:
        return read_parameters(text_of(row, "parameters"))
    return {name.removeprefix("parameter-"): posted[name] for name in posted if name.startswith("parameter-")}


def _given_rubric(row: Row, posted: Any) -> dict[str, str]:
    if posted is None:
        rubric = row.get("rubric")
        return {str(name): str(text) for name, text in rubric.items()} if isinstance(rubric, dict) else {}
    return {name.removeprefix("rubric-"): posted[name] for name in posted if name.startswith("rubric-")}


def _data_of(row: Row) -> dict[str, Any]:
    columns = {column for group in COLUMNS.values() for column in group} - {"rubric"}
    data: dict[str, Any] = {column: text_of(row, column) for column in columns | {"label", "name"}}
    chosen, others = split_appearance(row)
    known = [word for word, _, _ in PARAMETERS.get(kind_of(row), ())]
    further = {k: v for k, v in read_parameters(text_of(row, "parameters")).items() if k not in known}
    rules = read_rules(text_of(row, "relevant")) if row.get("relevant") else None
    required, read_only = row.get("required"), row.get("read_only")
    return data | {
        "kind": kind_of(row), "list_name": list_of(row), "or_other": bool(row.get("or_other")),
        "required": "when" if isinstance(required, str) else "yes" if required else "no",
        "required_when": required if isinstance(required, str) else "",
        "read_only": read_only is True, "read_only_when": read_only if isinstance(read_only, str) else "",
        "appearance": chosen, "other_appearance": others,
        "parameters": " ".join(f"{name}={value}" if value else name for name, value in further.items()),
        "rule_mode": "rules" if rules else "expression" if row.get("relevant") else "always",
        "join": rules.join if rules else "and", "rules": _rule_data(rules),
    }  # fmt: skip


def _rule_data(rules: RuleSet | None) -> list[dict[str, str]]:
    found = rules.rules if rules else ()
    return [{"question": rule.name, "operator": rule.operator, "value": rule.value} for rule in found]


def _add_empty_rules(form: QuestionForm) -> None:
    """Two blank lines after those there are, so that rules can be added without a script."""
    for _ in range(2):
        if len(form.rules) < MOST_RULES:
            form.rules.append_entry({"question": "", "operator": "is", "value": ""})
