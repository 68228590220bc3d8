"""Forms as health services, household surveys and inspectors write them: each is read and written without loss."""

from __future__ import annotations

import pytest

from instruments.loading import load_instrument
from instruments.versions import dump_yaml
from instruments.xlsform.reading import read_xlsform
from instruments.xlsform.writing import write_xlsform
from tests.instruments.xlsform.forms import habits, health, household, inspection
from tests.instruments.xlsform.workbooks import read

KINDS = (health, household, inspection, habits)
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
