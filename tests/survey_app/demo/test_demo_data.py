"""The demo's data files: the published figures exactly, everything else labelled constructed, and all of it valid."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import survey_app.demo
from instruments.answers import check_answers, clean_answers, find_path, safety_raised
from instruments.compiled import CompiledInstrument, compile_instrument
from instruments.loading import library, load_instrument
from survey_app.partnership.models import AGENCY_TYPES

FOLDER = Path(survey_app.demo.__file__).parent
RESPONSE_FILES = ("audited_cases", "devon_walkabout", "herts_evaluation", "herts_survey")
OTHER_FILES = ("herts_population", "herts_themes")
COMMENTS = ("seeing", "works", "gets_in_the_way", "leaders_should")
PUBLISHED_THEMES = [
    "Information sharing",
    "Communication",
    "Funding and service capacity",
    "Partnership working",
    "Education",
    "Engagement",
    "Parents",
    "Individual agencies",
    "Specific issues",
]


def read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def responses(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(name)["responses"]
    return found


@cache
def compiled(name: str) -> CompiledInstrument:
    return compile_instrument(load_instrument(library()[read(name)["form_id"]]))


def counts(question: str) -> Counter[str]:
    return Counter(document[question] for document in responses("herts_evaluation"))


@pytest.mark.parametrize("name", [*RESPONSE_FILES, *OTHER_FILES])
def test_every_file_says_where_it_comes_from_and_what_is_constructed(name: str) -> None:
    data = read(name)
    assert len(data["source"]) > 40
    assert "onstructed" in data["constructed"]


@pytest.mark.parametrize("name", RESPONSE_FILES)
def test_every_document_answers_its_instrument_without_a_problem(name: str) -> None:
    for number, document in enumerate(responses(name)):
        assert check_answers(compiled(name), document) == (), f"{name}, response {number}"


@pytest.mark.parametrize("name", RESPONSE_FILES)
def test_every_document_holds_its_path_and_nothing_else(name: str) -> None:
    for number, document in enumerate(responses(name)):
        assert clean_answers(compiled(name), document) == document, f"{name}, response {number}"


class TestEvaluation:
    def test_there_are_39_responses_which_is_17_per_cent_of_225(self) -> None:
        assert len(responses("herts_evaluation")) == 39
        assert round(100 * 39 / 225) == 17

    @pytest.mark.parametrize(
        ("question", "favourable", "percentage"),
        [("objectives_met", 35, 90), ("understand_better", 36, 92), ("could_contribute", 34, 87)],
    )
    def test_agreement_is_as_published_and_the_others_stand_in_one_cell(
        self, question: str, favourable: int, percentage: int
    ) -> None:
        found = counts(question)
        assert found["strongly_agree"] + found["agree"] == favourable
        assert found["neither"] == 39 - favourable
        assert set(found) == {"strongly_agree", "agree", "neither"}
        assert round(100 * favourable / 39) == percentage

    def test_fifteen_found_it_too_short_which_is_38_per_cent(self) -> None:
        assert counts("length") == {"too_short": 15, "about_right": 24}
        assert round(100 * 15 / 39) == 38

    def test_about_twenty_comments_were_left(self) -> None:
        texts = [document[key] for document in responses("herts_evaluation") for key in ("most_useful", "one_change")]
        assert len([text for text in texts if text]) == 22
        assert all("why_not_contribute" not in document for document in responses("herts_evaluation"))


class TestPopulation:
    population = read("herts_population")

    def test_five_forums_add_up_to_those_who_attended_and_those_who_answered(self) -> None:
        forums = self.population["forums"]
        assert len(forums) == 5
        assert sum(forum["invited"] for forum in forums) == 225
        assert sum(forum["answered"] for forum in forums) == 39

    def test_no_forum_has_so_few_answers_that_somebody_could_be_known(self) -> None:
        for forum in self.population["forums"]:
            assert forum["answered"] >= 5
            assert 39 - forum["answered"] >= 5
            assert forum["invited"] - forum["answered"] >= 5

    def test_the_agencies_add_up_too(self) -> None:
        agencies = self.population["agencies"]
        assert len(agencies) == 8
        assert sum(agency["invited"] for agency in agencies) == 225
        assert sum(agency["answered"] for agency in agencies) == 39

    @pytest.mark.parametrize(("key", "margin"), [("forum", "forums"), ("agency", "agencies")])
    def test_attendance_by_forum_and_agency_agrees_with_both_margins(self, key: str, margin: str) -> None:
        for row in self.population[margin]:
            cells = [cell for cell in self.population["attendance"] if cell[key] == row["name"]]
            assert sum(cell["invited"] for cell in cells) == row["invited"]
            assert sum(cell["answered"] for cell in cells) == row["answered"]
        assert all(cell["answered"] <= cell["invited"] for cell in self.population["attendance"])

    def test_the_surveys_population_is_not_fully_known(self) -> None:
        survey = self.population["survey"]
        assert (survey["known_list"], survey["waiting_lists"], survey["answered"]) == (395, None, 33)


class TestSurvey:
    def test_there_are_33_responses(self) -> None:
        assert len(responses("herts_survey")) == 33

    def test_the_codeframe_is_the_nine_published_themes_with_their_rules(self) -> None:
        codeframe = read("herts_themes")["codeframe"]
        assert [theme["label"] for theme in codeframe] == PUBLISHED_THEMES
        for theme in codeframe:
            assert set(theme) == {"name", "label", "definition", "include", "exclude", "example"}
            assert all(theme.values())

    def test_every_coding_is_of_a_comment_and_a_theme_that_exist_and_none_is_given_twice(self) -> None:
        data, documents = read("herts_themes"), responses("herts_survey")
        names = {theme["name"] for theme in data["codeframe"]}
        seen = [(coding["response"], coding["question"], coding["theme"]) for coding in data["codings"]]
        assert len(seen) == len(set(seen))
        for coding in data["codings"]:
            assert coding["round"] == "survey"
            assert coding["stance"] in ("strength", "concern", "neutral")
            assert coding["theme"] in names
            assert coding["question"] in COMMENTS
            assert documents[coding["response"]][coding["question"]]

    def test_every_theme_is_carried_by_several_people(self) -> None:
        people: dict[str, set[int]] = {}
        for coding in read("herts_themes")["codings"]:
            people.setdefault(coding["theme"], set()).add(coding["response"])
        assert len(people) == 9
        assert all(len(responses_) >= 5 for responses_ in people.values())

    def test_six_comments_are_left_for_a_person_to_code(self) -> None:
        coded = {(coding["response"], coding["question"]) for coding in read("herts_themes")["codings"]}
        written = {
            (index, question)
            for index, document in enumerate(responses("herts_survey"))
            for question in COMMENTS
            if document[question]
        }
        assert len(written - coded) == 6


class TestWalkabout:
    def test_everything_is_graded_with_a_reason_and_seven_people_were_heard(self) -> None:
        (document,) = responses("devon_walkabout")
        for name in (*(f"b{number}" for number in range(1, 6)), *(f"st{number}" for number in range(1, 12))):
            assert document[name]
            assert document[f"{name}_rationale"]
        assert len(document["conversation"]) == 7

    def test_partly_met_comes_with_an_action(self) -> None:
        (document,) = responses("devon_walkabout")
        partly = [name for name, value in document.items() if value == "partly" and not name.endswith("_self")]
        assert len(partly) >= 3
        assert all(document[f"{name}_action_what"] and document[f"{name}_action_owner"] for name in partly)

    def test_one_conversation_raised_an_immediate_worry(self) -> None:
        assert safety_raised(compiled("devon_walkabout"), responses("devon_walkabout")[0]) == ("c14",)


class TestCases:
    def test_five_cases_have_different_pseudonyms_and_varied_grades(self) -> None:
        documents = responses("audited_cases")
        assert len({document["pseudonym"] for document in documents}) == len(documents) == 5
        grades = Counter(document[f"b{number}"] for document in documents for number in (1, 2, 4, 6, 14))
        assert set(grades) == {"outstanding", "good", "requires_improvement", "inadequate"}

    def test_the_case_with_inadequate_work_says_how_the_child_was_protected(self) -> None:
        for document in responses("audited_cases"):
            inadequate = "inadequate" in document.values()
            assert ("d2_done" in document) is inadequate
            assert find_path(compiled("audited_cases"), document).has("d1_told") is inadequate


def test_every_agency_of_the_demo_is_of_a_type_that_the_product_knows() -> None:
    types = {agency["agency_type"] for agency in read("herts_population")["agencies"]}
    assert types <= set(AGENCY_TYPES)
