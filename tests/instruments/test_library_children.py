"""The children's and families' form: in Welsh to the last word, easy to read, easy to skip, and honest."""

from __future__ import annotations

import re

import pytest

from instruments.easy_checks import heeds_words, help_choices
from instruments.easy_read import outline
from instruments.items import Item
from instruments.languages import untranslated
from instruments.loading import library
from instruments.model import Question
from tests.instruments.readability import reading_age, sentences_of, syllables, words_of
from tests.instruments.shipped import compiled, instrument

FORM = "children-and-families-feedback"
WELSH = "Welsh (cy)"
PARENTS = "${who} = 'parent'"
# Words of three syllables that a child of nine uses, one that is explained beside it, and the name of something.
LONG_WORDS = {"different", "family", "listening", "together", "advocate", "safeguarding", "partnership"}


def pages(*, parents: bool) -> list[Question]:
    return [page for page in instrument(FORM).survey if (page.relevant == PARENTS) is parents]


def texts(rows: list[Question]) -> list[str]:
    """All that is read on some pages: titles, questions, help and choices."""
    form = instrument(FORM)
    found = []
    for row in rows:
        found += [text for text in (row.label, row.hint) if text]
        found += [choice.label for choice in form.choices_of(row)]
        found += texts(list(row.children))
    return found


def items() -> list[Item]:
    return [item for item in compiled(FORM).items if item.question.is_seen]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("you", 1),
        ("helped", 1),
        ("people", 2),
        ("listen", 2),
        ("safe", 1),
        ("safer", 2),
        ("wanted", 2),
        ("different", 3),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_measure_agrees_with_a_text_worked_by_hand() -> None:
    # 6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59 = -1.45, so an age of 3.55.
    assert reading_age(["The cat sat on the mat."]) == pytest.approx(3.55)
    with pytest.raises(ValueError, match="no words"):
        reading_age(["😐"])


class TestWelsh:
    def test_it_is_there_and_english_is_the_default(self) -> None:
        assert instrument(FORM).languages == ("English (en)", WELSH)

    def test_nothing_is_left_untranslated(self) -> None:
        assert untranslated(instrument(FORM), WELSH) == ()

    def test_what_the_toolkit_itself_asks_is_translated_too(self) -> None:
        for item in items():
            for row in (item.question, *item.choices):
                assert row.text("label", WELSH) != row.label, item.name
            for column in ("hint", "constraint_message", "required_message"):
                said = getattr(item.question, column)
                assert said is None or item.question.text(column, WELSH) != said, (item.name, column)

    def test_the_telephone_numbers_are_the_same_in_both(self) -> None:
        for question in instrument(FORM).walk():
            for column in ("label", "hint"):
                numbers = re.findall(r"\d{3,}", getattr(question, column) or "")
                assert re.findall(r"\d{3,}", question.text(column, WELSH) or "") == numbers

    def test_the_file_says_that_the_welsh_is_a_draft(self) -> None:
        assert "THE WELSH IS A DRAFT" in library()[FORM].read_text(encoding="utf-8")


class TestEasyRead:
    def test_a_child_of_nine_can_read_what_children_read(self) -> None:
        assert reading_age(texts(pages(parents=False))) <= 9

    def test_no_page_for_children_is_much_harder_than_the_whole(self) -> None:
        for page in pages(parents=False):
            assert reading_age(texts([page])) <= 10.5, page.name

    def test_parents_need_not_read_much_better(self) -> None:
        assert reading_age(texts(pages(parents=True))) <= 11

    def test_sentences_are_short(self) -> None:
        said = [sentence for text in texts(list(instrument(FORM).survey)) for sentence in sentences_of(text)]
        assert max(len(words_of(sentence)) for sentence in said) <= 15

    def test_long_words_are_few_and_known(self) -> None:
        words = {word for text in texts(pages(parents=False)) for word in words_of(text)}
        assert {word for word in words if syllables(word) > 2} <= LONG_WORDS

    def test_there_is_one_question_a_page(self) -> None:
        for page in instrument(FORM).survey:
            asked = [child for child in page.children if child.is_answered and child.is_seen]
            assert len(asked) <= 1, page.name

    def test_faces_stand_with_words(self) -> None:
        for choice in instrument(FORM).choices["faces"]:
            for label in (choice.label, choice.text("label", WELSH)):
                assert words_of(label)
        faced = [item for item in items() if "faces" in item.question.appearances]
        assert [item.name for item in faced] == ["why_5_10", "listened_5_10", "did_it_5_10", "say_5_10", "safer_5_10"]
        assert not [choice for choice in instrument(FORM).choices["faces"] if not choice.label.isascii()]


class TestSkipping:
    def test_skipping_is_no_answer_that_could_be_counted(self) -> None:
        for name, choices in instrument(FORM).choices.items():
            assert "skip" not in {choice.name for choice in choices}, name
            assert not any("skip" in choice.label.lower() for choice in choices), name

    def test_nothing_must_be_answered_but_consent_and_the_safety_question(self) -> None:
        required = {item.name: item.part for item in items() if item.required}
        assert {name for name, part in required.items() if part not in ("told", "time")} == {"agree", "hurt_now"}

    def test_free_words_say_that_they_may_be_skipped(self) -> None:
        for item in items():
            if item.question.is_comment and item.part_of is None:
                assert "skip" in (item.question.hint or "")


class TestHelpNow:
    def test_no_to_feeling_safer_asks_for_help_at_either_age(self) -> None:
        for name in ("safer_5_10", "safer_11"):
            assert help_choices(compiled(FORM).item(name).question) == ("no",)

    def test_every_answer_in_own_words_is_looked_at(self) -> None:
        for item in items():
            is_own = item.question.kind == "text" and item.part_of is None
            assert heeds_words(item.question) is is_own, item.name

    def test_no_other_list_asks_for_help(self) -> None:
        asking = {item.name for item in items() if help_choices(item.question)}
        assert asking == {"safer_5_10", "safer_11"}


class TestLayout:
    def test_promises_and_consent_are_said_before_and_thanks_after(self) -> None:
        laid_out = outline(compiled(FORM))
        assert [page.name for page in laid_out.front] == ["start", "your_yes"]
        assert [page.name for page in laid_out.end] == ["the_end"]
        assert [item.name for item in laid_out.consents] == ["agree"]

    def test_who_somebody_is_and_who_helps_is_asked_before_the_questions_are_counted(self) -> None:
        assert outline(compiled(FORM)).deciding == ("page_who", "page_helper")
        assert outline(compiled(FORM)).opening == {"page_who", "page_helper"}


class TestHonesty:
    said = " ".join(texts(list(instrument(FORM).survey))).lower()

    def test_it_promises_what_it_can_keep(self) -> None:
        for promise in (
            "choose to answer or not",
            "will not change your help",
            "we must tell someone",
            "0800 1111",
            "999",
        ):
            assert promise in self.said

    def test_it_never_promises_that_nobody_can_find_out(self) -> None:
        for word in ("anonymous", "nobody will know", "no one will know", "secret", "confidential", "private"):
            assert word not in self.said
        assert "may still guess that it was you" in self.said

    def test_it_ends_by_saying_where_the_answer_will_be_shown(self) -> None:
        last = instrument(FORM).survey[-1]
        assert "You said, we did" in (last.children[0].hint or "")
