"""What reading an XLSForm costs beyond what pyxform, which does the first half of it, costs by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from pyxform.xls2xform import convert

from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.writing import write_xlsform
from tools.bench.big_form import EXPRESSIONS, QUESTIONS, big_form
from tools.bench.measuring import Measure, seconds_of

BEYOND_PYXFORM = 1000.0
ROUNDS = 5


def measures() -> Iterator[Measure]:
    """The whole reading beside pyxform's own, and the difference of the two."""
    logging.getLogger("pyxform").disabled = True
    form = big_form()
    data = write_xlsform(form)
    what = f"{QUESTIONS} questions, {EXPRESSIONS} expressions"
    ours = seconds_of(lambda: read_xlsform(data, "made-up.xlsx"), rounds=ROUNDS)
    theirs = seconds_of(lambda: convert(data, file_type=".xlsx"), rounds=ROUNDS)
    said = f"pyxform alone ({theirs * 1000:.0f} ms)"
    yield Measure(name=f"read an XLSForm ({what})", milliseconds=ours * 1000, compared_with=said, times=ours / theirs)
    yield Measure(
        name="the same, beyond pyxform's own time",
        milliseconds=(ours - theirs) * 1000,
        compared_with=said,
        times=(ours - theirs) / theirs,
        limit=BEYOND_PYXFORM,
    )
    writing = seconds_of(lambda: write_xlsform(form), rounds=ROUNDS)
    yield Measure(
        name=f"write it as an XLSForm ({what})", milliseconds=writing * 1000, compared_with=said, times=writing / theirs
    )
