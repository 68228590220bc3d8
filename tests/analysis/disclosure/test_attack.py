"""Whatever is released, nobody can work out a small number from it: generated rounds against a solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json
from analysis.figures import Figures, compute_figures
from analysis.round_data import CodingRecord, Population, RoundData, ThemeDefinition
from instruments.answers import clean_answers
from tests.analysis.disclosure.attacker import Attacker, Link, read_report
from tests.analysis.rounds import comment, group, make_instrument, make_round, question, repeat

HIDDEN_VALUES = (1, 2, 3, 4)
UNASKED = ("not_asked", "not_answered")

#: Questions that may or may not be part of a round, each with who is asked as the attacker reads it in the form.
OPTIONAL: dict[str, tuple[dict[str, Any], list[tuple[str, list[str]]]]] = {
    "why": (
        comment("why", relevant="${useful} = 'disagree' or ${useful} = 'neither'"),
        [("useful", ["disagree", "neither"])],
    ),
    "more": (question("select_one agree", "more", relevant="${useful} = 'agree'"), [("useful", ["agree"])]),
    "chased": (question("select_one length", "chased", relevant="${heard} = 'no'"), [("heard", ["no"])]),
    "not_heard": (
        question("select_one yes_no", "not_heard", relevant="${heard} != 'yes'"),
        [("heard", ["no", "not_answered", "not_asked"])],
    ),
    "online_more": (
        question("select_one length", "online_more", relevant="selected(${topics}, 'online')"),
        [("topics", ["online"])],
    ),
    "both": (
        question("select_one yes_no", "both", relevant="${useful} = 'agree' and ${heard} = 'yes'"),
        [("useful", ["agree"]), ("heard", ["yes"])],
    ),
    "not_both": (
        question("select_one agree", "not_both", relevant="${useful} = 'agree' and ${heard} = 'no'"),
        [("useful", ["agree"]), ("heard", ["no"])],
    ),
    "chased_why": (comment("chased_why", relevant="${chased} = 'short'"), [("chased", ["short"])]),
}
NEEDS = {"chased_why": "chased"}

ALWAYS = (
    question("select_one agree", "useful"),
    question("select_one yes_no", "heard"),
    question("select_multiple topics", "topics"),
    question("integer", "years"),
    comment("said"),
)
TALK = repeat(
    "talk",
    question("select_one met", "known"),
    comment("barrier", relevant="${known} = 'not_met' or ${known} = 'partly'"),
    unit="people",
)
EXCLUSIVE = {"topics": ["none"]}
WEIGHTS = st.lists(st.sampled_from((0, 1, 2, 5, 40)), min_size=7, max_size=7).filter(any)


@dataclass(frozen=True)
class Case:
    """A generated round, and what the attacker knows of the form."""

    data: RoundData
    links: list[Link]
    frame: list[dict[str, Any]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    optional = [name for name in OPTIONAL if draw(st.booleans())]
    chosen = [name for name in optional if NEEDS.get(name, name) in optional]
    has_talk = draw(st.booleans())
    survey = [group("page", *ALWAYS, *(OPTIONAL[name][0] for name in chosen)), *([TALK] if has_talk else [])]
    instrument = make_instrument(*survey)
    size = draw(st.integers(0, 70))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weights = {item.name: draw(WEIGHTS) for item in instrument.items}
    documents = [_document(rng, instrument, weights, has_talk) for _ in range(size)]
    links = [Link(question=name, groups=OPTIONAL[name][1]) for name in chosen]
    links += [Link(question="barrier", groups=[("known", ["not_met", "partly"])])] if has_talk else []
    frame = _frame(rng, size) if draw(st.booleans()) else []
    invited = sum(cell["invited"] for cell in frame) if frame else size + draw(st.integers(0, 12))
    codings = _codings(rng, documents) if draw(st.booleans()) else []
    data = make_round(
        instrument,
        documents,
        population=Population(size=invited, known=True),
        frame=pd.DataFrame(frame) if frame else None,
        themes=[ThemeDefinition(name=name, label=name) for name in ("time", "voice", "pay")] if codings else [],
        codings=codings,
    )
    return Case(data=data, links=links, frame=frame)


def _document(
    rng: np.random.Generator, instrument: Any, weights: Mapping[str, list[int]], has_talk: bool
) -> dict[str, Any]:
    answers = {item.name: _answer(rng, item, weights[item.name]) for item in instrument.items if item.repeat is None}
    if has_talk:
        talk = [item for item in instrument.items if item.repeat]
        number = int(rng.choice([0, 1, 2], p=[0.6, 0.3, 0.1]))
        answers["talk"] = [{item.name: _answer(rng, item, weights[item.name]) for item in talk} for _ in range(number)]
    return clean_answers(instrument, answers)


def _answer(rng: np.random.Generator, item: Any, weights: list[int]) -> Any:
    """One answer, or none; the weights are of leaving it blank and of each choice."""
    shares = np.array(weights[: len(item.choices) + 1], dtype=float)
    if not shares.any():
        shares[0] = 1
    drawn = int(rng.choice(len(shares), p=shares / shares.sum()))
    if item.question.kind == "text":
        return "A made-up comment." if drawn else None
    if item.question.kind == "integer":
        return int(rng.integers(0, 40)) if drawn else None
    if drawn == 0:
        return None
    choice = item.choices[drawn - 1]
    if item.question.kind == "select_one":
        return choice.name
    more = [] if choice.exclusive else [c.name for c in item.choices if not c.exclusive and rng.random() < 0.2]
    return [choice.name, *more]


def _frame(rng: np.random.Generator, size: int) -> list[dict[str, Any]]:
    """Who was invited, by agency and forum; some cells are empty and some agencies came to one forum only."""
    cells = [
        {"agency": f"Agency {a}", "forum": f"Forum {f}", "invited": 0, "answered": 0}
        for a in "ABCDE"
        for f in "123"
        if rng.random() < 0.6
    ] or [{"agency": "Agency A", "forum": "Forum 1", "invited": 0, "answered": 0}]
    shares = rng.dirichlet(np.full(len(cells), 0.6))
    for cell, answered in zip(cells, rng.multinomial(size, shares), strict=True):
        cell["answered"] = int(answered)
        cell["invited"] = int(answered) + int(rng.choice([0, 1, 3, 10]))
    return cells


def _codings(rng: np.random.Generator, documents: list[dict[str, Any]]) -> list[CodingRecord]:
    """Themes of comments, from frequent to rare, now and then two of them, mostly of one stance."""
    codings = []
    shares = {theme: float(rng.choice([0.03, 0.1, 0.4, 0.9])) for theme in ("time", "voice", "pay")}
    stances = rng.dirichlet([0.4, 0.4, 0.4])
    for number, document in enumerate(documents, start=1):
        places = [(name, 0) for name in ("said", "why", "chased_why") if document.get(name)]
        places += [("barrier", entry) for entry, talk in enumerate(document.get("talk") or []) if talk.get("barrier")]
        for name, entry in places:
            for theme, share in shares.items():
                if rng.random() < share:
                    stance = str(rng.choice(["strength", "concern", "neutral"], p=stances))
                    codings.append(
                        CodingRecord(
                            response_id=f"r{number}", question=name, theme=theme, stance=stance, entry=(entry,)
                        )  # type: ignore[arg-type]
                    )
    return codings


@given(cases())
def test_no_small_number_can_be_worked_out_of_a_release(case: Case) -> None:
    _attack(case)


def _attack(case: Case) -> None:
    """Release a round, and try to work out every count of it from the JSON."""
    figures = compute_figures(case.data)
    report = release(figures, DisclosurePolicy.default(), ReleaseLedger()).report
    if report.responses is None:
        assert 0 < figures.responses < 5
        return
    known = {"choices": _choices(case.data), "exclusive": EXCLUSIVE, "links": case.links, "frame": case.frame}
    attacker = read_report(report_to_json(report), **known)
    for place, truth in _truth(figures):
        if place in attacker.low:
            _check(attacker, place, truth)


def _choices(data: RoundData) -> dict[str, list[str]]:
    """The choices of the single-choice questions that count as answers, as the form gives them."""
    items = [item for item in data.instrument.items if item.question.kind == "select_one"]
    return {item.name: [choice.name for choice in item.choices if choice.missing is None] for item in items}


TWO_REASONS = make_instrument(
    group(
        "page",
        *(row for row in ALWAYS if row["name"] in ("useful", "heard")),
        OPTIONAL["both"][0],
        OPTIONAL["not_both"][0],
    )
)


@given(st.lists(st.sampled_from((0, 0, 1, 3, 6, 9, 20)), min_size=9, max_size=9))
def test_nor_of_questions_that_are_asked_for_two_reasons(counts: list[int]) -> None:
    pairs = [(useful, heard) for useful in ("agree", "neither", None) for heard in ("yes", "no", None)]
    answers = {"both": "yes", "not_both": "agree"}
    documents = [
        clean_answers(TWO_REASONS, {"useful": useful, "heard": heard, **answers})
        for (useful, heard), count in zip(pairs, counts, strict=True)
        for _ in range(count)
    ]
    links = [Link(question=name, groups=OPTIONAL[name][1]) for name in ("both", "not_both")]
    _attack(
        Case(
            data=make_round(TWO_REASONS, documents, population=Population(size=None, known=False)),
            links=links,
            frame=[],
        )
    )


COMMENTS = make_instrument(group("page", comment("said"), question("select_one yes_no", "heard")))


@given(st.integers(5, 50), st.integers(0, 8), st.integers(0, 2**32 - 1))
def test_nor_of_themes(written: int, blank: int, seed: int) -> None:
    documents = [{"said": "A comment.", "heard": "yes"}] * written + [{"said": None, "heard": "yes"}] * blank
    codings = _codings(np.random.default_rng(seed), documents)
    themes = [ThemeDefinition(name=name, label=name) for name in ("time", "voice", "pay")]
    data = make_round(
        COMMENTS, documents, themes=themes, codings=codings, population=Population(size=None, known=False)
    )
    _attack(Case(data=data, links=[], frame=[]))


def _check(attacker: Attacker, place: str, truth: int) -> None:
    if attacker.low[place] == attacker.high[place]:  # it is shown
        assert attacker.low[place] == truth, f"{place} is wrong"
        assert truth not in HIDDEN_VALUES, f"{place} is small and shown"
        return
    low, high = attacker.range(place)
    assert low <= truth <= high, f"{place} is {truth}, not within {low} to {high}"
    least = int(attacker.low[place])
    if truth in HIDDEN_VALUES:
        # A sum of hidden counts that has no cell of its own is at least their number; above that all is open.
        for value in HIDDEN_VALUES:
            if value not in (low, high) and (value > low or least == 1):
                assert attacker.can_be(place, value), f"{place} cannot be {value}: it is {low} to {high}"
        assert high >= max(HIDDEN_VALUES), f"{place} is {low} to {high}"
    if least == 1 or truth in HIDDEN_VALUES:
        assert low < high, f"{place} can only be {low}"


def _truth(figures: Figures) -> Iterator[tuple[str, int]]:
    """Every count of a round by the name that the attacker has for it."""
    for section in figures.sections:
        if section.is_repeat:
            owners = section.responses_with_entries or 0
            yield f"{section.name}: entries", section.entries or 0
            yield f"{section.name}: owners", owners
            yield f"{section.name}: without", figures.responses - owners
        for block in section.questions:
            name = block.name
            yield f"{name}: asked", block.asked or 0
            yield f"{name}: base", block.base or 0
            for kind in ("not_asked", "not_answered", "not_applicable", "dont_know"):
                yield f"{name}: {kind}", getattr(block.absences, kind)
            for row in block.rows:
                yield f"{name}: {row.name}", row.share.count or 0
                yield f"{name}: {row.name} not ticked", (block.base or 0) - (row.share.count or 0)
            if block.favourable is not None:
                yield f"{name}: favourable", block.favourable.count or 0
                yield f"{name}: unfavourable", (block.base or 0) - (block.favourable.count or 0)
    yield "silent", (figures.response_rate.population or 0) - figures.responses
    for table in figures.breakdowns:
        for rate in table.rows:
            yield f"{table.name} {rate.label}: answered", rate.answered or 0
            yield f"{table.name} {rate.label}: answered not", (rate.invited or 0) - (rate.answered or 0)
    if figures.themes is not None:
        yield "themes: comments", figures.themes.comments or 0
        yield "themes: respondents", figures.themes.respondents or 0
        for theme in figures.themes.rows:
            for count in ("mentions", "respondents", "strengths", "concerns", "neutral"):
                yield f"theme {theme.name}: {count}", getattr(theme, count)
