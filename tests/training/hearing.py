"""Learns the weights of hearing from the labelled answers: python -m tests.training.hearing [--dry].

Each point gets two linear heads on pieces of words: ridge regressions over the windows of all answers to its question, for how much of
the words that carry the label is in a window. A judge weighs the features of a point: what its author's patterns find and what its heads
find. What the judge learns from a speaker's answer comes from heads that have not heard that speaker (`scored`), so that it does not
trust them more than they deserve. All is linear algebra in a fixed order: the same answers give the same file.
"""

import sys
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dl_quiz.grading import weights as shipped
from dl_quiz.grading.evidence import match_points, weigh_heads, weigh_patterns
from dl_quiz.grading.hearing import asked_words, is_turned
from dl_quiz.grading.weights import Judge, Place, Weights, name_of, pack
from dl_quiz.grading.windows import SIZE, Head, Heads, pieces
from dl_quiz.text.spoken import Spoken, comparable
from tests.benchmarks.labelled import UNREAD, Labelled, answers, rubric_for, rubrics

RIDGE = 1.0
KEPT = 700
"""How many weights of a head are kept: the largest."""
WORTH = {2: 1.0, 1: 0.6, 0: 0.0, -1: 1.0}
QUOTED = 3.0
"""How much more the words that carry a label weigh than a window does."""


class Row(NamedTuple):
    """A labelled point of an answer, and its features: of patterns alone, and with heads that have not heard the speaker."""

    answer: Labelled
    point: str
    patterns: tuple[float, ...]
    heads: tuple[float, ...]
    turned: bool

    @property
    def label(self) -> int:
        return self.answer.label(self.point)


class Lessons:
    """What a topic's heads are learned from: vectors of windows and quotations, what each is worth for each head, and who said it."""

    def __init__(self, topic: str) -> None:
        self.points = rubrics()[topic].points
        self.vectors, self.targets, self.worth, self.speakers = [], [], [], []
        for answer in (one for one in answers() if one.topic == topic):
            self._add_answer(answer)
        for index, point in enumerate(self.points):
            for text, side in ((point.say.en, 0), (point.say.zh, 0), (point.myth.en, 1), (point.myth.zh, 1)):
                self._add(pieces(comparable(text)), {(side, index): 1.0}, QUOTED, "")
        self.vectors, self.targets = np.array(self.vectors), np.array(self.targets)
        self.worth, self.speakers = np.array(self.worth), np.array(self.speakers)
        self.products = self.vectors @ self.vectors.T

    def _add_answer(self, answer: Labelled) -> None:
        heard = Heads((spoken := Spoken(answer.answer)).clauses)
        labelled = [
            (index, answer.label(point.id), answer.span(point.id)) for index, point in enumerate(self.points) if answer.label(point.id)
        ]
        for first, last in heard.windows:
            start, end = spoken.clauses[first].start, spoken.clauses[last].end
            shared = {(label < 0, index): WORTH[label] * _share(start, end, *span) for index, label, span in labelled}
            self._add_many(heard.pieces[first : last + 1], shared, 1.0, answer.speaker)
        for index, label, (start, end) in labelled:
            self._add(pieces(comparable(answer.answer[start:end])), {(label < 0, index): WORTH[label]}, QUOTED, answer.speaker)

    def _add(self, one: frozenset[int], targets: dict, worth: float, speaker: str) -> None:
        self._add_many([one], targets, worth, speaker)

    def _add_many(self, parts: list[frozenset[int]], targets: dict, worth: float, speaker: str) -> None:
        vector, target = np.zeros(SIZE, np.float32), np.zeros((2, len(self.points)))
        for part in parts:
            vector[list(part)] += 1
        for place, value in targets.items():
            target[int(place[0]), place[1]] = value
        self.vectors.append(vector / max(1.0, np.sqrt(sum(map(len, parts)))))
        self.targets.append(target.ravel())
        self.worth.append(worth)
        self.speakers.append(speaker)

    def heads(self, *, without: str | None = None) -> np.ndarray:
        """Return the heads (2, points, SIZE), learned without one speaker's answers."""
        kept = self.speakers != without if without else np.full(len(self.speakers), True)
        system = self.products[np.ix_(kept, kept)] + np.diag(RIDGE / self.worth[kept])
        return (self.vectors[kept].T @ np.linalg.solve(system, self.targets[kept])).T.reshape(2, len(self.points), SIZE)


def _share(start: int, end: int, first: int, last: int) -> float:
    """Return how well a window and a quotation agree, 0..1: what they share by what they cover together."""
    shared = max(0, min(end, last) - max(start, first))
    return shared / (end - start + last - first - shared)


def features(answer: Labelled, heads: list[tuple[Head, Head]]) -> list[Row]:
    """Return the rows of one answer, by the patterns that were written without having read the speaker."""
    rubric = rubric_for(answer.topic, answer.speaker)
    spoken = Spoken(answer.answer)
    heard, matches = Heads(spoken.clauses), match_points(rubric.points, spoken, asked_words(rubric.ask))
    alone = weigh_patterns(rubric.points, spoken, matches, heard)
    both = weigh_heads(alone, matches, heard, heads)
    return [
        Row(answer, point.id, by_patterns.features, by_heads.features, is_turned(point, by_heads, spoken))
        for point, by_patterns, by_heads in zip(rubric.points, alone, both, strict=True)
    ]


def scored(topic: str, lessons: Lessons) -> list[Row]:
    """Return the rows of a topic, each answer's by heads that have not heard its speaker."""
    rows = []
    for speaker in sorted(set(lessons.speakers) - {""}):
        heads = _listed(_thinned(lessons.heads(without=speaker)))
        rows += [row for one in answers() if (one.topic, one.speaker) == (topic, speaker) for row in features(one, heads)]
    return rows


def _thinned(heads: np.ndarray) -> np.ndarray:
    """Return heads with their largest weights only, rounded as they are kept."""
    small = np.sort(np.abs(heads), axis=-1)[..., -KEPT, None]
    steps = np.abs(heads).max(axis=-1, keepdims=True) / 127
    return np.round(np.where(np.abs(heads) >= small, heads, 0.0) / steps) * steps


def _listed(heads: np.ndarray) -> list[tuple[Head, Head]]:
    return [(Head(said.tolist()), Head(contrary.tolist())) for said, contrary in zip(*heads, strict=True)]


def learn_judge(rows: list[Row], of: str) -> Judge:
    """Return a judge by the features `patterns` or `heads` of these rows."""
    table = np.array([getattr(row, of) for row in rows], float)
    labels = np.array([row.label for row in rows])
    worth = np.array([1.0 if row.answer.speaker in UNREAD else 0.5 for row in rows])  # patterns know the words of the others
    return Judge(*(_logistic(table, wanted, worth) for wanted in (labels > 0, labels == 2, labels < 0)))


def _logistic(table: np.ndarray, wanted: np.ndarray, worth: np.ndarray, penalty: float = 3.0) -> tuple[float, ...]:
    """Return a penalised logistic regression by Newton's method, on the table's own scale."""
    mean, spread = table.mean(0), table.std(0) + 1e-9
    inputs = np.hstack([(table - mean) / spread, np.ones((len(table), 1))])
    weights, fine = np.zeros(inputs.shape[1]), np.diag([penalty] * table.shape[1] + [0.0])
    for _ in range(25):
        odds = 1 / (1 + np.exp(-inputs @ weights))
        curvature = (inputs * (worth * odds * (1 - odds))[:, None]).T @ inputs + fine
        weights -= np.linalg.solve(curvature, inputs.T @ (worth * (odds - wanted)) + fine @ weights)
    slopes = weights[:-1] / spread
    return (*map(float, np.round(slopes, 6)), float(round(weights[-1] - slopes @ mean, 6)))


def learn() -> tuple[Weights, bytes, list[Row]]:
    """Return the header and the heads of the file, and the rows that the judges learned from."""
    places, chunks, rows, start = {}, [], [], 0
    for topic in sorted(rubrics()):
        lessons = Lessons(topic)
        rows += scored(topic, lessons)
        heads = _thinned(lessons.heads())
        for index, point in enumerate(lessons.points):
            steps = np.abs(heads[:, index]).max(axis=-1) / 127
            chunks.append(zlib.compress(np.round(heads[:, index] / steps[:, None]).astype(np.int8).tobytes(), 9))
            places[name_of(point)] = Place(start, len(chunks[-1]), tuple(map(float, steps)))
            start += len(chunks[-1])
        print(topic, file=sys.stderr, flush=True)
    return Weights(learn_judge(rows, "heads"), places), b"".join(chunks), rows


if __name__ == "__main__":
    header, heads, rows = learn()
    file = Path(shipped.__file__).parent / shipped.FILE
    if "--dry" not in sys.argv:
        file.write_bytes(pack(header, heads))
        print(file, file.stat().st_size)
    if "--rows" in sys.argv:
        import pickle

        Path(sys.argv[sys.argv.index("--rows") + 1]).write_bytes(
            pickle.dumps([(tuple(row.answer), row.point, row.patterns, row.heads, row.turned) for row in rows])
        )
