"""The rules of a topic file that its types cannot say."""

from __future__ import annotations

import math
import re
from itertools import islice

from dl_quiz.course.answers import check_answer, check_points
from dl_quiz.course.complaints import Complaints, Place
from dl_quiz.course.draws import MOST_DRAWS, MOST_TRIED, draws
from dl_quiz.course.exercises import check_exercises
from dl_quiz.course.probes import check_probes
from dl_quiz.nouns import NAME, Choose, Exercise, Number, Point, Predict, Question, Select, Supported, Text, Topic
from dl_quiz.text.names import SLUG, meant

_URL = re.compile(r"https?://[^\s/?#]+\S*")
LONGEST_ID, MOST_ITEMS = 80, 500
"""How long an id may be, and how many points, sources or questions a topic may have."""


def check_topic(topic: Topic, complaints: Complaints) -> None:
    """Complain to `complaints` of everything in one topic that contradicts itself, or that can never work."""
    ids = {"points": [point.id for point in topic.points], "sources": [source.id for source in topic.sources]}
    ids["questions"] = [question.id for question in topic.questions]
    ids["exercises"] = [exercise.id for exercise in topic.exercises]
    for name, each in ids.items():
        if len(each) > MOST_ITEMS:
            en = f"holds {len(each):,} items; split the topic, {MOST_ITEMS} is the most"
            complaints.complain((name,), en, f"有 {len(each):,} 项；最多 {MOST_ITEMS} 项，请拆分主题")
            return
        _unique(complaints, (name,), each)
    if topic.interview is not None and topic.interview < 1:
        complaints.complain(
            ("interview",),
            f"`interview` is {topic.interview}; number the questions from 1",
            f"`interview` 是 {topic.interview}；请从 1 开始编号",
        )
    sources = ids["sources"]
    if topic.points and not topic.ask:
        complaints.complain(
            ("points",),
            "`points` answer the topic's `ask`, which is missing; write it",
            "`points` 是对主题 `ask` 的回答，但缺少 `ask`；请写上",
        )
    for place, item in topic.claims():
        _check_support(complaints, place, item, sources)
    check_points(complaints, ("points",), topic.points)
    check_probes(complaints, topic)
    for index, question in enumerate(topic.questions):
        if _check_draw(complaints, ("questions", index), question):
            check_answer(complaints, ("questions", index, question.kind), question)
    check_exercises(complaints, topic)


def _unique(complaints: Complaints, place: Place, ids: list[str]) -> None:
    seen: set[str] = set()
    for index, identity in enumerate(ids):
        at = (*place, index, "id")
        if not SLUG.fullmatch(identity):
            complaints.complain(
                at, f"the id `{identity}` must be lower-case words joined by hyphens", f"id `{identity}` 必须由小写单词和连字符组成"
            )
        elif len(identity) > LONGEST_ID:
            en = f"the id `{identity}` is longer than {LONGEST_ID} letters; choose a shorter one"
            complaints.complain(at, en, f"id `{identity}` 超过 {LONGEST_ID} 个字符；请换一个短的")
        if identity in seen:
            complaints.complain(
                at, f"the id `{identity}` is used twice; ids are for ever, choose another", f"id `{identity}` 重复；id 永久有效，请换一个"
            )
        seen.add(identity)


def _check_support(complaints: Complaints, place: Place, item: Supported, sources: list[str]) -> None:
    """Complain of what cannot support a claim, and that nothing does where something must: a sentence may be but a link."""
    if item.url and not _URL.fullmatch(item.url):
        complaints.complain(
            (*place, "url"),
            f"`{item.url}` is no address of a page; write it whole, like https://arxiv.org/abs/1512.03385",
            f"`{item.url}` 不是网页地址；请完整写出，如 https://arxiv.org/abs/1512.03385",
        )
    if isinstance(item, Point | Question | Exercise) and not item.is_supported:
        complaints.advise(
            place,
            "proof",
            f"`{item.id}` has no `proof`, `cite` or `url`; link it to a scene's check, or to a source",
            f"`{item.id}` 没有 `proof`、`cite` 或 `url`；请关联一个场景的检查，或引用一个来源",
        )
    if item.cite is not None and item.cite.source not in sources:
        hint = meant(item.cite.source, sources, Text(en="add it to `sources`", zh="请把它加入 `sources`"), quote="`")
        complaints.complain(
            (*place, "cite", "source"),
            f"cites an unknown source `{item.cite.source}`; {hint.en}",
            f"引用了未知来源 `{item.cite.source}`；{hint.zh}",
        )


def _check_draw(complaints: Complaints, place: Place, question: Question) -> bool:
    """Complain of what a template draws; return whether anything can be drawn."""
    if not question.draw:
        if question.where is not None:
            complaints.complain((*place, "where"), "`where` stands without `draw`; remove it", "有 `where` 而没有 `draw`；请删去")
        return True
    _check_draw_names(complaints, (*place, "draw"), question)
    for name, values in question.draw.items():
        if not values:
            complaints.complain(
                (*place, "draw", name),
                f"`{name}` has nothing to draw from; give it values",
                f"`{name}` 没有可抽取的值；请给出取值",
            )
            return False
    if question.where is not None and math.prod(map(len, question.draw.values())) > MOST_TRIED:
        en = f"has more than {MOST_TRIED:,} combinations to try; give fewer values"
        complaints.complain((*place, "draw"), en, f"待试的组合超过 {MOST_TRIED:,} 种；请减少取值")
        return False
    try:
        some = list(islice(draws(question), MOST_DRAWS + 1))
    except ValueError as error:
        complaints.complain((*place, "where"), f"`where` cannot be reckoned: {error}", f"`where` 无法计算：{error}")
        return False
    if not some:
        complaints.complain((*place, "where"), "`where` lets no draw through; loosen it", "`where` 排除了所有组合；请放宽条件")
    if len(some) > MOST_DRAWS:
        en = f"has more than {MOST_DRAWS:,} combinations; give fewer values"
        complaints.complain((*place, "draw"), en, f"组合超过 {MOST_DRAWS:,} 种；请减少取值")
        return False
    _check_texts(complaints, place, question)
    return bool(some)


def _check_draw_names(complaints: Complaints, place: Place, question: Question) -> None:
    for name in question.draw:
        if not name.isidentifier() or name == "key":
            complaints.complain(
                (*place, name),
                f"`{name}` cannot be the name of a draw; use a word like `size` (`key` is the answer's)",
                f"`{name}` 不能作抽取的名称；请用 `size` 这样的词（`key` 指答案）",
            )


def _check_texts(complaints: Complaints, place: Place, question: Question) -> None:
    """Complain of every name in a template's texts that nothing fills; `key` is there only to explain a number."""
    drawn, at = set(question.draw), (*place, question.kind)
    explaining = drawn | {"key"} if isinstance(question.answer, Number | Predict) else drawn
    _check_names(complaints, (*place, "ask"), question.ask, drawn)
    _check_names(complaints, (*place, "hint"), question.hint, drawn)
    _check_names(complaints, (*place, "explain"), question.explain, explaining)
    match question.answer:
        case Number(slips=slips) | Predict(slips=slips):
            for index, slip in enumerate(slips):
                _check_names(complaints, (*at, "slips", index, "because"), slip.because, explaining)
        case Choose(options) | Select(options):
            for index, option in enumerate(options):
                _check_names(complaints, (*at, index, "say"), option.say, drawn)
                if option.because is not None:
                    _check_names(complaints, (*at, index, "because"), option.because, drawn)


def _check_names(complaints: Complaints, place: Place, text: Text, known: set[str]) -> None:
    for language in ("en", "zh"):
        for name in NAME.findall(getattr(text, language)):
            if name not in known:
                complaints.complain(
                    (*place, language),
                    f"names {{{name}}}, which is not drawn; draw it or mend the name",
                    f"用到了未抽取的 {{{name}}}；请在 draw 中定义或改正名称",
                )
