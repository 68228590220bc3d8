"""What each column is for and how wide it is, for the person who opens the workbook."""

from __future__ import annotations

from collections.abc import Mapping

FIRST: Mapping[str, tuple[str, ...]] = {
    "survey": (
        "type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "constraint",
        "constraint_message", "calculation", "choice_filter", "appearance", "default", "read_only", "trigger",
        "parameters", "repeat_count", "media::image", "media::audio", "media::video",
    ),
    "choices": (
        "list_name", "name", "label", "media::image", "media::audio", "media::video",
    ),
    "settings": (
        "form_title", "form_id", "version", "default_language",
    ),
    "scales": (
        "list_name", "direction", "favourable", "action_below",
    ),
    "rubrics": (
        "list_name", "question", "choice", "text",
    ),
    "files": (
        "list_name", "file",
    ),
}  # fmt: skip
"""The order of the columns; those that are not here follow in the order of their first use."""

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "survey": (
        "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
        "choice_filter", "appearance", "default",
    ),
}  # fmt: skip
"""Columns that are there even when nothing fills them in, for whoever goes on with the form."""

WIDTHS: Mapping[str, int] = {
    "type": 26, "name": 26, "label": 60, "hint": 40, "guidance_hint": 40, "relevant": 40, "constraint": 34,
    "constraint_message": 40, "required_message": 30, "calculation": 40, "choice_filter": 30, "list_name": 22,
    "text": 80, "form_title": 40, "walkabout_purpose": 60, "walkabout_source": 50, "default_language": 18,
    "file": 30, "question": 26, "walkabout_form_title": 40,
}  # fmt: skip
DEFAULT_WIDTH = 16

NOTES: Mapping[tuple[str, str], str] = {
    ("survey", "type"): (
        "What kind of question this is: text, integer, date, select_one LIST, select_multiple LIST, note, "
        "begin_group … end_group, begin_repeat … end_repeat."
    ),
    ("survey", "name"): (
        "A short name of its own, in letters, digits and _. Answers are stored under it, so do not change it once "
        "answers have come in."
    ),
    ("survey", "label"): "The question as people read it.",
    ("survey", "hint"): "Help shown below the question.",
    ("survey", "guidance_hint"): "Further help, folded away.",
    ("survey", "required"): "yes: it must be answered.",
    ("survey", "relevant"): "When it is asked, as in ${age} > 15 or selected(${topics}, 'online'). Empty: always.",
    ("survey", "constraint"): "What an answer must satisfy; . is the answer, as in . <= today().",
    ("survey", "constraint_message"): "What to say when it does not.",
    ("survey", "calculation"): "How its value is worked out.",
    ("survey", "choice_filter"): "Which choices are offered, as in region = ${region}.",
    ("survey", "appearance"): "How it looks: multiline, likert, minimal; on a group table-list.",
    ("survey", "default"): "What stands there before anyone answers.",
    ("survey", "walkabout_type"): (
        "For Walkabout: the type this row has there, such as grade LIST, standard LIST, safety, consent, email, "
        "phone or url. Other tools pass over it."
    ),
    ("survey", "walkabout_part_of"): (
        "These rows are the parts of a grade, standard or safety question, written out for other tools. Walkabout "
        "makes them anew, so changes to them are not taken over."
    ),
    ("survey", "walkabout_name"): "For Walkabout: the name of the standard that this group stands for.",
    ("survey", "walkabout_core"): "For Walkabout: the question of the question bank that this one is.",
    ("survey", "walkabout_unit"): (
        "For Walkabout: what one entry of this repeat counts (people, organisations or cases)."
    ),
    ("survey", "walkabout_entry_name"): "For Walkabout: what one entry of this repeat is called.",
    ("survey", "walkabout_narrative_below"): ("For Walkabout: with fewer entries than this, no percentages are shown."),
    ("choices", "list_name"): "Rows with the same list name are one list.",
    ("choices", "name"): "What is stored when this is chosen. Do not change it once answers have come in.",
    ("choices", "label"): "The choice as people read it.",
    ("choices", "walkabout_missing"): (
        "For Walkabout: not_applicable or dont_know, where the choice is an absence and no grade."
    ),
    ("choices", "walkabout_exclusive"): ("For Walkabout: yes, where the choice cannot be chosen together with others."),
    ("settings", "version"): "Change it whenever you change the form.",
    ("settings", "default_language"): "The language of the columns that name none, such as label.",
    ("settings", "walkabout_unit"): "For Walkabout: what one response counts (people, organisations or cases).",
    ("settings", "walkabout_format"): "For Walkabout: leave this as it is.",
    ("scales", "direction"): "best_first, best_last, or none for a scale without a better end.",
    ("scales", "favourable"): "The choices that count as favourable, with spaces between.",
    ("scales", "action_below"): "A grade worse than this one asks for an action.",
    ("rubrics", "text"): "What the grade means.",
}
