"""Constructed front-door indicators of the demo: definitions as partnerships use them, and counts that are made up.

The rules behind the targets are named with their source in each definition; the targets themselves are constructed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from analysis.indicators import Indicator

CONSTRUCTED = "Constructed for the demo: no council submitted these counts."
INDICATORS = (
    Indicator(
        key="decision",
        title="Decision on a referral within one working day",
        why="A child at risk waits for nobody’s in-tray.",
        numerator="Referrals decided within one working day of their receipt",
        denominator="Referrals received in the month",
        source="Case management system of the front door. The working day is in the front door’s procedures "
        "(Sefton’s, for one); the target is constructed.",
        owner="Example Council",
        direction="higher",
        target=0.9,
    ),
    Indicator(
        key="feedback",
        title="Referrer told what was decided within one working day",
        why="Whoever hears nothing back stops referring, or refers again.",
        numerator="Referrals whose referrer was told the outcome within one working day of the decision",
        denominator="Referrals decided in the month, anonymous ones left out",
        source="Case management system of the front door. Better feedback to referrers is among the improvements that "
        "Barnsley’s scrutineer asked for; the target is constructed.",
        owner="Example Council",
        direction="higher",
        target=0.8,
    ),
    Indicator(
        key="conference",
        title="Child protection conference within 15 working days",
        why="The plan that keeps a child safe begins with the conference.",
        numerator="Initial conferences held within 15 working days of the strategy discussion",
        denominator="Initial conferences held in the month",
        source="Child protection records. The 15 working days are national guidance; the target is constructed.",
        owner="Example Council",
        direction="higher",
        target=0.85,
    ),
    Indicator(
        key="assessment",
        title="Assessment completed within 45 working days",
        why="Help that waits for an assessment comes late.",
        numerator="Assessments completed within 45 working days of the referral",
        denominator="Assessments completed in the month",
        source="Case management system. The 45 working days are national guidance; the target is constructed.",
        owner="Example Council",
        direction="higher",
        target=0.85,
    ),
    Indicator(
        key="re_referral",
        title="Re-referred within 12 months",
        why="A child who comes back may not have been helped the first time.",
        numerator="Referrals of a child who had been referred in the 12 months before",
        denominator="Referrals received in the month",
        source="Case management system of the front door. The target is constructed.",
        owner="Example Council",
        direction="lower",
        target=0.22,
    ),
)


def submitted(today: date) -> pd.DataFrame:
    """The counts as they would have been submitted by now: a row for each indicator and month."""
    rows = pd.read_csv(Path(__file__).with_name("front_door.csv"), comment="#")
    this_month = pd.Period(today, freq="M")
    starts = [(this_month - int(months)).start_time.normalize() for months in rows["months_ago"]]
    return rows.drop(columns="months_ago").assign(period_start=pd.DatetimeIndex(starts))
