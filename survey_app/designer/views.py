"""All pages of instruments. Each module below adds its own to the one blueprint."""

from __future__ import annotations

from survey_app.designer import (
    arranging_views,
    bank_views,
    compare_views,
    copy_views,
    download_views,
    language_views,
    level_views,
    library_views,
    list_views,
    outline_views,
    presence_views,
    preview_views,
    publishing_views,
    question_views,
    settings_views,
    upload_views,
    version_views,
)
from survey_app.designer.pages import blueprint

VIEW_MODULES = (
    arranging_views, bank_views, compare_views, copy_views, download_views, language_views, level_views, library_views,
    list_views, outline_views, presence_views, preview_views, publishing_views, question_views, settings_views,
    upload_views, version_views,
)  # fmt: skip

__all__ = ["VIEW_MODULES", "blueprint"]
