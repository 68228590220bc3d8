"""The demo partnership: published figures of a real Learning Hub, and constructed visits and cases that say so.

Everything goes through the services that people use: instruments are published, invitations stored, anonymous answers
sealed and opened. Passwords are made here and returned once; the database keeps their hashes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.models import User
from survey_app.accounts.services import create_user, ensure_roles, grant_roles
from survey_app.collect import sealing
from survey_app.collect.keys import KeyStore
from survey_app.collect.services import submit
from survey_app.database import new_uuid, random_key
from survey_app.demo.barnsley import load_barnsley
from survey_app.demo.case_audits import load_case_audits
from survey_app.demo.case_resolutions import load_case_resolutions
from survey_app.demo.chain_actions import load_chain_actions
from survey_app.demo.codings import code_comments, make_codeframe
from survey_app.demo.constructed_rounds import load_constructed_rounds
from survey_app.demo.data import read_data
from survey_app.demo.executive import load_executive
from survey_app.demo.hub_came_of_it import load_what_came_of_it
from survey_app.demo.hub_replies import load_past_cycle
from survey_app.demo.incidents import load_incidents
from survey_app.demo.indicators import load_indicators
from survey_app.demo.learning_hub import load_learning_hub
from survey_app.demo.neighbours import load_neighbours
from survey_app.demo.outside_review import load_outside_review
from survey_app.demo.retested import load_retested
from survey_app.demo.scrutiny import load_scrutiny, load_scrutiny_report
from survey_app.demo.section11_cycle import load_section11_cycle
from survey_app.demo.section11_outcomes import load_actions, load_section11_outcomes
from survey_app.demo.section11_self import load_section11_self
from survey_app.demo.section11_visits import load_section11_visits
from survey_app.demo.year import load_year
from survey_app.designer.models import InstrumentVersion
from survey_app.designer.services import LibraryEntry, library_entries, publish_draft, save_draft
from survey_app.partnership.models import Agency, DisclosureDecision, Footprint, Locality, Partnership
from survey_app.retention import add_default_rules
from survey_app.rounds.breaking_down import break_down_by
from survey_app.rounds.models import Invitation, Round
from survey_app.rounds.policies import decision_for_none, default_decision
from survey_app.rounds.services import RoundPlan, close_round, create_round, open_round

SLUG = "demo"
NAME = "Example Safeguarding Children Partnership (demo)"

PEOPLE = (
    ("administrator", "Ada Example", ("administrator",)),
    ("qa", "Quentin Example", ("qa_group",)),
    ("auditor", "Audrey Example", ("auditor",)),
    ("scrutineer", "Sam Example", ("scrutineer",)),
    ("duty", "Dot Example", ("duty_person",)),
    ("agency-lead", "Polly Example", ("agency_lead",)),
    ("second-auditor", "Ben Example", ("auditor",)),
    ("young-scrutineer", "Yusuf Example", ("young_scrutineer",)),
    ("adult-care-lead", "Adele Example", ("agency_lead",)),
    ("voluntary-lead", "Vera Example", ("agency_lead",)),
    ("youth-worker", "Yara Example", ("youth_worker",)),
    ("second-qa", "Quinn Example", ("qa_group",)),
    ("executive", "Evie Example", ("executive_member",)),
    ("social-care-auditor", "Carla Example", ("auditor",)),
    ("health-auditor", "Hanna Example", ("auditor",)),
    ("education-auditor", "Edgar Example", ("auditor",)),
    ("peer-reviewer", "Perry Example", ("peer_reviewer",)),
    ("action-owner", "Olive Example", ("action_owner",)),
    ("social-care-lead", "Sorrel Example", ("agency_lead",)),
    ("councillor", "Colin Example", ("councillor",)),
    ("chief-officer", "Cora Example", ("chief_officer",)),
    ("second-executive", "Edmund Example", ("executive_member",)),
)
AGENCY_OF = {
    "agency-lead": "Police", "adult-care-lead": "Adult social care", "voluntary-lead": "Voluntary sector",
    "social-care-auditor": "Children's social care", "health-auditor": "Community health",
    "education-auditor": "Schools and colleges", "action-owner": "Children's social care",
    "social-care-lead": "Children's social care",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSignIn:
    """What a person needs to try the demo: shown once by ``walkabout init``."""

    name: str
    email: str
    password: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedRounds:
    """The demo partnership, its people by their keys, and what they sign in with."""

    partnership: Partnership
    people: Mapping[str, User]
    sign_ins: list[DemoSignIn]


def is_loaded(session: Session) -> bool:
    """Whether the demo partnership exists already."""
    return session.scalar(select(Partnership.id).where(Partnership.slug == SLUG)) is not None


def load_demo(session: Session, keys: KeyStore, *, today: date) -> list[DemoSignIn]:
    """Load the demo partnership. The caller commits, then destroys the spent batch keys.

    ``today`` is the present day: the Section 11 cycle goes through the services that people use, and these know it.
    """
    loaded = load_rounds(session, keys, today=today)
    cycle = load_section11_cycle(session, loaded.partnership, loaded.people, today=today)
    load_section11_visits(session, loaded.partnership, loaded.people, today=today)
    load_section11_outcomes(session, keys, loaded.partnership, cycle, loaded.people, today=today)
    load_section11_self(session, cycle, loaded.people, today=today)
    load_past_cycle(session, loaded.partnership, loaded.people, today=today)
    load_learning_hub(session, loaded.partnership, today=today)
    load_case_audits(session, keys, loaded.partnership, loaded.people, today=today)
    load_case_resolutions(session, loaded.partnership, loaded.people, today=today)
    load_outside_review(session, loaded.partnership, loaded.people, today=today)
    load_chain_actions(session, loaded.partnership, loaded.people, today=today)
    load_scrutiny(session, loaded.partnership, loaded.people, today=today)
    load_barnsley(session, loaded.partnership, loaded.people, today=today)
    indicators = load_indicators(session, loaded.partnership, loaded.people, today=today)
    load_neighbours(session, indicators["supervision"], today=today)
    load_incidents(session, loaded.partnership, loaded.people, today=today)
    load_year(session, loaded.partnership, loaded.people, today=today)
    load_scrutiny_report(session, loaded.partnership, loaded.people, today=today)
    load_executive(session, loaded.partnership, loaded.people, today=today)
    load_what_came_of_it(session, keys, loaded.partnership, loaded.people, today=today)
    load_retested(session, loaded.partnership, loaded.people, today=today)
    session.flush()
    return loaded.sign_ins


def load_rounds(session: Session, keys: KeyStore, *, today: date) -> LoadedRounds:
    """Load the partnership with its people, rounds and actions, as if today were any day; the caller does as above."""
    partnership = _partnership(session)
    agencies = _agencies(session, partnership)
    people, sign_ins = _people(session, partnership, agencies)
    versions = {entry.form_id: _publish(session, partnership, entry) for entry in library_entries()}
    published = decision_for_none(
        session, partnership.id, decided_by="Quentin Example (demo)", today=today,
        reason="These figures were published by the Hertfordshire Safeguarding Children Partnership in 2019.",
    )  # fmt: skip
    default = default_decision(session, partnership.id, decided_by="Quentin Example (demo)", today=today)
    load_constructed_rounds(session, keys, partnership, versions, default, today)
    _evaluation_round(session, keys, partnership, versions["learning-hub-evaluation"], published, agencies, today)
    _survey_round(session, keys, partnership, versions["learning-hub-survey"], published, today)
    _walkabout_round(session, partnership, versions["section-11-walkabout"], default, today)
    _case_round(session, keys, partnership, versions["case-audit"], default, today)
    _trial_round(session, partnership, versions["learning-hub-evaluation"], default, today)
    load_actions(session, partnership, today)
    session.flush()
    return LoadedRounds(partnership=partnership, people=people, sign_ins=sign_ins)


def _partnership(session: Session) -> Partnership:
    partnership = Partnership(
        slug=SLUG,
        name=NAME,
        boards="Safeguarding children and adults, jointly (constructed)",
        urgent_route="Ring the front door at once; in immediate danger ring 999. Tell your own safeguarding lead "
        "afterwards.",
        urgent_phone="01632 960100",  # 01632 960xxx is reserved for drama
        out_of_hours_phone="01632 960199",
        contact_email="partnership@example.org",
        is_demo=True,
    )
    session.add(partnership)
    session.flush()
    add_default_rules(session, partnership)
    for name in ("North (constructed)", "South (constructed)"):
        session.add(Locality(partnership_id=partnership.id, name=name))
    return partnership


def _agencies(session: Session, partnership: Partnership) -> dict[str, Agency]:
    agencies = {
        row["name"]: _agency(session, row["name"], row["agency_type"])
        for row in read_data("herts_population")["agencies"]
    }
    for agency in agencies.values():
        session.add(Footprint(partnership_id=partnership.id, agency_id=agency.id))
    session.flush()
    return agencies


def _agency(session: Session, name: str, agency_type: str) -> Agency:
    """The installation's agency of this name, made if there is none."""
    agency = session.scalar(select(Agency).where(Agency.name == name))
    if agency is None:
        agency = Agency(name=name, agency_type=agency_type)
        session.add(agency)
        session.flush()
    return agency


def _people(
    session: Session, partnership: Partnership, agencies: Mapping[str, Agency]
) -> tuple[dict[str, User], list[DemoSignIn]]:
    """The people of the demo by their keys, and what they sign in with."""
    ensure_roles(session)
    people, sign_ins = {}, []
    for key, name, roles in PEOPLE:
        email, password = f"{key}@example.org", secrets.token_urlsafe(15)
        user = create_user(session, email=email, name=name, password=password, is_demo=True)
        agency = agencies[AGENCY_OF[key]] if key in AGENCY_OF else None
        grant_roles(
            session, user, partnership_id=partnership.id, role_keys=roles, agency_id=agency.id if agency else None
        )
        people[key] = user
        sign_ins.append(DemoSignIn(name=name, email=email, password=password, role=roles[0]))
    return people, sign_ins


def _publish(session: Session, partnership: Partnership, entry: LibraryEntry) -> InstrumentVersion:
    record = save_draft(session, partnership.id, entry.source, filename=f"{entry.form_id}.yaml")
    return publish_draft(session, record, actor_id=None)


def _evaluation_round(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion,
    policy: DisclosureDecision, agencies: Mapping[str, Agency], today: date,
) -> None:  # fmt: skip
    """225 people attended five forums; 39 of them answered, through links of their own."""
    population = read_data("herts_population")
    round_ = create_round(
        session,
        partnership.id,
        RoundPlan(
            title="Hertfordshire Learning Hub: gangs and knife crime, evaluation",
            version_id=version.id,
            access="token",
            anonymous=True,
            population_size=225,
            population_known=True,
            population_note="Everybody who attended one of the five forums.",
            policy_id=policy.id,
            breakdowns=("forum", "agency"),
            introduction="Published figures of the Hertfordshire Learning Hub, 2019. Single answers are constructed so "
            "that they add up to what was published; so is the split by forum and agency.",
        ),
    )
    break_down_by(session, round_, ("knew_partnership", "length"))
    answering = _invite(session, round_, population["attendance"], agencies)
    open_round(session, round_, today=today)
    for invitation, document in zip(answering, read_data("herts_evaluation")["responses"], strict=True):
        submit(session, keys, round_, new_uuid(), document, invitation=invitation)
    _close(session, keys, round_, today)


def _invite(
    session: Session, round_: Round, attendance: Iterable[Mapping[str, Any]], agencies: Mapping[str, Agency]
) -> list[Invitation]:
    """One invitation for each person who attended; returns those of the people who are going to answer."""
    answering = []
    for row in attendance:
        for number in range(row["invited"]):
            invitation = Invitation(
                id=random_key(),
                round_id=round_.id,
                agency_id=agencies[row["agency"]].id,
                strata={"forum": row["forum"]},
            )
            session.add(invitation)
            if number < row["answered"]:
                answering.append(invitation)
    session.flush()
    return answering


def _survey_round(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion,
    policy: DisclosureDecision, today: date,
) -> None:  # fmt: skip
    """33 answers from a list of 395 and waiting lists whose length was not published."""
    themes = read_data("herts_themes")
    codeframe = make_codeframe(session, partnership.id, "Gangs and knife crime", themes["codeframe"])
    round_ = create_round(
        session,
        partnership.id,
        RoundPlan(
            title="Hertfordshire Learning Hub: gangs and knife crime, online survey",
            version_id=version.id,
            access="open",
            anonymous=True,
            population_size=395,
            population_known=False,
            population_note="395 people on the boards' distribution lists, and everybody on the forums' waiting lists, "
            "whose number was not published.",
            policy_id=policy.id,
            codeframe_id=codeframe.id,
            introduction="The themes and what was said under each are published, here in other words; single answers "
            "are constructed.",
        ),
    )
    open_round(session, round_, today=today)
    documents = read_data("herts_survey")["responses"]
    for document in documents:
        submit(session, keys, round_, new_uuid(), document)
    _close(session, keys, round_, today)
    code_comments(session, round_, documents, themes["codings"])


def _close(session: Session, keys: KeyStore, round_: Round, today: date) -> None:
    close_round(session, round_, today=today)
    sealing.open_batches(session, keys, round_.id)


def _named_round(
    session: Session, partnership: Partnership, version: InstrumentVersion, policy: DisclosureDecision, title: str,
    size: int, note: str, today: date, by: Iterable[str] = (),
) -> Round:  # fmt: skip
    round_ = create_round(
        session,
        partnership.id,
        RoundPlan(
            title=title,
            version_id=version.id,
            access="named",
            anonymous=False,
            population_size=size,
            population_known=True,
            population_note=note,
            policy_id=policy.id,
            introduction="Constructed for the demo.",
        ),
    )
    break_down_by(session, round_, by)
    open_round(session, round_, today=today)
    return round_


def _walkabout_round(
    session: Session, partnership: Partnership, version: InstrumentVersion, policy: DisclosureDecision, today: date
) -> None:
    """The round of the present cycle; the notes in it come with the cycle's visits."""
    _named_round(
        session, partnership, version, policy, "Section 11 walkabouts (constructed)", 12,
        "Twelve sets of notes are expected from the teams that visit in this cycle (constructed).", today,
    )  # fmt: skip


def _case_round(
    session: Session, keys: KeyStore, partnership: Partnership, version: InstrumentVersion,
    policy: DisclosureDecision, today: date,
) -> None:  # fmt: skip
    round_ = _named_round(
        session, partnership, version, policy, "Multi-agency case audit (constructed)", 5,
        "Five cases were drawn (constructed).", today, by=("return_agency",),
    )  # fmt: skip
    for document in read_data("audited_cases")["responses"]:
        submit(session, keys, round_, new_uuid(), document)
    close_round(session, round_, today=today)  # returns are blind, and so are results, until the round is closed


def _trial_round(
    session: Session, partnership: Partnership, version: InstrumentVersion, policy: DisclosureDecision, today: date
) -> None:
    """An open round that whoever tries the demo can answer."""
    round_ = create_round(
        session,
        partnership.id,
        RoundPlan(
            title="Try it: a forum evaluation to answer yourself (constructed)",
            version_id=version.id,
            access="open",
            anonymous=True,
            population_size=None,
            population_known=False,
            population_note="Whoever tries the demo.",
            policy_id=policy.id,
        ),
    )
    open_round(session, round_, today=today)
