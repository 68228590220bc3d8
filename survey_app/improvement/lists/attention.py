"""What in the chain asks for somebody now, each with how many and the page on which it is seen to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.lists.choosing import ListQuery, actions_of, findings_of, recommendations_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One thing that asks for attention: the list that shows it, or for whoever judges the page where it is judged."""

    count: int
    words: str
    list_name: str
    query: ListQuery

    @property
    def is_judged(self) -> bool:
        return self.query.mark in ("claimed", "result_in")


ASKED = (
    ("actions", {"mark": "late"}, "action is late", "actions are late"),
    ("actions", {"mark": "claimed"}, "action says what came of it and waits to be judged",
     "actions say what came of them and wait to be judged"),
    ("recommendations", {"mark": "result_in"}, "re-test’s result waits to be judged",
     "results of re-tests wait to be judged"),
    ("recommendations", {"mark": "closable"}, "recommendation can be closed with impact",
     "recommendations can be closed with impact"),
    ("recommendations", {"mark": "without_reply"}, "open recommendation has no reply",
     "open recommendations have no reply"),
    ("recommendations", {"mark": "without_action"}, "open recommendation has no action",
     "open recommendations have no action"),
    ("recommendations", {"mark": "without_finding"}, "open recommendation rests on no finding",
     "open recommendations rest on no finding"),
    ("findings", {"mark": "without_recommendation", "state": "concern"}, "concern has led to no recommendation",
     "concerns have led to no recommendation"),
)  # fmt: skip
READERS: Mapping[str, Callable[..., Sequence[object]]] = {
    "actions": actions_of, "recommendations": recommendations_of, "findings": findings_of,
}  # fmt: skip


def attention(session: Session, partnership_id: int, today: date) -> list[Asking]:
    """What asks for somebody now, the most pressing first; what nothing is wrong with is left out."""
    found = []
    for list_name, asked, one, many in ASKED:
        query = ListQuery(**asked)
        count = len(READERS[list_name](session, partnership_id, query, today))
        if count:
            words = f"{count:,} {one if count == 1 else many}"
            found.append(Asking(count=count, words=words, list_name=list_name, query=query))
    return found
