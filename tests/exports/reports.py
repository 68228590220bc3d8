"""Factories of constructed Reports: every figure here is made up for a test, none is computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from analysis.report import (
    Absences,
    CodebookRow,
    Definition,
    InstrumentReference,
    Interval,
    NumberSummary,
    OptionRow,
    PolicyStatement,
    QuestionBlock,
    RateRow,
    RateTable,
    Report,
    ResponseRate,
    SectionBlock,
    Share,
    SuppressionEntry,
    ThemeRow,
    ThemeTable,
)

AGREE = (
    ("strongly_agree", "Strongly agree"),
    ("agree", "Agree"),
    ("neither", "Neither agree nor disagree"),
    ("disagree", "Disagree"),
    ("strongly_disagree", "Strongly disagree"),
)
GRADES = (("fully", "Fully met"), ("mostly", "Mostly met"), ("partly", "Partly met"), ("not_met", "Not met"))
DEFAULT_POLICY = PolicyStatement(
    name="default",
    threshold=4,
    description="Counts of people from 1 to 4 are hidden, and whatever they could be worked out from.",
    decided_by="Example QA group",
    decided_on=date(2026, 1, 15),
    reason="The partnership's standing rule.",
)


def make_share(count: int | None, base: int | None, *, population: bool = True, **changes: Any) -> Share:
    """A share whose interval is a plain stand-in: ten points either way."""
    if count is None or base is None:
        return Share(count=None, base=base, share=None, mark="c", **changes)
    if base == 0:
        return Share(count=count, base=0, share=None, mark="z", note="Nobody gave an answer that counts.", **changes)
    share = count / base
    around = {"low": max(0.0, share - 0.1), "high": min(1.0, share + 0.1)}
    return Share(
        count=count,
        base=base,
        share=share,
        interval=Interval(**around, method="Wilson 95%"),
        population_interval=Interval(**around, method="Wilson 95%, finite population of 225") if population else None,
        **changes,
    )


def make_absences(**changes: Any) -> Absences:
    figures: dict[str, Any] = {"not_asked": 0, "not_answered": 1, "not_applicable": 0, "dont_know": 2}
    return Absences(**{**figures, **changes})


def make_closed(
    name: str,
    label: str,
    choices: tuple[tuple[str, str], ...] = AGREE,
    counts: tuple[int | None, ...] = (20, 15, 2, 1, 1),
    *,
    good: int = 2,
    **changes: Any,
) -> QuestionBlock:
    """A closed question with these counts; the first ``good`` choices are the favourable ones."""
    base = None if None in counts and changes.get("base") is None else sum(count or 0 for count in counts)
    base = changes.pop("base", base)
    kind = changes.pop("kind", "scale")
    rows = tuple(
        OptionRow(name=choice, label=words, share=make_share(count, base), favourable=place < good)
        for place, ((choice, words), count) in enumerate(zip(choices, counts, strict=True))
    )
    values: dict[str, Any] = {
        "name": name,
        "label": label,
        "kind": kind,
        "unit": "people",
        "part_of": None,
        "asked": None if base is None else base + 3,
        "base": base,
        "absences": make_absences(),
        "rows": rows,
    }
    if kind in ("scale", "grade"):
        first = counts[:good]
        total = None if None in first or base is None else sum(count or 0 for count in first)
        values["favourable"] = make_share(total, base)
        values["favourable_label"] = " or ".join(words for _, words in choices[:good])
        values["median"] = choices[0][1] if base else None
    return QuestionBlock(**{**values, **changes})


def make_hidden(name: str, label: str, **changes: Any) -> QuestionBlock:
    """A question of which nothing may be shown."""
    absences = Absences(not_asked=None, not_answered=None, not_applicable=None, dont_know=None, mark="c")
    values: dict[str, Any] = {"counts": (None,) * 5, "base": None, "absences": absences, "mark": "c", "median": None}
    return make_closed(name, label, **{**values, **changes})


def make_text(name: str, label: str, comments: int | None = 12, **changes: Any) -> QuestionBlock:
    values: dict[str, Any] = {
        "name": name, "label": label, "kind": "text", "unit": "people", "part_of": None, "asked": 39, "base": comments,
        "absences": make_absences(not_answered=27, dont_know=0), "comments": comments,
    }  # fmt: skip
    return QuestionBlock(**{**values, **changes})


def make_number(name: str, label: str, **changes: Any) -> QuestionBlock:
    values: dict[str, Any] = {
        "name": name, "label": label, "kind": "number", "unit": "people", "part_of": None, "asked": 39, "base": 31,
        "absences": make_absences(not_answered=8, dont_know=0),
        "numbers": NumberSummary(n=31, minimum=0, lower_quartile=2, median=4.5, upper_quartile=11, maximum=1250),
    }  # fmt: skip
    return QuestionBlock(**{**values, **changes})


def make_section(name: str, label: str, *questions: QuestionBlock, **changes: Any) -> SectionBlock:
    values: dict[str, Any] = {
        "name": name, "label": label, "unit": "people", "is_repeat": False, "entry_name": None, "entries": None,
        "responses_with_entries": None, "questions": questions,
    }  # fmt: skip
    return SectionBlock(**{**values, **changes})


def make_grade(name: str, label: str, counts: tuple[int | None, ...] = (6, 9, 4, 1)) -> tuple[QuestionBlock, ...]:
    """A graded judgement with its parts, as a compiled instrument has them."""
    evidence = (("document", "Document"), ("data", "Data"), ("staff_voice", "Staff voice"))
    return (
        make_closed(name, label, GRADES, counts, kind="grade", unit="organisations", part_of=name),
        make_text(f"{name}_rationale", "Rationale", 20, part_of=name, unit="organisations", asked=20),
        make_closed(
            f"{name}_evidence_type", "Type of evidence", evidence, (9, 14, 3), base=20, kind="multiple",
            unit="organisations", part_of=name, good=0,
        ),
        make_text(f"{name}_gap", "Gap", 7, part_of=name, unit="organisations", asked=20),
    )  # fmt: skip


def make_forum_section() -> SectionBlock:
    useful = (
        ("talks", "Talks"),
        ("table", "Table discussion"),
        ("speakers", "Local speakers"),
        ("pack", "Resource pack"),
    )
    return make_section(
        "the_forum",
        "The forum",
        make_closed("objectives_met", "The forum met its objectives", counts=(20, 15, 2, 1, 1)),
        make_closed("understand_better", "I understand the theme better than before", counts=(22, 14, 2, 1, 0)),
        make_closed("could_contribute", "I could contribute fully", counts=(19, 15, 3, 1, 1)),
        make_closed(
            "length", "The length of the forum was",
            (("short", "Too short"), ("right", "About right"), ("long", "Too long")),
            (15, 22, 2), kind="single", good=0,
        ),
        make_closed("useful", "Which parts were useful?", useful, (11, 30, 17, 5), base=39, kind="multiple", good=0),
        make_number("staff", "How many staff will you brief?"),
        make_text("most_useful", "What was most useful?"),
    )  # fmt: skip


def make_repeat_section() -> SectionBlock:
    knows = (("correct", "Correct"), ("partly", "Partly"), ("unsure", "Unsure"))
    return make_section(
        "conversation",
        "Staff conversations",
        make_closed("c1", "Who would you go to with a worry about a child?", knows, (9, 2, 1), kind="single", good=1),
        make_text("c12", "What works well?", 10),
        is_repeat=True,
        entry_name="conversation",
        entries=12,
        responses_with_entries=4,
        notes=("Fewer than five conversations are reported in words only.",),
    )


def make_themes(**changes: Any) -> ThemeTable:
    words = (
        ("trust", "Trust between agencies", "Knowing whom to ring, and being rung back.", 14, 11, 9, 4, 1),
        ("early_help", "Early help", "Help before harm: who offers it and when.", 10, 9, 3, 6, 1),
        ("exploitation", "Exploitation", "Seeing the signs of coercion by older young people.", 8, 8, 1, 7, 0),
        ("schools", "Schools and exclusion", "What happens around a permanent exclusion.", 5, 5, 0, 5, 0),
    )
    rows = tuple(
        ThemeRow(
            name=name, label=label, definition=text, mentions=mentions, respondents=people, strengths=good,
            concerns=bad, neutral=neutral,
        )
        for name, label, text, mentions, people, good, bad, neutral in words
    )  # fmt: skip
    values: dict[str, Any] = {
        "comments": 31,
        "coded": 28,
        "respondents": 24,
        "rows": rows,
        "note": "Coded by two people.",
    }
    return ThemeTable(**{**values, **changes})


def make_rates() -> tuple[RateTable, ...]:
    forums = (("North forum", 48, 11), ("South forum", 52, 9), ("East forum", 41, 2), ("West forum", 44, 10))
    rows = tuple(
        RateRow(label=label, invited=invited, answered=answered, rate=answered / invited)
        for label, invited, answered in forums
    )
    hidden = RateRow(label="Evening forum", invited=40, answered=None, rate=None, mark="c")
    return (
        RateTable(name="forum", label="Forum", rows=(*rows, hidden), note="Breakdown fixed when the round opened."),
    )


def make_codebook() -> tuple[CodebookRow, ...]:
    question = {"section": "the_forum", "question": "objectives_met", "label": "The forum met its objectives"}
    choices = tuple(
        CodebookRow(
            **question, type="select_one agree5", choice=name, choice_label=label,
            meaning="favourable" if place < 2 else None,
        )
        for place, (name, label) in enumerate(AGREE)
    )  # fmt: skip
    why = CodebookRow(
        section="the_forum", question="why_not", label="Why could you not contribute?", type="text",
        relevant="${could_contribute} = 'disagree'",
    )  # fmt: skip
    return (CodebookRow(**question, type="select_one agree5"), *choices, why)


def make_report(**changes: Any) -> Report:
    """A release of a made-up forum evaluation."""
    values: dict[str, Any] = {
        "release_class": "release",
        "release_number": 1,
        "title": "Learning hub on an example theme",
        "slug": "example-hub",
        "partnership": "Exampleshire Safeguarding Children Partnership",
        "produced_at": "2026-03-02T09:30",
        "opens_on": date(2026, 1, 20),
        "closes_on": date(2026, 2, 20),
        "anonymous": True,
        "unit": "people",
        "instrument": InstrumentReference(
            form_id="learning-hub-evaluation", title="Learning Hub evaluation", version=3, content_hash="ab12" * 16,
            purpose="What practitioners took from a forum.", source="Constructed for tests.",
        ),
        "policy": DEFAULT_POLICY,
        "responses": 39,
        "response_rate": ResponseRate(
            answered=39, population=225, population_known=True, rate=39 / 225, at_most=False,
            sentence="17% (39 of 225)", note="Everyone who attended one of five forums.",
        ),
        "breakdowns": make_rates(),
        "sections": (make_forum_section(), make_repeat_section()),
        "themes": make_themes(),
        "codebook": make_codebook(),
        "definitions": (
            Definition(term="Per cent favourable", text="The favourable answers out of all answers that count."),
            Definition(term="Finite-population interval", text="Wilson interval with n* = n(N − 1)/(N − n)."),
        ),
        "summary": (
            "17% of those who attended answered (39 of 225).",
            "92% understand the theme better than before (36 of 39).",
        ),
        "warnings": ("Those who answered chose to: intervals do not cover people who did not answer.",),
        "suppressions": (
            SuppressionEntry(place="Response rates, Evening forum", what="answered, rate", why="a count from 1 to 4"),
        ),
    }  # fmt: skip
    return Report(**{**values, **changes})


def make_hidden_report(**changes: Any) -> Report:
    """A release in which every figure is hidden."""
    rate = ResponseRate(
        answered=None, population=None, population_known=True, rate=None, at_most=False, sentence="[c]", mark="c"
    )
    row = RateRow(label="North forum", invited=None, answered=None, rate=None, mark="c")
    theme = ThemeRow(
        name="trust", label="Trust", definition="", mentions=None, respondents=None, strengths=None, concerns=None,
        neutral=None, mark="c",
    )  # fmt: skip
    number = make_number(
        "staff", "How many staff?", asked=None, base=None, mark="c",
        numbers=NumberSummary(
            n=None, minimum=None, lower_quartile=None, median=None, upper_quartile=None, maximum=None, mark="c"
        ),
    )  # fmt: skip
    nothing = Absences(not_asked=None, not_answered=None, not_applicable=None, dont_know=None, mark="c")
    number = replace(number, absences=nothing)
    words = make_text("t", "Words", None, asked=None, absences=nothing, mark="c")
    questions = (make_hidden("a", "Question A"), make_hidden("b", "Question B"), number, words)
    values: dict[str, Any] = {
        "responses": None,
        "response_rate": rate,
        "breakdowns": (RateTable(name="forum", label="Forum", rows=(row,)),),
        "sections": (make_section("s", "The forum", *questions, mark="c"),),
        "themes": make_themes(comments=None, coded=None, respondents=None, rows=(theme,)),
        "summary": (),
    }
    return make_report(**{**values, **changes})


def make_empty_report(**changes: Any) -> Report:
    """A round that nobody has answered yet."""
    nobody = make_absences(not_answered=0, dont_know=0)
    zero = make_closed(
        "a", "Question A", counts=(0,) * 5, base=0, asked=0, absences=nobody, median_note="No answers yet."
    )
    values: dict[str, Any] = {
        "responses": 0,
        "response_rate": ResponseRate(
            answered=0, population=225, population_known=True, rate=0.0, at_most=False, sentence="0% (0 of 225)"
        ),
        "breakdowns": (),
        "sections": (make_section("s", "The forum", zero, make_text("t", "Words", 0, asked=0, absences=nobody)),),
        "themes": make_themes(comments=0, coded=0, respondents=0, rows=()),
        "codebook": (),
        "summary": (),
        "warnings": ("Nobody has answered yet.",),
        "suppressions": (),
    }
    return make_report(**{**values, **changes})


def make_walkabout_report(**changes: Any) -> Report:
    """A working paper of made-up Section 11 visits with graded standards and staff conversations."""
    standards = (
        "Leadership and accountability",
        "Safer recruitment",
        "Training and supervision",
        "Information sharing",
    )
    grades = [make_grade(f"st{place}", f"Standard {place}: {words}") for place, words in enumerate(standards, start=1)]
    sections = (
        make_section(
            "standards",
            "Standards: grade [each] one",
            *(block for grade in grades for block in grade),
            unit="organisations",
        ),
        make_repeat_section(),
    )
    values: dict[str, Any] = {
        "release_class": "working",
        "release_number": None,
        "anonymous": False,
        "unit": "organisations",
        "title": "Section 11 walkabouts (constructed)",
        "slug": "example-walkabouts",
        "sections": sections,
        "suppressions": (),
        "policy": PolicyStatement(name="none", threshold=0, description="Working paper: nothing is hidden."),
        "response_rate": ResponseRate(
            answered=33, population=395, population_known=False, rate=33 / 395, at_most=True,
            sentence="at most 8.4% (33 of 395 or more)", note="A list of 395, and waiting lists of unknown size.",
        ),
    }  # fmt: skip
    return make_report(**{**values, **changes})
