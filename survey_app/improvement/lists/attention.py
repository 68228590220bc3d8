"""What in the chain asks for somebody now, each with how many and the list that shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from survey_app.improvement.lists.choosing import ListQuery, actions_of, findings_of, recommendations_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One thing that asks for attention."""

    count: int
    words: str
    list_name: str
    mark: str


ASKED = (
    ("actions", "late", "action is late", "actions are late"),
    ("actions", "claimed", "action says what came of it and waits to be judged",
     "actions say what came of them and wait to be judged"),
    ("recommendations", "without_reply", "open recommendation has no reply", "open recommendations have no reply"),
    ("recommendations", "without_action", "open recommendation has no action", "open recommendations have no action"),
    ("recommendations", "without_finding", "recommendation rests on no finding",
     "recommendations rest on no finding"),
    ("findings", "without_recommendation", "finding has led to no recommendation",
     "findings have led to no recommendation"),
)  # fmt: skip
READERS: Mapping[str, Callable[..., Sequence[object]]] = {
    "actions": actions_of, "recommendations": recommendations_of, "findings": findings_of,
}  # fmt: skip


def attention(session: Session, partnership_id: int, today: date) -> list[Asking]:
    """What asks for somebody now, the most pressing first; what nothing is wrong with is left out."""
    found = []
    for list_name, mark, one, many in ASKED:
        rows = READERS[list_name](session, partnership_id, ListQuery(mark=mark), today)
        if rows:
            count = len(rows)
            words = f"{count:,} {one if count == 1 else many}"
            found.append(Asking(count=count, words=words, list_name=list_name, mark=mark))
    return found
