"""Records that can bear a finding out: which there are, what of them may be told, and what they say now.

A source is one row of SOURCES. Whatever it lists may be told to everybody who reads findings, and whatever is asked of
it that it does not list is refused; so nothing hidden can be reached by asking for it by name.
"""

from __future__ import annotations

from collections.abc import Mapping

from survey_app.improvement.chain.evidence import register_resolver
from survey_app.improvement.chain.sources import (
    audits,
    hub,
    indicators,
    inspections,
    outside,
    peers,
    rounds,
    section11,
    voices,
)
from survey_app.improvement.chain.sources.offers import Source

SOURCES: Mapping[str, Source] = {
    one.record_type: one
    for one in (
        rounds.FIGURES, rounds.THEMES, hub.SOURCE, voices.SOURCE, section11.SOURCE, audits.SOURCE,
        indicators.SOURCE, inspections.SOURCE, peers.SOURCE, outside.SOURCE,
    )
}  # fmt: skip

for _one in SOURCES.values():
    register_resolver(_one.record_type, _one.resolve)
