"""What people paste besides answers: each has an outcome that makes sense, and 'I can't judge this' is one."""

import pytest

from interviewer.domain.corpus import Corpus
from interviewer.domain.question import Question
from interviewer.domain.stage import Seniority
from interviewer.grading.gates import Flag, is_formula
from interviewer.grading.grader import Grader

pytestmark = pytest.mark.model

POINTS = (
    "If the new version did nothing, a gap this big or bigger would turn up in about three of a hundred tries",
    "It is not the chance that there is no effect",
    "It could be a tiny lift that nobody cares about",
    "I'd show how large the change is, with an interval",
)
PROSE = ". ".join(POINTS) + "."


@pytest.fixture(scope="module")
def question(corpus: Corpus) -> Question:
    return corpus.question("inference-p-value-to-pm")


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (
            "Если бы новая версия ничего не меняла, такая разница встречалась бы в трёх случаях из ста.",
            Flag.OTHER_LANGUAGE,
        ),
        ("如果新版本没有任何效果,那么大约百分之三的情况下也会看到这么大的差异。", Flag.OTHER_LANGUAGE),
        ("Wenn die neue Version nichts bewirkt, sieht man so etwas in drei von hundert Fällen.", Flag.OTHER_LANGUAGE),
        ("p = P(|T| >= |t| | H0)", Flag.FORMULA),
        (r"$$p = \int_{t}^{\infty} f(x \mid H_0)\,dx$$", Flag.FORMULA),
    ],
)
def test_what_cannot_be_judged_is_said_to_be_so(grader: Grader, question: Question, text: str, flag: Flag) -> None:
    graded = grader.grade(question, text, Seniority.MID)
    assert graded.score is None and flag in graded.flags and graded.reason


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("probability", Flag.TOO_SHORT),
        ("🙂 🚀 📊 🙂 🚀", Flag.TOO_SHORT),
        ("???", Flag.TOO_SHORT),
        ("As above.", Flag.TOO_SHORT),
        ("Same as I said before, please see my previous answer, it is all in there.", Flag.OFF_TOPIC),
        ("from scipy.stats import ttest_ind\nresult = ttest_ind(a, b)\nprint(result.pvalue)", None),
        ("It depends on what the business wants and how the data were collected in the first place. " * 300, None),
    ],
)
def test_what_says_nothing_scores_nothing(grader: Grader, question: Question, text: str, flag: Flag | None) -> None:
    graded = grader.grade(question, text, Seniority.MID)
    assert graded.score == 0.0 and (flag is None or flag in graded.flags)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"- {p.lower()}" for p in POINTS),
        "\n".join(f"• {p}" for p in POINTS),
        "\n".join(f"{i}. {p}" for i, p in enumerate(POINTS, 1)),
        " 🚀 ".join(f"{p}." for p in POINTS),
        "<p>" + "</p><p>".join(f"<b>{p}</b>." for p in POINTS) + "</p>",
        PROSE.replace("the chance", "the chance (шанс)").replace("bigger", "bigger 或更大"),
        PROSE.lower().replace(". ", "\n\n"),
        PROSE.replace(" ", "\u00a0"),
        "\ufeff" + PROSE.replace("'", "\u2019"),
    ],
    ids=["dashes", "dots", "numbers", "emoji", "markup", "mixed scripts", "paragraphs", "hard spaces", "curly quotes"],
)
def test_the_form_of_an_answer_hardly_moves_its_score(grader: Grader, question: Question, text: str) -> None:
    plain, formed = (grader.grade(question, t, Seniority.JUNIOR).score for t in (PROSE, text))
    assert plain is not None and formed is not None
    assert plain >= 4.0 and abs(plain - formed) <= 0.7


def test_five_thousand_words_with_the_answer_at_the_end_are_read_to_the_end(grader: Grader, question: Question) -> None:
    talk = (
        "We talked about it for a while in my old team, and everybody had a view on what the office should look like. "
    )
    graded = grader.grade(question, talk * 230 + PROSE, Seniority.JUNIOR)
    assert graded.score is not None and graded.score >= 3.0


def test_only_what_is_bare_of_words_is_a_formula() -> None:
    assert is_formula("F1 = 2PR / (P + R)") and is_formula(r"\frac{TP}{TP + FP} = 0.8")
    assert not is_formula("Precision is true positives over all that were flagged: TP / (TP + FP).")
    assert not is_formula("About 3 of 100.")
