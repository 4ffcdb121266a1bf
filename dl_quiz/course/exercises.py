"""The rules of a topic's exercises that their types cannot say."""

from __future__ import annotations

from dl_quiz.course.complaints import At, Complaints
from dl_quiz.nouns import Exercise, Topic

HINTS = 3


def check_exercises(complaints: Complaints, topic: Topic) -> None:
    """Complain of exercises that cannot be told apart, hinted at or judged."""
    questions = {question.id for question in topic.questions}
    for index, exercise in enumerate(topic.exercises):
        at = At(complaints, ("exercises", index))
        if exercise.id in questions:
            at.below("id").complain(
                f"the id `{exercise.id}` is a question's already; ids are for ever, choose another",
                f"id `{exercise.id}` 已被一道题目使用；id 永久有效，请换一个",
            )
        if not exercise.function.isidentifier():
            at.below("id").complain(
                f"the id `{exercise.id}` is the name of a function, and cannot begin with a digit",
                f"id `{exercise.id}` 就是函数名，不能以数字开头",
            )
        if len(exercise.hints) != HINTS:
            at.below("hints").complain(
                f"has {len(exercise.hints)} hints; give {HINTS}, from a nudge to nearly all",
                f"有 {len(exercise.hints)} 条提示；请给 {HINTS} 条，由浅入深",
            )
        _check_slips(at.below("slips"), exercise)


def _check_slips(at: At, exercise: Exercise) -> None:
    if not exercise.slips:
        at.complain("lists no wrong program; give those that people write", "没有列出错误程序；请给出人们常写的那些")
    seen: set[str] = set()
    for index, slip in enumerate(exercise.slips):
        if slip.id in seen:
            at.below(index, "id").complain(f"the id `{slip.id}` is used twice; choose another", f"id `{slip.id}` 重复；请换一个")
        seen.add(slip.id)
        if slip.old == slip.new:
            at.below(index).complain("changes nothing: `old` and `new` are the same", "什么都没改：`old` 与 `new` 相同")
