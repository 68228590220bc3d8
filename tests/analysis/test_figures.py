from __future__ import annotations

import pandas as pd
import pytest

from analysis.round_data import CodingRecord, Population, ThemeDefinition
from tests.analysis.rounds import (
    block_of,
    comment,
    group,
    hub_documents,
    hub_instrument,
    make_figures,
    make_instrument,
    question,
    repeat,
    spread,
)


def test_a_scale_has_counts_shares_favourable_and_median() -> None:
    instrument = make_instrument(question("select_one agree", "useful"))
    answers = spread(
        useful={"strongly_agree": 6, "agree": 3, "disagree": 2, "dont_know": 4, "not_relevant": 1, None: 5}
    )
    block = block_of(make_figures(instrument, answers), "useful")
    assert (block.kind, block.asked, block.base) == ("scale", 21, 11)
    assert [(row.label, row.share.count, row.favourable) for row in block.rows] == [
        ("Strongly agree", 6, True),
        ("Agree", 3, True),
        ("Neither", 0, False),
        ("Disagree", 2, False),
    ]
    absences = block.absences
    assert (absences.not_asked, absences.not_answered, absences.dont_know, absences.not_applicable) == (0, 5, 4, 1)
    assert block.favourable is not None
    assert (block.favourable.count, block.favourable.base, block.favourable_label) == (9, 11, "Strongly agree or Agree")
    assert (block.median, block.median_note) == ("Strongly agree", None)


def test_an_even_split_is_said_to_lie_between_two_grades() -> None:
    instrument = make_instrument(question("select_one agree", "useful"))
    block = block_of(make_figures(instrument, spread(useful={"agree": 5, "neither": 5})), "useful")
    assert block.median == "between Agree and Neither"
    assert block.median_note is not None


def test_a_scale_without_a_better_end_has_a_median_and_nothing_favourable() -> None:
    instrument = make_instrument(question("select_one length", "length"))
    block = block_of(make_figures(instrument, spread(length={"short": 15, "right": 24})), "length")
    assert (block.favourable, block.favourable_label, block.median) == (None, None, "About right")


def test_a_multiple_choice_counts_people_and_its_shares_may_pass_all() -> None:
    instrument = make_instrument(question("select_multiple topics", "topics"))
    documents = [{"topics": ["gangs", "online"]}, {"topics": ["gangs"]}, {"topics": ["unsure"]}, {"topics": None}]
    block = block_of(make_figures(instrument, documents), "topics")
    assert (block.kind, block.base, block.absences.dont_know, block.absences.not_answered) == ("multiple", 2, 1, 1)
    assert {row.name: row.share.share for row in block.rows} == {"gangs": 1, "online": 0.5, "neglect": 0, "none": 0}


def test_numbers_have_a_summary_and_texts_a_number_of_comments() -> None:
    instrument = make_instrument(
        question("integer", "years"), question("decimal", "hours"), comment("why"), question("date", "day")
    )
    documents = [
        {"years": 1, "hours": 0.5, "why": "A made-up comment.", "day": "2026-04-30"},
        {"years": 9, "hours": None, "why": " ", "day": None},
    ]
    figures = make_figures(instrument, documents)
    years, hours = block_of(figures, "years").numbers, block_of(figures, "hours").numbers
    assert years is not None
    assert (years.n, years.minimum, years.median, years.maximum) == (2, 1, 5, 9)
    assert hours is not None
    assert (hours.n, hours.mark) == (1, None)
    assert block_of(figures, "why").comments == 1
    assert (block_of(figures, "day").kind, block_of(figures, "day").base) == ("date", 1)


def test_the_grade_and_its_parts_say_what_they_belong_to() -> None:
    instrument = make_instrument(question("grade met", "st1"))
    figures = make_figures(instrument, [{"st1": "partly", "st1_rationale": "A reason."}])
    assert (block_of(figures, "st1").kind, block_of(figures, "st1").part_of) == ("grade", None)
    assert block_of(figures, "st1_rationale").part_of == "st1"


@pytest.mark.parametrize("unit", ["people", "organisations", "cases"])
def test_the_unit_of_the_form_is_that_of_its_pages(unit: str) -> None:
    figures = make_figures(make_instrument(question("integer", "years"), unit=unit), [])
    assert (figures.unit, figures.sections[0].unit, figures.sections[0].questions[0].unit) == (unit, unit, unit)


TALK = repeat(
    "talk", question("select_one met", "known"), comment("said"), unit="people", narrative_below=5, entry_name="talk"
)


def test_a_repeat_is_counted_in_its_own_entries() -> None:
    instrument = make_instrument(group("page", question("select_one yes_no", "heard")), TALK, unit="organisations")
    documents = [
        {"heard": "yes", "talk": [{"known": "fully"}] * 4},
        {"heard": "yes", "talk": [{"known": "partly"}, {"known": "not_applicable"}]},
        {"heard": "no", "talk": []},
    ]
    figures = make_figures(instrument, documents)
    section = figures.sections[1]
    assert (section.is_repeat, section.unit, section.entry_name) == (True, "people", "talk")
    assert (section.entries, section.responses_with_entries) == (6, 2)
    known = block_of(figures, "known")
    assert (known.asked, known.base, known.narrative_only) == (6, 5, False)
    assert known.favourable is not None
    assert known.favourable.share == 0.8
    assert known.favourable.population_interval is None


def test_a_repeat_of_few_entries_has_counts_and_no_percentages() -> None:
    instrument = make_instrument(group("page", question("select_one yes_no", "heard")), TALK)
    figures = make_figures(instrument, [{"heard": "yes", "talk": [{"known": "fully"}] * 4}])
    known = block_of(figures, "known")
    assert known.narrative_only
    row = known.rows[0].share
    assert (row.count, row.base, row.share, row.interval, row.mark) == (4, 4, None, None, "z")
    assert known.favourable is not None
    assert known.favourable.share is None
    assert known.median is None
    assert figures.sections[1].notes == ("Fewer than 5 entries: described in words, without percentages.",)


def test_an_interval_for_the_population_needs_everybody_to_have_been_asked() -> None:
    instrument = make_instrument(
        question("select_one yes_no", "heard"), question("select_one yes_no", "chased", relevant="${heard} = 'no'")
    )
    documents = [{"heard": "yes"}] * 5 + [{"heard": "no", "chased": "yes"}] * 5
    figures = make_figures(instrument, documents)
    assert block_of(figures, "heard").rows[0].share.population_interval is not None
    chased = block_of(figures, "chased")
    assert chased.rows[0].share.interval is not None
    assert chased.rows[0].share.population_interval is None
    assert "no interval for a finite population" in " ".join(chased.notes)


@pytest.mark.parametrize(
    "population",
    [Population(size=None, known=False), Population(size=50, known=False), Population(size=3, known=True)],
)
def test_there_is_no_interval_for_a_population_of_unknown_or_too_small_size(population: Population) -> None:
    instrument = make_instrument(question("select_one yes_no", "heard"))
    share = block_of(make_figures(instrument, [{"heard": "yes"}] * 5, population=population), "heard").rows[0].share
    assert share.interval is not None
    assert share.population_interval is None


def test_comments_are_counted_over_questions_and_entries() -> None:
    instrument = make_instrument(group("page", comment("why")), TALK)
    documents = [
        {"why": "A comment.", "talk": [{"known": "fully", "said": None}, {"known": "fully", "said": "A comment."}]},
        {"why": None, "talk": []},
    ]
    codings = [
        CodingRecord(response_id="r1", question="said", theme="time", stance="concern", entry=(1,)),
        CodingRecord(response_id="r1", question="said", theme="time", stance="concern", entry=(0,)),
    ]
    themes = make_figures(
        instrument, documents, themes=[ThemeDefinition(name="time", label="Time")], codings=codings
    ).themes
    assert themes is not None
    assert (themes.comments, themes.coded, themes.respondents) == (2, 1, 1)
    assert (themes.rows[0].mentions, themes.rows[0].concerns) == (1, 1)


@pytest.mark.parametrize("documents", [[], [{}], [{"useful": None, "topics": None, "years": None, "why": None}]])
def test_rounds_without_answers_have_every_block(documents: list[dict[str, object]]) -> None:
    instrument = make_instrument(
        question("select_one agree", "useful"),
        question("select_multiple topics", "topics"),
        question("integer", "years"),
        comment("why"),
        TALK,
    )
    figures = make_figures(instrument, documents)
    for name in ("useful", "topics", "years", "why", "known", "said"):
        assert block_of(figures, name).base == 0
    useful = block_of(figures, "useful")
    assert [(row.share.share, row.share.mark) for row in useful.rows] == [(None, "z")] * 4
    assert (useful.median, useful.median_note) == (None, "Nobody answered, so there is no median.")
    years = block_of(figures, "years").numbers
    assert years is not None
    assert (years.median, years.mark) == (None, "z")


def test_one_respondent_is_the_whole_distribution() -> None:
    figures = make_figures(make_instrument(question("select_one agree", "useful")), [{"useful": "neither"}])
    block = block_of(figures, "useful")
    assert [row.share.share for row in block.rows] == [0, 0, 1, 0]
    assert block.median == "Neither"


def test_the_published_hub_comes_out() -> None:
    figures = make_figures(hub_instrument(), hub_documents(), population=Population(size=225, known=True))
    assert figures.response_rate.sentence == "17% (39 of 225)"
    for name, count in (("objectives_met", 35), ("understand_better", 36), ("could_contribute", 34)):
        favourable = block_of(figures, name).favourable
        assert favourable is not None
        assert (favourable.count, favourable.base) == (count, 39)
    assert block_of(figures, "length").rows[0].share.count == 15


def test_figures_name_the_version_they_are_of() -> None:
    figures = make_figures(hub_instrument(), [], version=3, content_hash="abc", frame_labels={"forum": "Forum"})
    assert (figures.instrument.form_id, figures.instrument.version) == ("learning-hub-evaluation", 3)
    assert figures.instrument.content_hash == "abc"


def test_breakdowns_come_with_their_labels() -> None:
    frame = pd.DataFrame({"forum": ["North"], "invited": [20], "answered": [5]})
    figures = make_figures(hub_instrument(), [], frame=frame, frame_labels={"forum": "Which forum"})
    assert [table.label for table in figures.breakdowns] == ["Which forum"]


def test_the_method_explains_what_the_report_uses_and_no_more() -> None:
    plain = make_figures(make_instrument(comment("why")), [])
    terms = {definition.term for definition in plain.definitions}
    assert {"Response rate", "The kinds of absence", "[c] and [z]"} <= terms
    assert not terms & {"95% interval", "Median", "Themes", "Multiple choice", "Quartiles", "Tables of entries"}
    full = make_figures(
        make_instrument(
            question("select_one agree", "useful"),
            question("select_multiple topics", "topics"),
            question("integer", "years"),
            TALK,
        ),
        [],
        themes=[ThemeDefinition(name="time", label="Time")],
    )
    assert {"95% interval", "Median", "Favourable", "Themes", "Multiple choice", "Quartiles", "Tables of entries"} <= {
        definition.term for definition in full.definitions
    }


def test_the_codebook_has_a_line_for_each_question_and_choice() -> None:
    instrument = make_instrument(
        {"type": "note", "name": "hello", "label": "Hello"},
        question("select_one agree", "useful"),
        comment("why", relevant="${useful} = 'agree'"),
    )
    rows = make_figures(instrument, []).codebook
    assert [(row.question, row.choice, row.meaning) for row in rows] == [
        ("useful", None, None),
        ("useful", "strongly_agree", "favourable"),
        ("useful", "agree", "favourable"),
        ("useful", "neither", None),
        ("useful", "disagree", None),
        ("useful", "dont_know", "don't know"),
        ("useful", "not_relevant", "not applicable"),
        ("why", None, None),
    ]
    assert rows[-1].relevant == "${useful} = 'agree'"
    assert (rows[1].choice_label, rows[1].type, rows[1].label) == ("Strongly agree", "select_one", "About useful")
