"""Which of the mistakes that the course knows an answer made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dl_quiz.asking.keys import names_of
from dl_quiz.asking.pose import Posed
from dl_quiz.grading.letters import label
from dl_quiz.nouns import Choose, IntervalKey, Key, Language, NumberKey, Option, Phrase, PointsKey, Select, Text, Verdict
from dl_quiz.sheets.documents import Mistake


def mistakes_of(posed: Posed, key: Key, verdict: Verdict, language: Language) -> tuple[Mistake, ...]:
    """Return the mistakes of a graded answer, each under the name that it has for a whole class, in words of a language."""
    if verdict.right:
        return ()
    return tuple(Mistake(id=name, words=words.of(language)) for name, words in _made(posed, key, verdict))


def _made(posed: Posed, key: Key, verdict: Verdict) -> Iterator[tuple[str, Text]]:
    match key:
        case Choose(options) | Select(options) | IntervalKey(_, options):
            yield from _picks(posed, options, verdict)
        case NumberKey():
            yield from ((_slip_name(posed, key, remark), remark) for remark in verdict.remarks)
        case Phrase():
            yield from ((remark.en, remark) for remark in verdict.remarks)
        case PointsKey(points, _):
            said = {heard.point for heard in verdict.heard if heard.band == "heard"}
            yield from ((point.id, point.say) for point in points if point.id not in said)


def _picks(posed: Posed, options: Sequence[Option], verdict: Verdict) -> Iterator[tuple[str, Text]]:
    """Yield the options picked that are wrong, and of several to be picked those left out."""
    picked = verdict.read_as.split(", ")
    for shown, option in enumerate(options):
        name = f"option {posed.order[shown] + 1}"
        if label(shown) in picked and not option.right:
            yield name, option.say
        elif label(shown) not in picked and option.right and isinstance(posed.question.answer, Select):
            yield f"{name} left out", Text(en=f"left out: {option.say.en}", zh=f"漏选：{option.say.zh}")


def _slip_name(posed: Posed, key: NumberKey, remark: Text) -> str:
    """Return the name of a slip, which is told with what was drawn, or of a mistake that needs no author."""
    slips = getattr(posed.question.answer, "slips", ())
    told = [slip.because.format(**names_of(posed, key)) for slip in slips]
    return f"slip {told.index(remark) + 1}" if remark in told else remark.en
