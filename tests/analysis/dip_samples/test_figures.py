"""Figures of a dip sample against numpy's own sums, and what is told with them."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.dip_samples import SampledReferral, items_of
from tests.analysis.dip_samples.sampled import POPULATIONS, design, figures, referral
from tests.instruments.shipped import instrument

CORRECT = {"Assessment": 16, "Early help": 13, "No further action": 10}
USED = {"Assessment": 19, "Early help": 20, "No further action": 18}


def cambridgeshire() -> list[SampledReferral]:
    """57 of 60 usable. Strata, and who is right in which, are constructed: 39 of the 57 are, near the published 69%."""
    return [
        referral(f"{name}-{place:02}", name, g3="correct" if place < CORRECT[name] else "wrong")
        for name, used in USED.items()
        for place in range(used)
    ]


def linearised(names: list[str], values: list[float], domain: list[float]) -> tuple[float, float]:
    """Ratio and standard error from every referral's weight, by numpy alone."""
    strata, y, d = np.array(names), np.array(values), np.array(domain)
    used = {name: (strata == name).sum() for name in POPULATIONS}
    w = np.array([POPULATIONS[name] / used[name] for name in names])
    share = (w * y * d).sum() / (w * d).sum()
    z = w * d * (y - share) / (w * d).sum()
    variance = sum(
        (1 - used[name] / POPULATIONS[name]) * used[name] * z[strata == name].var(ddof=1) for name in POPULATIONS
    )
    return share, variance**0.5


def test_the_weighted_share_is_the_one_that_numpy_works_out() -> None:
    sample = cambridgeshire()
    found = figures(sample).item("g3")
    assert found is not None
    assert found.weighted is not None
    share, error = linearised(
        [one.stratum for one in sample], [float(one.answers["g3"] == "correct") for one in sample], [1.0] * 57
    )
    assert found.weighted.estimate == pytest.approx(share)
    assert found.weighted.standard_error == pytest.approx(error)
    assert (found.count, found.base) == (39, 57)
    assert found.unweighted.estimate == pytest.approx(39 / 57)
    assert found.difference == pytest.approx(39 / 57 - share)
    assert share == pytest.approx(sum(POPULATIONS[n] / 2471 * CORRECT[n] / USED[n] for n in USED))


def test_69_per_cent_of_57_is_no_whole_number_of_referrals() -> None:
    # Cambridgeshire's published figure: no count out of 57 rounds to it, so its base was another, or it was weighted.
    assert not [count for count in range(58) if round(100 * count / 57) == 69]


def test_a_question_that_is_not_asked_of_everybody_is_of_those_it_is_asked_of() -> None:
    sample = [
        referral(f"{name}-{place}", name, without=("g4",), source_agency="public")
        if place % 3 == 0
        else referral(f"{name}-{place}", name, g4="neither" if place % 2 else "sought")
        for name in POPULATIONS
        for place in range(20)
    ]
    found = figures(sample).item("g4")
    assert found is not None
    assert found.weighted is not None
    asked = [float("g4" in one.answers) for one in sample]
    share, error = linearised(
        [one.stratum for one in sample], [float(one.answers.get("g4") == "sought") for one in sample], asked
    )
    assert (found.base, found.n_outside) == (sum(asked), 60 - sum(asked))
    assert found.weighted.estimate == pytest.approx(share)
    assert found.weighted.standard_error == pytest.approx(error)


def test_every_kind_of_absence_is_counted_apart() -> None:
    sample = [
        referral("R1", g1="yes"), referral("R2", g1="no"), referral("R3", g1=None), referral("R4", g1="not_applicable"),
        referral("R5", without=("g1",)), referral("R6", g13="dont_know"), referral("R7", g13="yes"),
    ]  # fmt: skip
    found = figures(sample)
    g1, g13 = found.item("g1"), found.item("g13")
    assert g1 is not None
    assert g13 is not None
    assert (g1.count, g1.base, g1.n_outside, g1.n_missing) == (3, 4, 2, 1)
    assert (g13.count, g13.base, g13.n_missing) == (5, 6, 1)  # not referred again is the favourable one


def test_the_form_says_which_answers_are_favourable() -> None:
    items = {item.name: item for item in items_of(instrument("mash-referral"))}
    assert list(items) == [
        "g1", "g2", "g3", "g4", "g6", "g7", "g8", "g8_education", "g9", "g10", "g11", "g12", "g13", "overall",
    ]  # fmt: skip
    assert items["overall"].words == "Outstanding or Good"
    assert items["g13"].favourable == {"no"}


def test_the_clocks_are_items_like_others() -> None:
    sample = [referral("R1"), referral("R2", g5_decided="2026-03-05T12:00"), referral("R3", g5_decided=None)]
    found = figures(sample)
    decided = found.item("decided")
    assert decided is not None
    assert (decided.count, decided.base, decided.n_missing) == (1, 2, 1)
    assert [item.name for item in found.items[:2]] == ["decided", "told"]


def test_grades_are_counted_by_group_and_weighted() -> None:
    sample = [referral("A1"), referral("A2", overall="inadequate"), referral("N1", "No further action"),
              referral("N2", "No further action", overall="not_applicable")]  # fmt: skip
    found = figures(sample)
    grades = {one.grade: one for one in found.grades}
    assert list(grades) == ["outstanding", "good", "requires_improvement", "inadequate"]
    assert grades["good"].by_stratum == {"Assessment": 1, "Early help": 0, "No further action": 1}
    assert found.n_not_graded == 1
    weighted = [one.weighted.estimate for one in found.grades if one.weighted and one.weighted.estimate is not None]
    assert sum(weighted) == pytest.approx(1)


def test_disagreements_and_tags_are_for_the_working_paper() -> None:
    sample = [
        referral("R1", g11="no", g11_should_be="An assessment.", unsafe="yes", learning_tags=["checks", "history"]),
        referral("R2", learning_tags=["checks"]),
    ]
    found = figures(sample)
    assert [(one.pseudonym, one.should_be, one.unsafe) for one in found.disagreements] == [
        ("R1", "An assessment.", True)
    ]
    assert found.tags == (("Checks with partners", 2), ("History and siblings", 1))


class TestWarnings:
    def test_equal_groups_of_unequal_size_are_warned_of(self) -> None:
        (warning,) = figures(cambridgeshire()).warnings
        assert "1 in 74 of Assessment, 1 in 30 of Early help, 1 in 20 of No further action" in warning
        assert "only the weighted ones speak of all referrals" in warning

    def test_a_proportional_draw_is_not(self) -> None:
        of = design({"a": 200, "b": 100}, drawn={"a": 20, "b": 10})
        assert figures([referral("R1", "a")], of).warnings == ()

    def test_what_could_not_be_used_and_what_was_chosen_by_hand_is_told(self) -> None:
        of = design({"a": 200}, unusable={"a": 3}, n_excluded=5)
        found = figures([referral("R1", "a"), referral("R2", "by hand")], of)
        assert (found.n_returned, found.n_unplaced) == (1, 1)
        assert [warning.split(" were")[0].split(" was")[0] for warning in found.warnings] == [
            "3 referrals", "1 referral", "5 referrals",
        ]  # fmt: skip

    def test_without_a_design_nothing_is_weighted(self) -> None:
        of = design({"a": 10}, why_not="Two draws were made, so that no weights can be given.")
        found = figures([referral("R1", "a")], of)
        assert all(item.weighted is None for item in found.items)
        assert found.warnings[0] == of.why_not


def test_two_returns_on_one_referral_are_refused() -> None:
    with pytest.raises(ValueError, match="'R1' has more than one return"):
        figures([referral("R1"), referral("R1")])
