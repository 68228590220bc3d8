"""Made-up instruments that the tests of collection answer."""

from __future__ import annotations

from pathlib import Path

EVERY_TYPE = """
settings: {form_id: every-type, form_title: Every type of question, version: "1", default_language: English (en)}
choices:
  yes_no:
    - {name: "yes", label: "Yes"}
    - {name: "no", label: "No"}
  grades:
    - {name: good, label: Good}
    - {name: fair, label: Fair}
    - {name: poor, label: Poor}
    - {name: na, label: Not applicable, missing: not_applicable}
  helpers:
    - {name: teacher, label: A teacher}
    - {name: nurse, label: A nurse}
    - {name: nobody, label: Nobody, exclusive: true}
scales:
  grades:
    direction: best_first
    favourable: [good]
    action_below: good
    rubric: {good: Seen and heard everywhere., fair: In some places., poor: Nowhere.}
survey:
  - type: group
    name: first
    label: The first page
    children:
      - {type: text, name: line, label: One line, required: true}
      - {type: text, name: words, label: Many lines, appearance: multiline}
      - {type: integer, name: count, label: How many?, constraint: ". >= 0", constraint_message: Enter 0 or more}
      - {type: decimal, name: share, label: What share?}
      - {type: date, name: day, label: Which day?}
      - {type: time, name: hour, label: What time?}
      - {type: dateTime, name: moment, label: When exactly?}
      - {type: select_one yes_no, name: more, label: Is there more?, required: true}
      - {type: text, name: what_more, label: What more?, required: true, relevant: "${more} = 'yes'"}
      - {type: text, name: why_more, label: Why that?, relevant: "${what_more} != ''"}
      - {type: select_multiple helpers, name: helped, label: Who helped?}
      - {type: note, name: thanks, label: Thank you so far., relevant: "${more} = 'no'"}
  - type: group
    name: second
    label: The second page
    relevant: "${more} = 'yes'"
    children:
      - {type: grade grades, name: standard, label: How good is it?, required: true}
  - type: repeat
    name: talk
    label: Conversations
    entry_name: conversation
    children:
      - {type: select_one yes_no, name: heard, label: Was it heard?, required: true}
      - {type: text, name: unheard, label: What was not?, relevant: "${heard} = 'no'"}
      - {type: safety, name: worry, label: Is there an immediate worry about a child?}
  - type: group
    name: last
    label: The last page
    children:
      - {type: safety, name: child, label: Is a child at risk now?}
      - {type: text, name: wish, label: One wish, appearance: multiline}
"""

SHORT = """
settings: {form_id: short, form_title: A short form, version: "1", default_language: English (en)}
choices:
  agree:
    - {name: agree, label: Agree}
    - {name: disagree, label: Disagree}
survey:
  - type: group
    name: page
    label: The page
    children:
      - {type: select_one agree, name: useful, label: It was useful, required: true}
      - {type: text, name: comment, label: Anything else?, appearance: multiline}
"""

EVERY_KIND = (Path(__file__).parent / "every_kind.yaml").read_text(encoding="utf-8")
