"""The way into a preview: like that of an anonymous round, the answers travel in the page; and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import url_for

from instruments.compiled import CompiledInstrument
from instruments.languages import language_code
from survey_app.collect.languages import Language, compiled_in, known_language, languages_of, text_code
from survey_app.collect.wording import MediaUrl, Speaker, no_media
from survey_app.partnership.models import Partnership
from survey_app.translating import speak


@dataclass(slots=True, kw_only=True)
class PreviewWay:
    """What the pages of a form ask of a way, for a form that is only looked at."""

    form: CompiledInstrument
    partnership: Partnership
    address: str
    media_url: MediaUrl = no_media
    language: str = ""
    kind: str = "preview"
    carried: bool = True
    keep_key: str = "walkabout-preview"
    invitation: None = None
    carried_uuid: str = ""

    @property
    def round(self) -> Any:
        return SimpleNamespace(
            partnership=self.partnership, anonymous=True, title=self.form.instrument.settings.form_title
        )

    @property
    def compiled(self) -> CompiledInstrument:
        return compiled_in(self.form, self.language)

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.compiled, self.language, media_url=self.media_url, key=self.carried_uuid)

    @property
    def languages(self) -> tuple[Language, ...]:
        return languages_of(self.form.instrument)

    def use_language(self, asked: str) -> None:
        self.language = known_language(self.form.instrument, asked)
        speak(text_code(self.language))

    @property
    def language_value(self) -> str:
        own = self.form.instrument.settings.default_language
        return "" if self.language == own else language_code(self.language) or self.language

    def url(self, view: str, **values: Any) -> str:
        """Every step of a preview is at one address."""
        language = values.get("language")
        return f"{self.address}?language={language}" if language else self.address


def draft_way(form: CompiledInstrument, partnership: Partnership, form_id: str, files: dict[str, int]) -> PreviewWay:
    """The preview of a draft."""

    def media_url(name: str) -> str | None:
        return url_for("designer.draft_file", form_id=form_id, name=name) if name in files else None

    address = url_for("designer.preview", form_id=form_id)
    return PreviewWay(form=form, partnership=partnership, address=address, media_url=media_url)


def version_way(
    form: CompiledInstrument, partnership: Partnership, form_id: str, number: int, files: dict[str, int]
) -> PreviewWay:
    """The preview of a published version."""

    def media_url(name: str) -> str | None:
        known = name in files
        return url_for("designer.version_file", form_id=form_id, number=number, name=name) if known else None

    address = url_for("designer.preview_version", form_id=form_id, number=number)
    return PreviewWay(form=form, partnership=partnership, address=address, media_url=media_url)
