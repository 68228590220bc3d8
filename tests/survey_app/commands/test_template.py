from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from exports.documents.template import open_document
from exports.slides.look import layouts_of, open_presentation
from survey_app.cli import walkabout


def test_the_looks_are_written_as_files_that_can_be_given_back(tmp_path: Path) -> None:
    for name in ("ours.docx", "ours.pptx"):
        result = CliRunner().invoke(walkabout, ["template", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    assert "Walkabout Callout" in [style.name for style in open_document(tmp_path / "ours.docx").styles]
    assert len(layouts_of(open_presentation(tmp_path / "ours.pptx"))) == 3


@pytest.mark.parametrize(
    ("name", "message"),
    [("ours.odt", "must end in .docx or .pptx"), ("nowhere/ours.docx", "cannot be written"), ("a/b.pptx", "cannot be")],
)
def test_what_cannot_be_written_is_a_sentence(name: str, message: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(walkabout, ["template", str(tmp_path / name)])
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output
