"""A small form of a visit for tests: every shape of answer, a repeat with a safety question, and one within it."""

from __future__ import annotations

VISIT_FORM = """
settings: {form_id: visit-notes, form_title: Visit notes, version: "1", default_language: English (en)}
choices:
  met:
    - {name: fully, label: Fully met}
    - {name: partly, label: Partly met}
  areas:
    - {name: north, label: North}
    - {name: south, label: South}
survey:
  - type: group
    name: first
    label: First
    children:
      - {type: text, name: site, label: Which site?}
      - {type: select_one met, name: b1, label: How far is it met?}
      - {type: text, name: note, label: What did you see?, appearance: multiline}
      - {type: integer, name: count, label: How many?}
      - {type: decimal, name: share, label: What share?}
      - {type: date, name: day, label: Which day?}
      - {type: select_multiple areas, name: areas, label: Which areas?}
      - {type: image, name: photo, label: A photograph}
      - {type: calculate, name: double, calculation: "${count} * 2"}
  - type: repeat
    name: talk
    label: Conversations
    children:
      - {type: text, name: role, label: Which role?}
      - {type: select_one met, name: c1, label: How far?}
      - {type: image, name: picture, label: A picture}
      - {type: calculate, name: loud, calculation: "concat(${role}, '!')"}
      - {type: safety, name: c14, label: An immediate worry about a child?}
      - type: repeat
        name: part
        label: Parts
        children:
          - {type: text, name: said, label: What was said?}
  - type: repeat
    name: standard
    label: Standards
    repeat_count: "2"
    children:
      - {type: text, name: seen, label: What was seen?}
"""
