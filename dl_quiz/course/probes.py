"""The rule of probes: what asks for a point must not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dl_quiz.course.complaints import Complaints
from dl_quiz.nouns import LANGUAGES, Language, Point, Text, Topic
from dl_quiz.text.fold import fold, singular

_MOST_SHARED = 0.5
"""The share of a point's words that its probe may have too, besides those of the open question."""
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z]+)*")
_EMPTY = re.compile(
    r"(?:a|an|the|and|or|but|if|of|to|in|on|at|by|for|with|from|as|is|are|was|were|be|been|it|its|that|this|these|those|"
    r"than|then|so|not|no|do|does|did|what|which|who|how|why|when|where|can|could|would|should|may|might|must|will|"
    r"has|have|had|one|each|every|all|any|some|there|here|you|your|we|our|they|their|more|less|most|least|very|only|"
    r"also|just)"
)
"""Words that say nothing by themselves."""


def check_probes(complaints: Complaints, topic: Topic) -> None:
    """Complain of every probe that gives its point away, by half of its words; that none is heard as its point is a test of the bank."""
    for index, point in enumerate(topic.points):
        for language in LANGUAGES if point.probe is not None else ():
            given = _given_away(point, topic.ask, language)
            if given:
                listed = ", ".join(given)
                complaints.complain(
                    ("points", index, "probe", language),
                    f"gives the point away by “{listed}”; ask for it without saying it",
                    f"追问里的“{listed}”已经说出了要点；请只问，不要说出答案",
                )


def _given_away(point: Point, ask: Text, language: Language) -> list[str]:
    """Return the words by which a probe says its point; none where it does not."""
    assert point.probe is not None, "there is a probe"
    probe = point.probe.of(language)
    asked = set(_words(ask.of(language)))
    wanted = [word for word in dict.fromkeys(_words(point.say.of(language))) if word not in asked]
    shared = [word for word in wanted if word in set(_words(probe))]
    return shared if len(shared) > max(1, _MOST_SHARED * len(wanted)) else []


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text that carry meaning; of Chinese, which has no spaces, each two neighbouring characters."""
    folded = fold(text)
    for run in _CHINESE.findall(folded):
        yield from (run[start : start + 2] for start in range(len(run) - 1))
    yield from (singular(word) for word in _WORD.findall(folded) if not _EMPTY.fullmatch(word))
