"""What the coding grid is given: every comment with its codings, and all else that the page needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.results.coding import STANCES
from survey_app.results.comments import Comment
from survey_app.results.models import Codeframe
from survey_app.results.themes.groups import shown_groups
from survey_app.results.themes.keys import theme_keys
from survey_app.rounds.models import Round


def grid_data(
    session: Session, round_: Round, codeframe: Codeframe, comments: Sequence[Comment], *, user_id: int
) -> dict[str, Any]:
    """The block of data in the page. Of where a comment comes from it holds what may be shown, and no response key."""
    names = coder_names(session, comments)
    groups = shown_groups(session, round_)
    return {
        "store": f"walkabout.coding:{round_.id}:{user_id}:",
        "stances": list(STANCES.items()),
        "themes": theme_data(codeframe),
        "questions": _questions(comments),
        "comments": [
            comment_data(comment, names) | {"groups": list(groups.get(comment.place.response_key, {}).items())}
            for comment in comments
        ],
    }


def theme_data(codeframe: Codeframe) -> list[dict[str, str]]:
    """The themes with their keys, in the codeframe's order."""
    keys = theme_keys([theme.name for theme in codeframe.themes])
    labels = {theme.name: theme.label for theme in codeframe.themes}
    return [
        {
            "name": theme.name, "label": theme.label, "definition": theme.definition, "include": theme.include,
            "exclude": theme.exclude, "example": theme.example, "parent": labels.get(theme.parent, ""),
            "key": keys.get(theme.name, ""),
        }
        for theme in codeframe.themes
    ]  # fmt: skip


def comment_data(comment: Comment, names: Mapping[int, str]) -> dict[str, Any]:
    """One comment as the page keeps it."""
    return {
        "key": comment.key, "question": comment.place.question, "label": comment.question_label, "text": comment.text,
        "themes": comment.themes, "done": comment.is_coded, "quote": comment.quote_worthy,
        "revision": comment.revision, "coder": names.get(comment.coder_id or 0, ""),
    }  # fmt: skip


def coder_names(session: Session, comments: Iterable[Comment]) -> dict[int, str]:
    """The names of those who coded these comments."""
    ids = {comment.coder_id for comment in comments if comment.coder_id is not None}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _questions(comments: Iterable[Comment]) -> list[list[str]]:
    """Each question with comments: name and label, by label."""
    labels = {comment.place.question: comment.question_label for comment in comments}
    return [[name, label] for name, label in sorted(labels.items(), key=lambda item: (item[1], item[0]))]
