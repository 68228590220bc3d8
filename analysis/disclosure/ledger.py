"""The record of what was released of a round, and the rule for releasing again.

Two releases of the same round can be subtracted from each other. So a release is made again only when enough new
answers came since the last one: five, or one more than the policy hides, whichever is more. The record also keeps what
each release showed, so that the next one can be looked at together with all of them
(:mod:`analysis.disclosure.renewal_gate`).

When a round closes, its figures are released once more if nobody has answered since the last release, or enough have.
If a few have, the last release stays for good: nobody can answer any more, and the difference would be of those few.

Coding comments takes its time after a round has closed. Of a closed round whose number of answers has not changed, the
figures of all questions are the same again and only the themes differ; it is released again when enough more comments
have been coded since.

A change of policy
------------------
- A *stricter* policy needs no new decision, but waits like any other renewal. Hiding other cells of the same figures
  would be no safer: what one release hides and the other shows can be put together.
- A *looser* one makes public what the last release held back: a lower threshold, finer rounding or none, blanks no
  longer protected. It needs a decision recorded (who, when, why) after the last release's decision, or on the same day,
  and not before the day of that release; and it waits too, unless
- it hides *nothing*: so decided, it may be used at once, since there is nothing left to protect.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from analysis.disclosure.earlier import ShownRelease, without_new_bars
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
    shown: dict[str, dict[str, int | None]] | None = None  # ShownRelease; None: made before this was kept
    only_settled: bool = False  # the release before once more, with settled grades of organisations renewed

    @property
    def shows_anybody(self) -> bool:
        """Whether it had figures of anybody: somebody had answered, and the round was not hidden whole."""
        return self.responses > 0 and self.shown != {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLedger:
    """All releases of one round, oldest first."""

    entries: tuple[LedgerEntry, ...] = ()

    @property
    def gated(self) -> tuple[LedgerEntry, ...]:
        """The releases that figures of people were renewed with."""
        return tuple(entry for entry in self.entries if not entry.only_settled)

    @property
    def last(self) -> LedgerEntry | None:
        """The last of these: what the rules look back to."""
        return self.gated[-1] if self.gated else None

    @property
    def next_number(self) -> int:
        return len(self.entries) + 1

    @property
    def shown(self) -> tuple[ShownRelease, ...]:
        """What each release showed, the oldest first."""
        return tuple(entry.shown for entry in self.gated if entry.shown is not None)

    def enough(self, policy: DisclosurePolicy | None = None) -> int:
        """How many new answers make a renewal safe: more than any policy in force would hide."""
        thresholds = [one.threshold for one in (policy, self.last.policy if self.last else None) if one is not None]
        return max(NEW_ANSWERS, *(threshold + 1 for threshold in thresholds))

    def answers_needed(self, *, responses: int, closed: bool, policy: DisclosurePolicy | None = None) -> int:
        """How many more answers a renewal needs; 0 where it may be made now.

        Parameters
        ----------
        responses : int
            How many responses there are now. Fewer than at the last release (an answer was erased) waits as well.
        closed : bool
            Whether the round is closed now.
        policy : DisclosurePolicy, optional
            The policy of the renewal; the last release's by default.
        """
        basis = next((entry for entry in reversed(self.gated) if entry.shows_anybody), None)
        if self.last is None or basis is None:
            return 0  # there is nothing to subtract from
        if closed and not self.last.closed and responses == basis.responses:
            return 0
        return max(0, basis.responses + self.enough(policy) - responses)

    def check_renewal(self, *, responses: int, closed: bool, policy: DisclosurePolicy, coded: int = 0) -> None:
        """Raise where a release now would undo what an earlier one protects.

        Raises
        ------
        PolicyChangeRefused
            Where the policy hides less than the last release did and no later decision is recorded.
        RenewalRefused
            Where too few new answers came: none is needed only when the round has closed since and nobody has answered
            in between, or when enough more comments have been coded after it closed.
        """
        if self.last is None:
            return
        looser = policy.hides_less_than(self.last.policy)
        if looser:
            _check_decision(policy, self.last)
        if looser and policy.threshold == 0:
            return
        needed = self.answers_needed(responses=responses, closed=closed, policy=policy)
        if needed and not self._only_coding_went_on(responses, closed, coded, policy):
            raise RenewalRefused(needed, closed=closed)

    def check_same_figures(self, *, responses: int, shown: ShownRelease, policy: DisclosurePolicy) -> None:
        """Raise where a release with as many answers as the last one would show other figures.

        So it is when somebody has changed an answer since: the difference would be of that person.

        Raises
        ------
        RenewalRefused
            Where a count is another, or is hidden in only one of the two.
        """
        last = self.last
        if last is None or last.shown is None or policy.threshold == 0 or responses != last.responses:
            return
        if without_new_bars(shown, last.shown) != last.shown:
            raise RenewalRefused(self.enough(policy), closed=True)

    def _only_coding_went_on(self, responses: int, closed: bool, coded: int, policy: DisclosurePolicy) -> bool:
        """Whether answers and threshold are those of the last release, and enough comments were coded since."""
        last = self.last
        if last is None or not (closed and last.closed) or policy.rule != last.policy.rule:
            return False
        return responses == last.responses and coded >= last.coded + self.enough(policy)

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
