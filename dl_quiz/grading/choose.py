"""Grading of `choose`: one option is right."""

from __future__ import annotations

from dl_quiz.grading.letters import label, read_picks
from dl_quiz.nouns import Option, Response, Text, Unparsable, Verdict


def grade_choose(options: tuple[Option, ...], response: Response) -> Verdict | Unparsable:
    """Grade a pick of one; `options` stand as they were shown.

    A wrong pick earns nothing and the option's own explanation.
    """
    picks = read_both(options, response)
    if isinstance(picks, Unparsable):
        return picks
    if len(picks) != 1:
        return Unparsable(why=Text(en="one option is wanted here; answer with one number", zh="这里只选一项；请只答一个序号"))
    picked = options[picks[0]]
    slips = (picked.because,) if picked.because and not picked.right else ()
    rule = "the right option" if picked.right else "a wrong option"
    return Verdict(score=float(picked.right), rule=rule, read_as=label(picks[0]), remarks=slips, picks=picks, slips=slips)


def read_both(options: tuple[Option, ...], response: Response) -> tuple[int, ...] | Unparsable:
    """Read the picks that a response names, by label or by the options' words in either language."""
    return read_picks(response, [option.say.en for option in options], [option.say.zh for option in options])
