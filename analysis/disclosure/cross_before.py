"""Whether the totals of an earlier release tell of a cross-table's hidden counts.

Cross-tables are shown only once a round has closed. But its questions may have been shown before, when fewer had
answered. If 7 of 12 had then said yes and 7 of the 12 were nurses, at least 2 nurses had said yes, and have still.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.cross_counts import Breakdown, Counts, CrossCounts
from analysis.cross_tables import CrossHidden, Mask
from analysis.disclosure.earlier import ALL, RESPONSES, Shown, ShownRelease, question_key, rates_key
from analysis.routing import choice_cell


def totals_tell(table: CrossCounts, hidden: CrossHidden, earlier: Sequence[ShownRelease], threshold: int) -> bool:
    """Whether, by any earlier release, a small count that is hidden could not be every number that the policy hides.

    At least as many of an option were in a group as the two together had more people than there were. So a count may be
    too large for 1; or, where others that are hidden in the same row or column were large, too small for the threshold.
    """
    return any(_tells(table, hidden, release, threshold) for release in earlier)


def _tells(table: CrossCounts, hidden: CrossHidden, release: ShownRelease, threshold: int) -> bool:
    everybody = release.get(RESPONSES, {}).get(ALL)
    if everybody is None or not hidden.counts.any():
        return False
    question = release.get(question_key(table.question), {})
    options = _known(question, [choice_cell(one.name) for one in table.options])
    groups = _groups(table.breakdown, release)
    looks = [(table.counts, options)]
    if table.is_multiple and (base := question.get("base")) is not None:
        looks.append((table.base - table.counts, base - options))
    return any(_narrowed(counts, own, groups, hidden.counts, everybody, threshold) for counts, own in looks)


def _narrowed(counts: Counts, options: Counts, groups: Counts, gone: Mask, everybody: int, threshold: int) -> bool:
    own, group = options[:, None], groups[None, :]
    single = own + group - everybody
    others_in_row = own + (gone @ groups)[:, None] - group - everybody
    others_in_column = group + (options @ gone)[None, :] - own - everybody
    hidden = np.where(gone, counts, 0)
    room = np.minimum(
        hidden.sum(axis=1)[:, None] - np.maximum(0, others_in_row),
        hidden.sum(axis=0)[None, :] - np.maximum(0, others_in_column),
    )
    small = gone & (counts >= 1) & (counts <= threshold)
    return bool((small & ((single > 1) | (room < threshold))).any())


def _groups(breakdown: Breakdown, release: ShownRelease) -> Counts:
    if breakdown.source is None:
        return _known(release.get(rates_key(breakdown.name), {}), [label for _, label in breakdown.groups])
    shown = release.get(question_key(breakdown.source), {})
    return _known(shown, [choice_cell(name) for name, _ in breakdown.groups])


def _known(shown: Shown, names: list[str]) -> Counts:
    """The counts, 0 where they were hidden."""
    return np.array([shown.get(name) or 0 for name in names], dtype=np.int64)
