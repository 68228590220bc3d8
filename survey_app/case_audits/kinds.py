"""The kinds of audit: they share all parts, and differ in who grades, by which form, and whether a panel moderates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of audit.

    Attributes
    ----------
    key : str
        As it is stored.
    name, hint : str
        What people read.
    form_id : str
        The form of a return; the partnership's own published version of it is used.
    own_work : bool
        Whether auditors audit their own work by design. Everywhere else nobody does.
    many_agencies : bool
        Whether several agencies grade each case.
    moderated : bool
        Whether a panel moderates.
    most_cases : int or None
        How many cases it may have at once, where it looks at few of them closely.
    """

    key: str
    name: str
    hint: str
    form_id: str
    own_work: bool = False
    many_agencies: bool = True
    moderated: bool = True
    most_cases: int | None = None


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            key="multi_agency", name="Multi-agency case audit", form_id="case-audit",
            hint="Every agency that knew the child grades the same case, blind; a panel moderates.",
        ),
        Kind(
            key="single_agency", name="Single-agency audit", form_id="case-audit", many_agencies=False,
            hint="One agency grades its own cases. A multi-agency audit of the same cases can take its returns up.",
        ),
        Kind(
            key="dip_sample", name="Dip sample of the front door (MASH)", form_id="mash-referral",
            many_agencies=False, moderated=False,
            hint="A random sample of referrals, drawn again and again in the same way, so that a trend shows.",
        ),
        Kind(
            key="thematic", name="Thematic audit", form_id="case-audit",
            hint="Cases chosen for one theme; what helps and what gets in the way is drawn out of them.",
        ),
        Kind(
            key="deep_dive", name="Deep dive", form_id="case-audit", most_cases=10,
            hint="A few cases looked at closely over several meetings, such as the ten children missing most often.",
        ),
        Kind(
            key="practice_evaluation", name="Practice evaluation", form_id="practice-evaluation", own_work=True,
            many_agencies=False, moderated=False,
            hint="Practitioners evaluate their own work together, in a facilitated group: what went well, and why.",
        ),
    )
}  # fmt: skip
