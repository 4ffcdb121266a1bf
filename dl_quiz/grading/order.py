"""Grading of `order`: steps to be put in their order."""

from __future__ import annotations

from itertools import combinations

from dl_quiz.grading.letters import label, read_picks
from dl_quiz.nouns import Response, Text, Unparsable, Verdict


def grade_order(steps: tuple[Text, ...], order: tuple[int, ...], response: Response) -> Verdict | Unparsable:
    """Grade an order of the steps as they were shown: `order[i]` is the true turn of the step shown as the i-th.

    The score is Kendall's tau of the given order, never below 0: with c of n pairs of steps in their right order it is
    max(0, 2c/n − 1), so that a random order earns little.
    """
    shown = tuple(steps[index] for index in order)
    picks = read_picks(response, [step.en for step in shown], [step.zh for step in shown])
    if isinstance(picks, Unparsable) or len(picks) != len(steps):
        example = " ".join(label(index) for index in reversed(range(len(steps))))
        return Unparsable(
            why=Text(
                en=f"all {len(steps)} numbers are wanted, each once, in order, like {example}",
                zh=f"请按顺序写出全部 {len(steps)} 个序号，每个一次，例如 {example}",
            )
        )
    given = [order[index] for index in picks]
    pairs = list(combinations(given, 2))
    agreeing = sum(before < after for before, after in pairs)
    score = max(0.0, 2 * agreeing / len(pairs) - 1)
    rule = "the right order" if score == 1.0 else "share of pairs in order"
    return Verdict(score=score, rule=rule, read_as="".join(map(label, picks)), remarks=_first_wrong(shown, picks, given), picks=picks)


def _first_wrong(shown: tuple[Text, ...], picks: tuple[int, ...], given: list[int]) -> tuple[Text, ...]:
    wrong = [turn for turn, index in enumerate(given) if index != turn]
    if not wrong:
        return ()
    turn = wrong[0]
    due = given.index(turn)
    name, step = label(picks[due]), shown[picks[due]]
    return (Text(en=f"Step {turn + 1} is {name}: {step.en}", zh=f"第 {turn + 1} 步是 {name}：{step.zh}"),)
