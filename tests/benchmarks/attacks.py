"""Answers that are made to deceive the hearing of points."""

import re
from collections.abc import Callable

from dl_quiz.course.course import open_course
from dl_quiz.nouns import Language
from tests.benchmarks.labelled import answers, rubrics

Attack = Callable[[str, Language], str]


_VERBS = {
    "en": (re.compile(r"\b(is|are|has|have|can|does|do|gives|makes|must|needs|takes|need|make|give)\b(?! not)"), r"\1 not"),
    "zh": (re.compile(r"(?<![不可就只])(是|会|能|要|使|让)(?![否不])"), r"并不\1"),
}


def keywords(topic: str, language: Language) -> str:
    """Return two aliases of each group of the rubric, as a list."""
    groups = [group for point in rubrics()[topic].points for group in getattr(point.hear, language)]
    words = [alias.replace("…", " ") for group in groups for alias in group[:2]]
    return (" " if language == "en" else "、").join(words)


def statements_shuffled(topic: str, language: Language) -> str:
    """Return the words of the rubric's statements without function words, in alphabetical order."""
    text = " ".join(getattr(point.say, language) for point in rubrics()[topic].points)
    words = re.findall(r"[a-z]{5,}" if language == "en" else r"[\u4e00-\u9fff]{2,4}", text.lower())
    return " ".join(sorted(words))


def negated(topic: str, language: Language) -> str:
    """Return the rubric's statements, each called false as a whole."""
    says = [
        re.sub(r"[.;:。；：](?=.)", "," if language == "en" else "，", getattr(point.say, language)) for point in rubrics()[topic].points
    ]
    return " ".join(
        f"It is not true that {say[0].lower()}{say[1:]}" if language == "en" else f"“{say.rstrip('。')}”这种说法是错的。" for say in says
    )


def negated_verbs(topic: str, language: Language) -> str:
    """Return the rubric's statements with their first verb negated; those that have no verb to negate are left out."""
    verb, turned = _VERBS[language]
    says = (getattr(point.say, language) for point in rubrics()[topic].points)
    return " ".join(verb.sub(turned, say, count=1) for say in says if verb.search(say))


def other_topic(topic: str, language: Language) -> str:
    """Return the precise speaker's answer to a question seven further."""
    names = sorted(rubrics())
    other = names[(names.index(topic) + 7) % len(names)]
    return next(one.answer for one in answers() if (one.language, one.topic, one.speaker) == (language, other, "d1"))


def question(topic: str, language: Language) -> str:
    """Return the question, twice."""
    return f"{rubrics()[topic].ask.of(language)} {rubrics()[topic].ask.of(language)}"


def model_answer(topic: str, language: Language) -> str:
    """Return the model answer: no attack, but what the next one is to be compared with."""
    return open_course().read(topic).topic.answer.of(language)


def one_negation(topic: str, language: Language) -> str:
    """Return the model answer with its first verb negated."""
    verb, turned = _VERBS[language]
    return verb.sub(turned, model_answer(topic, language), count=1)


ATTACKS: dict[str, Attack] = {
    "keywords": keywords,
    "statements shuffled": statements_shuffled,
    "statements called false": negated,
    "statements with verbs negated": negated_verbs,
    "another topic's answer": other_topic,
    "the question": question,
}
