"""What the choice of questions is worth on the date, in simulation: python -m tests.benchmarks.planning [--learners 200] [--days 7 14 30].

The model. A learner has 460 questions on 30 topics, some days until the date, and 30 minutes a day (60 where there are three days).
Each has a pace of their own (lognormal, σ .25) at which a right answer takes 35 s and a wrong one, with its explanation, 60 s; each answer
takes longer or shorter by chance (σ .3). A question that was never met is answered right with the learner's own unprepared chance: Beta(2, 3)
a learner, ± .18 a topic, ± .1 a question, between .02 and .98. After that, memory is one of two, neither of which the engine knows:

- `fsrs`: FSRS-6 by the package of its authors, each learner's weights × lognormal σ .3, initial stabilities × σ .4, decay × σ .2,
  within the bounds of the package;
- `power`: no FSRS: R = (1 + days/τ)^−d with a decay d of the question's own (lognormal about .3, σ .4); a first right answer leaves
  τ about 2.5 days, a wrong one .3 (σ .5); a right one later makes τ grow by 1 + 4·(1 − R)^½ (σ .3), a wrong one halves it and leaves at least .3.

The bars: over `unseen first` at least +.03 with an interval above +.02, over `due first` at least +.08, the weakest topic no lower than
under `unseen first`.

Measured on the day after the last evening: the mean chance of a right answer over all 460 questions (one never met: the unprepared
chance), and the same for the weakest topic. Every rule meets the same learners; differences are paired, with 95 % intervals.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from statistics import mean, stdev

from fsrs import Card, Scheduler
from fsrs import Rating as Packaged
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from dl_quiz.memory.forgetting import WEIGHTS, Rating
from dl_quiz.memory.practice import Candidate, Learner, practice
from dl_quiz.memory.recall import Recall, answered
from tests.attempts import NOON

QUESTIONS, TOPICS = 460, 30
RIGHT, WRONG = 35.0, 60.0
DAY = timedelta(days=1)
CANDIDATES = tuple(Candidate(f"t{place % TOPICS:02}/q{place:03}", 1 + place // TOPICS % 3) for place in range(QUESTIONS))


class Fsrs:
    """A learner's memory by the package, with weights of their own."""

    def __init__(self, luck: random.Random) -> None:
        spread = [0.4] * 4 + [0.3] * 16 + [0.2]
        drawn = (weight * luck.lognormvariate(0, sigma) for weight, sigma in zip(WEIGHTS, spread, strict=True))
        bounded = [min(max(*each), top) for *each, top in zip(drawn, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)]
        self.scheduler = Scheduler(bounded, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.cards: dict[str, Card] = {}

    def chance(self, question: str, at: datetime) -> float:
        """Return the chance of a right answer to a question that was met."""
        return float(self.scheduler.get_card_retrievability(self.cards[question], at))

    def answered(self, question: str, at: datetime, *, right: bool) -> None:
        """Take in an answer."""
        card = self.cards.get(question) or Card(1)
        self.cards[question], _ = self.scheduler.review_card(card, Packaged.Good if right else Packaged.Again, at)


class Power:
    """A learner's memory by power laws, each question with a decay of its own."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck
        self.kept: dict[str, tuple[float, datetime]] = {}
        self.decay: dict[str, float] = {}

    def chance(self, question: str, at: datetime) -> float:
        """Return the chance of a right answer to a question that was met."""
        tau, last = self.kept[question]
        return float((1 + (at - last) / DAY / tau) ** -self.decay[question])

    def answered(self, question: str, at: datetime, *, right: bool) -> None:
        """Take in an answer."""
        if question not in self.kept:
            self.decay[question] = 0.3 * self.luck.lognormvariate(0, 0.4)
            tau = (2.5 if right else 0.3) * self.luck.lognormvariate(0, 0.5)
        else:
            tau = self.kept[question][0]
            grown = 1 + 4 * math.sqrt(1 - self.chance(question, at)) * self.luck.lognormvariate(0, 0.3)
            tau = tau * grown if right else max(tau / 2, 0.3)
        self.kept[question] = tau, at


MODELS: dict[str, Callable[[random.Random], Fsrs | Power]] = {"fsrs": Fsrs, "power": Power}


@dataclass
class Person:
    """A simulated learner: what they truly know, and what the engine remembers of them."""

    model: str
    seed: int
    now: datetime = NOON
    memory: dict[str, Recall] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Draw what the learner is like."""
        luck = random.Random(f"{self.model}:{self.seed}")
        own = luck.betavariate(2, 3)
        topics = {f"t{place:02}": luck.gauss(0, 0.18) for place in range(TOPICS)}
        self.unprepared = {c.id: min(max(own + topics[c.topic] + luck.gauss(0, 0.1), 0.02), 0.98) for c in CANDIDATES}
        self.pace = luck.lognormvariate(0, 0.25)
        self.truth = MODELS[self.model](luck)
        self.luck = random.Random(f"{self.model}:{self.seed}:answers")

    def chance(self, question: str) -> float:
        """Return the true chance of a right answer now."""
        return self.truth.chance(question, self.now) if question in self.memory else self.unprepared[question]

    def answer(self, question: str) -> float:
        """Answer a question; return the seconds that it took."""
        right = self.luck.random() < self.chance(question)
        seconds = (RIGHT if right else WRONG) * self.pace * self.luck.lognormvariate(0, 0.3)
        answering = max(seconds - (10.0 if right else 30.0), 1.0)  # what the program sees: not the reading of the explanation
        rating, before = Rating.GOOD if right else Rating.AGAIN, self.memory.get(question)
        self.memory[question] = answered(before, rating, self.now, score=float(right), seconds=answering)
        self.truth.answered(question, self.now, right=right)
        return seconds

    @property
    def known(self) -> tuple[float, float]:
        """Return the mean chance over all questions, and that over the weakest topic."""
        topics: dict[str, list[float]] = {}
        for candidate in CANDIDATES:
            topics.setdefault(candidate.topic, []).append(self.chance(candidate.id))
        return mean(chance for each in topics.values() for chance in each), min(map(mean, topics.values()))


Rule = Callable[[Person, int, float], Iterator[str]]


def at_random(person: Person, days: int, seconds: float) -> Iterator[str]:
    """Yield questions at random."""
    yield from (candidate.id for candidate in random.Random(f"{person.seed}:{days}").sample(CANDIDATES, QUESTIONS))


def unseen_first(person: Person, days: int, seconds: float) -> Iterator[str]:
    """Yield what `quiz` asked at first: never answered, then last answered wrong, a topic at a time; due never asked for."""
    order = random.Random(f"{person.seed}:{days}").sample(CANDIDATES, QUESTIONS)
    order.sort(key=lambda one: person.memory[one.id].score if one.id in person.memory else -1.0)
    turns: dict[str, int] = {}
    rounds = []
    for candidate in order:
        turns[candidate.topic] = turns.get(candidate.topic, 0) + 1
        rounds.append((turns[candidate.topic], candidate.id))
    yield from (question for _, question in sorted(rounds, key=lambda one: one[0]))


def due_first(person: Person, days: int, seconds: float) -> Iterator[str]:
    """Yield what a flash-card program asks: what is due, each again until it is right, then new ones."""
    due = sorted((one.due, question) for question, one in person.memory.items() if one.is_due(person.now))
    new = [candidate.id for candidate in random.Random(f"{person.seed}:{days}").sample(CANDIDATES, QUESTIONS)]
    for question in [*(question for _, question in due), *(question for question in new if question not in person.memory)]:
        yield question
        while person.memory[question].score < 1:
            yield question


def by_gain(person: Person, days: int, seconds: float) -> Iterator[str]:
    """Yield what the engine chooses under a plan."""
    chosen = practice(CANDIDATES, Learner(person.memory, person.now), days, seconds * 1.5)
    yield from (prospect.candidate.id for prospect in chosen)


RULES: dict[str, Rule] = {"random": at_random, "unseen first": unseen_first, "due first": due_first, "gain": by_gain}


def outcome(model: str, days: int, minutes: float, rule: str, seed: int) -> tuple[float, float]:
    """Return what a learner knows on the date, over all and in the weakest topic, after practising by a rule."""
    person = Person(model, seed)
    for evening in range(days):
        person.now = NOON + evening * DAY
        left = minutes * 60
        for question in RULES[rule](person, days - evening, left):
            if left <= 0:
                break
            left -= person.answer(question)
    person.now = NOON + days * DAY
    return person.known


def interval(values: list[float]) -> tuple[float, float]:
    """Return a mean, and half the width of its 95 % interval."""
    return mean(values), 1.96 * stdev(values) / math.sqrt(len(values))


def _verdict(rule: str, name: str, gained: float, half: float) -> str:
    """Return whether a bar is met, where there is one."""
    held = {
        ("unseen first", "all"): gained >= 0.03 and gained - half > 0.02,
        ("unseen first", "weakest"): gained + half >= 0,
        ("due first", "all"): gained >= 0.08,
    }.get((rule, name))
    return "" if held is None else " ✓" if held else " ✗"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--days", type=int, nargs="*", default=[3, 7, 14, 30])
    parser.add_argument("--models", nargs="*", default=list(MODELS))
    parser.add_argument("--first", type=int, default=10_000, help="the seed of the first learner")
    parser.add_argument("--rules", nargs="*", default=list(RULES))
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.jobs) as pool:
        for model in given.models:
            for days in given.days:
                seeds = range(given.first, given.first + given.learners)
                known = {
                    r: list(pool.map(partial(outcome, model, days, 60 if days == 3 else 30, r), seeds, chunksize=5)) for r in given.rules
                }
                print(f"{model}, {days} days, {given.learners} learners", flush=True)
                for rule, each in known.items():
                    line = f"  {rule:13} all {mean(o for o, _ in each):.3f}  weakest topic {mean(w for _, w in each):.3f}"
                    for place, name in ((0, "all"), (1, "weakest")):
                        if rule != "gain" and "gain" in known:
                            gained, half = interval([g[place] - o[place] for g, o in zip(known["gain"], each, strict=True)])
                            line += f"   gain − it, {name}: {gained:+.3f} ± {half:.3f}{_verdict(rule, name, gained, half)}"
                    print(line, flush=True)


if __name__ == "__main__":
    main()
