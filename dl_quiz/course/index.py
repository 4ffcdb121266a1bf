"""What can be found in a course by searching, read once and kept by content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dl_quiz.course.draws import draws
from dl_quiz.course.search import Entry, entry
from dl_quiz.files.read import LARGEST, hash_of, read_bytes
from dl_quiz.nouns import Question, Text, Topic
from dl_quiz.nouns.answers import Choose, Order, Phrase, Predict, Select

if TYPE_CHECKING:
    from dl_quiz.course.course import Course
    from dl_quiz.stage.outline import DemoOutline

_NOTHING = Text(en="", zh="")


def index_of(course: Course) -> list[Entry]:
    """Return what can be found in a course, from the cache where its content is as it was. Raises CourseError with every problem of it."""
    stamp = _stamp(course)
    kept = course.kept.index(stamp)
    if kept is None:
        kept = [*_of_topics(course), *(one for name in course.code.demos for one in _of_demo(course.demo(name)))]
        course.kept.keep_index(stamp, kept)
    return kept


def _stamp(course: Course) -> bytes:
    """Return what changes whenever something that can be found does: the topics, the demos, and their second language."""
    glossaries = (course.code.folder / "zh" / f"{name}.yaml" for name in course.code.demos)
    return "".join([course.fingerprint, *(hash_of(read_bytes(path, LARGEST)) for path in glossaries if path.is_file())]).encode()


def _of_topics(course: Course) -> Iterator[Entry]:
    for outline in course.outlines:
        yield from _of_topic(outline.id, course.read(outline.id).topic)


def _of_topic(id: str, topic: Topic) -> Iterator[Entry]:
    explain = ("explain", id)
    yield entry(
        "topic",
        id,
        topic.title,
        topic.ask,
        explain,
        also=str(topic.interview or ""),
        more=[Text(en=topic.answer.of("en"), zh=topic.answer.of("zh"))],
    )
    for point in topic.points:
        yield entry("point", f"{id}/points/{point.id}", topic.title, point.say, explain, more=[point.myth])
    for question in topic.questions:
        whole = f"{id}/{question.id}"
        asked = question.ask.format(**next(draws(question), {}))
        yield entry("question", whole, topic.title, asked, ("explain", whole), more=_besides(question))
    for turn, follow_up in enumerate(topic.follow_ups, 1):
        yield entry("follow-up", f"{id}/follow-ups/{turn}", topic.title, follow_up.ask, explain, more=[follow_up.answer])
    for exercise in topic.exercises:
        yield entry("exercise", f"{id}/{exercise.id}", exercise.title, exercise.ask, ("implement", exercise.id), more=[topic.title])


def _besides(question: Question) -> list[Text]:
    """Return the texts of a question that are searched and not shown, for they give its key away."""
    match question.answer:
        case Choose(options) | Select(options):
            choices = [option.say for option in options]
        case Predict(options=intervals):
            choices = [interval.say for interval in intervals]
        case Order(steps):
            choices = list(steps)
        case Phrase(accept=accept):
            choices = [Text(en=" ".join(accept.en), zh=" ".join(accept.zh))]
        case _:
            choices = []
    return [*choices, question.explain]


def _of_demo(demo: DemoOutline) -> Iterator[Entry]:
    yield entry("demo", demo.name, demo.title, _NOTHING, ("demo", demo.name))
    for scene in demo.scenes:
        options = [parameter.help for parameter in scene.parameters]
        yield entry("scene", f"{demo.name} {scene.name}", scene.title, demo.title, ("demo", demo.name, scene.name), more=options)
