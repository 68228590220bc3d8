"""Keys that are quick to make."""

from __future__ import annotations

import pytest

from tests.survey_app.case_audits.sampling.list_factories import quick_keys


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_keys(monkeypatch)
