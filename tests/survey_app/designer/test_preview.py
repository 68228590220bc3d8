from __future__ import annotations

from survey_app.designer.preview import preview_of
from survey_app.designer.services import compile_source, library_entry

SOURCE = """
settings: {form_id: preview, form_title: Preview, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: yes, label: "Yes"}
    - {name: no, label: "No"}
    - {name: dont_know, label: Don't know, missing: dont_know}
survey:
  - type: group
    name: first
    label: First page
    children:
      - {type: select_one yes_no, name: useful, label: Useful?, required: true}
      - type: group
        name: inner
        label: Inner
        relevant: "${useful} = 'yes'"
        children:
          - {type: text, name: why, label: Why?, appearance: multiline, relevant: "string-length(${useful}) > 1"}
  - type: repeat
    name: visit
    label: Visits
    entry_name: visit
    relevant: "${useful} = 'no'"
    children:
      - {type: integer, name: people, label: How many?}
"""


def test_every_question_is_shown_with_its_answers_and_conditions() -> None:
    first, visit = preview_of(compile_source(SOURCE, "preview.yaml"))
    useful, why = (item for item in first.questions if item.name in ("useful", "why"))
    assert (useful.kind, useful.choices, useful.required) == ("One of", ("Yes", "No", "Don't know (don't know)"), True)
    assert (why.kind, why.conditions) == (
        "Several lines of text", "(${useful} = 'yes') and (string-length(${useful}) > 1)",
    )  # fmt: skip
    assert (visit.repeats, visit.conditions, visit.questions[0].conditions) == ("visit", "${useful} = 'no'", "")


def test_the_parts_of_a_judgement_stand_under_it() -> None:
    entry = library_entry("section-11-walkabout")
    assert entry is not None
    sections = preview_of(compile_source(entry.source, "walkabout.yaml"))
    questions = {item.name: item for section in sections for item in section.questions}
    assert "st1_rationale" in [part.name for part in questions["st1"].parts]
    assert "st1_rationale" not in questions
