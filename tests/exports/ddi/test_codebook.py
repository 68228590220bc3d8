"""The DDI codebook: valid, complete, in all languages, and with no count that the report does not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from analysis.disclosure import DisclosurePolicy, ReleaseLedger, release, working_report
from analysis.figures import compute_figures
from analysis.report import Report
from analysis.round_data import Form, Population, ResponseRecord
from exports.data_files.answer_data import tables_of
from exports.data_files.plan import plan_variables
from exports.ddi import ddi_bytes, write_ddi
from instruments.compiled import compile_instrument
from instruments.merging import merge_versions
from instruments.model import Instrument
from tests.analysis.kinds import kinds_figures, kinds_instrument
from tests.analysis.rounds import group, make_figures, make_instrument, make_round, question
from tests.exports import reports
from tests.exports.data_files.answers import HOSTILE, rounds
from tests.exports.ddi.schemas import NAMESPACES, ddi_problems
from tests.exports.workbook.test_hostile_text import spoiled
from tests.instruments.strategies import labels

FORM = kinds_instrument()


@pytest.fixture(scope="module")
def released() -> Report:
    figures = kinds_figures(40, closed=True, opens_on=date(2026, 3, 1), closes_on=date(2026, 4, 30))
    return release(figures, DisclosurePolicy.default(), ReleaseLedger()).report


def parsed(report: Report, form: Form = FORM) -> Any:
    content = ddi_bytes(report, form=form)
    assert ddi_problems(content) == []
    return etree.fromstring(content)


def find(element: Any, path: str) -> list[Any]:
    return list(element.xpath(path, namespaces=NAMESPACES))


def texts(element: Any, path: str) -> list[str]:
    return [str(one.text) for one in find(element, path)]


def test_the_study_says_what_was_asked_of_whom_and_what_protects_its_figures(released: Report) -> None:
    book = parsed(released)
    assert texts(book, "d:stdyDscr/d:citation/d:titlStmt/d:titl") == ["Example round"]
    assert texts(book, "//d:AuthEnty") == ["Example partnership"]
    assert [(one.get("event"), one.get("date")) for one in find(book, "//d:collDate")] == [
        ("start", "2026-03-01"), ("end", "2026-04-30"),
    ]  # fmt: skip
    assert texts(book, "//d:respRate") == ["40% (40 of 100)"]
    assert texts(book, "//d:verStmt/d:version") == ["Release 1", "Release 1"]
    assert "Counts of 1 to 4 people or cases are not shown" in texts(book, "//d:useStmt/d:conditions")[0]
    assert "is not anonymous" in texts(book, "//d:confDec")[0]


def test_another_library_that_takes_the_empty_prefix_changes_nothing(
    released: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ddi_bytes(released, form=FORM)
    monkeypatch.setitem(ElementTree._namespace_map, "urn:of-another-library", "")  # type: ignore[attr-defined]
    monkeypatch.delitem(ElementTree._namespace_map, "ddi:codebook:2_6", raising=False)  # type: ignore[attr-defined]
    assert ddi_bytes(released, form=FORM) == before


def test_where_the_population_is_not_known_the_rate_is_at_most() -> None:
    figures = kinds_figures(40, population=Population(size=395, known=False, note="395 people and waiting lists."))
    book = parsed(release(figures, DisclosurePolicy.default(), ReleaseLedger()).report)
    assert texts(book, "//d:respRate") == [
        "at most 10.1% (40 of 395 or more). The population is not fully known, so this is an upper limit."
    ]
    assert texts(book, "//d:sumDscr/d:universe") == ["395 people and waiting lists."]
    assert texts(book, "//d:sampleSizeFormula")[0].startswith("At least so many")


def test_there_is_a_variable_for_each_column_of_the_spss_files_and_a_file_for_each_table(released: Report) -> None:
    book = parsed(released)
    assert texts(book, "//d:fileName") == ["responses.sav", "visit.sav", "room.sav", "toy.sav"]
    for place, table in enumerate(tables_of(FORM), start=1):
        planned = plan_variables(table, "sav", numbers=frozenset({"score"}))
        names = [var.get("name") for var in find(book, f"//d:var[@files='F{place}']")]
        assert names == [one.name for one in planned]
        assert texts(book, f"//d:fileDscr[@ID='F{place}']//d:varQnty") == [str(len(planned))]
    assert texts(book, "//d:caseQnty") == ["40", "39", "78", "39"]


def test_an_anonymous_round_has_variables_without_a_file() -> None:
    figures = kinds_figures(40, closed=True, anonymous=True)
    book = parsed(release(figures, DisclosurePolicy.default(), ReleaseLedger()).report)
    assert texts(book, "//d:fileName") == ["example-round-figures.csv"]
    assert not find(book, "//d:var[@files]")
    assert "no file of single answers" in texts(book, "//d:avlStatus")[0]
    names = {var.get("name") for var in find(book, "//d:var")}
    assert {"heard", "topics_gangs", "role"} <= names
    assert not names & {"response_id", "received_on", "role_absence"}


def test_a_question_has_its_words_codes_absences_and_who_was_asked(released: Report) -> None:
    (heard,) = find(parsed(released), "//d:var[@name='heard']")
    assert texts(heard, "d:qstn/d:qstnLit") == ["Children are heard"]
    codes = list(zip(texts(heard, "d:catgry/d:catValu"), texts(heard, "d:catgry/d:labl"), strict=True))
    assert codes[:5] == [
        ("1", "Strongly agree"), ("2", "Agree"), ("3", "Neither"), ("4", "Disagree"), ("-1", "Don't know"),
    ]  # fmt: skip
    assert [one.get("missing") for one in find(heard, "d:catgry")] == [None] * 4 + ["Y"] * 4
    assert texts(heard, "d:universe") == ["Asked where ‘Do you agree to take part?’ is ‘Yes, I agree’"]
    assert find(heard, "d:invalrng/d:range")[0].attrib["min"] == "-4"
    assert heard.get("nature") == "ordinal"


def shown_counts(report: Report) -> dict[str, set[str]]:
    """For each question, the counts that its report shows."""
    found: dict[str, set[str]] = {}
    for section in report.sections:
        for block in section.questions:
            absences = block.absences
            counts = [row.share.count for row in block.rows]
            counts += [absences.not_asked, absences.not_answered, absences.not_applicable, absences.dont_know]
            counts += [block.base, block.comments]
            found[block.name] = {str(count) for count in counts if count is not None}
    return found


@pytest.mark.parametrize("policy", ["default", "nhs", "dfe", "ten"])
@pytest.mark.parametrize("anonymous", [True, False])
def test_no_count_stands_there_that_the_report_does_not_show(policy: str, anonymous: bool) -> None:
    figures = kinds_figures(23, closed=True, anonymous=anonymous)
    report = release(figures, getattr(DisclosurePolicy, policy)(), ReleaseLedger()).report
    book = parsed(report)
    shown = shown_counts(report)
    hidden = 0
    for block in (block for section in report.sections for block in section.questions):
        if block.kind not in ("scale", "grade", "single"):
            continue
        (var,) = find(book, f"//d:var[@name='{block.name}']")
        counts = [texts(one, "d:catStat") for one in find(var, "d:catgry[not(@missing)]")]
        expected = [[] if row.share.count is None else [str(row.share.count)] for row in block.rows]
        assert counts == (expected or [[]] * len(counts))
        if [] in counts:
            hidden += 1
            assert find(var, "d:notes[@type='disclosure control']")
        assert set(texts(var, "d:catgry/d:catStat")) <= shown[block.name]
    assert hidden


def test_of_a_hidden_report_no_figure_stands_there() -> None:
    form = make_instrument(
        group("s", question("select_one agree", "a"), question("select_one agree", "b"), question("integer", "staff"),
              question("text", "t"))
    )  # fmt: skip
    book = parsed(reports.make_hidden_report(), form)
    assert not find(book, "//d:catStat | //d:sumStat | //d:caseQnty | //d:sampleSize")
    assert len(find(book, "//d:var/d:notes[@type='disclosure control']")) == 4


def test_a_working_paper_says_so_and_has_every_count() -> None:
    report = working_report(kinds_figures(7))
    book = parsed(report)
    assert texts(book, "d:docDscr//d:version") == ["WORKING PAPER – not for publication"]
    assert "unsuppressed" in texts(book, "d:docDscr/d:notes")[0]
    assert all(len(texts(one, "d:catStat")) == 1 for one in find(book, "//d:var[@name='heard']/d:catgry"))


def test_other_languages_stand_beside_the_forms_own() -> None:
    welsh = {"translations": {"Welsh (cy)": {"label": "A oedd yn ddefnyddiol?", "hint": "Ticiwch un"}}}
    form = make_instrument(
        group("page", question("select_one agree", "useful", label="Was it useful?", hint="Tick one", **welsh))
    )
    book = parsed(working_report(make_figures(form, [])), form)
    (var,) = find(book, "//d:var[@name='useful']")
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    asked = [(one.get(lang), one.get("isTranslated"), one.text) for one in find(var, "d:qstn/*")]
    assert asked == [
        ("en", None, "Was it useful?"), ("cy", "true", "A oedd yn ddefnyddiol?"),
        ("en", None, "Tick one"), ("cy", "true", "Ticiwch un"),
    ]  # fmt: skip
    assert [one.get(lang) for one in find(var, "d:labl")] == ["en", "cy"]


def test_groups_hold_sections_repeats_tables_and_the_choices_of_a_question(released: Report) -> None:
    book = parsed(released)
    names = {var.get("ID"): var.get("name") for var in find(book, "//d:var")}
    groups = {(one.get("type"), one.get("name")): one.get("var").split() for one in find(book, "//d:varGrp")}
    assert [names[key] for key in groups["multipleResp", "topics"]] == [
        "topics_gangs", "topics_online", "topics_neglect", "topics_none",
    ]  # fmt: skip
    assert [names[key] for key in groups["grid", "How far do you agree?"]] == ["safe", "listened", "supported"]
    assert "tidy" in [names[key] for key in groups["repetition", "room"]]
    assert "heard" in [names[key] for key in groups["section", "views"]]


def test_what_differs_between_versions_is_said() -> None:
    old = make_instrument(group("page", question("select_one agree", "useful", label="Useful?")))
    new = make_instrument(
        group("page", question("select_one agree", "useful", label="Was it useful?"), question("text", "more"))
    )
    form = merge_versions({1: old.instrument, 2: new.instrument})
    records = [ResponseRecord(response_id="a", document={"useful": "agree"}, version=1)]
    data = replace(make_round(new, []), instrument=form, responses=records)
    book = parsed(working_report(compute_figures(data)), form)
    assert texts(book, "//d:var[@name='more']/d:verStmt/d:version") == ["Asked from version 2"]
    assert find(book, "//d:var[@name='useful']/d:verStmt/d:notes")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_stays_text(text: str) -> None:
    form = make_instrument(
        group("the_forum", *(question("select_one agree", name, label=text) for name in ("objectives_met", "length")))
    )
    book = parsed(spoiled(reports.make_report(), text), form)
    assert find(book, "//d:var[@name='length']/d:labl")


@given(rounds(labels), st.booleans(), st.booleans())
def test_the_codebook_of_any_form_is_valid(case: tuple[Any, list[Any]], anonymous: bool, works: bool) -> None:
    form, records = case
    figures = compute_figures(make_round(form, [], responses=records, closed=True, anonymous=anonymous))
    if works and not anonymous:
        parsed(working_report(figures), form)
    else:
        parsed(release(figures, DisclosurePolicy.default(), ReleaseLedger()).report, form)


def test_the_same_report_makes_the_same_file(released: Report, tmp_path: Any) -> None:
    write_ddi(released, tmp_path / "codebook.xml", form=FORM)
    again = compile_instrument(Instrument.model_validate_json(FORM.instrument.model_dump_json()))
    assert (tmp_path / "codebook.xml").read_bytes() == ddi_bytes(released, form=again)
