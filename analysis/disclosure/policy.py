"""Which small numbers a partnership does not publish, how others are rounded, and who decided that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analysis.disclosure.wording import DEFAULT_SYMBOL, NOT_APPLICABLE_SYMBOL
from analysis.report import BlanksDecision, PolicyStatement

DEFAULT_THRESHOLD = 4
NHS_THRESHOLD = 7
UNDER_TEN = 9
LARGEST_THRESHOLD = 50
ROUNDINGS = (1, 5, 10)
"""To what counts may be rounded; 1 leaves them as they are."""
LONGEST_SYMBOL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosurePolicy:
    """A rule for small numbers, with the decision behind it.

    Attributes
    ----------
    name : str
        "default", "nhs", "dfe", "ten", "none", or the partnership's own name for it.
    threshold : int
        Counts of people or cases from 1 to this are not published, nor percentages whose numerator or complement is
        such a count. 0 hides nothing.
    rounding : {1, 5, 10}
        To the nearest multiple of this every other count of people or cases is rounded, and percentages are computed
        from the rounded counts. 1 rounds nothing.
    symbol, symbol_z : str
        What stands in place of a hidden figure, and of one that does not exist.
    protect_blanks : bool
        Whether one to ``threshold`` people who left a question blank are a small count like any other.
    decided_by, decided_on, reason : optional
        Who decided it, when and why. A policy that hides nothing must have all three.
    blanks : BlanksDecision, optional
        Who decided that blanks are not protected, when and why; there where they are not, and nowhere else.
    """

    name: str
    threshold: int
    rounding: int = 1
    symbol: str = DEFAULT_SYMBOL
    symbol_z: str = NOT_APPLICABLE_SYMBOL
    protect_blanks: bool = True
    decided_by: str | None = None
    decided_on: date | None = None
    reason: str | None = None
    blanks: BlanksDecision | None = None

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError(f"threshold is {self.threshold}; it is 0 (hide nothing) or more")
        if self.threshold == 0 and not (self.decided_by and self.decided_on and self.reason):
            raise ValueError("a policy that hides nothing needs decided_by, decided_on and reason: who, when and why")
        if self.rounding not in ROUNDINGS:
            raise ValueError(f"rounding is {self.rounding}; it is 1 (none), 5 or 10")
        if self.threshold < (least := least_threshold(self.rounding)):
            raise ValueError(
                f"with rounding to {self.rounding} the threshold is at least {least}, not {self.threshold}: otherwise "
                "a count of somebody would be rounded to nobody"
            )
        for symbol in (self.symbol, self.symbol_z):
            if not symbol.strip() or len(symbol) > LONGEST_SYMBOL or any(c.isdigit() for c in symbol):
                raise ValueError(f"symbol {symbol!r} is not one to {LONGEST_SYMBOL} characters without a digit")
        if self.protect_blanks == (self.blanks is not None):
            raise ValueError("blanks, who decided that they are not protected, goes with protect_blanks=False")

    @classmethod
    def default(cls, *, decided_by: str | None = None, decided_on: date | None = None) -> DisclosurePolicy:
        """Counts of 1 to 4 are hidden. It holds wherever nothing else was decided."""
        return cls(name="default", threshold=DEFAULT_THRESHOLD, decided_by=decided_by, decided_on=decided_on)

    @classmethod
    def nhs(cls, *, decided_by: str | None = None, decided_on: date | None = None) -> DisclosurePolicy:
        """Counts of 1 to 7 are shown as *, all others rounded to the nearest 5, as in Hospital Episode Statistics."""
        return cls(
            name="nhs", threshold=NHS_THRESHOLD, rounding=5, symbol="*", decided_by=decided_by, decided_on=decided_on
        )

    @classmethod
    def dfe(
        cls, threshold: int = DEFAULT_THRESHOLD, *, decided_by: str | None = None, decided_on: date | None = None
    ) -> DisclosurePolicy:
        """A threshold of one's own with the symbols of the Department for Education: c hidden, z not applicable."""
        return cls(
            name="dfe", threshold=threshold, symbol="c", symbol_z="z", decided_by=decided_by, decided_on=decided_on
        )

    @classmethod
    def ten(cls, *, decided_by: str | None = None, decided_on: date | None = None) -> DisclosurePolicy:
        """Counts below 10 are hidden."""
        return cls(name="ten", threshold=UNDER_TEN, decided_by=decided_by, decided_on=decided_on)

    @classmethod
    def none(cls, decided_by: str, decided_on: date, reason: str) -> DisclosurePolicy:
        """Nothing is hidden, for example because all of it was published before."""
        return cls(name="none", threshold=0, decided_by=decided_by, decided_on=decided_on, reason=reason)

    @property
    def rule(self) -> tuple[int, int, bool]:
        """What decides which figures are shown: threshold, rounding, and whether blanks are protected."""
        return self.threshold, self.rounding, self.protect_blanks

    def hides_less_than(self, other: DisclosurePolicy) -> bool:
        """Whether it shows in any respect what the other one does not."""
        if self.threshold < other.threshold or (other.protect_blanks and not self.protect_blanks):
            return True
        # To the nearest 5 is finer than to the nearest 10, and no rounding finer than either.
        return self.rounding < other.rounding

    def describe(self) -> str:
        """The policy in a few sentences, for the reader of a report."""
        if self.threshold == 0:
            return "Nothing is hidden: small counts of people are shown as they are."
        sentences = [
            f"Counts of {self._counts()} people or cases are not shown, nor percentages whose numerator or complement "
            f"is such a count, nor other figures from which one of them could be worked out. All of these carry the "
            f"same mark, {self.symbol}."
        ]
        if self.rounding > 1:
            sentences.append(
                f"All other counts of people or cases are rounded to the nearest {self.rounding}, and percentages are "
                "computed from the rounded counts."
            )
        if self.blanks is not None:
            sentences.append(
                f"How many left a question blank is shown even where it is few. {_decision(self.blanks)}: "
                f"{_sentence(self.blanks.reason)}"
            )
        return " ".join([*sentences, "Counts of organisations are shown."])

    def _counts(self) -> str:
        return "single" if self.threshold == 1 else f"1 to {self.threshold}"

    def state(self) -> PolicyStatement:
        """The policy as a report states it."""
        return PolicyStatement(
            name=self.name,
            threshold=self.threshold,
            rounding=self.rounding,
            symbol=self.symbol,
            symbol_z=self.symbol_z,
            protect_blanks=self.protect_blanks,
            description=self.describe(),
            decided_by=self.decided_by,
            decided_on=self.decided_on,
            reason=self.reason,
            blanks=self.blanks,
        )


def least_threshold(rounding: int) -> int:
    """The least threshold with which no count of somebody is rounded to 0."""
    return (rounding - 1) // 2


def _decision(blanks: BlanksDecision) -> str:
    return f"Decided by {blanks.decided_by} on {blanks.decided_on.day} {blanks.decided_on:%B %Y}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
