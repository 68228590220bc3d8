"""A cycle with a theme, things that were heard, and two people who may reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.forums.hub import sources
from survey_app.forums.hub.heard import Heard
from survey_app.forums.models import HubCycle, HubTheme
from survey_app.forums.replies import themes
from survey_app.partnership.models import Partnership
from tests.survey_app.factories import make_user


class SaidSource:
    """A source whose pieces are kept here, by cycle."""

    name = "said"
    title = "What was said"

    def __init__(self) -> None:
        self.pieces: dict[int, list[Heard]] = {}

    def read(self, session: Session, cycle: HubCycle) -> list[Heard]:
        return self.pieces.get(cycle.id, [])

    def sort(self, session: Session, cycle: HubCycle, keys: Sequence[str], theme: HubTheme | None) -> None:
        self.pieces[cycle.id] = [
            replace(one, theme_id=theme.id if theme else None) if one.key in keys else one
            for one in self.pieces[cycle.id]
        ]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> SaidSource:
    """The only source of what was heard."""
    source = SaidSource()
    monkeypatch.setattr(sources, "SOURCES", (source,))
    return source


@pytest.fixture
def theme(session: Session, cycle: HubCycle) -> HubTheme:
    return themes.add_theme(session, cycle, "Thresholds differ", "Teams read the levels of need in two ways.")


@pytest.fixture
def second(session: Session, partnership: Partnership) -> User:
    """Another member of the QA group."""
    return make_user(session, partnership, roles=("qa_group",))
