"""The results of a class: item analysis against SciPy, mistakes under one name for all, variants that come twice or not at all."""

import random

import msgspec
import pytest
from scipy.stats import pearsonr

from dl_quiz.asking.choose import choose_questions
from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.session import Selection
from dl_quiz.course.course import open_course
from dl_quiz.grading.grade import grade
from dl_quiz.sheets.grade import Terms, grade_sheet
from dl_quiz.sheets.mistakes import mistakes_of
from dl_quiz.sheets.moments import Moments
from dl_quiz.sheets.stream import Graded
from dl_quiz.sheets.tally import FEWEST, Tally
from dl_quiz.sheets.write import write_sheet
from tests.answers import key_as_response
from tests.courses import SMALL

COURSE = open_course(SMALL, trusted=True)


def posed_for(seed):
    return choose_questions(COURSE, Selection(topics=("adding",), seed=seed))


def graded(seed, skill, luck, where=None):
    """Return the sheet of a learner who knows an answer with some probability, and else answers 1."""
    posed = posed_for(seed)
    sheet = write_sheet(COURSE, posed, seed, "en")
    items = tuple(
        msgspec.structs.replace(item, answer=key_as_response(COURSE, one) if luck.random() < skill else "1")
        for item, one in zip(sheet.items, posed, strict=True)
    )
    report = grade_sheet(COURSE, msgspec.structs.replace(sheet, items=items), "s", Terms())
    return Graded(where or f"{seed}.yaml", 0, report)


def counted(class_, variants=None):
    tally = Tally(variants or {})
    return tally, list(tally.counted(class_))


def test_a_correlation_that_runs_is_the_one_of_scipy():
    luck = random.Random(2)
    pairs = [(luck.random(), luck.gauss()) for _ in range(50)]
    moments = Moments()
    for x, y in pairs:
        moments = moments.after(x, y)
    assert moments.correlation == pytest.approx(pearsonr(*zip(*pairs, strict=True)).statistic, abs=1e-12)
    assert Moments().after(1, 2).after(1, 3).correlation is None


def test_discrimination_is_the_correlation_with_the_rest_of_the_sheet():
    luck = random.Random(1)
    class_ = [graded(seed, seed / 30, luck) for seed in range(30)]
    tally, _ = counted(class_)
    scores = [{q.question: q.score for q in one.report.questions} for one in class_]
    for question in tally.questions():
        own = [one[question.question] for one in scores]
        rest = [(sum(one.values()) - one[question.question]) / (len(one) - 1) for one in scores]
        assert question.discrimination == pytest.approx(pearsonr(own, rest).statistic, abs=5e-4)
        assert question.right == pytest.approx(sum(score >= 1 for score in own) / 30, abs=1e-6)
        assert question.mean == pytest.approx(sum(own) / 30, abs=1e-6)
    assert [q.mean for q in tally.questions()] == sorted(q.mean for q in tally.questions())


def test_of_few_sheets_no_discrimination_is_told():
    luck = random.Random(1)
    for size, told in ((FEWEST - 1, False), (FEWEST, True)):
        tally, _ = counted([graded(seed, seed / 10, luck) for seed in range(size)])
        assert any(question.discrimination is not None for question in tally.questions()) == told


def mistakes_for(slug, seed, response):
    reading = COURSE.read("adding")
    posed = pose(reading, reading.question(slug), seed)
    key = key_of(COURSE, posed)
    verdict = grade(key, response(posed, key) if callable(response) else response)
    return mistakes_of(posed, key, verdict, "en")


def wrong_option(posed, key):
    return str(1 + next(place for place, option in enumerate(key.options) if not option.right))


@pytest.mark.parametrize("slug", [q.id for q in COURSE.read("adding").topic.questions if q.kind in ("choose", "select")])
def test_an_option_has_one_name_however_the_options_are_shuffled(slug):
    reading = COURSE.read("adding")
    options = reading.question(slug).answer.options
    for seed in range(8):
        for mistake in mistakes_for(slug, seed, wrong_option):
            place = int(mistake.id.split()[1]) - 1
            assert options[place].say.en in mistake.words
            assert options[place].right == mistake.id.endswith("left out")


def test_a_slip_has_one_name_whatever_was_drawn():
    names = {mistake.id for seed in range(12) for mistake in mistakes_for("sum-of-two", seed, lambda posed, key: key.slips[0][0])}
    assert names == {"slip 1"}


def test_a_right_answer_makes_no_mistake_and_a_number_of_no_kind_none_that_is_known():
    assert mistakes_for("sum-of-two", 1, lambda posed, key: key.value) == ()
    assert mistakes_for("sum-of-two", 1, "987654") == ()


def test_the_mistake_that_most_made_is_named_with_its_count():
    luck = random.Random(1)
    tally, _ = counted([graded(seed, 0.0, luck) for seed in range(12)])
    known = [question for question in tally.questions() if question.mistake]
    assert known and all(1 <= question.mistake.count <= 12 and question.mistake.words for question in known)


def test_a_variant_that_comes_twice_is_refused_and_one_that_does_not_come_is_missed():
    luck = random.Random(1)
    variants = {seed: write_sheet(COURSE, posed_for(seed), seed, "en") for seed in (1, 2, 3)}
    variants[3] = msgspec.structs.replace(variants[3], name="Cai")
    tally, passed = counted([graded(1, 1.0, luck, "a"), graded(1, 1.0, luck, "b"), Graded("c", 2)], variants)
    assert [one.report is not None for one in passed] == [True, False, False]
    en = "b: is the same variant as a, which was handed to one learner; find out whose answers these are, and keep one"
    assert (passed[1].error.en, passed[1].error.zh) == (en, "b：与 a 是同一份变体，而每份只发给一人；请核实是谁的答卷，只保留一份")
    assert passed[1].code == 2
    assert (tally.scores.count, tally.refused, tally.missing()) == (1, 2, ("seed 2", "Cai"))
