from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.coding.suggestions import CodingModel, ThemeText, train
from analysis.coding.suggestions.folds import folds_of
from tests.analysis.coding.demo import THEMES, coded_demo

FUNDING = ThemeText(name="funding", label="Funding", definition="Money and places on schemes.")


@lru_cache(maxsize=4)
def demo_model(seed: int = 0, *, with_themes: bool = True) -> CodingModel:
    comments, codings = coded_demo()
    return train(comments, codings, THEMES if with_themes else (), seed=seed)


def plain_micro_f1(seed: int) -> float:
    """TF-IDF of words and a logistic regression, cut into the same parts, at the best threshold in hindsight."""
    comments, codings = coded_demo()
    texts = [comment for comment, given in zip(comments, codings, strict=True) if given is not None]
    given = np.array([[theme.name in own for theme in THEMES] for own in codings if own is not None])
    parts = folds_of(texts, given, 5, seed=seed)
    said = np.zeros(given.shape)
    for part in range(5):
        seen, unseen = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        words = TfidfVectorizer().fit([texts[row] for row in seen])
        known, new = (words.transform([texts[row] for row in rows]) for rows in (seen, unseen))
        for place in range(len(THEMES)):
            model = LogisticRegression(class_weight="balanced").fit(known, given[seen, place])
            said[unseen, place] = model.predict_proba(new)[:, 1]
    best = 0.0
    for threshold in np.linspace(0.05, 0.95, 91):
        suggested = said >= threshold
        best = max(best, 2 * (suggested & given).sum() / (suggested.sum() + given.sum()))
    return best


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_definitions_and_codings_together_beat_words_alone(seed: int) -> None:
    together = demo_model(seed).quality.micro_f1
    codings_only = demo_model(seed, with_themes=False).quality.micro_f1
    assert together is not None
    assert codings_only is not None
    assert together > 0.57
    assert together > plain_micro_f1(seed) + 0.1
    assert together > codings_only + 0.05


def test_the_quality_counts_what_it_says() -> None:
    quality = demo_model().quality
    assert (quality.n_used, quality.n_left_out, quality.folds) == (67, 5, 5)  # five hold an example of the codeframe
    given, suggested, right = (
        sum(getattr(one, name) for one in quality.themes) for name in ("given", "suggested", "right")
    )
    assert (quality.recall.n_used, quality.precision.n_used) == (given, suggested)
    assert quality.micro_f1 == pytest.approx(2 * right / (given + suggested))
    assert quality.macro_f1 == pytest.approx(np.mean([one.f1 for one in quality.themes]))
    assert quality.calibration_error is not None
    assert quality.calibration_error < 0.06


def test_a_suggestion_says_where_it_comes_from_and_why() -> None:
    (suggestions,) = demo_model().suggest(["Agencies pass on intelligence too late."])
    assert suggestions[0].theme == "information_sharing"
    assert suggestions[0].source == "model"
    assert 0.3 <= suggestions[0].confidence <= 1
    assert "intelligence" in suggestions[0].words
    assert [one.confidence for one in suggestions] == sorted((one.confidence for one in suggestions), reverse=True)


def test_the_model_is_the_same_on_every_run_and_in_any_order() -> None:
    comments, codings = coded_demo()
    order = np.random.default_rng(3).permutation(len(comments))
    turned = train([comments[place] for place in order], [codings[place] for place in order], THEMES)
    assert turned.quality == demo_model().quality
    assert turned.suggest(comments[:10]) == demo_model().suggest(comments[:10])


def test_without_enough_comments_suggestions_come_from_the_definitions() -> None:
    model = train(["No places left.", "Fine."] * 9, [["funding"], []] * 9, [FUNDING])
    assert (
        model.quality.why_not == "18 comments are coded, and a model needs 20: suggestions come from the definitions."
    )
    assert model.learnt == ()
    assert model.suggest(["Money for schemes."])[0][0].source == "definitions"
    assert np.isnan(model.probabilities(["Money."])).all()
    assert (model.quality.micro_f1, model.quality.calibration_error, model.quality.folds) == (None, None, 0)
    assert model.quality.precision.estimate is None


def test_a_theme_with_few_codes_is_suggested_from_its_definition_and_says_so() -> None:
    comments = [f"Parents number {number} were not asked." for number in range(15)] + [
        f"No money {number}" for number in range(6)
    ]
    codings = [["parents"]] * 15 + [["funding"]] * 2 + [["money"]] * 4
    parents = ThemeText(name="parents", label="Parents")
    model = train(comments, codings, [parents, FUNDING])
    assert model.learnt == ("parents",)
    reasons = {one.theme: one.why_not for one in model.quality.themes}
    assert reasons == {
        "parents": None,
        "funding": "Not enough codes: 2 of 21 comments have this theme, and 5 must.",
        "money": "Not enough codes: 4 of 21 comments have this theme, and 5 must.",
    }
    (suggestions,) = model.suggest(["Places on schemes, for parents who were not asked."])
    assert {one.theme: one.source for one in suggestions} == {"parents": "model", "funding": "definitions"}


def test_a_theme_that_everything_has_is_not_learnt() -> None:
    model = train([f"Comment {number}" for number in range(30)], [["all"]] * 30)
    assert model.quality.why_not == "No theme has enough codes to be learnt."
    assert model.quality.themes[0].why_not == "Not enough codes: 0 of 30 comments do not have this theme, and 5 must."


@pytest.mark.parametrize("comments", [[], [""], ["", "  "], ["Fine."]])
def test_no_comment_and_blank_comments_give_no_model(comments: list[str]) -> None:
    model = train(comments, [[]] * len(comments))
    assert model.quality.why_not is not None
    assert model.suggest(comments) == ((),) * len(comments)


def test_comments_without_any_word_give_a_model_that_suggests_by_how_often_a_theme_comes() -> None:
    model = train(["12345", "67890"] * 15, [["odd"], []] * 15)
    assert model.suggest(["13579"]) in {((),), (model.suggest(["13579"])[0],)}
    assert 0.3 < float(model.probabilities(["13579"])[0, 0]) < 0.7
    assert model.suggest(["13579"])[0][0].words == ()


def test_blank_comments_have_no_suggestions_from_a_model() -> None:
    assert demo_model().suggest(["", " \n"]) == ((), ())
    assert demo_model().suggest([]) == ()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="codings has 1 entries for 2 comments"):
        train(["a", "b"], [None])
    with pytest.raises(ValueError, match="two are named 'funding'"):
        train([], [], [FUNDING, FUNDING])


def test_equal_comments_are_never_asked_of_a_model_that_was_told() -> None:
    # Each comment is there twice, and its words say nothing of its theme: told and asked apart, it is a coin's throw.
    texts = [f"word{number} thing{number * 7}" for number in range(40)]
    model = train(texts * 2, [["odd"] if number % 3 == 0 else [] for number in range(40)] * 2)
    assert model.quality.micro_f1 is not None
    assert model.quality.micro_f1 < 0.7


def test_hostile_texts_are_learnt_from_like_any_other() -> None:
    texts = [f"=1+1 \x00 \ud800 <b> {'x' * 9000} {number}" for number in range(12)] + [
        f"plain words {n}" for n in range(12)
    ]
    model = train(texts, [["odd"]] * 12 + [[]] * 12)
    assert model.suggest(["=1+1 \x00 \ud800 <b>"])[0][0].theme == "odd"


@pytest.mark.long
def test_a_model_of_many_codings_suggests_for_two_hundred_thousand_comments() -> None:
    comments, codings = coded_demo()
    many = [f"{comments[number % len(comments)]} {number // len(comments)}" for number in range(3_000)]
    model = train(many, [codings[number % len(comments)] for number in range(3_000)], THEMES)
    assert len(model.suggest([*many, *many] * 33)) == 198_000
