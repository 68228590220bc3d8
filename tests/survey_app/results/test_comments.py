from __future__ import annotations

from sqlalchemy.orm import Session

from survey_app.results.comments import comments_of
from tests.survey_app.answers import add_answer, add_opened_answers
from tests.survey_app.factories import make_partnership, make_round, publish

REPEATED = """
settings: {form_id: with-entries, form_title: With entries, version: "1", default_language: English (en)}
survey:
  - type: group
    name: first_page
    label: First page
    children:
      - {type: text, name: overall, label: Overall?, appearance: multiline}
      - {type: text, name: one_line, label: One line?}
  - type: repeat
    name: conversation
    label: Conversations
    entry_name: conversation
    children:
      - {type: text, name: heard, label: What did you hear?, appearance: multiline}
"""


def test_every_comment_is_listed_and_nothing_else(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, REPEATED))
    add_answer(session, round_, {
        "overall": " Good ", "one_line": "not a comment",
        "conversation": [{"heard": "First"}, {"heard": None}, {"heard": "Third"}],
    })  # fmt: skip
    add_answer(session, round_, {"overall": "   ", "one_line": None, "conversation": []})
    found = {
        (c.place.question, c.place.entry): (c.text, c.question_label) for c in comments_of(session, round_, secret="s")
    }
    assert found == {
        ("overall", "0"): ("Good", "Overall?"),
        ("heard", "0"): ("First", "What did you hear?"),
        ("heard", "2"): ("Third", "What did you hear?"),
    }


def test_keys_and_order_say_nothing_of_the_answer_without_the_secret(session: Session) -> None:
    partnership = make_partnership(session)
    version = publish(session, partnership, REPEATED)
    round_ = make_round(session, partnership, version, access="open", anonymous=True)
    documents = [
        {"overall": f"Comment {n}", "one_line": None, "conversation": [{"heard": f"Heard {n}"}]} for n in range(20)
    ]
    add_opened_answers(session, round_, documents)
    found = comments_of(session, round_, secret="s")
    other = comments_of(session, round_, secret="another")
    assert [comment.key for comment in found] == sorted(comment.key for comment in found)
    assert {comment.key for comment in found}.isdisjoint(comment.key for comment in other)
    assert [comment.text for comment in found] != [comment.text for comment in other]
    assert not any(comment.place.response_key in comment.key for comment in found)


def test_a_part_of_a_judgement_names_the_judgement(session: Session) -> None:
    partnership = make_partnership(session)
    round_ = make_round(session, partnership, publish(session, partnership, "section-11-walkabout"))
    add_answer(session, round_, {"st1": "fully_met", "st1_rationale": "Everyone names the lead."})
    (comment,) = comments_of(session, round_, secret="s")
    assert comment.question_label.startswith("St1")
    assert ":" in comment.question_label
