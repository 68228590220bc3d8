"""What is written means to other tools what was read: pyxform makes the same XForm of both workbooks."""

from __future__ import annotations

import logging
import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from pyxform.xls2xform import convert

from instruments.xlsform.writing import write_xlsform
from tests.instruments.xlsform.test_made_up_forms import FORMS
from tests.instruments.xlsform.workbooks import imported, workbook

# Where the two differ on purpose: names made our own, external lists made plain ones, old types made new ones, entities
# left out; and where pyxform's XForm is no XML at all, for a column that is no XML name.
DIFFERENT = {
    "duplicate names", "care home", "kobo export", "kobo settings", "entities", "numbers as names", "old words",
    "outside choices", "version note",
}  # fmt: skip
XFORMS = "{http://www.w3.org/2002/xforms}"


def _meaning(data: bytes) -> tuple[dict[str, dict[str, str]], Counter[str]]:
    """The binds by path, and the questions shown, each with its attributes."""
    root = ElementTree.fromstring(convert(data, file_type=".xlsx").xform)
    binds = {_path(bind.attrib.pop("nodeset")): _plain(bind.attrib) for bind in root.iter(f"{XFORMS}bind")}
    body = next(element for element in root.iter() if element.tag.endswith("}body"))
    shown = (f"{element.tag.removeprefix(XFORMS)} {sorted(_plain(element.attrib).items())}" for element in body.iter())
    return binds, Counter(line for line in shown if not line.startswith(("label", "hint")))


def _path(text: str) -> str:
    return re.sub(r"^/[^/]+/", "", text)


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    """Without blanks that say nothing, and without what a bind says by default."""
    found = {key.rsplit("}", 1)[-1]: " ".join(_path(text).split()) for key, text in attributes.items()}
    if found.get("required") == "false()":
        del found["required"]
    # A message in one language alone stands in the bind itself, if that language is the default.
    return {key: "a text" if key in ("constraintMsg", "requiredMsg") else text for key, text in found.items()}


@pytest.mark.parametrize("name", sorted(set(FORMS) - DIFFERENT))
def test_other_tools_are_given_the_same_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("pyxform"), "disabled", True)
    written = write_xlsform(imported(**FORMS[name]))
    before, after = _meaning(workbook(**FORMS[name])), _meaning(written)
    assert after == before
