"""Where all evidence meets: what it takes to be let in, and how often chance suffices."""

import math
from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from models.liveness.likelihood import NOTHING, Attack, Cue, LogRatio
from models.liveness.verdict import (
    CUT_ALONG_SHARE,
    CUT_OUT_SHARE,
    PRIOR,
    WRONGED_ONE_IN,
    Outcome,
    together,
    verdict,
)
from tests.test_models.liveness_geometry import Points

RATIO = st.floats(-50.0, 50.0)
RATIOS = st.builds(LogRatio, RATIO, RATIO, RATIO)
GAINS = st.builds(LogRatio, *[st.floats(0.0, 50.0)] * 3)
ODD = st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 9.0, -9.0])


OTHERS = [cue for cue in Cue if cue not in {Cue.LANDMARKS, Cue.BACKDROP}]


def outcome(*ratios: LogRatio, one_in: int = 100) -> Outcome:
    return verdict(dict(zip(OTHERS, ratios, strict=False)), one_in=one_in).outcome


def test_what_landmarks_say_is_bounded_by_the_share_of_pictures_with_their_eyes_cut_out() -> None:
    def fused(landmarks: float, relief: float = 0.0) -> float:
        sure = {Cue.SURROUND: LogRatio(screen=50.0, frozen=50.0)}
        said = {Cue.LANDMARKS: LogRatio(flat=landmarks), Cue.RELIEF: LogRatio(flat=relief)}
        return verdict({**sure, **said}, one_in=100).log_ratio

    prior = math.log(PRIOR[Attack.FLAT])
    assert fused(50.0) == pytest.approx(-math.log(CUT_OUT_SHARE) - prior)
    assert fused(50.0, relief=1.0) == pytest.approx(1.0 - math.log(CUT_OUT_SHARE) - prior)
    assert fused(0.0) == pytest.approx(-prior)
    assert fused(1.0) < fused(2.0) < fused(50.0)
    assert fused(-2.0) < 0.0


def test_what_the_backdrop_says_is_bounded_by_the_share_of_pictures_that_are_cut_out() -> None:
    def of_flat(backdrop: float, landmarks: float = 0.0) -> float:
        sure = {Cue.SURROUND: LogRatio(screen=50.0, frozen=50.0)}
        said = {Cue.BACKDROP: LogRatio(flat=backdrop), Cue.LANDMARKS: LogRatio(flat=landmarks)}
        found = verdict({**sure, **said}, one_in=100).log_ratio
        return found + math.log(PRIOR[Attack.FLAT])

    assert of_flat(50.0) == pytest.approx(-math.log(CUT_ALONG_SHARE + CUT_OUT_SHARE))
    # Pictures with living eyes are cut out, too: both cues together say no more of them than one.
    assert of_flat(50.0, 50.0) == pytest.approx(-math.log(CUT_OUT_SHARE))
    assert of_flat(0.0) == pytest.approx(0.0)
    assert of_flat(1.0) < of_flat(2.0) < of_flat(50.0)
    assert of_flat(-0.1) > -0.1
    screens = verdict({Cue.BACKDROP: LogRatio(flat=50.0, screen=3.0, frozen=0.0)}, one_in=100)
    assert screens.log_ratio < -math.log(PRIOR[Attack.FROZEN])  # nothing is said of frozen ones


def test_the_prior_is_one() -> None:
    assert set(PRIOR) == set(Attack)
    assert sum(PRIOR.values()) == pytest.approx(1.0)
    assert min(PRIOR.values()) > 0.0


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (NOTHING, Outcome.UNDECIDED),
        (LogRatio(9, 9, 9), Outcome.LIVE),
        (LogRatio(-9, 9, 9), Outcome.ATTACK),
        (LogRatio(9, -9, 9), Outcome.ATTACK),
        (LogRatio(9, 9, -9), Outcome.ATTACK),
        (LogRatio(-5, 0, 0), Outcome.UNDECIDED),
        # One weak hypothesis blocks, however strongly the others are refuted.
        (LogRatio(50, 0, 50), Outcome.UNDECIDED),
        (LogRatio(0, 50, 50), Outcome.UNDECIDED),
        (LogRatio(50, 50, 0), Outcome.UNDECIDED),
        # A hypothesis that few would try is refuted by less.
        (LogRatio(50, 50, 2.2), Outcome.LIVE),
        (LogRatio(50, 2.2, 50), Outcome.UNDECIDED),
        (LogRatio(50, 2.8, 50), Outcome.LIVE),
        (LogRatio(2.8, 50, 50), Outcome.UNDECIDED),
        (LogRatio(4.5, 50, 50), Outcome.LIVE),
    ],
)
def test_outcomes_at_one_in_a_hundred(ratio: LogRatio, expected: Outcome) -> None:
    assert outcome(ratio) is expected


@pytest.mark.parametrize("one_in", [2, 50, 1_000_000])
def test_the_limits_lie_where_they_are_said_to(one_in: int) -> None:
    def at(log_ratio: float) -> Outcome:
        return outcome(LogRatio(log_ratio, log_ratio, log_ratio), one_in=one_in)

    assert at(math.log(one_in) + 1e-9) is Outcome.LIVE
    assert at(math.log(one_in) - 1e-9) is Outcome.UNDECIDED
    assert at(-math.log(WRONGED_ONE_IN) + 1e-9) is Outcome.UNDECIDED
    assert at(-math.log(WRONGED_ONE_IN) - 1e-9) is Outcome.ATTACK


def test_no_evidence_says_nothing() -> None:
    assert verdict({}, one_in=100).log_ratio == pytest.approx(0.0)


@pytest.mark.parametrize("one_in", [1, 0, -5])
def test_a_limit_that_lets_everybody_in_is_refused(one_in: int) -> None:
    with pytest.raises(ValueError, match="more than 1"):
        verdict({}, one_in=one_in)


@given(RATIOS, RATIOS, st.sampled_from(Cue), GAINS)
def test_more_evidence_for_a_living_head_never_lowers_the_ratio(
    relief: LogRatio, landmarks: LogRatio, cue: Cue, more: LogRatio
) -> None:
    before = {Cue.RELIEF: relief, Cue.LANDMARKS: landmarks}
    after = {**before, cue: before.get(cue, NOTHING) + more}
    less, greater = (verdict(evidence, one_in=100).log_ratio for evidence in (before, after))
    assert greater >= less - 1e-12


@given(st.lists(RATIOS, max_size=len(OTHERS)), st.randoms(use_true_random=False))
def test_order_and_source_of_evidence_do_not_matter(ratios: list[LogRatio], random: Random) -> None:
    shuffled = random.sample(ratios, len(ratios))
    one = verdict({Cue.RELIEF: together(ratios)}, one_in=100).log_ratio
    other = verdict(dict(zip(OTHERS, shuffled, strict=False)), one_in=100).log_ratio
    assert other == pytest.approx(one, abs=1e-9)


@given(RATIOS)
def test_the_ratio_lies_between_the_weakest_and_the_strongest(ratio: LogRatio) -> None:
    against = [ratio.against(attack) for attack in Attack]
    found = verdict({Cue.RELIEF: ratio}, one_in=100).log_ratio
    assert min(against) - 1e-9 <= found <= max(against) + 1e-9


@given(RATIOS)
def test_the_attack_named_is_the_one_that_explains_best(ratio: LogRatio) -> None:
    named = verdict({Cue.RELIEF: ratio}, one_in=100).attack
    likelihoods = {a: PRIOR[a] * math.exp(-ratio.against(a)) for a in Attack}
    assert likelihoods[named] == pytest.approx(max(likelihoods.values()))


@pytest.mark.parametrize("attack", Attack)
def test_one_attack_that_explains_far_better_is_named(attack: Attack) -> None:
    ratio = LogRatio(**{a.name.lower(): -20.0 if a is attack else 1.0 for a in Attack})
    found = verdict({Cue.TEXTURE: ratio}, one_in=100)
    assert (found.outcome, found.attack) == (Outcome.ATTACK, attack)


@given(st.sampled_from(Cue), ODD, ODD, ODD)
def test_no_number_is_never_taken_for_a_living_head(
    cue: Cue, flat: float, screen: float, frozen: float
) -> None:
    evidence = {other: LogRatio(99, 99, 99) for other in Cue} | {
        cue: LogRatio(flat, screen, frozen)
    }
    found = verdict(evidence, one_in=2).outcome
    if any(math.isnan(value) for value in (flat, screen, frozen)):
        assert found is Outcome.UNDECIDED
    elif -math.inf in (flat, screen, frozen):
        assert found is Outcome.ATTACK
    else:
        assert found is Outcome.LIVE


# Normal densities of unit variance, by their means in three dimensions: how unlike a living head's
# each attack's is, along each dimension.
CASES = {
    "attacks all alike": ([[0.15, 0, 0]] * 3, 0),
    "each seen by a cue of its own": ([[0.15, 0, 0], [0, 0.15, 0], [0, 0, 0.15]], 1),
    "flat nearly alive, others not": ([[0.05, 0, 0], [0, 0.3, 0], [0, 0, 0.3]], 2),
    "screen nearly alive, others not": ([[0.3, 0, 0], [0, 0.05, 0], [0, 0, 0.3]], 3),
    "frozen nearly alive, others not": ([[0.3, 0, 0], [0, 0.3, 0], [0, 0, 0.05]], 4),
}
RUNS, STEPS = 4000, 200


def ratios_of(seen: Points, means: Points) -> Points:
    """Exact (runs, steps, attacks) log ratios of (runs, steps, 3), of a head with means of zero."""
    each = 0.5 * (means**2).sum(axis=1) - seen @ means.T
    return np.cumsum(each, axis=1)


def let_in_by_chance(case: str, one_in: int) -> dict[Attack, int]:
    """Of so many runs of each attack, how many ever reach the limit within 200 steps."""
    means, seed = np.array(CASES[case][0]), CASES[case][1]
    rng = np.random.default_rng(seed)
    prior = np.array([PRIOR[attack] for attack in Attack])
    let_in = {}
    for index, attack in enumerate(Attack):
        logs = ratios_of(rng.normal(means[index], 1.0, (RUNS, STEPS, 3)), means)
        fused = -np.log(np.exp(-logs) @ prior)
        at_best = [
            verdict({Cue.RELIEF: LogRatio(*logs[run, step])}, one_in=one_in)
            for run, step in enumerate(fused.argmax(axis=1))
        ]
        assert [v.log_ratio for v in at_best] == pytest.approx(fused.max(axis=1))
        let_in[attack] = sum(v.outcome is Outcome.LIVE for v in at_best)
    return let_in


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("one_in", [20, 100])
def test_chance_suffices_for_one_attack_in_n_at_most(case: str, one_in: int) -> None:
    """Ville's bound, for who draws an attack as the prior says, and for each attack alone."""
    let_in = let_in_by_chance(case, one_in)
    # The shares, weighted: their variance is less than that of as many runs of the mixture.
    mixed = round(sum(PRIOR[attack] * count for attack, count in let_in.items()))
    assert binomtest(mixed, RUNS, 1.0 / one_in, alternative="greater").pvalue > 1e-3
    for attack, count in let_in.items():
        alone = min(1.0 / (PRIOR[attack] * one_in), 1.0)
        assert binomtest(count, RUNS, alone, alternative="greater").pvalue > 1e-3


def test_an_attack_that_few_try_may_succeed_more_often() -> None:
    """So a small N bounds the mixture only, and no attack whose prior is below 1 / N."""
    let_in = let_in_by_chance("frozen nearly alive, others not", one_in=20)
    assert let_in[Attack.FROZEN] > 0.2 * RUNS


def test_a_living_head_is_let_in() -> None:
    means = 2.0 * np.array(CASES["each seen by a cue of its own"][0])
    logs = ratios_of(np.random.default_rng(9).normal(0.0, 1.0, (300, 800, 3)), means)[:, -1]
    found = [verdict({Cue.RELIEF: LogRatio(*log)}, one_in=100).outcome for log in logs]
    assert found.count(Outcome.LIVE) > 290


def test_log_ratios_add_up_and_are_found_by_their_attack() -> None:
    for flat, screen, frozen in product([-1.0, 2.0], repeat=3):
        ratio = LogRatio(flat, screen, frozen) + LogRatio(0.5, 0.25, 0.125)
        assert ratio.against(Attack.FLAT) == flat + 0.5
        assert ratio.against(Attack.SCREEN) == screen + 0.25
        assert ratio.against(Attack.FROZEN) == frozen + 0.125
    assert together([]) == NOTHING
