"""An interview is a fold over replies: what was heard, probed and marked, and what is next."""

import itertools
from datetime import UTC, datetime

import msgspec
import pytest

from dl_quiz.asking.interview import begin, choose_topics
from dl_quiz.asking.turns import Confirming, Following, Listening, Marking, Opening, Probing, Ticking
from dl_quiz.course.course import open_course
from dl_quiz.memory.recall import Recall
from dl_quiz.nouns import Heard, Hearing, Reply, Setting
from tests.courses import SMALL, copy_of_small, edit

COURSE = open_course(SMALL, trusted=True)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
POINT = """
  - id: {id}
    say: {{en: Point {id}., zh: 要点 {id}。}}
    probe: {{en: "What about it?", zh: 那又如何？}}
    hear: {{en: [[word {id}]], zh: [[词 {id}]]}}
    myth: {{en: Not {id}., zh: 并非 {id}。}}
    deny: {{en: [[contrary {id}]], zh: [[相反 {id}]]}}
    proof: {{demo: add, scene: count, check: sum}}"""
FOLLOW = """
  - level: {level}
    ask: {{en: "Level {level}?", zh: 第 {level} 级？}}
    answer: {{en: Yes., zh: 是。}}"""


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """The small course with five points and a follow-up of each level in one topic."""
    course = copy_of_small(tmp_path_factory.mktemp("wide"))
    path = course / "questions" / "adding.yaml"
    head, rest = path.read_text(encoding="utf-8").split("points:\n", 1)
    tail = rest[rest.index("sources:\n") :]
    points = "".join(POINT.format(id=name) for name in "abcde")
    follow_ups = "".join(FOLLOW.format(level=level) for level in (1, 2, 3))
    path.write_text(f"{head}points:{points}\nfollow_ups:{follow_ups}\n{tail}", encoding="utf-8")
    return open_course(course, trusted=True)


def setting(*topics, **changes):
    fields = {"id": "i" * 32, "at": NOON, "course": "", "language": "en", "topics": topics, "editions": {}, "minutes": 5.0}
    return Setting(**{**fields, **changes})


def said(text="something", seconds=1.0):
    return Reply(said=text, seconds=seconds)


def heard(**bands):
    return Hearing(heard=tuple(Heard(point, band, f"words of {point}") for point, band in bands.items()))


SKIP = Reply(skipped=True, seconds=1.0)
MISSED = dict.fromkeys("abcde", "missed")


def after(course, *events, topics=("adding",), **changes):
    return begin(course, setting(*topics, **changes), events)


def bands(interview):
    return [(one.id, one.band, one.probed) for one in interview.now.points]


def test_it_begins_with_the_open_question_and_then_listens_for_every_point(wide):
    assert after(wide).turn == Opening()
    turn = after(wide, said("my answer")).turn
    assert isinstance(turn, Listening)
    assert ([point.id for point in turn.points], turn.said) == (list("abcde"), "my answer")


def test_what_is_unsure_is_asked_before_anything_is_probed(wide):
    events = [said(), heard(**MISSED | {"c": "unsure", "e": "unsure"})]
    assert [(turn.point.id, turn.words) for turn in [after(wide, *events).turn]] == [("c", "words of c")]
    events.append(said("yes"))
    turn = after(wide, *events).turn
    assert isinstance(turn, Confirming) and turn.point.id == "e"
    events.append(said("no"))
    assert isinstance(after(wide, *events).turn, Probing)
    assert bands(after(wide, *events))[2::2] == [("c", "heard", False), ("e", "missed", False)]


def test_at_most_three_points_are_probed_the_most_basic_first(wide):
    interview = after(wide, said(), heard(**MISSED | {"b": "heard"}))
    probed = []
    while isinstance(interview.turn, Probing):
        probed.append(interview.turn.point.id)
        interview = interview.after(said()).after(heard())
    assert probed == ["a", "c", "d"]
    assert isinstance(interview.turn, Following)


def test_a_contradicted_point_is_probed_with_the_words_that_were_said_against_it(wide):
    turn = after(wide, said(), heard(**MISSED | {"a": "contradicted"})).turn
    assert (turn.point.id, turn.against) == ("a", "words of a")
    assert after(wide, said(), heard(**MISSED)).turn.against == ""


def test_a_reply_to_a_probe_is_heard_for_that_point_alone(wide):
    interview = after(wide, said(), heard(**MISSED), said("so"))
    assert [point.id for point in interview.turn.points] == ["a"]
    everything = dict.fromkeys("abcde", "heard")
    assert bands(interview.after(heard(**everything))) == [("a", "heard", True), *((name, "missed", False) for name in "bcde")]


@pytest.mark.parametrize(
    ("answer", "reply", "then", "band", "score"),
    [
        ("heard", None, None, "heard", 1.0),
        ("missed", "heard", None, "heard", 0.5),
        ("missed", "missed", None, "missed", 0.0),
        ("missed", "contradicted", None, "contradicted", 0.0),
        ("contradicted", "heard", None, "heard", 0.5),
        ("contradicted", "missed", None, "contradicted", 0.0),
        ("missed", "unsure", "yes", "heard", 0.5),
        ("missed", "unsure", "no", "missed", 0.0),
        ("unsure", None, "yes", "heard", 1.0),
    ],
)
def test_what_a_point_earns(wide, answer, reply, then, band, score):
    events = [said(), heard(**dict.fromkeys("bcde", "heard") | {"a": answer})]
    events += [said(), heard(a=reply)] if reply else []
    events += [said(then)] if then else []
    point = after(wide, *events).now.points[0]
    assert (point.band, point.score) == (band, score)


def test_words_stay_with_what_they_carried(wide):
    interview = after(wide, said(), heard(**MISSED | {"a": "contradicted"}), said(), heard(a="missed"))
    assert interview.now.points[0].words == "words of a"


def test_a_probe_that_is_skipped_leaves_its_point_and_goes_on(wide):
    interview = after(wide, said(), heard(**MISSED), SKIP)
    assert (interview.turn.point.id, bands(interview)[0]) == ("b", ("a", "missed", True))


def test_a_point_without_a_probe_is_not_probed(tmp_path):
    course = open_course(edit(copy_of_small(tmp_path), '    probe: {en: "What comes out?", zh: 结果是什么？}\n', ""))
    interview = after(course, said(), heard(sum="missed"))
    assert isinstance(interview.turn, Following)


@pytest.mark.parametrize(("spoken", "level"), [(5, 3), (4, 3), (3, 2), (2, 2), (1, 1), (0, 1)])
def test_the_follow_up_is_harder_after_a_strong_answer_and_easier_after_a_weak_one(wide, spoken, level):
    interview = after(wide, said(), heard(**MISSED | dict.fromkeys("abcde"[:spoken], "heard")))
    while isinstance(interview.turn, Probing):
        interview = interview.after(SKIP)
    assert interview.turn.follow_up.level == level


def test_a_follow_up_is_answered_then_marked_and_then_it_is_over(wide):
    interview = after(wide, said(), heard(**dict.fromkeys("abcde", "heard")), said("an answer"))
    assert isinstance(interview.turn, Marking)
    over = interview.after(said("partly"))
    assert over.turn is None
    assert (over.card.topics[0].follow_up.mark, over.card.level) == ("partly", 2)
    assert interview.after(said("had")).card.level == 3
    assert interview.after(said("not")).card.level == 0


def test_a_follow_up_that_is_skipped_was_not_had(wide):
    over = after(wide, said(), heard(**dict.fromkeys("abcde", "heard")), SKIP)
    assert (over.turn, over.card.topics[0].follow_up.mark) == (None, "not")


def test_the_level_is_carried_to_the_next_question(wide):
    strong = [said(), heard(curve="heard", table="heard"), said(), said("had")]
    weak = [said(), heard(curve="missed", table="missed"), *[SKIP] * 3]
    for first, level in ((strong, 3), (weak, 1)):
        interview = after(wide, *first, topics=("charts", "adding"))
        while interview.now.reading.id == "charts":
            interview = interview.after(SKIP)
        assert interview.now.level == level


def test_a_question_that_is_skipped_is_not_scored_and_the_next_is_put(wide):
    interview = after(wide, SKIP, topics=("adding", "charts"))
    assert (interview.now.reading.id, interview.turn) == ("charts", Opening())
    assert (interview.card.of, interview.card.score, interview.card.topics[0].points) == (0, 0.0, ())


def test_aloud_the_points_are_ticked_and_none_is_probed(wide):
    interview = after(wide, said(""), aloud=True)
    assert isinstance(interview.turn, Ticking)
    interview = interview.after(said("a c"))
    assert isinstance(interview.turn, Following)
    assert [one.score for one in interview.now.points] == [1, 0, 1, 0, 0]


def test_time_is_the_sum_of_the_replies(wide):
    events = [said(seconds=90.0), heard(**dict.fromkeys("abcde", "heard")), said(seconds=30.5), said("had", seconds=2.0)]
    interview = after(wide, *events, minutes=2.0)
    assert (interview.seconds, interview.card.seconds, interview.card.given) == (122.5, 122.5, 120.0)


def test_an_event_that_does_not_belong_changes_nothing(wide):
    waiting, over = after(wide), after(wide, SKIP)
    assert waiting.after(heard(a="heard")) == waiting
    assert over.after(said()) == over
    listening = after(wide, said())
    assert listening.after(said("again")) == listening


def test_the_same_replies_give_the_same_interview_whole_or_in_parts(wide):
    events = [said(), heard(**MISSED | {"a": "unsure"}), said("no"), said(), heard(a="heard"), SKIP, SKIP, said(), said("had")]
    whole = after(wide, *events)
    for cut in range(len(events)):
        assert begin(wide, setting("adding"), itertools.chain(events[:cut], events[cut:])) == whole
    kept = msgspec.json.decode(msgspec.json.encode(whole.card), type=type(whole.card))
    assert kept == whole.card


def test_a_seed_decides_which_follow_up_is_put(wide):
    def asked(seed):
        return after(wide, said(), heard(), *[SKIP] * 3, seed=seed).turn.follow_up

    assert asked(3) == asked(3)


def test_topics_are_those_named_else_those_of_which_the_least_was_said():
    assert choose_topics(COURSE, ("charts", "adding", "charts"), None, 0, {}) == ("charts", "adding")
    known = {"charts/points/curve": Recall(1.0, NOON, NOON, 1.0, 5.0), "charts/points/table": Recall(1.0, NOON, NOON, 1.0, 5.0)}
    assert all(choose_topics(COURSE, (), 1, seed, known) == ("adding",) for seed in range(6))
    assert {choose_topics(COURSE, (), 1, seed, {}) for seed in range(12)} == {("adding",), ("charts",)}
