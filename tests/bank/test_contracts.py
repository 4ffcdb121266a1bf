"""Every question accepts its own key, rejects what is wrong, and is proved or cited; every text is there in both languages."""

import re

import msgspec
import pytest
import yaml

from dl_quiz.asking.keys import key_of
from dl_quiz.asking.pose import pose
from dl_quiz.asking.present import present
from dl_quiz.checking.lint import lint
from dl_quiz.checking.prove import prove_topic
from dl_quiz.course.draws import draws
from dl_quiz.grading.grade import grade
from dl_quiz.grading.letters import label, labels, read_picks
from dl_quiz.grading.number import is_near
from dl_quiz.nouns import LANGUAGES, Choose, IntervalKey, NumberKey, Select, Verdict
from dl_quiz.text.rounding import asked_rounding
from tests.answers import key_as_response
from tests.folded import folded

from . import COURSE, QUESTIONS, READINGS


def of_topics(names):
    return folded(names, by=lambda name: QUESTIONS[name][0])


every_question = of_topics(QUESTIONS)


def every(*kinds):
    return of_topics([name for name, (_, question) in QUESTIONS.items() if question.kind in kinds])


every_topic = pytest.mark.parametrize("topic", READINGS)


def posings(name):
    topic, question = QUESTIONS[name]
    reading = READINGS[topic]
    if not question.draw:
        return [pose(reading, question, seed) for seed in range(3)]
    every = list(draws(question))
    return [pose(reading, question, 0).redrawn(drawn) for drawn in every[:: max(1, len(every) // 8)]]


def graded(posed, response):
    return grade(key_of(COURSE, posed), response)


def test_the_course_has_no_problem():
    assert [f"{problem.location(COURSE.root)}: {problem.en}" for problem in lint(COURSE)] == []


@every_question
def test_a_question_accepts_its_own_key(name):
    for posed in posings(name):
        verdict = graded(posed, key_as_response(COURSE, posed))
        assert isinstance(verdict, Verdict) and verdict.score == 1.0, (posed.drawn, verdict)


@every("number", "predict")
def test_the_key_rounded_as_the_question_asks_is_accepted(name):
    for posed in posings(name):
        key = key_of(COURSE, posed)
        rounding = asked_rounding(posed.question.ask)
        if isinstance(key, NumberKey) and rounding is not None:
            typed = f"{key.value:.{rounding.count - 1}e}" if rounding.significant else f"{key.value:.{rounding.count}f}"
            assert grade(key, typed).score == 1.0, (posed.drawn, typed, key.value)


@every("choose", "select", "predict", "order")
def test_what_is_shown_may_be_given_back_as_it_is_shown(name):
    posed = posings(name)[0]
    key = key_of(COURSE, posed)
    if isinstance(key, NumberKey):
        return
    for language in LANGUAGES:
        shown = [f"{label(place)}) {choice.of(language)}" for place, choice in enumerate(present(posed).choices)]
        for wordings in ([one.of(language) for one in present(posed).choices], shown):
            earned = graded(posed, tuple(wordings)), graded(posed, "\n".join(wordings))
            assert [one.read_as if isinstance(one, Verdict) else "" for one in earned] == [read_all(key, len(shown))] * 2
        for place, line in enumerate(shown):
            assert read_picks(line, [choice.of(language) for choice in present(posed).choices]) == (place,)


def read_all(key, count):
    """Return how an answer is read that names everything in the order shown; one that may name one only is not read."""
    return (
        ""
        if isinstance(key, Choose | IntervalKey)
        else labels(tuple(range(count)))
        if isinstance(key, Select)
        else "".join(map(label, range(count)))
    )


@every("choose", "predict")
def test_a_question_rejects_each_wrong_option_and_says_why(name):
    for posed in posings(name):
        key = key_of(COURSE, posed)
        for place, option in enumerate(key.options if isinstance(key, Choose | IntervalKey) else ()):
            if not option.right:
                verdict = grade(key, label(place))
                assert verdict.score == 0.0
                assert verdict.remarks == (option.because,)


@every("select")
def test_a_select_rewards_neither_everything_nor_a_wrong_tick(name):
    key = key_of(COURSE, posings(name)[0])
    assert grade(key, tuple(label(place) for place in range(len(key.options)))).score == 0.0
    for place, option in enumerate(key.options):
        if not option.right:
            assert grade(key, label(place)).score == 0.0


@of_topics([name for name, (_, question) in QUESTIONS.items() if getattr(question.answer, "slips", ())])
def test_each_slip_is_recognised_as_that_slip(name):
    topic, question = QUESTIONS[name]
    met = 0
    for drawn in draws(question):
        key = key_of(COURSE, pose(READINGS[topic], question, 0).redrawn(drawn))
        for wrong, _ in key.slips:
            verdict = grade(key, wrong)
            assert verdict.score == 0.0
            assert verdict.rule == "a known slip"
            assert verdict.remarks[0] in [because for other, because in key.slips if is_near(other, wrong, key.within, key.relative)]
            met += 1
    assert met


@every("phrase")
def test_misheard_phrases_get_their_own_remark(name):
    key = key_of(COURSE, posings(name)[0])
    for alias in (*key.accept.en, *key.accept.zh):
        assert grade(key, alias).score == 1.0, alias
    for misheard in key.wrong:
        for alias in (*misheard.hear.en, *misheard.hear.zh):
            verdict = grade(key, alias)
            assert verdict.score == 0.0 and verdict.remarks == (misheard.because,), alias


def test_no_list_of_terms_is_right_for_more_than_its_own_question():
    keys = [key_of(COURSE, posings(name)[0]) for name, (_, question) in QUESTIONS.items() if question.kind == "phrase"]
    terms = sorted({min(key.accept.en, key=len) for key in keys}, key=len)
    for form in ("({})", "{}/", "{}, ", "{} or ", "{}；", "{} ", "{} aka ", "又称{}"):
        guesses = ""
        while terms and len(guesses + form.format(terms[0])) <= 200:
            guesses += form.format(terms[0])
            terms = [*terms[1:], terms[0]]
        assert sum(isinstance(verdict := grade(key, guesses), Verdict) and verdict.right for key in keys) == 0, guesses


@every_topic
def test_every_proof_holds_and_every_key_can_be_computed(topic):
    problems = [problem for proven in prove_topic(COURSE, topic) for problem in proven.problems]
    assert [f"{problem.location(COURSE.root)}: {problem.en}" for problem in problems] == []


@every_topic
def test_a_topic_reads_the_same_without_the_c_loader(topic):
    assert yaml.safe_load(COURSE.path_of(topic).read_text(encoding="utf-8")) == yaml.load(
        COURSE.path_of(topic).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )


def test_the_outlines_agree_with_the_topics():
    assert [outline.id for outline in COURSE.outlines] == list(READINGS)
    for outline in COURSE.outlines:
        whole = READINGS[outline.id].topic
        assert (outline.title, outline.interview, outline.demo) == (whole.title, whole.interview, whole.demo)
        assert [(q.id, q.level, q.kind) for q in outline.questions] == [(q.id, q.level, q.kind) for q in whole.questions]


CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;?!][\u4e00-\u9fff]")


def texts(value, place=""):
    """Yield every text of a struct, with where it stands."""
    if isinstance(value, dict):
        if set(value) == {"en", "zh"} and isinstance(value["en"], str):
            yield place, value
        else:
            for key, item in value.items():
                yield from texts(item, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from texts(item, f"{place}[{index}]")


@every_topic
def test_every_text_is_in_both_languages(topic):
    for place, text in texts(msgspec.to_builtins(READINGS[topic].topic)):
        assert text["en"].strip() and text["zh"].strip(), place
        assert not CHINESE.search(text["en"]), f"{place}: {text['en']}"
        if len(re.findall(r"[A-Za-z]{3,}", text["en"])) > 6:
            assert CHINESE.search(text["zh"]), f"{place}: {text['zh']}"
        assert not HALF_WIDTH.search(text["zh"]), f"{place}: half-width punctuation in {text['zh']}"


@every_topic
def test_templates_fill_every_name(topic):
    for question in READINGS[topic].topic.questions:
        if question.draw:
            names = {**pose(READINGS[topic], question, 1).drawn, "key": 1.0}
            for text in (question.ask, question.hint, question.explain):
                assert not re.search(r"\{[a-z_]+\}", text.format(**names).en)


def test_what_is_asked_can_be_answered_without_having_seen_a_scene():
    named = {name: question.ask for name, (_, question) in QUESTIONS.items()}
    assert [
        name for name, ask in named.items() if re.search(r"\b[Ss]cenes?\b|\bdemos?\b", ask.en) or re.search("场景[ 里中`]|演示", ask.zh)
    ] == []


def test_no_number_runs_into_what_is_drawn():
    """`4{width}` would read as 41024."""
    texts = {name: msgspec.json.encode(question).decode() for name, (_, question) in QUESTIONS.items() if question.draw}
    assert [name for name, text in texts.items() if re.search(r"[0-9]\{[a-z]|[a-z]\}[0-9]", text)] == []
