"""The marks of an editable page become HTML, and nothing else does."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from survey_app.partnership.page_text import render_page_text


def test_headings_lists_and_paragraphs() -> None:
    html = render_page_text("First line\nsame paragraph\n\n## Part\n\n### Within\n\n- one\n- two")
    assert '<p class="govuk-body">First line same paragraph</p>' in html
    assert '<h2 class="govuk-heading-m">Part</h2>' in html
    assert '<h3 class="govuk-heading-s">Within</h3>' in html
    assert "<li>one</li><li>two</li>" in html


def test_a_list_item_may_go_on_in_the_next_line() -> None:
    assert "<li>one and more</li><li>two</li>" in render_page_text("- one\n  and more\n- two")


def test_a_list_may_follow_its_introduction_at_once() -> None:
    html = render_page_text("You should be able to:\n- read\n- write")
    assert '<p class="govuk-body">You should be able to:</p>' in html
    assert "<li>read</li>" in html


def test_addresses_become_links_without_the_full_stop_after_them() -> None:
    html = render_page_text("See https://ico.org.uk/help. Write to a.b@partnership.example.")
    assert '<a class="govuk-link" href="https://ico.org.uk/help">https://ico.org.uk/help</a>.' in html
    assert 'href="mailto:a.b@partnership.example"' in html


def test_tags_and_quotes_are_shown_as_typed() -> None:
    html = render_page_text('<script>alert("x")</script> https://x.example/"onmouseover="y')
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert 'onmouseover="' not in html


class Tags(HTMLParser):
    """Collects what tags and attributes a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}


@given(st.text(alphabet="<>\"'&#-/ \nahs:tp@.=x", max_size=60))
def test_no_text_brings_a_tag_of_its_own(text: str) -> None:
    tags = Tags()
    tags.feed(render_page_text(text))
    ours = {"p", "p class", "h2", "h2 class", "h3", "h3 class", "ul", "ul class", "li", "a", "a class", "a href"}
    assert tags.found <= ours
