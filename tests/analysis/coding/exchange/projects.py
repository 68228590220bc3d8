"""Generated codeframes and projects, with texts of every kind that can be exchanged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from analysis.coding.codeframe import Codeframe, ThemeText
from analysis.coding.exchange import CodingEntry, CodingProject, SourceComment

PIECES = [
    "a",
    " ",
    "=1+1",
    "'",
    "'=x",
    '"',
    ",",
    ";",
    "<b>&amp;",
    "]]>",
    "é",
    "🙂",
    "\t",
    "\\",
    "Include: x",
    "Name: pay",
    "-",
]
line = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
texts = st.lists(line, max_size=4).map("\n".join)
anything = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30) | texts
labels = line.map(lambda text: " ".join(text.split("\n"))).filter(str.strip)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)) | st.just(
    datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
)


@st.composite
def codeframes(draw: st.DrawFn) -> Codeframe:
    """With one theme at least, its parents among those before or after it."""
    names = draw(st.lists(st.sampled_from(["pay", "pay_2", "time", "a", "theme", "x1"]), unique=True, min_size=1))
    own = draw(
        st.lists(labels, min_size=len(names), max_size=len(names), unique_by=lambda text: text.strip().casefold())
    )
    order = draw(st.permutations(range(len(names))))
    themes = []
    for place, (name, label) in enumerate(zip(names, own, strict=True)):
        earlier = [names[other] for other in order[: order.index(place)]]
        themes.append(
            ThemeText(
                name=name,
                label=label,
                definition=draw(texts),
                include=draw(texts),
                exclude=draw(texts),
                example=draw(texts),
                parent=draw(st.sampled_from([None, *earlier])),
            )
        )
    return Codeframe(title=draw(labels), version=draw(st.integers(1, 999_999_999)), themes=tuple(themes))


@st.composite
def projects(draw: st.DrawFn) -> CodingProject:
    """Comments with attributes, coded by some whole and in stretches."""
    frame = draw(codeframes())
    keys = draw(st.lists(st.sampled_from(["c1", "c 2", "=c3", "ü", "'"]), unique=True))
    attributes = st.dictionaries(st.sampled_from(["agency", "=forum", "Übung"]), labels, max_size=2)
    comments = [SourceComment(key=key, text=draw(anything), attributes=draw(attributes)) for key in keys]
    codings = []
    for comment in comments:
        for _ in range(draw(st.integers(0, 3))):
            stretch = st.tuples(st.integers(0, len(comment.text)), st.integers(0, len(comment.text))).filter(
                lambda pair: pair[0] < pair[1]
            )
            start, end = draw(st.none() | stretch if comment.text else st.none()) or (None, None)
            codings.append(
                CodingEntry(
                    comment=comment.key,
                    theme=draw(st.sampled_from([theme.name for theme in frame])),
                    coder=draw(st.sampled_from(["", "ann", "=bob", "Zoë"])),
                    stance=draw(st.sampled_from(["strength", "concern", "neutral"])),
                    start=start,
                    end=end,
                    coded_at=draw(st.none() | moments),
                    suggested_by=draw(st.sampled_from([None, "definitions", "model"])),
                )
            )
    return CodingProject(title=draw(labels), codeframe=frame, comments=tuple(comments), codings=tuple(codings))
