"""What there is to an audit: the links that its page shows, to whoever may open them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from survey_app.accounts.permissions import declaration_of, held_permissions
from survey_app.case_audits.kinds import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A page about an audit; its address takes ``audit``, the slug."""

    text: str
    hint: str
    endpoint: str
    kinds: frozenset[str] = frozenset()  # the kinds of audit that have it; empty for all


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """A part that the signed-in person may open."""

    text: str
    hint: str
    href: str


# Shown in this order. An endpoint that is not registered is left out.
AUDIT_PARTS: tuple[Part, ...] = (
    Part(text="Case list", hint="The list that cases are drawn from, and its key", endpoint="case_audits.lists"),
    Part(
        text="Draw cases", hint="By chance or for a reason, so that anybody can repeat it", endpoint="case_audits.draw"
    ),
    Part(text="Cases", hint="Which cases are in the audit, and how they came in", endpoint="case_audits.cases"),
    Part(text="Agencies", hint="Which agency is asked about which case", endpoint="case_audits.agencies"),
    Part(text="Auditors", hint="Who makes each return", endpoint="case_audits.auditors"),
    Part(text="Progress", hint="Which returns are in, due and late", endpoint="case_audits.progress"),
    Part(
        text="Voices",
        hint="The child's, a parent's and a practitioner's: who writes them down, and how far they are.",
        endpoint="case_audits.voices",
    ),
    Part(
        text="Moderation",
        hint="Returns side by side, grades settled by the panel, dissent and sign-off",
        endpoint="case_audits.moderation",
        kinds=frozenset(kind.key for kind in KINDS.values() if kind.moderated),
    ),
    Part(
        text="Figures",
        hint="Grades, how far agencies agreed, what moderation changed, and the workbook",
        endpoint="case_audits.figures",
        kinds=frozenset({"multi_agency", "single_agency", "thematic", "deep_dive"}),
    ),
    Part(
        text="Dip sample",
        hint="Clocks in opening hours, weighted figures, the trend, and the next sample",
        endpoint="case_audits.dip_sample",
        kinds=frozenset({"dip_sample"}),
    ),
    Part(
        text="Meetings",
        hint="When the deep dive met, what it looked at and what it decided",
        endpoint="case_audits.deep_dive_meetings",
        kinds=frozenset({"deep_dive"}),
    ),
    Part(text="Learning", hint="Strengths first; recommendations with one owner each", endpoint="case_audits.learning"),
    Part(
        text="Report",
        hint="For the panel, and as it is released; Word and slides",
        endpoint="case_audits.audit_report_page",
    ),
    Part(text="Records", hint="What is kept and until when, legal holds, destruction", endpoint="case_audits.records"),
    Part(text="Who took what", hint="Downloads, returns that were read, uses of the key", endpoint="case_audits.taken"),
)


def audit_parts(slug: str, kind: str) -> list[ShownPart]:
    """The parts of an audit that the signed-in person may open."""
    held, found = held_permissions(), []
    for part in AUDIT_PARTS:
        if part.endpoint not in current_app.view_functions or (part.kinds and kind not in part.kinds):
            continue
        declared = declaration_of(current_app, part.endpoint)
        if declared is not None and (declared.kind != "permission" or declared.permissions & held):
            found.append(ShownPart(text=part.text, hint=part.hint, href=url_for(part.endpoint, audit=slug)))
    return found
