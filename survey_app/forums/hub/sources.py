"""All parts of the Learning Hub in which things are heard."""

from __future__ import annotations

from survey_app.forums.families.heard_source import FamiliesHeard
from survey_app.forums.hub.heard import HeardSource
from survey_app.forums.replies.surveys import SurveySource
from survey_app.forums.tables.heard import TablesHeard

# A part adds its own source here.
SOURCES: tuple[HeardSource, ...] = (TablesHeard(), FamiliesHeard(), SurveySource())
