from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.beside import Beside
from analysis.derived_reports.annual import AnnualPack
from exports.documents import write_annual_pack
from exports.wording import share_text
from tests.analysis.derived_reports.test_annual import make_round, pack_of
from tests.exports import beside, reports
from tests.exports.documents.office_parts import xml_problems
from tests.exports.documents.written import HOSTILE, body_text, bytes_of, check_accessible, opened, paragraphs, tables


@pytest.fixture(scope="module")
def pack() -> AnnualPack:
    hub = make_round("hub", "learning-hub-evaluation")
    family = make_round("family", "children-and-families-feedback", release_number=3)
    besides = {
        "hub": Beside(comparison=beside.make_comparison(hub), actions=beside.make_actions()),
        "family": Beside(quotes=beside.make_quotes(family)),
    }
    old = make_round("old", closes_on=date(2020, 1, 1))
    return pack_of(hub, family, old, besides=besides, statements={"costs": ["Paid alike.\n\nIn kind: rooms."]})


@pytest.fixture(scope="module")
def written(pack: AnnualPack) -> bytes:
    return bytes_of(write_annual_pack, pack)


def test_every_figure_stands_with_its_source_and_version(pack: AnnualPack, written: bytes) -> None:
    found = [row for table in tables(opened(written)) if table[0] == ["What", "Figure", "Source"] for row in table[1:]]
    figures = [figure for section in pack.sections for figure in section.figures]
    assert len(found) == len(figures) > 10
    order = [source.slug for source in pack.sources]
    for row, figure in zip(found, figures, strict=True):
        assert row[0].split("\n") == [one for one in (figure.label, figure.answer) if one]
        assert row[1] == (figure.words if figure.share is None else share_text(figure.share))
        number, release = order.index(figure.source.slug) + 1, figure.source.release_number
        assert row[2] == f"[{number}] Release {release}, 02.03.2026\nversion 3 (ab12ab12)"


def test_the_sources_name_release_moment_version_hash_and_policy(pack: AnnualPack, written: bytes) -> None:
    table = next(one for one in tables(opened(written)) if one[0][0] == "No.")
    assert [row[0] for row in table[1:]] == ["[1]", "[2]"]
    for row, source in zip(table[1:], pack.sources, strict=True):
        assert source.response_rate.sentence == row[2]
        assert f"Release {source.release_number}, produced 2 March 2026, 09:30" in row[3]
        assert f"version 3, hash {source.instrument.content_hash}; policy “default”" in row[3]


def test_a_heading_without_evidence_says_what_is_needed(pack: AnnualPack, written: bytes) -> None:
    empty = [section.heading for section in pack.sections if section.is_empty]
    warnings = paragraphs(opened(written), "Walkabout Warning")
    assert [f"Nothing to show for this heading. What would be evidence: {one.needed}" for one in empty] == warnings
    assert "information_sharing" in {one.name for one in empty}
    assert "costs" not in {one.name for one in empty}, "what somebody wrote under it is something to show"
    assert {"Paid alike.", "In kind: rooms."} <= set(paragraphs(opened(written)))


def test_quotations_name_their_theme_and_source(written: bytes) -> None:
    assert paragraphs(opened(written), "Quote")[0] == (
        "“I know whom to ring now, and they ring me back.” – A health visitor, on Trust between agencies [1]"
    )


def test_rounds_left_out_stand_with_the_reason(written: bytes) -> None:
    assert ["Round old", "It closed on 01.01.2020, in another year."] in tables(opened(written))[-1]


def test_packs_are_valid_and_accessible(written: bytes) -> None:
    hostile = pack_of(make_round("a", title=HOSTILE), statements={"impact": [HOSTILE]})
    for document in (written, bytes_of(write_annual_pack, hostile), bytes_of(write_annual_pack, pack_of())):
        assert xml_problems(document) == []
        check_accessible(opened(document))


def test_a_pack_of_working_papers_says_so_on_every_page() -> None:
    pack = pack_of(reports.make_walkabout_report(closes_on=date(2025, 6, 1)))
    document = opened(bytes_of(write_annual_pack, pack))
    assert document.sections[0].header.paragraphs[0].text == "WORKING PAPER – not for publication"


def test_a_hidden_rate_has_the_sign_of_its_own_policy() -> None:
    rate = replace(reports.make_hidden_report().response_rate)
    report = make_round("a", response_rate=rate, policy=replace(reports.DEFAULT_POLICY, symbol="*"))
    text = body_text(opened(bytes_of(write_annual_pack, pack_of(report))))
    assert "[c]" not in text
    assert "*" in text
