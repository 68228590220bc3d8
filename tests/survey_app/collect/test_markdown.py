"""Markdown in labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from survey_app.collect.markdown import plain_text, render

ALLOWED = {"div", "p", "strong", "em", "a", "ul", "ol", "li", "h2", "br", "span"}


@pytest.mark.parametrize(
    ("text", "inline", "plain"),
    [
        ("Plain", "Plain", "Plain"),
        ("**Bold** and _slanted_", "<strong>Bold</strong> and <em>slanted</em>", "Bold and slanted"),
        ("One\nTwo", "One<br />\nTwo", "One Two"),
        ("1. How old are you?", "1. How old are you?", "1. How old are you?"),
        ("- none", "- none", "- none"),
        ("> 5 years", "&gt; 5 years", "> 5 years"),
        ("snake_case_name", "snake_case_name", "snake_case_name"),
        ("<b>a</b> <script>x</script>", "a &lt;script&gt;x&lt;/script&gt;", "a <script>x</script>"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("a<br>b", "a<br />\nb", "a b"),
        (None, "", ""),
    ],
)
def test_a_label_in_a_row(text: str | None, inline: str, plain: str) -> None:
    rendered = render(text)
    assert (rendered.inline, rendered.plain) == (inline, plain)


def test_what_follows_the_first_paragraph_is_a_block_of_its_own() -> None:
    rendered = render("Two things\n\n1. one\n2. two")
    assert rendered.inline == "Two things"
    assert html.fromstring(str(rendered.rest)).xpath("//ol/li/text()") == ["one", "two"]


def test_a_label_that_begins_with_a_list_still_has_words_in_a_row() -> None:
    assert render("1. one\n2. two").inline == "one two"
    assert "<ol" in render("1. one\n2. two").block


def test_an_output_is_marked_and_its_value_is_never_markdown_or_html() -> None:
    rendered = render("Hello **${name}**", lambda name: "<b>**x**</b>")
    assert rendered.inline == ('Hello <strong><span data-output="name">&lt;b&gt;**x**&lt;/b&gt;</span></strong>')
    assert rendered.plain == "Hello <b>**x**</b>"


def test_an_output_in_an_address_cannot_change_where_it_leads() -> None:
    link = render("[go](https://example.org/?q=${name}) [x](${name})", lambda name: "javascript:alert(1)//").inline
    assert html.fromstring(f"<p>{link}</p>").xpath("//a/@href") == [
        "https://example.org/?q=javascript%3Aalert%281%29%2F%2F", "javascript%3Aalert%281%29%2F%2F",
    ]  # fmt: skip


def test_a_link_opens_apart_so_that_nothing_typed_is_lost() -> None:
    [link] = html.fromstring(f"<p>{render('[us](https://example.org)').inline}</p>").xpath("//a")
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener noreferrer")
    assert "opens in a new tab" in link.text_content()


@given(st.text(max_size=200) | st.text(alphabet="<>/ab*_#[](){}$!&;:\"'\n -1.", max_size=200), st.text(max_size=20))
def test_no_text_of_an_author_makes_an_element_that_we_do_not_know(text: str, value: str) -> None:
    rendered = render(text, lambda name: value)
    for markup in (rendered.inline, rendered.rest, rendered.block):
        if not markup.strip():
            continue
        tree = html.fromstring(f"<div>{markup}</div>")
        assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= ALLOWED
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
        assert not [
            link for link in tree.xpath("//a/@href") if link.strip().lower().startswith(("javascript:", "data:text"))
        ]
    assert plain_text(text) == plain_text(text).strip()
