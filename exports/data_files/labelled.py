"""What SPSS and Stata files have in common: whole frames, and texts and labels as far as they fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.responses import ResponseFrames, response_frames
from analysis.round_data import ResponseRecord
from exports.data_files.answer_data import AnswerData, checked
from exports.data_files.batches import AT_A_TIME, Progress
from exports.data_files.names import cut_to_bytes
from exports.data_files.plan import PlannedVariable
from exports.plain_text import NOT_XML, plain_text

VALUE_LABEL_BYTES = 118
FILE_LABEL_BYTES = 60
_NUL = "\x00"


def read_frames(data: AnswerData, progress: Progress) -> tuple[ResponseFrames, list[ResponseRecord]]:
    """All frames, and the responses without their documents."""
    kept: list[ResponseRecord] = []

    def passing() -> Iterator[ResponseRecord]:
        for record in checked(data.responses):
            kept.append(replace(record, document={}))
            yield record
            if len(kept) % AT_A_TIME == 0:
                progress(len(kept))

    return response_frames(data.form, passing()), kept


def file_label(data: AnswerData) -> str:
    """The title of the round."""
    return cut_to_bytes(plain_text(data.title), FILE_LABEL_BYTES)


def storable(text: str) -> str:
    """Without what these files cannot hold: halves of characters, and the sign that ends a text in them."""
    return NOT_XML.sub("\ufffd", text).replace(_NUL, "")


def variable_labels(planned: tuple[PlannedVariable, ...], most_bytes: int) -> dict[str, str | None]:
    """The questions in words."""
    return {one.name: cut_to_bytes(plain_text(one.label), most_bytes) for one in planned}


def short_labels(labels: Mapping[Any, str]) -> dict[Any, str]:
    """Labels of values, none of them empty."""
    return {code: cut_to_bytes(plain_text(label), VALUE_LABEL_BYTES) or "(no label)" for code, label in labels.items()}
