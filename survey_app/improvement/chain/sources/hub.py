"""Themes of the Learning Hub, as the newest edition of the report to the Strategic Group says them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.case_audits.numbers import number_of
from survey_app.forums.models import HubCycle
from survey_app.forums.replies.models import ReportEdition
from survey_app.improvement.chain.evidence import NotLinkable, Standing
from survey_app.improvement.chain.sources.offers import GONE, Offer, OfferedRecord, Source


def sent_cycles(session: Session, partnership_id: int) -> list[OfferedRecord]:
    """The cycles whose report was sent, the newest first."""
    cycles = session.scalars(
        select(HubCycle)
        .where(HubCycle.partnership_id == partnership_id, HubCycle.id.in_(select(ReportEdition.cycle_id)))
        .order_by(HubCycle.starts_on.desc(), HubCycle.id.desc())
    )
    return [OfferedRecord(record_id=str(one.id), title=one.theme, hint=f"{one.starts_on:%B %Y}") for one in cycles]


def themes(session: Session, partnership_id: int, record_id: str) -> Sequence[Offer]:
    """What was heard under each theme of a cycle: the coordinator's words, without points and quotes."""
    cycle_id = number_of(record_id)
    cycle = session.get(HubCycle, cycle_id) if cycle_id is not None else None
    edition = (
        cycle
        and session.scalars(
            select(ReportEdition).where(ReportEdition.cycle_id == cycle.id).order_by(ReportEdition.number.desc())
        ).first()
    )
    if cycle is None or not edition or cycle.partnership_id != partnership_id:
        raise NotLinkable(GONE)
    return [
        Offer(
            place={"theme": theme["id"]}, label=theme["title"],
            standing=Standing(
                says=": ".join(one for one in (f"“{theme['title']}”", theme["heard"].strip()) if one)
                + f" (Learning Hub, {cycle.theme}, edition {edition.number})",
                version=f"edition {edition.number}",
                figure={"theme": theme["id"], "edition": edition.number, "fingerprint": edition.fingerprint},
                address=f"/p/{cycle.partnership.slug}/learning-hub/cycles/{cycle.slug}/report/{edition.number}",
            ),
        )
        for theme in edition.content["themes"]
    ]  # fmt: skip


SOURCE = Source(
    record_type="hub_cycle", kind="theme", title="A theme of the Learning Hub",
    hint="As it was reported to the Strategic Group", records=sent_cycles, offers=themes, where=("theme",),
)  # fmt: skip
