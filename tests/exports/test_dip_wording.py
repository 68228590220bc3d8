"""A dip sample in sentences: an estimate says of which referrals it is."""

from __future__ import annotations

from analysis.dip_samples import SampledReferral
from exports.dip_wording import item_sentence, short_sentences
from tests.analysis.dip_samples.sampled import POPULATIONS, figures, referral

PUBLIC = {"source_agency": "public", "without": ("g3", "g4")}
ANONYMOUS = {"source_agency": "anonymous", "without": ("g3", "g4", "g12", "g12_told")}


def sentence(referrals: list[SampledReferral], name: str) -> str:
    item = figures(referrals).item(name)
    assert item is not None
    return item_sentence(item)


def of_each(*groups: str, **odd: object) -> list[SampledReferral]:
    """Three of each group, the first of each with what is given."""
    return [
        referral(f"{name[:3].upper()}-{place}", name, **({} if place else odd))  # type: ignore[arg-type]
        for name in groups
        for place in range(3)
    ]


def test_a_question_that_does_not_apply_to_some_is_estimated_of_those_it_applies_to() -> None:
    asked = of_each(*POPULATIONS, **PUBLIC)
    for name in ("g3", "g4"):
        assert "of all referrals it applies to; 6 of 6 looked at." in sentence(asked, name)
    assert "of all referrals; 9 of 9 looked at." in sentence(asked, "g1")
    anonymous = figures(of_each(*POPULATIONS, **ANONYMOUS))
    told = next(one for one in short_sentences(anonymous) if one.startswith("Referrer told"))
    assert "of all referrals it applies to; 6 of 6 looked at." in told


def test_a_group_of_which_nothing_is_known_is_taken_out_of_all() -> None:
    assert "of all referrals, except those of No further action; 6 of 6" in sentence(
        of_each("Assessment", "Early help"), "g1"
    )
    both = sentence(of_each("Assessment", **PUBLIC), "g3")
    assert "of all referrals it applies to, except those of Early help and No further action; 2 of 2" in both
