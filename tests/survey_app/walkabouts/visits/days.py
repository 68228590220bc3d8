"""Days that tests of visits count from."""

from __future__ import annotations

from survey_app.collect.display import LOCAL_TIME
from survey_app.database import now

TODAY = now().astimezone(LOCAL_TIME).date()
