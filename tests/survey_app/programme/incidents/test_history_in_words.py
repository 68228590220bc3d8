"""The history of an incident reads as sentences: no key of the database, and days as people write them."""

from __future__ import annotations

import pytest

from survey_app.programme.incidents.history_in_words import in_words
from survey_app.programme.incidents.models import IncidentChange

NOTIFYING = "Notification of a serious incident"


@pytest.mark.parametrize(
    ("field", "was", "became", "sentence"),
    [
        ("entered", "", "2026-12-18", "Entered, known on 18 December 2026"),
        ("ended", "", "2027-01-04", "Ended on 4 January 2027"),
        ("decision 1", "", "notification: notify", "Decision 1 entered for approval: notification, it is notified"),
        (
            "decision 2", "", "rapid_review: c",
            "Decision 2 entered for approval: outcome of the rapid review, outcome c",
        ),
        ("decision 1", "", "approved by the first", "Decision 1 approved by the first of two"),
        ("decision 1", "", "approved by both", "Decision 1 approved by both"),
        ("decision 1", "", "sent back", "Decision 1 sent back"),
        ("copy 1", "", "acknowledged", "Says that they have read decision 1"),
        ("breach notification", "", "2026-12-29", f"{NOTIFYING}: missed, due on 29 December 2026"),
        ("breach notification", "", "does not stand", f"{NOTIFYING}: the missed day does not count any more"),
        ("breach notification", "", "stands", f"{NOTIFYING}: the missed day counts again"),
        (
            "breach notification", "Nobody was there.", "The office was shut.",
            f"{NOTIFYING}: reason why it was missed: The office was shut. (before: Nobody was there.)",
        ),
        ("notified_on", "", "2026-12-24", "Day on which the notification was sent: 24 December 2026"),
        (
            "notified_on", "2026-12-24", "",
            "Day on which the notification was sent: emptied (before: 24 December 2026)",
        ),
        ("panel_response", "", "agrees", "The Panel’s response: The Panel agrees"),
    ],
)  # fmt: skip
def test_a_line_is_a_sentence(field: str, was: str, became: str, sentence: str) -> None:
    assert in_words(IncidentChange(field=field, was=was, became=became)) == sentence
