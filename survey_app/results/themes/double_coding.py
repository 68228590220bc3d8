"""Two coders, blind to each other: which layer a person may see, and how the reconciliation opens.

Until it opens, each of the two sees only what they gave themselves, and everybody else nothing: codings are not in the
Report, not in the progress, not in a download. Once it is open the two layers never change again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from survey_app.accounts.models import Membership, User
from survey_app.collect.sealing import lock_round
from survey_app.database import now
from survey_app.results.coding import CodingRefused, Given, How, Suggested, count_codings, given, save_coding
from survey_app.results.comments import Layer, Place, layer_of
from survey_app.results.models import AGREED, CommentCoding, DoubleCoding, blind_layer
from survey_app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What of a round's codings one person works in. ``layer`` is None where nothing may be seen yet."""

    layer: str | None
    double: DoubleCoding | None
    is_coder: bool

    @property
    def is_blind(self) -> bool:
        return self.double is not None and self.double.is_blind


def double_coding_of(session: Session, round_: Round) -> DoubleCoding | None:
    """The two coders of the round, if there are two."""
    return session.get(DoubleCoding, round_.id)


def view_for(session: Session, round_: Round, user_id: int) -> View:
    """The layer that a person sees and codes in."""
    double = double_coding_of(session, round_)
    if double is None or not double.is_blind:
        return View(layer=AGREED, double=double, is_coder=True)
    mine = user_id in double.coder_ids
    return View(layer=blind_layer(user_id) if mine else None, double=double, is_coder=mine)


def working_layer(view: View) -> str:
    """The layer to write to; refused to whoever is not one of the two coders."""
    if view.layer is None:
        raise CodingRefused(
            "Two people are coding this round, each without seeing the other's codings, and you are neither of them. "
            "The codings can be read once the reconciliation is open."
        )
    return view.layer


def coders_to_choose(session: Session, partnership_id: int) -> list[User]:
    """Everybody in the partnership who may code, by name."""
    members = session.scalars(select(Membership).where(Membership.partnership_id == partnership_id))
    people = {m.user.id: m.user for m in members if m.user.active and "coding.code" in m.role.permissions}
    return sorted(people.values(), key=lambda user: (user.name, user.id))


def set_double_coding(session: Session, round_: Round, first_id: int, second_id: int, *, set_by_id: int) -> None:
    """Have the comments coded by these two, each blind to the other."""
    lock_round(session, round_.id)
    if first_id == second_id:
        raise CodingRefused("Choose two different people.")
    allowed = {user.id for user in coders_to_choose(session, round_.partnership_id)}
    if not {first_id, second_id} <= allowed:
        raise CodingRefused("Choose two people of your partnership who may code comments.")
    if count_codings(session, round_.id):
        raise CodingRefused("Comments of this round are coded already, so it is too late for two blind coders.")
    session.execute(delete(CommentCoding).where(CommentCoding.round_id == round_.id))
    double = double_coding_of(session, round_) or DoubleCoding(round_id=round_.id)
    double.first_coder_id, double.second_coder_id, double.set_by_id = first_id, second_id, set_by_id
    session.add(double)
    session.flush()
    session.expire(double, ["first_coder", "second_coder"])


def end_double_coding(session: Session, round_: Round) -> None:
    """Go back to one coder, as long as neither of the two has coded anything."""
    lock_round(session, round_.id)
    double = double_coding_of(session, round_)
    if double is None:
        raise CodingRefused("This round has no two coders.")
    if count_codings(session, round_.id):
        raise CodingRefused("One of the two has coded comments already. Open the reconciliation instead.")
    session.delete(double)
    session.flush()


def open_reconciliation(session: Session, round_: Round, *, opened_by_id: int) -> None:
    """Lay the two codings side by side: what both gave alike counts at once, and so does what only one coded."""
    lock_round(session, round_.id)
    double = double_coding_of(session, round_)
    if double is None or not double.is_blind:
        raise CodingRefused("There is nothing to open: this round has no two coders, or the reconciliation is open.")
    first, second = (layer_of(session, round_.id, blind_layer(coder)) for coder in double.coder_ids)
    for place in {**first.states, **second.states}:
        outcome = _outcome(given_in(first, place), given_in(second, place), double)
        if outcome.given.done or outcome.given.quote_worthy:
            save_coding(session, round_, place, outcome.given, coder_id=outcome.coder_id, how=outcome.how)
    double.opened_at, double.opened_by_id = now(), opened_by_id
    session.flush()


def given_in(layer: Layer, place: Place) -> Given:
    """What a layer holds of one comment."""
    state, codings = layer.states.get(place), layer.codings.get(place, {})
    return Given(
        stances={theme: coding.stance for theme, coding in codings.items()},
        suggested={
            theme: Suggested(source=coding.source, confidence=coding.confidence)
            for theme, coding in codings.items() if coding.source
        },
        done=bool(state and state.done), quote_worthy=bool(state and state.quote_worthy),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What counts of one comment without a decision; nothing where the two differ."""

    given: Given
    coder_id: int | None = None
    how: How = "coded"


def _outcome(one: Given, other: Given, double: DoubleCoding) -> _Outcome:
    marked = one.quote_worthy or other.quote_worthy
    if one.done and other.done:
        if one.stances != other.stances:
            return _Outcome(given=given({}, quote_worthy=marked))
        return _Outcome(given=replace(one, quote_worthy=marked), how="same")
    if one.done:
        return _Outcome(given=replace(one, quote_worthy=marked), coder_id=double.first_coder_id, how="one")
    if other.done:
        return _Outcome(given=replace(other, quote_worthy=marked), coder_id=double.second_coder_id, how="one")
    return _Outcome(given=given({}, quote_worthy=marked))
