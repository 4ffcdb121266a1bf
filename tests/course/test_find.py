"""What a person types finds what is meant: ids, numbers, demos, titles in both languages, and unambiguous parts of them."""

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.course.find import find_demo, find_exercise, find_question, find_scene, find_topic
from dl_quiz.errors import UsageError
from tests.courses import SMALL

OURS, COURSE = open_course(), open_course(SMALL)


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("dropout", "dropout"),
        ("5", "conv-operation"),
        ("５", "conv-operation"),
        ("conv", "conv-operation"),
        ("CONV-Operation", "conv-operation"),
        ("conv operation", "conv-operation"),
        ("conv_op", "conv-operation"),
        ("the convolution operation", "conv-operation"),
        ("convolution op", "conv-operation"),
        ("卷积操作", "conv-operation"),
        ("卷积 操作", "conv-operation"),
        ("卷積操作", "conv-operation"),
        ("前向", "forward-backward"),
        ("反向传播", "forward-backward"),
        ("随机失活", "dropout"),
        ("normalisation: the transform", "batchnorm-transform"),
        ("归一化：变换", "batchnorm-transform"),
        ("penalties", "reg-penalties"),
        ("optim", "optimizers"),
    ],
)
def test_a_topic_is_found_by_any_of_its_names(typed, topic):
    assert find_topic(OURS, typed) == topic


@pytest.mark.parametrize("name", ["id", "number", "demo", "english", "chinese"])
def test_every_topic_is_found_by_every_whole_name(name):
    for one in OURS.outlines:
        whole = {"id": one.id, "number": str(one.interview), "demo": one.demo, "english": one.title.en, "chinese": one.title.zh}
        assert find_topic(OURS, whole[name]) == one.id


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        (
            "batch norm",
            "“batch norm” could be batchnorm-transform (Batch normalisation: the transform), "
            "batchnorm-training (Batch normalisation: its effect on training); type more of it",
            "“batch norm”可能是 batchnorm-transform（批量归一化：变换本身）、batchnorm-training（批量归一化：对训练的影响）；请输入得更完整些",
        ),
        ("droput", "there is no topic “droput”; did you mean dropout?", "没有名为“droput”的主题；是否想写 dropout？"),
        (
            "momentum",
            "there is no topic “momentum”; see: dl-quiz topics, or look for it: dl-quiz search momentum",
            "没有名为“momentum”的主题；请看：dl-quiz topics，或查找：dl-quiz search momentum",
        ),
        ("x" * 41, f"there is no topic “{'x' * 41}”; see: dl-quiz topics", f"没有名为“{'x' * 41}”的主题；请看：dl-quiz topics"),
    ],
)
def test_what_is_not_found_is_told_with_what_may_be_meant(typed, en, zh):
    with pytest.raises(UsageError) as told:
        find_topic(OURS, typed)
    assert (told.value.text.en, told.value.text.zh) == (en, zh)


@pytest.mark.parametrize("typed", ["", " ", "-", "\x1b[31m", "a", "的"])
def test_next_to_nothing_finds_nothing_alone(typed):
    with pytest.raises(UsageError):
        find_topic(OURS, typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("adding/name", ("adding", "name")),
        ("adding/na", ("adding", "name")),
        ("加法/commutes", ("adding", "commutes")),
        ("1/comm", ("adding", "commutes")),
        ("adding/mutes", ("adding", "commutes")),
        ("adding", ("adding", None)),
        ("adding/", ("adding", None)),
    ],
)
def test_a_question_is_found_in_its_topic(typed, found):
    topic, question = find_question(COURSE, typed)
    assert (topic, question.id if question else None) == found


def test_every_question_is_found_by_its_own_text_in_both_languages():
    for topic in ("dropout", "conv-operation"):
        for question in OURS.read(topic).topic.questions:
            for text in (question.ask.en, question.ask.zh):
                assert find_question(OURS, f"{topic}/{text}")[1] == question


def test_several_questions_are_listed():
    with pytest.raises(UsageError) as told:
        find_question(COURSE, "adding/what")
    assert told.value.text.en == "“what” could be what-prints, what-falls; type more of it"


@pytest.mark.parametrize(
    ("typed", "demo"),
    [("add", "add"), ("pictures", "pictures"), ("pic", "pictures"), ("adding", "add"), ("2", "pictures"), ("加法", "add"), ("图画", "pictures"), ("Addi", "add")],
)  # fmt: skip
def test_a_demo_is_found_by_its_names_and_its_topic_s(typed, demo):
    assert find_demo(COURSE, typed).name == demo


@pytest.mark.parametrize(
    ("typed", "scene"), [("count", "count"), ("cou", "count"), ("往后数", "count"), ("Add what", "luck"), ("随机数", "luck")]
)
def test_a_scene_is_found_by_its_name_and_its_title(typed, scene):
    assert find_scene(COURSE.demo("add"), typed).name == scene


def test_scenes_that_may_be_meant_are_listed_with_their_titles():
    with pytest.raises(UsageError) as told:
        find_scene(COURSE.demo("pictures"), "图")
    assert told.value.text.zh == "“图”可能是 histograms（直方图：一个偏斜，一个均匀）、film（动画：窗口在图像上滑动）；请输入得更完整些"


def test_every_scene_is_found_by_its_titles():
    for name in OURS.code.demos:
        demo = OURS.demo(name)
        for scene in demo.scenes:
            for title in (scene.title.en, scene.title.zh):
                assert find_scene(demo, title) == scene


@pytest.mark.parametrize("typed", ["softmax cross entropy", "交叉熵", "softmax_cross_entropy"])
def test_an_exercise_is_found_by_its_function_and_its_title(typed):
    assert "cross-entropy" in find_exercise(OURS, typed)[1]
