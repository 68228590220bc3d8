from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from exports.chart_images import (
    DPI,
    question_chart_image,
    response_rate_chart_image,
    themes_chart_image,
)
from exports.charts import chart_alt_text
from tests.exports import reports

POLICY = reports.DEFAULT_POLICY


def test_pictures_have_at_least_two_hundred_dots_to_the_inch() -> None:
    assert DPI >= 200
    chart = question_chart_image(reports.make_closed("q", "Question"), POLICY)
    assert chart is not None
    across, down = struct.unpack(">II", chart.png[16:24])
    assert (across / (chart.width / 72), down / (chart.height / 72)) == pytest.approx((DPI, DPI))


def test_a_picture_says_what_the_page_says() -> None:
    block = reports.make_closed("q", "Question")
    chart = question_chart_image(block, POLICY)
    assert chart is not None
    assert chart.description == chart_alt_text(block)
    assert not chart.hides


def test_a_hidden_figure_has_the_policys_sign_in_the_picture_and_in_its_words() -> None:
    block = reports.make_closed("q", "Question", counts=(20, None, None, 10, 0), base=39)
    usual = question_chart_image(block, POLICY)
    changed = question_chart_image(block, replace(POLICY, symbol="<*>"))
    assert usual is not None
    assert changed is not None
    assert usual.hides
    assert usual.png != changed.png
    assert "[c]" not in changed.description


def test_where_there_is_nothing_to_draw_there_is_no_picture() -> None:
    hidden = reports.make_hidden_report()
    assert hidden.themes is not None
    assert question_chart_image(reports.make_hidden("q", "Hidden"), POLICY) is None
    assert response_rate_chart_image(hidden.breakdowns[0], POLICY) is None
    assert themes_chart_image(hidden.themes, POLICY) is None
