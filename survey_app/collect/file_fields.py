"""Fields for files: what was chosen now, what was stored before, and taking it away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from flask import current_app
from werkzeug.datastructures import FileStorage

from survey_app.collect.fields import AnswerField, clean_text
from survey_app.collect.file_kinds import OFFERED
from survey_app.collect.sentences import in_page_language
from survey_app.collect.uploads import MEGABYTE, Upload, UploadRefused, accept, typed_signature


class FileAnswer(AnswerField):
    """A file's stored name. ``upload`` is what was sent with the page and is to be stored.

    The page posts the name of what is stored as ``kept``, so that a file chosen before stays without being sent again;
    a name that is not among the stored files counts as none.
    """

    parts = ("", "kept", "remove", "typed")

    def __init__(
        self, *args: Any, kind: str, settings: Mapping[str, str] | None = None, stored: Collection[str] = (),
        capture: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.settings, self.stored, self.capture = kind, settings or {}, stored, capture
        self.upload: Upload | None = None

    @property
    def accepted(self) -> str:
        """What the browser's file picker offers."""
        return OFFERED[self.kind]

    @property
    def kept(self) -> str:
        """The name of the file that is stored; empty where there is none."""
        return self.data if isinstance(self.data, str) else ""

    def read(self, formdata: Any) -> str | None:
        texts = {part: [v for v in formdata.getlist(self.control(part)) if isinstance(v, str)] for part in self.parts}
        self.posted = {part: clean_text(found[0])[:1000] if found else "" for part, found in texts.items()}
        try:
            self.upload = self._sent(formdata)
        except UploadRefused as refused:
            self.data = self._known(self.posted["kept"])
            raise ValueError(f"‘{self.caption}’ {in_page_language(str(refused))}") from None
        if self.upload is not None:
            self.posted["typed"] = ""  # it is stored now, and must not be taken again with the next page
            return self.upload.name
        return None if self.posted["remove"] else self._known(self.posted["kept"])

    def _sent(self, formdata: Any) -> Upload | None:
        """What came with the page: a file, or of a signature the typed name."""
        for sent in formdata.getlist(self.name):
            if isinstance(sent, FileStorage) and sent.filename:
                limit = current_app.config["WALKABOUT_MAX_FILE_MB"] * MEGABYTE
                return accept(self.kind, sent.filename, sent.stream.read(limit + 1), self.settings, limit=limit)
        if self.kind == "signature" and self.posted["typed"]:
            return typed_signature(self.posted["typed"][:200])
        return None

    def _known(self, name: str) -> str | None:
        return name if name and name in self.stored else None

    def texts(self, data: Any) -> dict[str, str]:
        return {"kept": str(data) if data else ""}
