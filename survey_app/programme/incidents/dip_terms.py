"""What the partnership's rules of the front door offer a new dip sample: one source for both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from analysis.dip_samples import ClockTerms
from survey_app.programme.incidents.rules import rule_on, rules_of


def offered_terms(session: Session, partnership_id: int, terms: ClockTerms, day: date) -> ClockTerms:
    """From when the word to the referrer counts, by the partnership's own rule on a day.

    The hours stay as given, and so does all of it where the partnership has no rule of its own.
    """
    rule = rule_on(rules_of(session, partnership_id), "referrer_told", day)
    if not rule.is_own:
        return terms
    return replace(terms, told_from="decided" if rule.trigger == "decided" else "received")
