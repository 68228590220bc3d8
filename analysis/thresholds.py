"""What a figure needs to be reported, as a partnership decides; the verdict is in :mod:`analysis.response`."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportabilityThresholds:
    """What a figure needs, as the partnership has decided.

    Attributes
    ----------
    minimum_base : int, default 10
        With fewer answers, not reportable. Ten is also the least denominator of a trend.
    care_base : int, default 20
        With fewer, with care: one answer more or less moves a percentage by more than five points.
    minimum_rate : float, default 0.1
        With a lower response rate, not reportable.
    care_rate : float, default 0.3
        With a lower one, with care.
    minimum_coverage : float, default 0.5
        Where a smaller share of those invited is in covered strata, not reportable.
    care_coverage : float, default 0.8
        Where a smaller one is, with care.

    Notes
    -----
    All comparisons are "less than": a figure that meets a threshold exactly has met it. Disclosure is another matter:
    a reportable figure may still have to be suppressed (:mod:`analysis.disclosure`).
    """

    minimum_base: int = 10
    care_base: int = 20
    minimum_rate: float = 0.1
    care_rate: float = 0.3
    minimum_coverage: float = 0.5
    care_coverage: float = 0.8

    def __post_init__(self) -> None:
        """Refuse thresholds that contradict each other."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or (not field.name.endswith("base") and value > 1):
                raise ValueError(f"{field.name} is {value}, which is out of range")
        for name in ("base", "rate", "coverage"):
            least, care = getattr(self, f"minimum_{name}"), getattr(self, f"care_{name}")
            if care < least:
                raise ValueError(f"care_{name} is {care}, less than minimum_{name}, {least}")


PEOPLE = ReportabilityThresholds()
"""For answers of people."""

ORGANISATIONS = ReportabilityThresholds(minimum_base=1, care_base=1, minimum_rate=0.5, care_rate=0.8)
"""For returns of organisations, which are few and of which nearly all are expected."""
