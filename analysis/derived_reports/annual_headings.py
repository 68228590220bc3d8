"""The headings of an annual report, what each asks for, and which rounds, questions and actions are its evidence.

The first four are those of Working Together 2018 as partnerships' published reports quote them. The others were added
in 2023 and are written from memory of that guidance: each says so wherever it is shown, until somebody has checked it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from analysis.beside import ActionLine

FIRST = "Working Together to Safeguard Children 2018"
ADDED = "Working Together to Safeguard Children 2023"
AS_QUOTED = "as a partnership’s published report of 2022–23 quotes it"
FROM_MEMORY = "worded from memory, so check it against the guidance"
ActionChoice = Literal["all", "with impact", "late", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualHeading:
    """One heading.

    Attributes
    ----------
    name, title : str
        Its short name and its words.
    basis : str
        Which guidance asks for it.
    asks : str
        What is to be said under it.
    needed : str
        What would be evidence, where there is none.
    forms : tuple of str
        The instruments whose rounds are its evidence as a whole.
    every_round : bool
        Whether each round stands here with its response rate.
    subject : str or None
        A pattern that the label of a question or theme of any other round has.
    change : {"higher", "lower"} or None
        Which changes since the round before are its evidence.
    actions : {"all", "with impact", "late", "none"}
        Which actions are its evidence.
    quotes : bool
        Whether cleared quotations stand here.
    """

    name: str
    title: str
    basis: str
    asks: str
    needed: str
    forms: tuple[str, ...] = ()
    every_round: bool = False
    subject: str | None = None
    change: Literal["higher", "lower"] | None = None
    actions: ActionChoice = "none"
    quotes: bool = False

    @property
    def known_from(self) -> str:
        """Which guidance asks for it, and how its words are known here."""
        return f"{self.basis}, {AS_QUOTED if self.basis == FIRST else FROM_MEMORY}"

    def is_about(self, label: str) -> bool:
        """Whether these words are on the heading's subject."""
        return self.subject is not None and re.search(self.subject, label, re.IGNORECASE) is not None

    def takes(self, action: ActionLine) -> bool:
        """Whether this action is evidence here."""
        if self.actions == "with impact":
            return bool(action.impact.strip())
        if self.actions == "late":
            return action.closed_on is None and action.status == "Overdue"
        return self.actions == "all"


HEADINGS = (
    AnnualHeading(
        name="impact",
        title="Impact on outcomes for children and families, training included",
        basis=FIRST,
        asks="What has changed for children and families because of what the partnership did, and what training did.",
        needed="A round that was asked before, so that change can be seen; actions closed with evidence of impact; the "
        "evaluation of training or of a learning hub.",
        forms=("learning-hub-evaluation", "learning-hub-follow-up", "training-evaluation"),
        change="higher",
        actions="with impact",
    ),
    AnnualHeading(
        name="little_progress",
        title="Areas with little or no progress on the priorities",
        basis=FIRST,
        asks="Where there was little or no evidence of progress.",
        needed="A round that was asked before, so that a fall can be seen; actions with a due date.",
        change="lower",
        actions="late",
    ),
    AnnualHeading(
        name="recommendations",
        title="Decisions and actions on recommendations of local and national reviews",
        basis=FIRST,
        asks="What was decided and done about the recommendations of local and national child safeguarding practice "
        "reviews.",
        needed="Recommendations of reviews in the action tracker, each with its actions.",
        actions="all",
    ),
    AnnualHeading(
        name="children_and_families",
        title="How feedback from children and families was sought and used",
        basis=FIRST,
        asks="How children and families were asked, what they said, and what was done with it.",
        needed="A round of feedback from children and families, or a record of a focus group.",
        forms=("children-and-families-feedback", "focus-group-record"),
        subject=r"\b(child(ren)?[’']?s? (views?|voices?|wishes)|seen, heard|famil(y|ies)[’']? feedback)\b",
        quotes=True,
    ),
    AnnualHeading(
        name="costs",
        title="Costs, and what each partner contributed",
        basis=ADDED,
        asks="What the arrangements cost and what each safeguarding partner contributed, in money and in kind.",
        needed="The year’s accounts: contributions by partner, and spending. No round collects these.",
    ),
    AnnualHeading(
        name="education",
        title="How education was represented and heard",
        basis=ADDED,
        asks="How schools, colleges and early years settings took part at all levels.",
        needed="A round of the school safeguarding audit, or questions about schools in another.",
        forms=("school-safeguarding-audit",),
        subject=r"\b(schools?|colleges?|education|early years)\b",
    ),
    AnnualHeading(
        name="data",
        title="How data and intelligence were used",
        basis=ADDED,
        asks="Which information was collected, from whom, how much of it there is, and what it led to.",
        needed="At least one round in the year.",
        every_round=True,
    ),
    AnnualHeading(
        name="serious_incidents",
        title="Learning from serious incidents",
        basis=ADDED,
        asks="What was learned from serious incidents, rapid reviews and practice reviews, and how quickly.",
        needed="Notifications and rapid reviews with their dates, or a multi-agency audit of cases.",
        forms=("case-audit", "case-audit-moderation"),
        subject=r"\b(serious incidents?|rapid reviews?|practice reviews?)\b",
    ),
    AnnualHeading(
        name="scrutiny",
        title="The effect of independent scrutiny",
        basis=ADDED,
        asks="What independent scrutiny looked at, what it found, and what changed because of it.",
        needed="Walkabouts, peer reviews or a health check, and the scrutineer’s own record.",
        forms=(
            "section-11-walkabout", "section-11-self-assessment", "peer-review-interview", "partnership-health-check",
        ),
    ),
    AnnualHeading(
        name="information_sharing",
        title="How information is shared",
        basis=ADDED,
        asks="How well, and how promptly, information is shared between agencies.",
        needed="Questions or themes about the sharing of information: a staff survey, Section 11, a MASH dip-sample.",
        forms=("mash-dip-sample", "mash-referral"),
        subject=r"information[ -]shar|shar\w* (of )?information|information (was|is) shared|share without consent",
    ),
)  # fmt: skip
