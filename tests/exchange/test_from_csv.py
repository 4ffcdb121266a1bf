"""Tables of questions as spreadsheets write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dl_quiz.exchange.course import course_of
from dl_quiz.exchange.drafts import distinct, language_of, slug_of, without_tags
from dl_quiz.exchange.from_csv import read_csv

CHOOSE = {"ask": "Q?", "choose": [{"say": "a", "right": True}, "b", "c"]}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Q?,a,b,c\n", CHOOSE),
        ("question,right,wrong,wrong\nQ?,a,b,c\n", CHOOSE),
        ("Question;Right;Wrong 1;Wrong 2;\nQ?;a;b;c;\n", CHOOSE),
        ("wrong1\twrong2\tanswer\task\nb\tc\ta\tQ?\n", CHOOSE),
        ("题目,正确答案,错误1,错误2\r\nQ?,a,b,c\r\n", CHOOSE),
        ("Q?,a,,\n", {"ask": "Q?", "phrase": ["a"]}),
        ("Q?,a|b\n", {"ask": "Q?", "phrase": ["a", "b"]}),
        ("Q?,a|b,c\n", {"ask": "Q?", "select": [{"say": "a", "right": True}, {"say": "b", "right": True}, "c"]}),
        ("Q?,42\n", {"ask": "Q?", "number": 42}),
        ("Q?,-0.5\n", {"ask": "Q?", "number": {"key": -0.5, "within": 5e-10}}),
        ('"Q, ""x""?",=1+1,@b\n', {"ask": 'Q, "x"?', "choose": [{"say": "=1+1", "right": True}, "@b"]}),
        ("question,right,hint,explanation,level\nQ?,a,h,e,3\n", {"level": 3, "ask": "Q?", "phrase": ["a"], "hint": "h", "explain": "e"}),
    ],
)
def test_a_row_is_read(text, data):
    drafts = read_csv(text)
    assert drafts.left == () and [draft.data for draft in drafts.questions] == [data]


def test_a_row_is_told_by_its_first_line():
    drafts = read_csv('question,right\n"two\nlines",a\n,b\n\nc,\nd,e\n')
    assert [draft.line for draft in drafts.questions] == [2, 7]
    assert [(left.line, left.why.en, left.why.zh) for left in drafts.left] == [
        (4, "has no question, or no right answer", "缺少题干或正确答案"),
        (6, "has no question, or no right answer", "缺少题干或正确答案"),
    ]


def test_what_is_no_table_ends_there():
    (left,) = read_csv('Q?,a\n"open,b\n').left
    assert left.why.en == "is no row of a table (unexpected end of data); nothing below it was read"
    assert left.why.zh == "不是表格的一行（unexpected end of data）；其后没有读取"


def test_topics_and_ids_are_made_of_names():
    made = course_of(
        read_csv("topic,id,question,right\nÀ la carte,First one,Q?,alpha\nÀ la carte,first-one,Q2?,beta\n,,Q3?,gamma\ncourse,,Q4?,delta\n"),
        "测验",
    )
    assert list(made.topics) == ["a-la-carte", "questions", "the-course"]
    assert "id: first-one\n" in made.topics["a-la-carte"] and "id: first-one-2\n" in made.topics["a-la-carte"]


def test_what_no_course_can_hold_is_left_behind_with_its_reason():
    made = course_of(read_csv("Q?,1,2,3\n"), "x")
    assert made.count == 0 and made.topics == {}
    assert made.left[0].line == 1 and "can be taken for the number of an option" in made.left[0].why.en
    assert "会被当作选项的序号" in made.left[0].why.zh


def test_more_questions_than_a_topic_may_have_are_several_topics():
    made = course_of(read_csv("".join(f"Q{turn}?,alpha\n" for turn in range(501))), "many")
    assert list(made.topics) == ["many", "many-2"] and made.count == 501


def test_names_languages_and_tags():
    assert [slug_of(name, "x") for name in ("A  b/c!", "卷积", "Ünï-1", "--")] == ["a-b-c", "x", "uni-1", "x"]
    assert list(distinct(["a", "a-2", "a", "a"])) == ["a", "a-2", "a-3", "a-4"]
    assert language_of(read_csv("为何？,a\n什么？,b\nQ?,c\n")) == "zh" and language_of(read_csv("为何？,a\nQ?,c\n")) == "en"
    assert without_tags("a < b > c & d") == "a < b > c & d" and without_tags("<p>a<br>b&amp;c</p>") == "a\nb&c"


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('ab,;\t"\n|1.=三 \r'), max_size=60))
def test_no_text_breaks_the_reader(text):
    assert course_of(read_csv(text), "any").count >= 0
