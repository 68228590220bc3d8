"""How a form in easy read is laid out, and what is said of one that is not made so."""

from __future__ import annotations

import io

import pytest

from instruments.compiled import compile_instrument
from instruments.easy_read import outline
from instruments.errors import InstrumentError
from instruments.loading import load_instrument
from instruments.model import Instrument
from instruments.validation import check_instrument
from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.writing import write_xlsform

HEAD = "settings: {form_id: made-up, form_title: Made up, extra: {style: easy_read}}\n"
LISTS = "choices: {yn: [{name: 'yes', label: 'Yes'}, {name: 'no', label: 'No'}]}\nsurvey:\n"
PLAIN = HEAD.replace("easy_read", "pages")


def page(name: str, *rows: str, relevant: str = "") -> str:
    condition = f'    relevant: "{relevant}"\n' if relevant else ""
    return f"  - type: group\n    name: {name}\n    label: {name}\n{condition}    children:\n" + "".join(
        f"      - {row}\n" for row in rows
    )


def ask(name: str, **more: str) -> str:
    rest = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{type: select_one yn, name: {name}, label: {name}?{rest}}}"


def note(name: str) -> str:
    return f"{{type: note, name: {name}, label: {name}}}"


def form(*pages: str, head: str = HEAD) -> Instrument:
    return load_instrument(head + LISTS + "".join(pages), filename="made-up.yaml")


def warnings(instrument: Instrument) -> list[str]:
    return [finding.message for finding in check_instrument(instrument)]


class TestOutline:
    def test_notes_before_and_after_are_no_pages_to_go_through(self) -> None:
        laid_out = outline(
            compile_instrument(form(page("hello", note("a")), page("q", ask("b")), page("bye", note("c"))))
        )
        assert [one.name for one in laid_out.front] == ["hello"]
        assert [one.name for one in laid_out.end] == ["bye"]
        assert laid_out.said_apart == {"hello", "bye"}

    def test_a_note_between_questions_is_a_page(self) -> None:
        laid_out = outline(
            compile_instrument(form(page("q", ask("a")), page("between", note("b")), page("r", ask("c"))))
        )
        assert laid_out.said_apart == frozenset()

    def test_a_form_of_notes_alone_has_no_end_that_is_also_its_beginning(self) -> None:
        laid_out = outline(compile_instrument(form(page("hello", note("a")))))
        assert ([one.name for one in laid_out.front], laid_out.end) == (["hello"], ())

    def test_another_form_has_all_its_pages(self) -> None:
        plain = compile_instrument(form(page("hello", note("a")), page("q", ask("b")), head=PLAIN))
        assert outline(plain).said_apart == frozenset()
        assert outline(plain).deciding == ()

    def test_what_decides_later_is_known_though_the_questions_have_begun(self) -> None:
        laid_out = outline(
            compile_instrument(
                form(page("p", ask("a")), page("q", ask("b")), page("r", ask("c"), relevant="${b} = 'no'"))
            )
        )
        assert (laid_out.deciding, laid_out.opening) == (("q",), frozenset())

    def test_a_safety_question_decides_nothing(self) -> None:
        worry = "{type: safety, name: worry, label: Worry?}"
        laid_out = outline(compile_instrument(form(page("p", ask("a")), page("q", worry, relevant="${a} = 'no'"))))
        assert laid_out.deciding == ()


class TestChecks:
    def test_two_questions_on_a_page_are_told_of_in_easy_read_alone(self) -> None:
        pages = (page("p", ask("a"), ask("b")), page("q", ask("c"), note("d")))
        [message] = warnings(form(*pages))
        assert "this one holds 2" in message
        assert warnings(form(*pages, head=PLAIN)) == []

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (ask("a", parameters="help_now=maybe"), "'help_now' names 'maybe', which is not a choice of the list"),
            ("{type: text, name: a, label: A, parameters: help_now=yes}", "'help_now' of a text is 'words'"),
            ("{type: integer, name: a, label: A, parameters: help_now=3}", "'help_now' is for texts and lists"),
        ],
    )
    def test_help_that_could_never_come_is_an_error(self, row: str, said: str) -> None:
        with pytest.raises(InstrumentError, match=said):
            form(page("p", row))

    def test_several_choices_may_ask_for_help(self) -> None:
        assert warnings(form(page("p", ask("a", parameters="help_now=yes|no")))) == []


def test_the_style_goes_to_a_workbook_and_back_without_a_word() -> None:
    made = form(page("q", ask("a", appearance="faces", parameters="help_now=no")))
    reading = read_xlsform(io.BytesIO(write_xlsform(made)).getvalue(), filename="made-up.xlsx")
    assert reading.instrument == made
    assert not [problem for problem in reading.warnings if "style" in str(problem)]
