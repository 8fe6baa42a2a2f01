"""The statistics that reports rest on."""

import numpy as np
import pytest

from interviewer.evaluation import agreement

MARKS = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
QUESTIONS = [f"q{i}" for i in range(6)]


def test_correlation_is_that_of_the_book_and_zero_where_nothing_varies() -> None:
    assert agreement.pearson(2 * MARKS - 1, MARKS) == pytest.approx(1.0)
    assert agreement.pearson(-MARKS, MARKS) == pytest.approx(-1.0)
    assert agreement.pearson(np.ones(6), MARKS) == 0.0


def test_rmse_of_a_constant_error_is_that_error() -> None:
    assert agreement.rmse(MARKS + 0.1, MARKS) == pytest.approx(0.1)


def test_weighted_kappa_punishes_far_misses_more() -> None:
    assert agreement.weighted_kappa(MARKS, MARKS) == pytest.approx(1.0)
    near, far = MARKS.copy(), MARKS.copy()
    near[0], far[0] = 0.2, 1.0
    assert 1.0 > agreement.weighted_kappa(near, MARKS) > agreement.weighted_kappa(far, MARKS)


def test_balanced_precision_does_not_depend_on_how_frequent_the_classes_are() -> None:
    true = np.array([True] * 2 + [False] * 8)
    predicted = np.array([True, False] + [True] * 2 + [False] * 6)
    assert agreement.balanced_precision(predicted, true) == pytest.approx(0.5 / 0.75)
    assert agreement.balanced_precision(np.zeros(10, bool), true) == 0.0


def test_the_line_for_a_question_is_fitted_on_the_others() -> None:
    scores, marks = np.tile(MARKS, 4), np.tile(MARKS, 4) * 0.5
    questions = [f"q{i // 6}" for i in range(24)]
    marks[:6] = 1.0  # a question marked in another way than the rest
    fitted = agreement.calibrate_elsewhere(scores, marks, questions)
    assert np.allclose(fitted[:6], MARKS * 0.5)


def test_the_cut_for_a_question_is_found_on_the_others() -> None:
    scores = np.tile(MARKS, 4)
    right = scores >= 0.6
    questions = [f"q{i // 6}" for i in range(24)]
    assert agreement.macro_f1(agreement.classes_cut_elsewhere(scores, right, questions), right) == 1.0


def test_the_interval_holds_the_figure_and_is_wider_for_fewer_questions() -> None:
    rng = np.random.default_rng(1)
    values = rng.random(60)

    def width(groups: int) -> float:
        found = agreement.bootstrap(lambda rows: float(values[rows].mean()), [f"q{i % groups}" for i in range(60)])
        assert found.low <= found.value <= found.high
        return found.high - found.low

    assert width(60) > 0.0
    assert agreement.bootstrap(lambda rows: float(values[rows].mean()), ["q"] * 60).high == pytest.approx(values.mean())
