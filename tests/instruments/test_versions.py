"""The identity of an instrument, and YAML that reads back the same."""

from __future__ import annotations

import pytest
from hypothesis import given

from instruments.loading import library, load_instrument
from instruments.model import Instrument
from instruments.versions import canonical_json, content_hash, dump_yaml, read_canonical_json
from tests.instruments.factories import group, instrument, question
from tests.instruments.strategies import AWKWARD, instruments, labels


@given(instruments(labels))
def test_an_instrument_written_as_yaml_reads_back_the_same(form: Instrument) -> None:
    again = load_instrument(dump_yaml(form))
    assert again == form
    assert content_hash(again) == content_hash(form)


@pytest.mark.parametrize("form_id", sorted(library()))
def test_every_instrument_of_the_library_reads_back_the_same(form_id: str) -> None:
    form = load_instrument(library()[form_id])
    assert load_instrument(dump_yaml(form)) == form


@given(instruments(labels))
def test_an_instrument_written_as_json_reads_back_the_same(form: Instrument) -> None:
    assert read_canonical_json(canonical_json(form)) == form


@pytest.mark.parametrize("label", [word for word in AWKWARD if word.strip()])
def test_a_label_that_yaml_might_take_for_something_else_survives(label: str) -> None:
    form = instrument(group("page", {"type": "text", "name": "a", "label": label}))
    assert load_instrument(dump_yaml(form)) == form


def test_words_that_older_readers_take_for_truth_values_dates_or_numbers_are_quoted() -> None:
    form = instrument(group("page", *({"type": "text", "name": f"q{n}", "label": word} for n, word in enumerate(
        ("yes", "No", "on", "2026-03-27", "12:30", "1_000", "0123")
    ))))  # fmt: skip
    written = dump_yaml(form)
    for word in ("yes", "No", "on", "2026-03-27", "12:30", "1_000", "0123"):
        assert f"label: '{word}'" in written


def test_yaml_keeps_the_order_of_the_columns_and_leaves_out_what_is_not_said() -> None:
    written = dump_yaml(instrument(group("page", question("text", "a", required=True))))
    assert written.index("settings:") < written.index("choices:") < written.index("survey:")
    assert written.endswith("      - type: text\n        name: a\n        label: About a\n        required: true\n")


def test_the_hash_changes_with_the_content_and_with_nothing_else() -> None:
    first = instrument(group("page", question("text", "a")))
    same = instrument(group("page", question("text", "a", required=False, hint=None)))
    reordered = instrument(group("page", question("text", "a"), question("text", "b")))
    assert content_hash(first) == content_hash(same)
    assert len({content_hash(form) for form in (first, reordered)}) == 2
    assert content_hash(reordered) != content_hash(
        instrument(group("page", question("text", "b"), question("text", "a")))
    )


def test_the_hash_of_a_known_instrument_never_changes() -> None:
    """Published versions are found by their hash: whoever changes it breaks every stored one."""
    form = load_instrument(
        "settings: {form_id: made-up, form_title: Made up}\n"
        "survey: [{type: group, name: p, label: Page, children: [{type: text, name: a, label: Café?}]}]\n"
    )
    assert canonical_json(form) == (
        '{"settings":{"form_id":"made-up","form_title":"Made up"},"survey":[{"children":[{"label":"Café?","name":"a",'
        '"type":"text"}],"label":"Page","name":"p","type":"group"}]}'
    )
    assert content_hash(form) == "b3f517d2778112bfd176f2f96b50cc1fe0f0a1cbd006c944184bc2879a0e5edd"
