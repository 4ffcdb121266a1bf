"""Inspecting a course as a whole: its counts, its problems, and with proofs what each answer took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from dl_quiz.checking.prove import ProofRun, prove_topic
from dl_quiz.course.course import Course
from dl_quiz.course.joined import open_courses
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import KINDS, Document, FollowUp, Language, Point, Question, Sentence, Text
from dl_quiz.visible import visible_line

CHECK = "dl-quiz.check/1"


class ProblemReport(Document, frozen=True, kw_only=True):
    """A problem of a course's content."""

    file: str
    line: int
    problem: str


class ProofReport(Document, frozen=True, kw_only=True):
    """An answer that was proved or not, and how long that took."""

    id: str
    holds: bool
    seconds: float | msgspec.UnsetType = msgspec.UNSET


class Inspection(Document, frozen=True, kw_only=True):
    """What `check` found: the counts, the problems, and with --run every proof."""

    schema: str
    course: str
    topics: int
    demos: int
    questions: int
    templates: int
    exercises: int
    wrong_programs: int
    points: int
    probes: int
    sentences: int
    """Of model answers that are written sentence by sentence."""
    sentences_supported: int
    follow_ups: int
    follow_ups_supported: int
    proved: int
    cited: int
    kinds: dict[str, int]
    levels: dict[str, int]
    advice: dict[str, int]
    """How often a key is missing that would be good to have; in a strict course each is a problem."""
    problems: tuple[ProblemReport, ...]
    proofs: tuple[ProofReport, ...]


def prove(course: Course, topics: Iterable[str], jobs: int) -> Iterator[tuple[str, list[ProofRun]]]:
    """Yield each topic with what became of its answers, as they come, from `jobs` processes.

    A topic that cannot be read has no answers here; `lint` says why. Raises TrustError first where the course is not trusted.
    """
    course.runnable()
    if jobs <= 1:
        yield from (_prove(course.roots, course.trusted, topic) for topic in topics)
        return
    from concurrent.futures import as_completed

    from dl_quiz.processes import processes

    with processes(jobs) as pool:
        waiting = [pool.submit(_prove, course.roots, course.trusted, topic) for topic in topics]
        for done in as_completed(waiting):
            yield done.result()


def _prove(roots: tuple[Path, ...], trusted: bool, topic: str) -> tuple[str, list[ProofRun]]:
    try:
        return topic, list(prove_topic(open_courses(roots, trusted=trusted), topic))
    except CourseError:
        return topic, []


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found in some topics: problems, and what became of each proof."""

    topics: tuple[str, ...]
    problems: tuple[Problem, ...]
    runs: tuple[ProofRun, ...] = ()


def inspection(course: Course, found: Findings, language: Language, here: Path, *, times: bool) -> Inspection:
    """Return what a check found, as a document; files are named as they are seen from the folder `here`."""
    read = list(map(course.read, _readable(course, found.topics)))
    questions = [question for reading in read for question in reading.topic.questions]
    points = [point for reading in read for point in reading.topic.points]
    exercises = [exercise for reading in read for exercise in reading.topic.exercises]
    claims = [item for reading in read for item, _ in reading.claims()]
    sentences, follow_ups = ([item for item in claims if isinstance(item, kind)] for kind in (Sentence, FollowUp))
    supported = [item for item in claims if isinstance(item, Point | Question)]
    kinds = Counter(question.kind for question in questions)
    return Inspection(
        schema=CHECK,
        course=course.manifest.title.of(language),
        topics=len(found.topics),
        demos=len(course.code.demos),
        questions=len(questions),
        templates=sum(bool(question.draw) for question in questions),
        exercises=len(exercises),
        wrong_programs=sum(len(exercise.slips) for exercise in exercises),
        points=len(points),
        probes=sum(point.probe is not None for point in points),
        sentences=len(sentences),
        sentences_supported=sum(sentence.is_supported for sentence in sentences),
        follow_ups=len(follow_ups),
        follow_ups_supported=sum(follow_up.is_supported for follow_up in follow_ups),
        proved=sum(item.proof is not None for item in supported),
        cited=sum(item.proof is None and bool(item.cite or item.url) for item in supported),
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        levels={str(level): sum(question.level == level for question in questions) for level in (1, 2, 3)},
        advice=dict(Counter(one.key for reading in read for one in reading.advice).most_common()),
        problems=tuple(_problem_report(problem, language, here) for problem in sorted(set(found.problems))),
        proofs=tuple(_proof_report(one, times=times) for one in sorted(found.runs, key=lambda one: one.id)),
    )


def _readable(course: Course, topics: tuple[str, ...]) -> Iterator[str]:
    for topic in topics:
        try:
            course.read(topic)
        except CourseError:
            continue
        yield topic


def _problem_report(problem: Problem, language: Language, here: Path) -> ProblemReport:
    file = problem.path.relative_to(here) if problem.path.is_relative_to(here) else problem.path
    return ProblemReport(file=visible_line(str(file)), line=problem.line, problem=Text(en=problem.en, zh=problem.zh).of(language))


def _proof_report(one: ProofRun, *, times: bool) -> ProofReport:
    holds = not one.problems
    return ProofReport(id=one.id, holds=holds, seconds=round(one.seconds, 4)) if times else ProofReport(id=one.id, holds=holds)
