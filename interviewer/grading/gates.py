"""What keeps cheap tricks from scoring: echo, injection, lists, shuffled words, other languages, one-liners."""

import re
from enum import StrEnum
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from interviewer.grading.prose import SHORT_SLACK, SHUFFLED_BELOW, ProseModel, is_keyword_list
from interviewer.grading.text import Sentence, sentences, words

MIN_WORDS = 8
"""Below this an interview answer is too short to judge; single-point questions were 'solved' with four keywords."""

ECHO_SHARE = 0.8
ECHO_GRAM = 6
"""Over 80% of the answer's character 6-grams in the question: an echo (0.1% of correct answers are flagged)."""

FOREIGN_SHARE = 0.3
FOREIGN_PROBABILITY = 0.9
"""Of 19,000 English answers (the gold set and three public ones) none reaches it; 'We hear it harder' is Frisian at 0.81."""


class Flag(StrEnum):
    """What was noticed about an answer; shown kindly, and to the debrief."""

    TOO_SHORT = "too-short"
    FORMULA = "formula"
    ECHO = "echo"
    STEERING = "steering"
    KEYWORD_LIST = "keyword-list"
    NOT_PROSE = "not-prose"
    OTHER_LANGUAGE = "other-language"
    GIBBERISH = "gibberish"
    OFF_TOPIC = "off-topic"
    CHECK_DIRECTION = "check-direction"


_STEERING = re.compile(
    r"\b(ignore|disregard|forget|override)\b.{0,30}\b(instructions?|prompt|rubric|criteria|key points?|everything above)\b"
    r"|\b(give|award|grant|assign|grade|score|rate|mark)\b.{0,20}\b"
    r"(me|(this|my|the above) (answer|response)|this candidate|the candidate)\b.{0,30}"
    r"\b(full|top|maximum|max|highest|perfect|5|five|10|100)\b"
    r"|\b(give|award|grant|assign|deserves?)\b.{0,12}\b(full|maximum|top|perfect|highest) "
    r"(marks?|credit|score|points|grade)\b"
    r"|\b(award|give|assign|score|grade)\b.{0,20}"
    r"\b(5(\.0)?\s*(/|out of)\s*5|10\s*(/|out of)\s*10|100\s*(/|out of)\s*100)\b"
    r"|\bas (the|a|an|your) (ai|grader|examiner|developer|administrator|admin)\b"
    r"|\byou are now (a|an|the|in)\b.{0,30}\b(grader|assistant|model|mode|ai|examiner)\b"
    r"|\b(new|updated) (system )?instructions?\s*:|\bsystem (message|override|prompt)\s*:|\bend of (answer|transcript)\b"
    r"|^\s*(system|assistant|developer|interviewer|grader)\s*:"
    r"|</?(system|assistant|instructions?|rubric|grader|transcript|answer)\b"
    r"|\b(all|every|each)( of the)? key points? (are|is|were|was|as) (met|covered|satisfied)\b|\bverdict\b.{0,12}\bmet\b"
    r"|\bthis answer (is|was|deserves|should|must)\b.{0,40}\b(correct|full|perfect|excellent|credit)\b"
    r"|<\|im_(start|end)\|>|\[/?INST\]|<</?SYS>>|^#+\s*(system|assistant)\b"
    r"|[\"'](score|grades?|verdict|key_points|tool_calls)[\"']\s*:"
    r"|\b(print|repeat|output|reveal|paste|publish|dump)\b.{0,40}\b(your|initial|hidden|system) "
    r"(\w+ )?(prompt|instructions|configuration)\b"
    r"|\bkey points( met)?\s*:|\brubric (update|override|v\d)|\bmaximum points\b"
    r"|\b(record|write|add|set|deserves?|give)\b.{0,40}\b(full marks|every grade|the score field)\b"
    r"|\b(score|grade)\s*[:=]?\s*(5|five|10|100)\b|\b(graders?|interviewer) (must|should|confirm)\b"
    r"|\b(end|close|stop) (the|this) (interview|session) (as|now|right now)\b|\bnew instructions? for (the|you)\b"
    r"|\b(i am|this is|i'm) (the|your) (developer|administrator|hr director|model provider)\b"
    r"|\byou('re| are) (an? |the |such an? |really |truly )*(\w+ ){0,2}(interviewer|grader|examiner|coach|assistant)\b",
    re.IGNORECASE,
)
"""None of the model answers, nor a sentence of the guide, matches: honest talk of prompts, scores and instructions is safe."""


def split_steering(text: str) -> tuple[list[Sentence], list[Sentence]]:
    """(sentences to judge, sentences that try to steer or to flatter). The latter count neither for nor against.

    What is said twice in the same words is judged once.
    """
    kept: dict[str, Sentence] = {}
    steering: list[Sentence] = []
    for sentence in sentences(text):
        if _STEERING.search(sentence.text):
            steering.append(sentence)
        else:
            kept.setdefault(sentence.text.lower(), sentence)
    return list(kept.values()), steering


def without_steering(text: str) -> str:
    """What is left to judge, one sentence a line."""
    return "\n".join(s.text for s in split_steering(text)[0])


def is_echo(answer: str, question: str) -> bool:
    grams = _grams(answer)
    return bool(grams) and len(grams & _grams(question)) / len(grams) > ECHO_SHARE


def _grams(text: str) -> set[str]:
    flat = " ".join(w.text for w in words(text))
    return {flat[i : i + ECHO_GRAM] for i in range(len(flat) - ECHO_GRAM + 1)}


def repeats_question(sentence: str, question: str) -> bool:
    """A whole sentence of the answer that is the question again, perhaps with a polite word before it."""
    return len(words(sentence)) >= MIN_WORDS and is_echo(sentence, question)


_CODE = re.compile(r"[={}\[\]<>]|\w\(|;|\b(SELECT|FROM|def|import|return|GROUP BY|WHERE)\b")


def holds_code(text: str) -> bool:
    """Signs that nobody needs who only lists words."""
    return bool(_CODE.search(text))


_LATEX = re.compile(r"\\[a-zA-Z]+|[_^]\{[^{}]*\}")
_OPERATOR = re.compile(r"[=<>≤≥≈≠∑∫√±×÷|^\\/+*]")
FORMULA_WORDS = 3


def is_formula(text: str) -> bool:
    """Operators, and hardly a word of three letters: right or wrong, word pieces cannot tell."""
    spelled = re.findall(r"[^\W\d_]{3,}", _LATEX.sub(" ", text))
    return len(spelled) <= FORMULA_WORDS and len(_OPERATOR.findall(text)) >= 2


def is_other_language(text: str) -> bool:
    """Mostly letters outside Latin script, or surely another language than English."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return False
    if sum(ord(c) > 0x24F for c in letters) / len(letters) > FOREIGN_SHARE:
        return True
    language, probability = _languages().classify(text)
    return language != "en" and float(probability) >= FOREIGN_PROBABILITY


@lru_cache(maxsize=1)
def _languages() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def is_gibberish(text: str) -> bool:
    """Hardly any vowels, or the same word over and over."""
    found = [w.text for w in words(text)]
    if len(found) < 3:
        return False
    pronounceable = sum(bool(re.search(r"[aeiouy]", w)) and not re.search(r"[^aeiouy\d']{6}", w) for w in found)
    few_words = len(found) >= 12 and len(set(found)) < 6
    return pronounceable / len(found) < 0.6 or few_words


def prose_flag(text: str, model: ProseModel) -> Flag | None:
    if is_keyword_list(text):
        return Flag.KEYWORD_LIST
    if model.score(text) < SHUFFLED_BELOW - SHORT_SLACK / max(1, len(words(text))):
        return Flag.NOT_PROSE
    return None
