"""The children's and families' form: in Welsh to the last word, easy to read, easy to skip, and honest."""

from __future__ import annotations

import re

import pytest

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
        assert [choice.label[0] for choice in instrument(FORM).choices["faces"]][:3] == ["🙂", "😐", "🙁"]


class TestSkipping:
    def test_every_list_has_a_skip_that_counts_as_no_opinion(self) -> None:
        for name, choices in instrument(FORM).choices.items():
            assert choices[-1].name == "skip", name
            assert choices[-1].missing == "dont_know"

    def test_nothing_must_be_answered_but_consent_and_the_safety_question(self) -> None:
        required = {item.name: item.part for item in items() if item.required}
        assert {name for name, part in required.items() if part not in ("told", "time")} == {
            "agree",
            "hurt_now",
            "hurt_words",
        }

    def test_free_words_say_that_they_may_be_skipped(self) -> None:
        for item in items():
            if item.question.is_comment and item.part_of is None:
                assert "skip" in (item.question.hint or "")


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
