"""Finding a topic, a demo or a scene by what a person typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dl_quiz.errors import UsageError
from dl_quiz.nouns import Question, Text
from dl_quiz.text.commands import command
from dl_quiz.text.fold import fold
from dl_quiz.text.names import beginning_with, meant

if TYPE_CHECKING:
    from dl_quiz.course.course import Course
    from dl_quiz.stage.outline import DemoOutline, Scene


def find_topic(course: Course, typed: str) -> str:
    """Return the topic that is named by its id, its interview number, its demo's name, or an unambiguous beginning.

    Raises UsageError with the nearest names.
    """
    wish = fold(typed)
    if wish in course.topics:
        return wish
    names: dict[str, str] = {}
    for outline in course.outlines:
        if outline.interview is not None:
            names[str(outline.interview)] = outline.id
    if wish in names:
        return names[wish]
    ids = {topic: topic for topic in course.topics}
    demos = {outline.demo: outline.id for outline in course.outlines if outline.demo}
    if wish in demos:
        return demos[wish]
    starting = {known[name] for known in (ids, demos) for name in beginning_with(wish, known)}
    if len(starting) == 1:
        return starting.pop()
    if starting:
        raise _ambiguous(typed, sorted(starting))
    raise _unknown(Text(en="topic", zh="主题"), typed, [*ids, *demos], command("topics"))


def find_question(course: Course, typed: str) -> tuple[str, Question | None]:
    """Return the topic and, for `TOPIC/QUESTION`, the question that is named."""
    head, _, slug = typed.partition("/")
    topic = find_topic(course, head)
    if not slug:
        return topic, None
    questions = {question.id: question for question in course.read(topic).topic.questions}
    found = beginning_with(slug, questions)
    if len(found) == 1:
        return topic, questions[found[0]]
    if found:
        raise _ambiguous(slug, found)
    raise _unknown(Text(en="question", zh="题目"), slug, questions, command("topics", topic))


def find_exercise(course: Course, typed: str) -> tuple[str, str]:
    """Return the topic and the id of the exercise that is named by its function, `TOPIC/EXERCISE`, or the topic that has it alone.

    Raises UsageError with the nearest names.
    """
    wish = fold(typed).replace("_", "-")
    every = {f"{outline.id}/{exercise.id}": (outline.id, exercise.id) for outline in course.outlines for exercise in outline.exercises}
    names: dict[str, list[tuple[str, str]]] = {}
    for whole, (topic, exercise) in every.items():
        for name in (whole, exercise):
            names.setdefault(name, []).append((topic, exercise))
    found = list(dict.fromkeys(one for name in beginning_with(wish, names) for one in names[name]))
    if not found:
        try:
            topic = find_topic(course, typed)
        except UsageError:
            raise _unknown(
                Text(en="exercise", zh="练习"), typed, [exercise for _, exercise in every.values()], command("implement")
            ) from None
        found = [one for one in every.values() if one[0] == topic]
    if len(found) > 1:
        raise _ambiguous(typed, [exercise for _, exercise in found])
    if not found:
        raise UsageError(
            f"the topic “{typed}” has no exercise; see: {command('implement')}", f"主题“{typed}”没有练习；请看：{command('implement')}"
        )
    return found[0]


def find_demo(course: Course, typed: str) -> DemoOutline:
    """Return what the demo that is named declares; a topic's name leads to its demo."""
    found = beginning_with(fold(typed), course.code.demos)
    if len(found) == 1:
        return course.demo(found[0])
    if found:
        raise _ambiguous(typed, found)
    leading = [outline for outline in course.outlines if outline.demo]
    by_topic = {outline.id: outline.demo for outline in leading}
    by_topic |= {str(outline.interview): outline.demo for outline in leading if outline.interview is not None}
    if fold(typed) in by_topic:
        return course.demo(by_topic[fold(typed)])
    raise _unknown(Text(en="demo", zh="演示"), typed, course.code.demos, command("demo"))


def find_scene(demo: DemoOutline, typed: str) -> Scene:
    """Return the scene of a demo that is named by its name or an unambiguous beginning."""
    scenes = {scene.name: scene for scene in demo.scenes}
    found = beginning_with(fold(typed).replace("_", "-"), scenes)
    if len(found) == 1:
        return scenes[found[0]]
    if found:
        raise _ambiguous(typed, found)
    raise _unknown(Text(en=f"scene of {demo.name}", zh="场景"), typed, scenes, command("demo", demo.name, "--help"))


def _ambiguous(typed: str, found: list[str]) -> UsageError:
    listed = ", ".join(found)
    return UsageError(f"“{typed}” could be {listed}; type more of it", f"“{typed}”可能是 {listed}；请多输入几个字母")


def _unknown(kind: Text, typed: str, known: Iterable[str], list_with: str) -> UsageError:
    hint = meant(typed, known, Text(en=f"see: {list_with}", zh=f"请看：{list_with}"))
    return UsageError(f"there is no {kind.en} “{typed}”; {hint.en}", f"没有名为“{typed}”的{kind.zh}；{hint.zh}")
