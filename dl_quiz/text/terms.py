"""Terms without the words that people put around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ASIDES = re.compile(
    r"\b(?:it|this|that|there|what|i|we|you|they)'(?:s|m|re|ll|d|ve)\b|\\[a-z]+|^[^\w(]*\(?\d{1,2}[.),:](?!\d)|\b(?:but )?(?:i ?'?a?m )?(?:not (?:\w+ )?|un)(?:sure|certain)\b(?: but\b)?|"
    r"\b(?:pretty|fairly|quite|very|almost|absolutely) (?:sure|certain)\b|\bof course\b|\b(?:in|for) short\b|"
    r"不太?(?:确定(?!性)|肯定|清楚)|没把握|不(?:太)?记得了?|记不(?:清|得|住)了?|(?<!遗)忘了?|是不是|是否|对不对|不知道(?:对不对)?"
)
"""What people say beside an answer: how sure they are, its number in a list, how it is to be set."""
_WORDS_AROUND = (
    "it its is was are were be been has this that these those they there answer ans term name word phrase called call named known as would "
    "should must could can i we you think believe guess suppose say feel mean maybe probably perhaps possibly presumably likely "
    "surely definitely certainly obviously well hmm um uh oh so just simply basically actually also usually often sometimes what which my "
    "our please ok okay yes right correct though imo etc and of to refer referred to refers short abbr abbreviated abbreviation acronym"
)
_AROUND = frozenset(_WORDS_AROUND.split())
"""Words that people put before or after a term, and that by themselves belong to none."""
_BEFORE_ZH = (
    "答案|回答|答|应该|可能|也许|大概|或许|估计|好像|似乎|我的|我觉得|我认为|我想|我猜|觉得|认为|就是|也就是|指的是|这种|这个|这|那|该|它|通常|一般|"
    "具有|叫做|叫作|称为|称作|称之为|被称为|被叫做|名为|名叫|所谓|术语|名称|名字|英文名?|中文名?|缩写|简称|全称|嗯|呃|额|哦|是|为|叫|即|的"
)
_AFTER_ZH = "吧|吗|呢|啊|呀|了|的|之类|对吧|对吗|这个词|我觉得|我认为|我想|我猜"

_NOUNS = (
    "operation op operator function func fn layer optimizer optimiser optimization optimisation noise distribution method technique trick "
    "algorithm procedure approach scheme strategy property phenomenon effect problem issue prior activation nonlinearity filter kernel mask "
    "curve process mechanism concept"
)
_KIND = frozenset(_NOUNS.split())
"""General nouns that say what kind of thing a term names."""
_KIND_ZH = (
    "激活函数|优化算法|优化器|滤波器|算子|算法|运算|操作|函数|分布|噪声|先验|方法|技术|技巧|机制|策略|现象|效应|问题|性质|特性|曲线|概念|过程|"
    "层|法|性|核|项"
)

_LEADING_ZH = re.compile(rf"^(?:(?:{_KIND_ZH})(?=叫|称|被|名|是|为|即|就)|{_BEFORE_ZH})+")
_TRAILING_ZH = re.compile(rf"(?:{_AFTER_ZH})+$")
_ENDING_ZH = re.compile(rf"的?(?:{_KIND_ZH})$")

_STEMS = tuple(
    (re.compile(rf"(?<=\w\w\w)(?:{ending})$"), kept)
    for ending, kept in (
        ("ionally|ional", "ion"),
        ("ances?|ancy|antly|ants?", "an"),
        ("ences?|ency|ently|ents?", "en"),
        ("i[sz](?:ations?|ing|ed|ers?|es?)", "iz"),
        ("at(?:ions?|ing|ed|ors?|es?)", "at"),
        ("ing|ed|ly|e", ""),
        ("(?<=[\u3400-\u9fff])[性的]", ""),
    )
)


def forms_of(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield words as they are, then without what people put around a term, then without general nouns at their end."""
    for form in dict.fromkeys((words, _without_around(words))):
        while form:
            yield form
            form = _without_kind(form)


def _without_around(words: tuple[str, ...]) -> tuple[str, ...]:
    first, last = 0, len(words)
    while first < last and (_is_around(words[first]) or (words[first] in _KIND and _is_around("".join(words[first + 1 : first + 2])))):
        first += 1
    while first < last and _is_around(words[last - 1]):
        last -= 1
    inner = list(words[first:last])
    if inner:
        inner[0] = _LEADING_ZH.sub("", inner[0]) or inner[0]
        inner[-1] = _TRAILING_ZH.sub("", inner[-1]) or inner[-1]
    return tuple(inner)


def _is_around(word: str) -> bool:
    return word in _AROUND or (word != "" and _LEADING_ZH.sub("", _TRAILING_ZH.sub("", word)) == "")


def _without_kind(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words without the general noun at their end; none where there is no such noun, or nothing else."""
    *before, last = words
    shorter = "" if last in _KIND else _ENDING_ZH.sub("", last)
    if not shorter:
        return tuple(before)
    return () if shorter == last else (*before, shorter)


def stem(word: str) -> str:
    """Return what a noun shares with its adjective and its verb: `equivariance` with `equivariant`, 不变性 with 不变."""
    for ending, kept in _STEMS:
        shorter, found = ending.subn(kept, word)
        if found:
            return shorter
    return word


def is_term(words: tuple[str, ...]) -> bool:
    """Return whether there is more in words than what people put around a term, and general nouns."""
    return any(not _is_around(word) and word not in _KIND and _ENDING_ZH.sub("", word) for word in words)


def without_asides(text: str) -> str:
    """Return a folded text without what people say beside a term."""
    return _ASIDES.sub(" ", text)
