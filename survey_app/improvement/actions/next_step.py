"""The one thing that an open recommendation waits for now, and the page on which it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from survey_app.improvement.models import Action, Recommendation
from survey_app.improvement.models.closing_rule import Hindrance

PUT_BY_ITSELF = "It is put into the next record that fits, by itself."


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What comes next: ``needs`` is what somebody must be allowed to do it; everybody else only reads it."""

    act: str
    words: str
    needs: str  # "manage", "reply", "plan" or "judge"; "" where there is no button, or an action to open
    button: str = ""
    endpoint: str = ""
    values: Mapping[str, int] = field(default_factory=dict)
    action: Action | None = None


def next_step(one: Recommendation, hindrances: Sequence[Hindrance], today: date) -> NextStep | None:
    """What a recommendation waits for, in the order of the chain; what is late and what waits to be judged first."""
    if not one.is_open:
        return None
    here = {"number": one.number}
    if not any(finding.withdrawn_at is None for finding in one.findings):
        return NextStep(
            act="say what it rests on", words="No finding that stands bears it out.", needs="manage",
            button="Choose findings", endpoint="improvement.recommendation_findings", values=here,
        )  # fmt: skip
    if not one.reply:
        return NextStep(
            act="its owner replies", words=f"{one.owner.name} says whether it accepts this.", needs="reply",
            button="Reply", endpoint="improvement.recommendation_reply", values=here,
        )  # fmt: skip
    actions = [action for action in one.actions if action.state != "dropped"]
    return _of_actions(actions, today) or _of_retest(one) or _of_ending(one, actions, hindrances)


def _of_actions(actions: Sequence[Action], today: date) -> NextStep | None:
    going = sorted((one for one in actions if one.state == "open"), key=lambda one: (one.due_by, one.number))
    if going and going[0].due_by < today:
        late = (today - going[0].due_by).days
        words = f"{going[0].reference} is {late:,} {'day' if late == 1 else 'days'} late."
        return _action(going[0], "see to what is late", words)
    claimed = next((one for one in actions if one.state == "claimed"), None)
    if claimed is not None:
        words = f"{claimed.reference} says what came of it. Somebody who did not do it judges that."
        return _action(claimed, "judge what came of it", words)
    if going:
        words = f"{going[0].reference} is due on {going[0].due_by:%-d %B %Y}."
        return _action(going[0], "the work goes on", words)
    return None


def _of_retest(one: Recommendation) -> NextStep | None:
    for retest in one.retests:
        if retest.found_at is not None and not retest.result and not retest.cancelled_why:
            return NextStep(
                act="judge its re-test", words="The result of its re-test is in.", needs="judge",
                button="Judge the result", endpoint="improvement.retest_judge",
                values={"number": one.number, "order": retest.number},
            )  # fmt: skip
    return None


def _of_ending(one: Recommendation, actions: Sequence[Action], hindrances: Sequence[Hindrance]) -> NextStep:
    missing = {hindrance.kind for hindrance in hindrances}
    if not missing:
        return NextStep(act="close it", words="It can be closed with impact: see “Closing it” below.", needs="")
    if missing == {"re_test"}:
        coming = next((retest for retest in one.retests if not retest.result and not retest.cancelled_why), None)
        if coming is None:
            return NextStep(act="set another re-test", words="The last one did not confirm.", needs="")
        words = "It is in place, and its result comes back by itself." if coming.is_placed else PUT_BY_ITSELF
        return NextStep(act="its re-test", words=words, needs="")
    words = "Nothing that was done had an impact yet." if actions else "Nobody does anything about it yet."
    return NextStep(
        act="plan an action", words=words, needs="plan", button="Plan an action", endpoint="improvement.action_new",
        values={"number": one.number},
    )  # fmt: skip


def _action(action: Action, act: str, words: str) -> NextStep:
    return NextStep(
        act=act, words=words, needs="", button=f"Open {action.reference}", endpoint="improvement.action",
        values={"number": action.number}, action=action,
    )  # fmt: skip
