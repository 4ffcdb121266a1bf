"""GIFT as teachers and Moodle write it: each kind read, each thing that has no place told with its line, nothing read wrongly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.exchange.course import course_of
from dl_quiz.exchange.from_gift import read_gift

KINDS = {
    "one right": ("Q? {=a ~b ~c}", {"choose": [{"say": "a", "right": True}, "b", "c"]}),
    "with feedback": ("Q? {=a#yes ~b#no}", {"choose": [{"say": "a", "right": True, "because": "yes"}, {"say": "b", "because": "no"}]}),
    "over several lines": ("Q? {\n~b\n=a\n\t~c\n}", {"choose": ["b", {"say": "a", "right": True}, "c"]}),
    "several right": ("Q? {~%50%a ~%50%b ~%-100%c ~d}", {"select": [{"say": "a", "right": True}, {"say": "b", "right": True}, "c", "d"]}),
    "true": ("Q? {T}", {"choose": [{"say": "True", "right": True}, "False"]}),
    "false with feedback": (
        "Q? {FALSE#wrong#right}",
        {"choose": [{"say": "True", "because": "wrong"}, {"say": "False", "right": True}], "explain": "right"},
    ),
    "true in Chinese": ("对吗？{TRUE}", {"choose": [{"say": "对", "right": True}, "错"]}),
    "a number": ("Q? {#3}", {"number": 3}),
    "a number within": ("Q? {#-3.5:0.25}", {"number": {"key": -3.5, "within": 0.25}}),
    "a range": ("Q? {#1.5..2.5}", {"number": {"key": 2, "within": 0.5}}),
    "a number with an equals sign": ("Q? {#=1e3:1#so}", {"number": {"key": 1000, "within": 1.0}, "explain": "so"}),
    "a term": ("Q? {=a b =c}", {"phrase": ["a b", "c"]}),
    "a term and a known mistake": ("Q? {=a =%0%b#no}", {"phrase": {"accept": ["a"], "wrong": [{"hear": ["b"], "because": "no"}]}}),
    "general feedback": ("Q? {=a ~b ####since}", {"choose": [{"say": "a", "right": True}, "b"], "explain": "since"}),
    "escapes": (r"A\: \{x\} \# \\ {=p\=1 ~q\~2}", {"choose": [{"say": "p=1", "right": True}, "q~2"]}),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_question_of_each_kind_is_read(name):
    text, data = KINDS[name]
    drafts = read_gift(text)
    assert drafts.left == ()
    (draft,) = drafts.questions
    assert {key: value for key, value in draft.data.items() if key != "ask"} == data


@pytest.mark.parametrize(
    ("text", "ask", "name"),
    [
        ("::T\\:1::Q? {=a ~b}", "Q?", "T:1"),
        ("// not this\n::T::\n// nor this\nQ? {=a ~b}", "Q?", "T"),
        ("[html]<p>2 &lt; 3</p> {=a ~b}", "2 < 3", ""),
        ("[markdown]*x* {=a ~b}", "*x*", ""),
        ("The {=a ~b} jumps.", "The ____ jumps.", ""),
        (r"A \{b\} \~ \= \# \: \\ c\nd {=a ~b}", "A {b} ~ = # : \\ c\nd", ""),
        ("1 < 2 and 3 > 2 {=a ~b}", "1 < 2 and 3 > 2", ""),
    ],
)
def test_the_text_and_the_name_are_read(text, ask, name):
    (draft,) = read_gift(text).questions
    assert (draft.data["ask"], draft.name) == (ask, name)


@pytest.mark.parametrize(
    ("text", "line", "en", "zh"),
    [
        ("Q {=a ~b}\n\n// c\nMatch {=a -> b =c -> d}", 4, "matching has no kind here", "配对题在这里没有对应的题型"),
        ("Essay {}", 1, "an essay cannot be graded here", "作文题在这里无法判分"),
        ("\n\nOnly a text", 3, "a text without an answer has no kind here", "没有答案的说明文字，这里没有对应的题型"),
        ("Open { =a", 1, "a text without an answer has no kind here", "没有答案的说明文字，这里没有对应的题型"),
        ("{=a ~b}", 1, "a question without a text", "没有题干的题"),
        ("Q {=a =b ~c}", 1, "its right answers cannot be told: one =, or ~ with weights", "看不出哪些答案正确：应有一个 =，或带权重的 ~"),
        ("Q {~a ~b}", 1, "its right answers cannot be told: one =, or ~ with weights", "看不出哪些答案正确：应有一个 =，或带权重的 ~"),
        ("Q {#three}", 1, "its number cannot be read", "读不出它的数值"),
        ("Q {=%50%a}", 1, "no answer of it is wholly right", "没有完全正确的答案"),
        ("Q {=a ~%50%b}", 1, "the question was taken over, but not the 50% for “b”", "题目已导入，但没有保留“b”的 50% 得分"),
        ("Q {=a =%40%b}", 1, "the question was taken over, but not the 40% for “b”", "题目已导入，但没有保留“b”的 40% 得分"),
        ("Q {#=3 =%20%4}", 1, "the question was taken over, but not the 20% for “4”", "题目已导入，但没有保留“4”的 20% 得分"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_is_told_with_its_line(text, line, en, zh):
    (left,) = read_gift(text).left
    assert (left.line, left.why.en, left.why.zh) == (line, en, zh)


def test_categories_are_topics():
    text = "A {T}\n\n$CATEGORY: $course$/top/One\n\nB {T}\n$CATEGORY: 二\nC {T}\n"
    assert [(draft.topic, draft.line) for draft in read_gift(text).questions] == [("", 1), ("top/One", 5), ("二", 7)]
    made = course_of(read_gift(text), "My quiz")
    assert list(made.topics) == ["my-quiz", "one", "my-quiz-2"] and "title: 二" in made.topics["my-quiz-2"]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("a =~{}#%:\\n\n->T.5[]$/<>&;三"), max_size=60))
def test_no_text_breaks_the_reader_and_what_is_written_can_be_read(text):
    made = course_of(read_gift(text), "any")
    assert made.count >= 0 and all(1 <= left.line <= text.count("\n") + 1 for left in made.left)
