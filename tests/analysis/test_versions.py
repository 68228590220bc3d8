"""Answers to several versions of a form, analysed together and released together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, report_to_json, working_report
from analysis.figures import Figures, compute_figures
from analysis.report import Report
from analysis.responses import response_frames
from analysis.round_data import CodingRecord, ResponseRecord, ThemeDefinition
from instruments.answers import clean_answers
from instruments.compiled import compile_instrument
from instruments.merging import Merged, merge_versions
from instruments.model import Instrument
from tests.analysis.disclosure.attacker import ABSENCES, Link, read_report
from tests.analysis.rounds import CHOICES, SCALES, block_of, comment, group, make_round, question, repeat

Answers = Sequence[Mapping[str, Any]]


def version(*pages: dict[str, Any], **parts: Any) -> Instrument:
    settings = {"form_id": "example", "form_title": "Example"}
    data = {"settings": settings, "choices": CHOICES, "scales": SCALES, "survey": [*pages], **parts}
    return Instrument.model_validate_json(json.dumps(data))


def figures_of(form: Merged, answers: Mapping[int, Answers], **changes: Any) -> Figures:
    return compute_figures(make_round(form, (), responses=records_of(form, answers), version=max(answers), **changes))  # type: ignore[arg-type]


def records_of(form: Merged, answers: Mapping[int, Answers]) -> list[ResponseRecord]:
    """The answers as each version would have kept them, numbered r1, r2 and so on."""
    records: list[ResponseRecord] = []
    for number, documents in answers.items():
        for document in documents:
            cleaned = clean_answers(form.forms[number], document)
            records.append(ResponseRecord(response_id=f"r{len(records) + 1}", document=cleaned, version=number))
    return records


def released(figures: Figures) -> Report:
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


FIRST = version(group("page", question("select_one yes_no", "heard"), question("integer", "age"), comment("why")))
SECOND = version(
    group(
        "page",
        question("select_one yes_no", "heard", label="Were you heard?"),
        question("text", "age"),
        comment("why"),
        question("select_one length", "length"),
    )
)
BOTH = merge_versions({1: FIRST, 2: SECOND})
ANSWERS: dict[int, Answers] = {
    1: [{"heard": "yes", "age": 30, "why": "A made-up comment."}] * 12,
    2: [{"heard": "no", "age": "thirty", "length": "short"}] * 10 + [{"heard": "yes", "length": "right"}] * 8,
}


def test_answers_of_all_versions_are_counted_together() -> None:
    report = working_report(figures_of(BOTH, ANSWERS))
    assert report.responses == 30
    assert [row.share.count for row in block_of(report, "heard").rows] == [20, 10]
    assert report.instrument.versions == (1, 2)


def test_a_question_of_one_version_is_not_asked_in_the_others_and_says_so() -> None:
    block = block_of(working_report(figures_of(BOTH, ANSWERS)), "length")
    assert (block.asked, block.absences.not_asked, block.versions) == (18, 12, "from version 2")


def test_answers_of_another_type_stand_apart() -> None:
    report = working_report(figures_of(BOTH, ANSWERS))
    assert (block_of(report, "age_v1").kind, block_of(report, "age_v1").base) == ("number", 12)
    assert (block_of(report, "age").kind, block_of(report, "age").base) == ("text", 10)
    assert "stand apart" in report.instrument.notes[0]


def test_both_wordings_stand_with_the_question() -> None:
    (remark,) = block_of(released(figures_of(BOTH, ANSWERS)), "heard").remarks
    assert "About heard" in remark
    assert "Were you heard?" in remark


def test_the_codebook_says_in_which_versions_a_question_and_a_choice_were_there() -> None:
    rows = {(row.question, row.choice): row.versions for row in figures_of(BOTH, ANSWERS).codebook}
    assert rows["age_v1", None] == "in version 1"
    assert rows["length", None] == "from version 2"
    assert rows["length", "short"] is None
    assert rows["heard", None] is None


def test_raw_frames_have_a_column_for_each_field() -> None:
    frames = response_frames(BOTH, records_of(BOTH, ANSWERS))
    assert list(frames.main.columns) == ["heard", "age_v1", "age", "why", "length"]
    assert set(frames.absence["length"][:12]) == {"not_asked"}


def test_a_coding_finds_its_comment_under_the_name_that_its_version_has() -> None:
    form = merge_versions(
        {1: version(group("page", comment("why"))), 2: version(group("page", question("select_one yes_no", "why")))}
    )
    answers: dict[int, Answers] = {1: [{"why": "A made-up comment."}], 2: [{"why": "yes"}]}
    codings = [CodingRecord(response_id="r1", question="why", theme="time", stance="concern")]
    themes = [ThemeDefinition(name="time", label="Time")]
    found = figures_of(form, answers, themes=themes, codings=codings).themes
    assert found is not None
    assert (found.comments, found.coded) == (1, 1)


def test_a_single_version_reads_as_it_always_did() -> None:
    records = [ResponseRecord(response_id="r1", document={"heard": "yes", "age": 3, "why": None}, version=1)]
    figures = compute_figures(make_round(compile_instrument(FIRST), (), responses=records))
    assert figures.instrument.versions == ()
    assert block_of(figures, "heard").versions is None


# Against an attacker who knows both questionnaires


def split_by(condition: str, *, early: bool = False) -> Merged:
    """Two versions, of which one asks more of those who meet a condition."""
    rows = [question("select_one yes_no", "heard"), question("select_one length", "pace")]
    more = [*rows, question("select_one met", "more", relevant=condition), question("select_one agree", "useful")]
    first, second = version(group("page", *rows)), version(group("page", *more))
    return merge_versions({1: second, 2: first} if early else {1: first, 2: second})


def test_who_answered_the_first_version_cannot_be_split_by_what_the_second_asks() -> None:
    form = split_by("${heard} = 'yes'")
    yes, no = {"heard": "yes", "pace": "right"}, {"heard": "no", "pace": "right"}
    later = {**yes, "more": "fully", "useful": "agree"}
    answers: dict[int, Answers] = {
        1: [yes] * 2 + [no] * 20,
        2: [later] * 18 + [{**no, "useful": "agree"}] * 10,
    }
    report = released(figures_of(form, answers))
    assert block_of(report, "heard").rows[0].share.count == 20
    assert block_of(report, "more").mark == "c"  # 18 asked, of 20 who said yes: two of the first version


def test_a_question_of_one_version_is_shown_where_it_tells_nothing() -> None:
    form = split_by("${heard} = 'yes'")
    yes, no = {"heard": "yes", "pace": "right"}, {"heard": "no", "pace": "right"}
    later = {**yes, "more": "fully", "useful": "agree"}
    answers: dict[int, Answers] = {
        1: [yes] * 12 + [no] * 20,
        2: [later] * 18 + [{**no, "useful": "agree"}] * 10,
    }
    report = released(figures_of(form, answers))
    assert block_of(report, "more").base == 18
    assert block_of(report, "useful").base == 28


def test_a_few_answers_to_a_version_hide_what_only_the_others_ask() -> None:
    form = split_by("${heard} = 'yes'")
    answers: dict[int, Answers] = {
        1: [{"heard": "yes", "pace": "right"}] * 3,
        2: [{"heard": "yes", "pace": "right", "more": "fully", "useful": "agree"}] * 20,
    }
    report = released(figures_of(form, answers))
    assert block_of(report, "useful").mark == "c"
    assert block_of(report, "heard").rows[0].share.count == 23


WEIGHTS = st.lists(st.sampled_from((0, 1, 2, 5, 40)), min_size=6, max_size=6).filter(any)
OLD_ROWS = (question("select_one agree", "useful"), question("select_one yes_no", "heard"))
OLD = version(
    group("page", *OLD_ROWS, question("select_one length", "left", relevant="${heard} = 'no'")),
    repeat("talk", question("select_one met", "known")),
)
NEW = version(
    group(
        "page",
        *OLD_ROWS,
        question("select_one yes_no", "added"),
        question("select_one length", "chased", relevant="${heard} = 'no'"),
    ),
    repeat("talk", question("select_one met", "known"), question("select_one yes_no", "told")),
)
TWO = merge_versions({1: OLD, 2: NEW})


@given(st.integers(0, 40), st.integers(0, 40), st.lists(WEIGHTS, min_size=7, max_size=7), st.integers(0, 2**32 - 1))
def test_no_small_number_can_be_worked_out_of_a_release_of_two_versions(
    early: int, late: int, weights: list[list[int]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    answers = {
        number: [_document(rng, number, weights) for _ in range(size)] for number, size in ((1, early), (2, late))
    }
    figures = figures_of(TWO, answers)
    report = released(figures)
    if report.responses is None:
        assert 0 < figures.responses < 5
        return
    choices = {
        item.name: [choice.name for choice in item.choices if choice.missing is None]
        for item in TWO.items
        if item.question.kind == "select_one"
    }
    everybody = {"version": ["1", "2"], **choices}
    links = [
        Link(question="added", groups=[("version", ["2"])]),
        Link(question="left", groups=[("heard", ["no"]), ("version", ["1"])]),
        Link(question="chased", groups=[("heard", ["no"]), ("version", ["2"])]),
    ]
    attacker = read_report(report_to_json(report), choices=everybody, exclusive={}, links=links)
    attacker.equal("responses", ["version: 1", "version: 2"])
    for absence in ABSENCES:
        attacker.count(f"version: {absence}", 0)
    for section in figures.sections:
        for block in section.questions:
            for row in block.rows:
                _check(attacker, f"{block.name}: {row.name}", row.share.count or 0)
            _check(attacker, f"{block.name}: asked", block.asked or 0)
            _check(attacker, f"{block.name}: not_asked", block.absences.not_asked or 0)
    for answer in ("yes", "no"):  # the table that no report shows, of the answer by the version
        for number in (1, 2):
            truth = sum(document.get("heard") == answer for document in answers[number])
            _check(attacker, f"heard {answer}, version {number}", truth)


def _check(attacker: Any, place: str, truth: int) -> None:
    """Where few are counted, the attacker must not be able to tell how many."""
    if not 1 <= truth <= 4 or place not in attacker.low:
        return
    low, high = attacker.range(place)
    assert low < high, place
    assert attacker.can_be(place, truth), place


def _document(rng: np.random.Generator, number: int, weights: list[list[int]]) -> dict[str, Any]:
    form = TWO.forms[number]
    known = dict(zip((item.name for item in TWO.items), weights, strict=False))
    main: dict[str, Any] = {i.name: _answer(rng, i.choices, known[i.name]) for i in form.items if not i.repeats}
    talk = [i for i in form.items if i.repeats]
    entries = int(rng.choice([0, 1, 2], p=[0.5, 0.3, 0.2]))
    main["talk"] = [{i.name: _answer(rng, i.choices, known[i.name]) for i in talk} for _ in range(entries)]
    return main


def _answer(rng: np.random.Generator, choices: Sequence[Any], weights: list[int]) -> str | None:
    shares = np.array(weights[: len(choices) + 1], dtype=float)
    if not shares.any():
        return None
    drawn = int(rng.choice(len(shares), p=shares / shares.sum()))
    return choices[drawn - 1].name if drawn else None
