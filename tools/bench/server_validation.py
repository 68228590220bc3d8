"""What the server does with a submission: keep what is on the path, and say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

from instruments.answers import check_answers, clean_answers, find_path, recalculate
from instruments.compiled import compile_instrument
from instruments.loading import load_instrument
from instruments.versions import dump_yaml
from tools.bench.big_form import EXPRESSIONS, QUESTIONS, big_document, big_form
from tools.bench.measuring import Measure, loop, measure, reading_json

SERVER_LIMIT = 50.0


def measures() -> Iterator[Measure]:
    """The parts, then the whole of it."""
    form = big_form()
    compiled, document = compile_instrument(form), big_document(form)
    what = f"{QUESTIONS} questions, {EXPRESSIONS} expressions"
    yield measure(f"find the path ({what})", lambda: find_path(compiled, document), reading_json(document))
    yield measure(
        f"whole server validation ({what})",
        lambda: check_answers(compiled, clean_answers(compiled, document)),
        reading_json(document),
        limit=SERVER_LIMIT,
    )
    yield measure(
        "the same, beside a plain loop", lambda: check_answers(compiled, clean_answers(compiled, document)), loop()
    )
    yield measure("recalculate after an answer", lambda: recalculate(compiled, document), loop())
    text = dump_yaml(form)
    # Another name each time, since the same text under the same name is read once.
    names = iter(range(10_000))
    yield measure(
        "read and check the form (YAML)", lambda: load_instrument(text, filename=f"{next(names)}.yaml"), loop()
    )
