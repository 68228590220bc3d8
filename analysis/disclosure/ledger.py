"""The record of what was released of a round, and the rule for releasing again.

Two releases of the same round can be subtracted from each other. So a release is made again only when at least five new
answers came, or the round has closed, since the last one.

Coding comments takes its time after a round has closed. Of a closed round whose number of answers has not changed, the
figures of all questions are the same again and only the themes differ; it is released again when at least five more
comments have been coded since.

A change of policy
------------------
- A *stricter* policy needs no new decision, but waits like any other renewal. Hiding other cells of the same figures
  would be no safer: what one release hides and the other shows can be put together.
- A *looser* one makes public what the last release held back. It needs a decision recorded (who, when, why) after the
  last release's decision, or on the same day, and not before the day of that release; and it waits too, unless
- it hides *nothing*: so decided, it may be used at once, since there is nothing left to protect.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from analysis.disclosure.errors import PolicyChangeRefused, RenewalRefused
from analysis.disclosure.policy import DisclosurePolicy

NEW_ANSWERS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One release: when, of how many answers, under which policy, and the fingerprint of the report."""

    number: int
    produced_at: str  # ISO 8601, to the minute
    responses: int
    closed: bool
    policy: DisclosurePolicy
    report_hash: str  # SHA-256 of the report's JSON
    coded: int = 0  # comments that had a theme


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLedger:
    """All releases of one round, oldest first."""

    entries: tuple[LedgerEntry, ...] = ()

    @property
    def last(self) -> LedgerEntry | None:
        return self.entries[-1] if self.entries else None

    @property
    def next_number(self) -> int:
        return len(self.entries) + 1

    def answers_needed(self, *, responses: int, closed: bool) -> int:
        """How many more answers a renewal needs; 0 where it may be made now.

        Parameters
        ----------
        responses : int
            How many responses there are now. Fewer than at the last release (an answer was erased) waits as well.
        closed : bool
            Whether the round is closed now.
        """
        if self.last is None or (closed and not self.last.closed):
            return 0
        return max(0, self.last.responses + NEW_ANSWERS - responses)

    def check_renewal(self, *, responses: int, closed: bool, policy: DisclosurePolicy, coded: int = 0) -> None:
        """Raise where a release now would undo what an earlier one protects.

        Raises
        ------
        PolicyChangeRefused
            Where the policy hides less than the last release did and no later decision is recorded.
        RenewalRefused
            Where fewer than five new answers came and the round has not closed since, nor have five more comments
            been coded after it closed.
        """
        if self.last is None:
            return
        looser = policy.threshold < self.last.policy.threshold
        if looser:
            _check_decision(policy, self.last)
        if looser and policy.threshold == 0:
            return
        needed = self.answers_needed(responses=responses, closed=closed)
        if needed and not self._only_coding_went_on(responses, closed, coded, policy):
            raise RenewalRefused(needed)

    def _only_coding_went_on(self, responses: int, closed: bool, coded: int, policy: DisclosurePolicy) -> bool:
        """Whether answers and threshold are those of the last release, and enough comments were coded since."""
        last = self.last
        if last is None or not (closed and last.closed) or policy.threshold != last.policy.threshold:
            return False
        return responses == last.responses and coded >= last.coded + NEW_ANSWERS

    def extended(self, entry: LedgerEntry) -> ReleaseLedger:
        """The ledger with one more release."""
        if entry.number != self.next_number:
            raise ValueError(f"the next release is number {self.next_number}, not {entry.number}")
        return ReleaseLedger(entries=(*self.entries, entry))

    def to_json(self) -> str:
        """The ledger as JSON text; the same ledger always gives the same text."""
        return _ADAPTER.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> ReleaseLedger:
        """The ledger that :meth:`to_json` wrote; ValueError where the text is no ledger."""
        try:
            ledger = _ADAPTER.validate_json(text)
        except ValidationError as error:
            raise ValueError(f"not a release ledger: {error.error_count()} faults, the first: {error}") from None
        if [entry.number for entry in ledger.entries] != list(range(1, ledger.next_number)):
            raise ValueError("not a release ledger: its releases are not numbered 1, 2, 3 …")
        return ledger


_ADAPTER = TypeAdapter(ReleaseLedger)


def _check_decision(policy: DisclosurePolicy, last: LedgerEntry) -> None:
    """A looser policy must rest on a decision made since."""
    decided = policy.decided_on if policy.decided_by and policy.reason else None
    if decided is None:
        raise PolicyChangeRefused(
            f"This policy hides less than release {last.number} did. Record who decided so, when and why."
        )
    before = last.policy.decided_on
    if decided.isoformat() < last.produced_at[:10] or (before is not None and decided < before):
        raise PolicyChangeRefused(
            f"This policy hides less than release {last.number} did, and was decided on {decided:%d %B %Y}, before "
            f"that release or its own policy. Record a decision made since."
        )
