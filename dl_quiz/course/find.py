"""Finding a topic, a demo or a scene by what a person typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dl_quiz.errors import UsageError
from dl_quiz.nouns import Question, Text
from dl_quiz.text.commands import command
from dl_quiz.text.names import called, meant

if TYPE_CHECKING:
    from dl_quiz.course.course import Course
    from dl_quiz.course.outline import TopicOutline
    from dl_quiz.stage.outline import DemoOutline, Scene

_LONGEST = 40
"""What is longer is no name that somebody would look for."""


def find_topic(course: Course, typed: str) -> str:
    """Return the topic that is named by its id, its interview number, its demo or its title in either language, or by an unambiguous part of one.

    Raises UsageError with the candidates, or with the nearest names.
    """
    if typed in course.topics:
        return typed
    outlines = course.outlines
    found = called(typed, *_names_of(outlines))
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(typed, {one.id: one.title for one in outlines if one.id in found})
    known = [*course.topics, *(one.demo for one in outlines if one.demo)]
    raise _unknown(Text(en="topic", zh="主题"), typed, known, command("topics"))


def _names_of(outlines: Sequence[TopicOutline]) -> tuple[list[tuple[str, str]], ...]:
    """Return the names of topics: ids, interview numbers, demos, titles."""
    return (
        [(one.id, one.id) for one in outlines],
        [(str(one.interview), one.id) for one in outlines if one.interview is not None],
        [(one.demo, one.id) for one in outlines if one.demo],
        [(title, one.id) for one in outlines for title in _both(one.title)],
    )


def find_question(course: Course, typed: str) -> tuple[str, Question | None]:
    """Return the topic and, for `TOPIC/QUESTION`, the question that is named by its slug, or by an unambiguous part of it or of its text."""
    head, _, slug = typed.partition("/")
    topic = find_topic(course, head)
    if not slug:
        return topic, None
    questions = {question.id: question for question in course.read(topic).topic.questions}
    found = called(slug, [(name, name) for name in questions], [(text, name) for name, one in questions.items() for text in _both(one.ask)])
    if len(found) == 1:
        return topic, questions[found[0]]
    if found:
        raise _ambiguous(slug, dict.fromkeys(found))
    raise _unknown(Text(en="question", zh="题目"), slug, questions, command("topics", topic))


def find_exercise(course: Course, typed: str) -> tuple[str, str]:
    """Return the topic and the id of the exercise that is named by its function, `TOPIC/EXERCISE` or its title, or the topic that has it alone.

    Raises UsageError with the candidates, or with the nearest names.
    """
    every = [(outline.id, exercise) for outline in course.outlines for exercise in outline.exercises]
    found = called(
        typed,
        [(one.id, (topic, one.id)) for topic, one in every],
        [(f"{topic}/{one.id}", (topic, one.id)) for topic, one in every],
        [(title, (topic, one.id)) for topic, one in every for title in _both(one.title)],
    )
    if not found:
        try:
            topic = find_topic(course, typed)
        except UsageError:
            raise _unknown(Text(en="exercise", zh="练习"), typed, [one.function for _, one in every], command("implement")) from None
        found = [(home, one.id) for home, one in every if home == topic]
    if len(found) > 1:
        raise _ambiguous(typed, dict.fromkeys(exercise.replace("-", "_") for _, exercise in found))
    if not found:
        raise UsageError(
            f"the topic “{typed}” has no exercise; see: {command('implement')}", f"主题“{typed}”没有练习；请看：{command('implement')}"
        )
    return found[0]


def find_demo(course: Course, typed: str) -> DemoOutline:
    """Return what the demo declares that is named, or that of the topic that is named; by its title, too, or an unambiguous part of a name."""
    demos = course.code.demos
    leading = [outline for outline in course.outlines if outline.demo]
    to_demo = {outline.id: outline.demo for outline in leading}
    topics = [[(name, to_demo[topic]) for name, topic in group] for group in _names_of(leading)]
    found = called(typed, [(name, name) for name in demos], *topics)
    if not found:
        found = called(typed, [(title, name) for name in demos for title in _both(course.demo(name).title)])
    if len(found) == 1:
        return course.demo(found[0])
    if found:
        raise _ambiguous(typed, dict.fromkeys(found))
    raise _unknown(Text(en="demo", zh="演示"), typed, demos, command("demo"))


def find_scene(demo: DemoOutline, typed: str) -> Scene:
    """Return the scene of a demo that is named by its name or its title, or by an unambiguous part of one."""
    scenes = {scene.name: scene for scene in demo.scenes}
    titles = [(title, scene.name) for scene in demo.scenes for title in _both(scene.title)]
    found = called(typed, [(name, name) for name in scenes], titles)
    if len(found) == 1:
        return scenes[found[0]]
    if found:
        raise _ambiguous(typed, {name: scenes[name].title for name in found})
    raise _unknown(Text(en=f"scene of {demo.name}", zh="场景"), typed, scenes, command("demo", demo.name, "--help"))


def _both(text: Text) -> tuple[str, str]:
    return text.en, text.zh


def _ambiguous(typed: str, found: Mapping[str, Text | None]) -> UsageError:
    """Return the error that lists what may have been meant, with titles where there are some."""
    en = ", ".join(f"{name} ({title.en})" if title else name for name, title in found.items())
    zh = "、".join(f"{name}（{title.zh}）" if title else name for name, title in found.items())
    return UsageError(f"“{typed}” could be {en}; type more of it", f"“{typed}”可能是 {zh}；请输入得更完整些")


def _unknown(kind: Text, typed: str, known: Iterable[str], list_with: str) -> UsageError:
    look = command("search", typed) if len(typed) <= _LONGEST else ""
    en, zh = (f", or look for it: {look}", f"，或查找：{look}") if look else ("", "")
    hint = meant(typed, known, Text(en=f"see: {list_with}{en}", zh=f"请看：{list_with}{zh}"))
    return UsageError(f"there is no {kind.en} “{typed}”; {hint.en}", f"没有名为“{typed}”的{kind.zh}；{hint.zh}")
