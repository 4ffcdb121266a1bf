"""Ten evenings played through with a moved clock: each evening's choice makes sense to a person, with a plan and without."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count

import pytest

from dl_quiz.learner.journal import Journal
from dl_quiz.memory.practice import Learner
from dl_quiz.memory.recall import nights, recall
from dl_quiz.terminal.quiz import Quiz
from tests.program import run_in_process

TOPICS, QUESTIONS, MINUTES = 8, 12, 10
FIRST = datetime(2026, 11, 28, 19, 30, tzinfo=UTC)
BY = FIRST + timedelta(days=10)
ANSWERING = 27.0
_QUESTION = (
    "  - {{id: q{place:02}, level: {level}, ask: Question {place} of {topic}?, phrase: {{accept: [seven]}}, explain: It is seven.}}\n"
)


def course_in(folder):
    """Write a course of 8 topics with 12 questions, all of which have one answer; return its folder."""
    questions = folder / "course" / "questions"
    questions.mkdir(parents=True)
    (questions / "course.yaml").write_text("title: Eight topics\nformat: 2\nlanguages: [en]\n")
    for number in range(TOPICS):
        topic = f"topic-{number}"
        asked = "".join(_QUESTION.format(place=place, level=1 + place % 3, topic=topic) for place in range(QUESTIONS))
        (questions / f"{topic}.yaml").write_text(f"title: Topic {number}\nask: What about it?\nquestions:\n{asked}")
    return folder / "course"


class Evenings:
    """A learner whose clock is moved, and who answers three of five questions right."""

    def __init__(self, folder, monkeypatch):
        self.folder, self.course, self.now = folder, course_in(folder), FIRST
        seconds = count(step=ANSWERING)
        monkeypatch.setattr("dl_quiz.learner.clock.now", self._tick)
        monkeypatch.setattr("dl_quiz.terminal.quiz.Quiz", partial(Quiz, clock=lambda: next(seconds)))
        self.right = (turn % 5 < 3 for turn in count())

    def _tick(self):
        self.now += timedelta(seconds=1)
        return self.now

    def run(self, *words, typed=None):
        done = run_in_process(*words, "--course", self.course, typed=typed, home=self.folder / "home", columns=200)
        assert done.code in (0, 130), done.err
        return done.out

    def to(self, evening):
        """Move the clock to an evening, not always at the same minute."""
        self.now = FIRST + timedelta(days=evening, minutes=-35 * (evening % 3))

    @property
    def attempts(self):
        path = self.folder / "home" / "journal.sqlite"
        return list(Journal(path).attempts()) if path.exists() else []

    def sit(self, *words):
        """Sit a quiz to its end; return what it said, and the questions that were answered, in their order."""
        before = len(self.attempts)
        out = self.run(
            *words, typed=[line for _, right in zip(range(60), self.right, strict=False) for line in ("seven" if right else "ten", "")]
        )
        return out, [one.question for one in self.attempts[before:]]


@pytest.fixture(params=range(2))
def evenings(tmp_path, monkeypatch, request):
    random.seed(request.param)  # a quiz without a seed takes one by chance
    return Evenings(tmp_path, monkeypatch)


def topics(questions):
    return Counter(question.partition("/")[0] for question in questions)


def level(question):
    return 1 + int(question[-2:]) % 3


def test_ten_evenings_with_a_plan(evenings):
    evenings.run("plan", "--by", f"{BY:%Y-%m-%d}", "--minutes", MINUTES)
    met, again = set(), []
    for evening in range(10):
        evenings.to(evening)
        home = evenings.run()
        until = "The interview is tomorrow." if evening == 9 else f"{10 - evening} days until the interview on Dec 8."
        assert f"{until} Today: " in home
        memory, now = recall(evenings.attempts, evenings.now), evenings.now
        out, asked = evenings.sit("quiz")
        old, new = [one for one in asked if one in met], [one for one in asked if one not in met]
        said = re.search(r"Today's part of your plan until Dec 8: (?:(\d+) again, )?(?:(\d+) new, )?about (\d+) min\.", out)
        assert (len(old), len(new)) == (int(said[1] or 0), int(said[2] or 0)) and int(said[3]) <= MINUTES
        assert f"Today: {said[0].partition(': ')[2]}" in home

        assert asked == old + new, "what is asked again comes before what is new"
        assert len(asked) == len(set(asked)), "nothing is asked twice on one evening"
        last = [one for one in evenings.attempts if one.at >= now]
        took = sum(one.seconds + (10 if one.score == 1 else 30) for one in last)
        assert MINUTES * 60 * 0.7 <= took <= MINUTES * 60 * 1.3, "the time is used, and kept"
        assert max(topics(asked).values()) <= 4, "topics are spread"
        assert old == [] or min(nights(memory[one].last, now) for one in old) > 0
        if old:
            _would_be_forgotten(Learner(memory, now), old, days=10 - evening)
        met |= set(asked)
        again.append(len(old))
        if evening == 0:
            assert len(topics(asked)) == TOPICS and {level(one) for one in asked[:TOPICS]} == {1}, (
                "a newcomer meets all topics, easy ones first"
            )
        if evening == 2:
            assert min(topics(met).values()) >= 3, "no topic is left behind"
    assert len(met) >= TOPICS * QUESTIONS * 2 / 3, "most of the course was met"
    assert again[0] == 0 and min(again[2:]) >= 2, "every later evening brings back what would be forgotten"


def _would_be_forgotten(learner, old, days):
    """Assert that what comes again is what is less known on the date than what was met and does not come again."""
    chances = {one: learner.chance(one, days) for one in learner.memory}
    left = [chance for one, chance in chances.items() if one not in old]
    assert sum(chances[one] for one in old) / len(old) < sum(left) / len(left)


def test_after_the_evening_and_after_the_date_it_says_so(evenings):
    evenings.run("plan", "--by", f"{BY:%Y-%m-%d}", "--minutes", MINUTES)
    evenings.sit("quiz")
    assert re.search(r"10 days until the interview on Dec 8\. Today: (done \(\d+ of 10 min\)|[12] new, about [12] min)\.", evenings.run())
    evenings.sit("quiz", "-n", "3")
    assert "Today: done (" in evenings.run()
    out, asked = evenings.sit("quiz")
    assert len(asked) == 10 and re.search(r"Today's part of your plan is done \(1\d of 10 min\); this is extra\.", out)
    evenings.to(10)
    assert "The interview is today. Until then: " in evenings.run()
    evenings.to(11)
    out = evenings.run()
    assert "The date of your plan is past (Dec 8). Plan anew: dl-quiz plan --by DATE" in " ".join(out.split())
    out, asked = evenings.sit("quiz")
    assert "plan" not in out and len(asked) == 10


def test_ten_evenings_without_a_plan(evenings):
    for evening in range(10):
        evenings.to(evening)
        before = recall(evenings.attempts, evenings.now)
        due = {question for question, one in before.items() if one.is_due(evenings.now)}
        out, asked = evenings.sit("quiz", "-n", "12")
        assert len(asked) == 12 and "about" not in out
        first = asked[: len(due)]
        assert due.issuperset(first), "what is due comes before all else"
        rest = asked[len(due) :]
        assert all(one not in before for one in rest), "then what is new"
        if evening == 0:
            assert len(topics(asked)) == TOPICS
        elif len(due) < 12:
            missed = {question for question, one in before.items() if one.score < 1 and nights(one.last, evenings.now)}
            assert missed <= set(first), "what was missed comes back on the next evening"
    assert min(topics(one.question for one in evenings.attempts).values()) >= 8


def test_a_review_asks_what_is_due_and_is_honest_when_nothing_is(evenings):
    assert "There is nothing to review yet: no question was answered. Begin: dl-quiz quiz" in evenings.run("review", typed=[])
    _, first = evenings.sit("quiz", "-n", "5")
    out = " ".join(evenings.run("review", typed=[]).split())
    assert "Nothing is due now. Next: 2 on Nov 29. New ones: dl-quiz quiz --new" in out
    evenings.to(1)
    out, asked = evenings.sit("review")
    assert "Due: 2; what has waited longest comes first." in out
    assert sorted(asked) == sorted(first[3:]), "the two that were missed"
    evenings.run("plan", "--by", f"{BY:%Y-%m-%d}", "--minutes", MINUTES)
    evenings.to(4)
    out, asked = evenings.sit("review", "-n", "2")
    assert "Forgotten by Dec 8 if left alone: 5; what gains most comes first." in out
    assert len(asked) == 2 and set(asked) <= set(first)
