"""A draft of a newsletter that the browser tests look at."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from survey_app.forums.models import HubCycle, Newsletter


def prepare_newsletter(session: Session, cycle: HubCycle) -> dict[str, Any]:
    """The id of the draft."""
    newsletter = Newsletter(
        cycle_id=cycle.id, title="Come and talk (constructed)", told_to="The contact book",
        text="Two hours on what you are seeing.\n\n- In the north\n- [Online](https://meeting.example/)",
    )  # fmt: skip
    session.add(newsletter)
    session.flush()
    return {"newsletter": newsletter.id}
