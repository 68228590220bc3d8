"""Forms as health services, household surveys and inspectors write them: each is read and written without loss."""

from __future__ import annotations

import pytest

from instruments.answers import begin
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from instruments.versions import dump_yaml
from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.writing import write_xlsform
from tests.instruments.xlsform.forms import habits, health, household, inspection, programme
from tests.instruments.xlsform.workbooks import read

KINDS = (health, household, inspection, habits, programme)
FORMS = {name: form for kind in KINDS for name, form in kind.FORMS.items()}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_read_written_and_read_again(name: str) -> None:
    reading = read(filename=f"{name}.xlsx", **FORMS[name])
    assert reading.instrument is not None, "\n".join(map(str, reading.errors))
    again = read_xlsform(write_xlsform(reading.instrument), f"{name}.xlsx")
    assert again.instrument == reading.instrument, "\n".join(map(str, again.errors))
    assert load_instrument(dump_yaml(reading.instrument)) == reading.instrument


def test_no_form_is_there_twice() -> None:
    assert len(FORMS) == sum(len(kind.FORMS) for kind in KINDS) > 60


def test_what_is_not_used_of_these_forms_is_said_with_its_place() -> None:
    def said(name: str) -> str:
        return "\n".join(map(str, read(filename=f"{name}.xlsx", **FORMS[name]).problems))

    assert "row 3, column default, question 'round': what was saved last is not kept here" in said("last answers")
    assert "row 6, column type, question 'moved_at': 'background-geopoint'" in said("last answers")
    assert "row 3, column disabled, question 'gone': this row is disabled and left out" in said("esri columns")
    assert "column submission_url: answers stay here" in said("kobo settings")
    assert "the rows of 'schools' are in the file 'schools.csv'" in said("rows from files")
    for name in ("outside choices", "roster names elsewhere", "moments", "sections by hand", "quotas and draws"):
        assert said(name) == "", name


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("select_one ${member}|who|Who?|", "row 6"),
        ("begin_group|open|Never closed|", "sheet survey"),
        ("integer|n|N|. > ${nobody}", "row 6, column constraint, question 'n'"),
        ("text|t|T|lower-case(.) = .", "the function 'lower-case' is not supported"),
        ("text|m_name|Again, elsewhere|", None),
        ("text|first|Again|", "row 6, column name"),
        ("range|r|R|", None),
        ("select_one nowhere|s|S|", "row 6"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_place(row: str, said: str | None) -> None:
    survey = f"""
type|name|label|constraint
text|first|First|
begin_repeat|member|Member|
text|m_name|Name|
end_repeat|||
{row}
"""
    reading = read(filename="made-up.xlsx", survey=survey)
    problems = "\n".join(map(str, reading.errors))
    assert (reading.instrument is None) is (said is not None)
    assert said is None or said in problems


def test_the_default_of_a_number_may_be_looked_up() -> None:
    survey = """
type|name|label|default
select_one sites|site|Site|
integer|beds|Beds|instance('sites')/root/item[name = ${site}]/beds
integer|round|Round|${last-saved#round} + 1
"""
    choices = "list_name|name|label|beds\nsites|a|A|12\nsites|b|B|30"
    reading = read(filename="made-up.xlsx", survey=survey, choices=choices)
    assert reading.instrument is not None
    form = compile_instrument(reading.instrument)
    assert begin(form) == {}
    assert [type(form.item(name).default).__name__ for name in ("beds", "round")] == ["Path", "Operation"]
