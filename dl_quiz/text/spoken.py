"""What a person said, in sentences and clauses whose words are made comparable."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple

from dl_quiz.text.fold import fold, singular

_SENTENCE_END = re.compile(r"[.!?;](?=[\s\"'”’)）]|$|[\u4e00-\u9fff])|[。！？；\n]")
_CLAUSE_END = re.compile(
    r"[,:](?=\D)|[，：—]|(?= (?:but|however|whereas|while|although|though|so|because|which) )|(?=但是|而是|不过|然而|但|却|所以|因此|因为|虽然)",
    re.IGNORECASE,
)
_NEGATOR = re.compile(
    r"\b(?:not(?! (?:only|just|merely|necessarily|forget))|no(?! (?:doubt|matter))|never(?! seen)|without|neither|nor|hardly|instead of|rather than"
    r"|nothing)\b"
    r"|并非|没(?![见学]过)|无[法需须]|错误|误以为|而非|未(?![知见来必标])|(?<![识判类区分差级个特辨鉴])别(?!人)"
    r"|不(?![变同仅断过只少论管但足错妨等确])"
)
_AND = (" and ", " or ", "也", "又")
"""What makes the negator behind it one more of the same denial: no … and no."""
_DENIAL = re.compile(
    r"\b(?:not (?:true|case|correct|right)|untrue|false that|wrong that|wrong to|myth that|is (?:false|wrong|myth|incorrect))\b"
    r"|说法(?:是错|不对|有误|并不成立|不成立)|是错误的|是错的|并不是说|是误区|是误解"
)
"""What denies the whole sentence in which it stands."""
_CONTRAST = re.compile(
    r"\W*(?:(?:but|however|whereas|while|although|though|instead|unlike|rather)\b|但|而|却|不过|然而|相反)", re.IGNORECASE
)
"""What begins a clause that sets itself against the one before."""
_LINKS = {"be", "to", "is", "are", "have", "any", "of", "in", "it", "really", "at", "all"}
_SYMBOLS = str.maketrans(
    {
        "∂": "d",
        "∇": "gradient ",
        "∑": "sum ",
        "√": "sqrt ",
        "≈": " about ",
        "≥": ">",
        "≤": "<",
        "∞": " infinity ",
        "±": " plus minus ",
        "%": " percent ",
        "∝": " proportional to ",
    }
    | dict(
        zip(
            "αβγδελμρστφθη",
            (
                f" {name} "
                for name in ["alpha", "beta", "gamma", "delta", "epsilon", "lambda", "mu", "rho", "sigma", "tau", "phi", "theta", "eta"]
            ),
            strict=True,
        )
    )
    | {"π": " pi ", "ϵ": " epsilon ", "ϕ": " phi "}
)
_CONTRACTIONS = (
    (re.compile(r"\b(?:can'?t|cannot)\b"), "can not"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\b(does|do|is|are|was|did|has|have|would|should|could|need)n'?t\b"), r"\1 not"),
    (re.compile(r"'(?:s|re|ll|ve|m)\b"), ""),
)
_HOMOPHONES = (
    ("链接层", "连接层"), ("全链接", "全连接"), ("卷机", "卷积"), ("卷集", "卷积"), ("池花", "池化"), ("迟化", "池化"), ("持化", "池化"),
    ("剃度", "梯度"), ("提度", "梯度"), ("梯度下将", "梯度下降"), ("过你合", "过拟合"), ("过拟和", "过拟合"), ("拟和", "拟合"), ("欠你合", "欠拟合"),
    ("权中", "权重"), ("全重", "权重"), ("共想", "共享"), ("平易", "平移"), ("方茶", "方差"), ("均直", "均值"), ("归一画", "归一化"),
    ("规一化", "归一化"), ("正责", "正则"), ("正侧", "正则"), ("残茶", "残差"), ("残叉", "残差"), ("激或", "激活"), ("及活", "激活"), ("泛华", "泛化"),
    ("学习律", "学习率"), ("学习绿", "学习率"), ("迁一", "迁移"), ("微条", "微调"), ("损师", "损失"), ("随是", "损失"), ("交叉商", "交叉熵"),
    ("互相管", "互相关"), ("反向传拨", "反向传播"), ("前向传拨", "前向传播"), ("的导", "得到"), ("参术", "参数"), ("布长", "步长"), ("天充", "填充"),
    ("编马", "编码"), ("解马", "解码"), ("判别其", "判别器"), ("生成其", "生成器"), ("特正", "特征"), ("动亮", "动量"), ("优花", "优化"), ("通到", "通道"),
)  # fmt: skip
"""What an input method makes of the field's words when the wrong candidate is taken."""
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[\u3400-\u9fff]+|[^\W\d_a-z\u3400-\u9fff]+")
_DROPPED = {"a", "an", "the"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRITISH = (
    (re.compile(r"is(?=(?:e|ed|es|er|ing|ation)$)"), "iz"),
    (re.compile(r"(?<=\w\w\w)our"), "or"),
    (re.compile(r"(?<=ent|eig)re$"), "er"),
)


class Clause(NamedTuple):
    """A clause: where it stands in the answer, its comparable words, its first sign and its negators among the signs of its `Sentence`."""

    start: int
    end: int
    words: str
    first: int
    negators: tuple[int, ...]
    denied: bool = False
    """Whether its sentence claims nothing: it is not true that …; is it true that …?"""
    contrasts: bool = False
    """Whether it sets itself against the clause before: whereas …, 而……."""


class Sentence(NamedTuple):
    """A sentence whose words stand without spaces, each known by where it begins: so that `batch norm`, `batch-norm` and `batchnorm` are one."""

    signs: str
    starts: frozenset[int]
    clauses: tuple[Clause, ...]

    def places(self, alias: str) -> list[int]:
        """Return where the sentence says an alias: at the beginning of words, whose endings are free; short words and numbers must be whole."""
        found, at = [], self.signs.find(alias)
        while at >= 0:
            if at in self.starts and self._may_end(alias, at + len(alias)):
                found.append(at)
            at = self.signs.find(alias, at + 1)
        return found

    def _may_end(self, alias: str, end: int) -> bool:
        free = alias[-1].isalpha() and (len(alias) > 2 or not alias.isascii())
        return free or end in self.starts or end == len(self.signs)

    def clause_at(self, place: int) -> int:
        """Return the clause in which a sign stands."""
        return bisect_right([clause.first for clause in self.clauses], place) - 1

    def is_contrasted(self, place: int, end: int) -> bool:
        """Return whether a contrast begins between two signs."""
        return any(clause.contrasts for clause in self.clauses[self.clause_at(place) + 1 : self.clause_at(end) + 1])

    def is_negated(self, place: int, since: int = 0) -> bool:
        """Return whether an odd number of negators stands before a sign in its clause (a denied sentence has one more), or since `since`."""
        clause = self.clauses[self.clause_at(place)]
        return (sum(since <= at < place for at in clause.negators) + (clause.denied and not since)) % 2 == 1


class Spoken:
    """An answer as it is heard: its sentences, its clauses, and the piece of it that some clauses are."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences that have words."""
        spans = _spans(self.answer, 0, len(self.answer), _SENTENCE_END)
        return tuple(sentence for start, end in spans if (sentence := _sentence(self.answer, start, end)).signs)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses of all sentences."""
        return tuple(clause for sentence in self.sentences for clause in sentence.clauses)

    def until(self, first: int, last: int) -> tuple[Clause, ...]:
        """Return the clauses from the beginning of the sentence of one clause to another clause, both by their number."""
        start = 0
        for sentence in self.sentences:
            if first < start + len(sentence.clauses):
                break
            start += len(sentence.clauses)
        return self.clauses[start : last + 1]

    def piece(self, first: int, last: int) -> str:
        """Return the piece of the answer from one clause to another, both by their number."""
        return self.answer[self.clauses[first].start : self.clauses[last].end].strip(" \t\n,，:：;；—、")


def negations(words: str) -> frozenset[str]:
    """Return what is negated in comparable words: the negator with the beginning of what follows it, so that `not flipped` and `never flips` agree."""
    return frozenset(_negated(words, match) for match in _NEGATOR.finditer(words))


def _negated(words: str, negator: re.Match[str]) -> str:
    if negator.group() > "\u2fff":
        return words[negator.start() : negator.start() + 4].replace(" ", "")
    following = (word for word in words[negator.end() :].split() if word not in _LINKS)
    return f"not {next(following, '')[:4]}".strip()


def is_denied(words: str) -> bool:
    """Return whether comparable words deny the sentence in which they stand."""
    return _DENIAL.search(words) is not None


def is_chinese(text: str) -> bool:
    """Return whether a text is written in Chinese rather than in Latin letters: terms and formulas may be mixed in."""
    return 4 * len(_CHINESE.findall(text)) > len(text.replace(" ", ""))


def squeezed(text: str) -> str:
    """Return the words of an alias without spaces, as `Sentence.places` wants it."""
    return "".join(comparable(text).split())


def comparable(text: str) -> str:
    """Return the words of a text in one width, case, number and spelling, one space between them; negations are words of their own."""
    text = fold(text).translate(_SYMBOLS)
    for contraction, whole in _CONTRACTIONS:
        text = contraction.sub(whole, text)
    if not text.isascii():
        for wrong, right in _HOMOPHONES:
            text = text.replace(wrong, right)
    return " ".join(_spelled(singular(word)) for word in _TOKEN.findall(text) if word not in _DROPPED)


def _spelled(word: str) -> str:
    if len(word) > 4 and word.isascii():
        for british, american in _BRITISH:
            word = british.sub(american, word)
    return word


def _sentence(answer: str, start: int, end: int) -> Sentence:
    spans = [(begin, stop, comparable(answer[begin:stop])) for begin, stop in _spans(answer, start, end, _CLAUSE_END)]
    denied = answer[start:end].rstrip().endswith(("?", "？")) or is_denied(" ".join(words for *_, words in spans))
    signs = ""
    starts: set[int] = set()
    clauses = []
    for begin, stop, words in (span for span in spans if span[2]):
        clauses.append(
            Clause(begin, stop, words, len(signs), _negators(words, len(signs)), denied, _CONTRAST.match(answer, begin, stop) is not None)
        )
        for word in words.split():
            starts.update(range(len(signs), len(signs) + len(word)) if word > "\u2fff" else (len(signs),))
            signs += word
    return Sentence(signs, frozenset(starts), tuple(clauses))


def _negators(words: str, first: int) -> tuple[int, ...]:
    words = _DENIAL.sub(lambda denial: "_" * len(denial.group()), words)  # it counts for the sentence, not once more for its clause
    found: list[int] = []
    for match in _NEGATOR.finditer(words):
        before = words[: match.start()]
        if not (found and (match[0] == "nor" or before.endswith(_AND))):
            found.append(first + len(before.replace(" ", "")))
    return tuple(found)


def _spans(text: str, start: int, end: int, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the parts of text[start:end] that end where the pattern says."""
    marks = [match.end() for match in ends.finditer(text, start, end)]
    return [(a, b) for a, b in zip([start, *marks], [*marks, end], strict=True) if text[a:b].strip()]
