"""A course as one book: of each topic what is asked, answered and shown, then its questions, then their keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dl_quiz.course.course import Course
from dl_quiz.exchange.items import Item, Wish, items_of
from dl_quiz.nouns import Text, Topic
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.steps import Film, Plot, Show


@dataclass(frozen=True, slots=True)
class Picture:
    """The first plot of a scene, else its first table: the scene's title, the words that play it, and what is to be drawn."""

    title: Text
    scene: tuple[str, str]
    shown: Show | Plot


@dataclass(frozen=True, slots=True)
class Chapter:
    """A topic with its pictures and its questions as they are posed."""

    identity: str
    topic: Topic
    pictures: tuple[Picture, ...]
    items: tuple[Item, ...]


def chapters(course: Course, wish: Wish, *, pictured: bool) -> Iterator[Chapter]:
    """Yield a chapter for each topic, a demo's pictures in the first that leads to it.

    Raises TrustError and CourseError as `items_of` does, and where a scene fails.
    """
    seen: set[str] = set()
    for identity in wish.topics:
        topic = course.read(identity).topic
        new = pictured and topic.demo and topic.demo not in seen
        seen.add(topic.demo)
        pictures = tuple(_pictures(course, topic.demo)) if new else ()
        yield Chapter(identity, topic, pictures, tuple(items_of(course, _alone(wish, identity))))


def _alone(wish: Wish, topic: str) -> Wish:
    return Wish((topic,), wish.language, wish.draws, wish.seed)


def _pictures(course: Course, name: str) -> Iterator[Picture]:
    demo = course.demo(name)
    for scene in demo.scenes:
        table: Show | None = None
        for step in steps_of(Performance(course.runnable(), demo, (scene,)), scene):
            if isinstance(step, Plot | Film):
                yield Picture(scene.title, (name, scene.name), _still(step))
                break
            if isinstance(step, Show):
                table = table or step
        else:
            if table is not None:
                yield Picture(scene.title, (name, scene.name), table)


def _still(step: Show | Plot | Film) -> Show | Plot:
    """Return what stands still: of a film its last frame."""
    frames: Sequence[Show | Plot] = step.frames if isinstance(step, Film) else (step,)
    return frames[-1]
