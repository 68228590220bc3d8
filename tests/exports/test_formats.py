from __future__ import annotations

import pytest
from xlsxwriter.workbook import Workbook

from exports.formats import STYLES, Styles, count_text, percent_text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (36 / 39, "92%"),
        (39 / 225, "17%"),
        (33 / 395, "8.4%"),
        (0.125, "13%"),  # half up, as Excel shows the same cell
        (0.0999, "10.0%"),
        (0.004, "0.4%"),
    ],
)
def test_a_share_is_said_as_excel_shows_it(share: float, text: str) -> None:
    assert percent_text(share) == text


def test_a_hidden_count_is_said_with_its_mark() -> None:
    assert count_text(None) == "[c]"
    assert count_text(1234) == "1,234"


def test_a_format_is_made_once_and_its_wrapped_form_is_another() -> None:
    styles = Styles(Workbook())
    assert styles["banner"] is styles["banner"]
    assert styles["wrapped banner"] is not styles["banner"]
    assert not styles["banner"].text_wrap
    assert styles["wrapped banner"].text_wrap


def test_every_style_is_one_that_excel_knows() -> None:
    styles = Styles(Workbook())
    for name in STYLES:
        styles[name]


@pytest.mark.parametrize("name", [name for name, look in STYLES.items() if "bg_color" in look])
def test_text_on_a_fill_stands_out_in_greyscale(name: str) -> None:
    look = STYLES[name]
    assert contrast(look["bg_color"], look.get("font_color", "#000000")) >= 4.5


@pytest.mark.parametrize("name", [name for name, look in STYLES.items() if "font_color" in look])
def test_coloured_text_without_a_fill_reads_on_white(name: str) -> None:
    look = STYLES[name]
    assert contrast(look.get("bg_color", "#ffffff"), look["font_color"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
