"""How far a campaign is: returns and gaps, by region and school by school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.collect.models import Draft
from survey_app.partnership.models import School
from survey_app.rounds.campaigns.models import Campaign
from survey_app.rounds.invitations import invitations_of

STATES = {"returned": "Returned", "started": "Started", "waiting": "Not started", "no_address": "No address"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    """A school in a campaign."""

    urn: str
    name: str
    region: str
    phase: str
    lead_name: str
    lead_email: str
    state: str
    listed: bool

    @property
    def state_text(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionLine:
    """A region, or all of them together. These count schools, which are organisations."""

    region: str
    schools: int
    returned: int
    started: int
    waiting: int
    no_address: int

    @property
    def share(self) -> str:
        return f"{round(100 * self.returned / self.schools)}%" if self.schools else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A campaign at a glance."""

    total: RegionLine
    regions: tuple[RegionLine, ...]
    schools: tuple[SchoolLine, ...]

    @property
    def lines(self) -> tuple[RegionLine, ...]:
        """The regions, and all of them together as the last line."""
        return (*self.regions, self.total)

    def gaps(self, *, region: str = "") -> tuple[SchoolLine, ...]:
        """The schools that have not returned theirs."""
        return tuple(one for one in self.schools if one.state != "returned" and region in ("", one.region))


def progress_of(session: Session, campaign: Campaign) -> Progress:
    """Where every invited school stands: returned, started (saved and not sent), not started, or without an address."""
    round_ = campaign.round
    schools = {
        school.agency_id: school
        for school in session.scalars(select(School).where(School.partnership_id == round_.partnership_id))
    }
    started = set(session.scalars(select(Draft.invitation_id).where(Draft.round_id == round_.id, Draft.revision > 0)))
    lines = []
    for item in invitations_of(session, round_.id):
        school = schools.get(item.invitation.agency_id or 0)
        state = "returned" if item.answered else "started" if item.invitation.id in started else "waiting"
        state = "no_address" if state == "waiting" and not item.email else state
        lines.append(
            SchoolLine(
                urn=school.urn if school else "", name=school.name if school else item.agency or item.name,
                region=item.strata.get("region", ""), phase=item.strata.get("phase", ""), lead_name=item.name,
                lead_email=item.email, state=state, listed=school is not None and school.listed,
            )
        )  # fmt: skip
    lines.sort(key=lambda line: (line.region, line.name, line.urn))
    regions = sorted({line.region for line in lines})
    return Progress(
        total=_counted("All regions", lines),
        regions=tuple(_counted(region, [line for line in lines if line.region == region]) for region in regions),
        schools=tuple(lines),
    )


def _counted(region: str, lines: Iterable[SchoolLine]) -> RegionLine:
    lines = list(lines)
    states = Counter(line.state for line in lines)
    return RegionLine(region=region, schools=len(lines), **{state: states[state] for state in STATES})
