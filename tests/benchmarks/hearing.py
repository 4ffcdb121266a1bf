"""The score sheet of hearing: python -m tests.benchmarks.hearing [--shipped].

First, cross-validated: no speaker is judged by heads that have heard them, no topic by a judge that has learned from it, and speakers d5
to d8 only by aliases that were written before they had been read. Then the hearing that is shipped, on answers made to deceive it, and
its time. With --shipped only the second part, and the same figures on the answers it has learned from.
"""

import functools
import sys
import time
from collections.abc import Sequence
from statistics import correlation, mean
from typing import NamedTuple

from dl_quiz.grading.hearing import band_of, hear, hear_with_odds
from dl_quiz.grading.weights import Odds
from dl_quiz.nouns import LANGUAGES, Band
from tests.benchmarks.attacks import ATTACKS, Attack, model_answer, one_negation
from tests.benchmarks.labelled import UNREAD, Labelled, answers, rubrics

FOLDS = 6


class Judged(NamedTuple):
    """A point of a labelled answer, as it was heard."""

    answer: Labelled
    label: int
    odds: Odds
    band: Band


def cross_validated(rows: list, of: str) -> list[Judged]:
    """Return the rows as judges hear them that have not learned from their topic, by the features `patterns` or `heads`."""
    from tests.training.hearing import learn_judge  # NumPy

    topics, judged = sorted(rubrics()), []
    for fold in range(FOLDS):
        held = set(topics[fold::FOLDS])
        strangers = learn_judge([row for row in rows if row.answer.topic not in held], of)
        for row in (row for row in rows if row.answer.topic in held):
            odds = strangers.odds(getattr(row, of))
            judged.append(Judged(row.answer, row.label, odds, band_of(odds, row.patterns, turned=row.turned)))
    return judged


@functools.cache
def shipped() -> tuple[Judged, ...]:
    """Return all labelled answers as they are heard with the weights of the package, which were learned from them."""
    return tuple(one for answer in answers() for one in _shipped(answer))


def _shipped(answer: Labelled) -> list[Judged]:
    ask, points = rubrics()[answer.topic]
    return [Judged(answer, answer.label(one.point), odds, one.band) for one, odds in hear_with_odds(points, ask, answer.answer)]


def kappa(one: list[bool], other: list[bool]) -> float:
    """Return Cohen's kappa of two judgements."""
    agreed = mean(a == b for a, b in zip(one, other, strict=True))
    chance = mean(one) * mean(other) + (1 - mean(one)) * (1 - mean(other))
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Return the score sheet of some judged points."""
    decided = [one for one in judged if one.band != "unsure"]
    of = {band: [one.label for one in judged if one.band == band] for band in ("heard", "missed", "contradicted")}
    clear = [one.band == "heard" for one in judged if one.label == 2]
    contrary = [one.band == "contradicted" for one in judged if one.label < 0]
    return {
        "κ all, clearly": kappa([one.odds.clear > 0.5 and one.odds.contrary < 0.5 for one in judged], [one.label == 2 for one in judged]),
        "κ all, partly": kappa([one.odds.said > 0.5 and one.odds.contrary < 0.5 for one in judged], [one.label > 0 for one in judged]),
        "κ decided, clearly": kappa([one.band == "heard" for one in decided], [one.label == 2 for one in decided]),
        "κ decided, partly": kappa([one.band == "heard" for one in decided], [one.label > 0 for one in decided]),
        "asked": 1 - len(decided) / len(judged),
        "heard: said at least partly": _share(of["heard"], lambda label: label > 0),
        "heard: said clearly": _share(of["heard"], lambda label: label == 2),
        "clearly said: heard": mean(clear) if clear else 1.0,
        "missed: not said": _share(of["missed"], lambda label: label <= 0),
        "contradictions: recall": mean(contrary) if contrary else 1.0,
        "contradictions: precision": _share(of["contradicted"], lambda label: label < 0),
        "totals: correlation": correlation(*zip(*totals(judged), strict=True)),
    }


def _share(labels: list[int], holds) -> float:
    return mean(map(holds, labels)) if labels else 1.0


def totals(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Return for each answer the middle of its automatic total, and the judges' total."""
    by_answer: dict[tuple, list[Judged]] = {}
    for one in judged:
        by_answer.setdefault(one.answer[:3], []).append(one)
    return [(mean(map(_earned, ones)), mean(max(0, one.label) / 2 for one in ones)) for ones in by_answer.values()]


def _earned(one: Judged) -> float:
    return {"heard": 1.0, "unsure": 0.5}.get(one.band, 0.0)


def attacked(language: str) -> dict[str, float]:
    """Return the mean score that answers made to deceive get, by what they try."""
    return {name: score_of(attack, language) for name, attack in ATTACKS.items()}


def score_of(attack: Attack, language: str) -> float:
    """Return the mean score, over all topics, of answers made by a rule."""
    heard = [hear(points, ask, attack(topic, language)) for topic, (ask, points) in rubrics().items()]
    return mean(mean(one.band == "heard" for one in each) for each in heard)


def _print(title: str, judged: Sequence[Judged]) -> None:
    print(f"\n{title}\n{'':32}" + "".join(f"{language:>8}" for language in LANGUAGES))
    sheets = [figures([one for one in judged if one.answer.language == language]) for language in LANGUAGES]
    for name in sheets[0]:
        print(f"{name:32}" + "".join(f"{sheet[name]:8.2f}" for sheet in sheets))


def _print_speakers(judged: Sequence[Judged]) -> None:
    print("\nmean score (surely; middle of the interval; judges)")
    for language in LANGUAGES:
        for speaker in sorted({one.answer.speaker for one in judged}):
            theirs = [one for one in judged if one.answer[:1] + one.answer[2:3] == (language, speaker)]
            if theirs:
                sure = mean(one.band == "heard" for one in theirs)
                print(
                    f"{language} {speaker}   {sure:.2f}  {mean(map(_earned, theirs)):.2f}  {mean(max(0, one.label) / 2 for one in theirs):.2f}"
                )


def main() -> None:
    """Print the score sheet."""
    if "--shipped" not in sys.argv:
        from tests.training.hearing import learn

        rows = learn()[2]
        for of, name in (("patterns", "patterns alone"), ("heads", "patterns and heads")):
            judged = cross_validated(rows, of)
            _print(f"{name}, cross-validated, speakers {', '.join(UNREAD)}", [one for one in judged if one.answer.speaker in UNREAD])
            _print(f"{name}, cross-validated, all speakers", judged)
        _print_speakers(judged)
    else:
        _print("as shipped, on the answers that it was learned from", judged := shipped())
        _print_speakers(judged)
    print("\nattacks, mean score" + "".join(f"{language:>8}" for language in LANGUAGES))
    for name, scores in zip(ATTACKS, zip(*(attacked(language).values() for language in LANGUAGES), strict=True), strict=True):
        print(f"{name:32}" + "".join(f"{score:8.2f}" for score in scores))
    for name, made in (("the model answer", model_answer), ("the model answer, one negation", one_negation)):
        print(f"{name:32}" + "".join(f"{score_of(made, language):8.2f}" for language in LANGUAGES))
    start = time.process_time()
    for answer in answers():
        hear(rubrics()[answer.topic].points, rubrics()[answer.topic].ask, answer.answer)
    print(f"\n{(time.process_time() - start) / len(answers()) * 1e3:.1f} ms an answer")


if __name__ == "__main__":
    main()
