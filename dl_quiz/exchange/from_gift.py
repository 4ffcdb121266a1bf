"""Reading GIFT, Moodle's text format of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dl_quiz.exchange.drafts import Draft, Drafts, Left, gathered, without_tags
from dl_quiz.nouns import Text

_SPECIAL = "~=#{}:\\"
_HIDDEN = {sign: chr(1 + index) for index, sign in enumerate(_SPECIAL)}
_HIDDEN["n"] = "\b"
_VERBATIM = {ord("<"): "\x0e", ord("&"): "\x0f"}
"""What would begin a tag or an entity, where there are none."""
_SHOWN = {ord(hidden): sign for sign, hidden in _HIDDEN.items()} | {8: "\n", 14: "<", 15: "&"}
"""What stands for an escaped sign while a question is taken apart."""
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_HEAD = re.compile(r"\s*(?:::(?P<name>.*?)::)?\s*(?:\[(?P<form>html|moodle|plain|markdown)\])?", re.DOTALL)
_PIECE = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%)?(?P<said>[^=~]*)", re.DOTALL)
_FORM = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_BLANK = "____"


class _Piece(NamedTuple):
    """An answer: whether it begins with =, its weight in per cent (None: not said), its text, and what is said of it."""

    right: bool
    weight: float | None
    text: str
    feedback: str


class _Block(NamedTuple):
    """A question as it stands: its first line, category, name, text, what is between its braces, and what is said of all answers."""

    line: int
    topic: str
    name: str
    ask: str
    body: str
    explain: str


def read_gift(text: str) -> Drafts:
    """Return the questions of a GIFT file; what has no kind here is left behind, each with its line."""
    return gathered(_read(text))


def _read(text: str) -> Iterator[Draft | Left]:
    topic = ""
    for line, block in _blocks(text):
        if block.lstrip().startswith("$CATEGORY:"):
            topic = block.partition(":")[2].strip().removeprefix("$course$/").strip("/")
            continue
        hidden = _ESCAPE.sub(lambda match: _HIDDEN[match[1]], block)
        head = _HEAD.match(hidden)
        name, rest = (_plain(head["name"] or ""), hidden[head.end() :]) if head else ("", hidden)
        if head and head["form"] in ("plain", "markdown"):
            rest = rest.translate(_VERBATIM)
        before, brace, after = rest.partition("{")
        body, closed, tail = after.partition("}")
        if not brace or not closed:
            yield Left(line, Text(en="a text without an answer has no kind here", zh="没有答案的说明文字，这里没有对应的题型"))
            continue
        answers, _, general = body.partition("####")
        ask = _plain(f"{before}{_BLANK}{tail}" if tail.strip() else before)
        yield from _question(_Block(line, topic, name, ask, answers.strip(), _plain(general)))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between empty lines, each with its first line, without comments; a category stands by itself."""
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip() and not line.lstrip().startswith(("//", "$CATEGORY:")):
            lines.append(line)
            continue
        if lines and not line.lstrip().startswith("//"):
            yield number - len(lines), "\n".join(lines)
            lines = []
        if line.lstrip().startswith("$CATEGORY:"):
            yield number, line


def _question(block: _Block) -> Iterator[Draft | Left]:
    """Yield the question that a block says, or why it is none here, and what of it was left behind."""
    if not block.ask:
        yield Left(block.line, Text(en="a question without a text", zh="没有题干的题"))
    elif not block.body:
        yield Left(block.line, Text(en="an essay cannot be graded here", zh="作文题在这里无法判分"))
    elif (word := block.body.partition("#")[0].strip().upper()) in _TRUTH:
        yield _draft(block, _truth(block, _TRUTH[word]))
    elif block.body.startswith("#"):
        yield from _number(block)
    else:
        yield from _options(block, [_piece(match) for match in _PIECE.finditer(block.body)])


def _piece(match: re.Match[str]) -> _Piece:
    said, _, feedback = match["said"].partition("#")
    return _Piece(match["sign"] == "=", float(match["weight"]) if match["weight"] else None, _plain(said), _plain(feedback))


def _plain(text: str) -> str:
    """Return a text without its form, its tags and its escapes."""
    return without_tags(" ".join(_FORM.sub("", text).split())).translate(_SHOWN).strip()


def _draft(block: _Block, kind: dict[str, Any]) -> Draft:
    explain = {"explain": block.explain} if block.explain and "explain" not in kind else {}
    return Draft(block.line, {"ask": block.ask, **kind, **explain}, block.topic, block.name)


def _truth(block: _Block, right: bool) -> dict[str, Any]:
    """Return a statement that is true or false; of two remarks the first is for those who are wrong."""
    remarks = [_plain(part) for part in block.body.split("#")[1:]]
    words = ("对", "错") if re.search(r"[\u3400-\u9fff]", block.ask) else ("True", "False")
    options = [
        _option(word, is_right == right, "" if is_right == right or not remarks else remarks[0])
        for word, is_right in zip(words, (True, False), strict=True)
    ]
    return {"choose": options, **({"explain": remarks[1]} if len(remarks) > 1 and remarks[1] and not block.explain else {})}


def _option(say: str, right: bool, because: str) -> Any:
    """Return an option; one that is only wrong is its text."""
    rest = {**({"right": True} if right else {}), **({"because": because} if because else {})}
    return {"say": say, **rest} if rest else say


def _options(block: _Block, pieces: Sequence[_Piece]) -> Iterator[Draft | Left]:
    right = [piece for piece in pieces if piece.right]
    wrong = [piece for piece in pieces if not piece.right]
    if pieces and all(piece.right and "->" in piece.text for piece in pieces):
        yield Left(block.line, Text(en="matching has no kind here", zh="配对题在这里没有对应的题型"))
    elif right and not wrong:
        yield from _phrase(block, right)
    elif len(right) == 1:
        yield _draft(block, {"choose": [_option(piece.text, piece.right, piece.feedback) for piece in pieces]})
        yield from (_weightless(block, piece) for piece in wrong if piece.weight)
    elif not right and any((piece.weight or 0) > 0 for piece in wrong):
        yield _draft(block, {"select": [_option(piece.text, (piece.weight or 0) > 0, piece.feedback) for piece in wrong]})
    else:
        why = Text(en="its right answers cannot be told: one =, or ~ with weights", zh="看不出哪些答案正确：应有一个 =，或带权重的 ~")
        yield Left(block.line, why)


def _weightless(block: _Block, piece: _Piece) -> Left:
    return Left(
        block.line,
        Text(
            en=f"the question was taken over, but not the {piece.weight:g}% for “{piece.text}”",
            zh=f"题目已导入，但没有保留“{piece.text}”的 {piece.weight:g}% 得分",
        ),
    )


def _phrase(block: _Block, pieces: Sequence[_Piece]) -> Iterator[Draft | Left]:
    """Yield a term to be typed; what earns nothing is a known mistake."""
    accepted = [piece for piece in pieces if piece.weight is None or piece.weight >= 100]
    mistakes = [
        {"hear": [piece.text.replace("\\*", "*")], "because": piece.feedback} for piece in pieces if piece.weight == 0 and piece.feedback
    ]
    if not accepted:
        yield Left(block.line, Text(en="no answer of it is wholly right", zh="没有完全正确的答案"))
        return
    terms = [piece.text.replace("\\*", "*") for piece in accepted]
    feedback = next((piece.feedback for piece in accepted if piece.feedback), "")
    kind: dict[str, Any] = {"phrase": {"accept": terms, "wrong": mistakes} if mistakes else terms}
    yield _draft(block, {**kind, **({"explain": feedback} if feedback and not block.explain else {})})
    yield from (_weightless(block, piece) for piece in pieces if piece.weight is not None and 0 < piece.weight < 100)


def _number(block: _Block) -> Iterator[Draft | Left]:
    body = block.body[1:].strip()
    pieces = [_piece(match) for match in _PIECE.finditer(body)] or [_Piece(True, None, *map(_plain, (body + "#").split("#")[:2]))]
    whole = next((piece for piece in pieces if piece.weight is None or piece.weight >= 100), None)
    key = _interval(whole.text) if whole else None
    if whole is None or key is None:
        yield Left(block.line, Text(en="its number cannot be read", zh="读不出它的数值"))
        return
    explain = {"explain": whole.feedback} if whole.feedback and not block.explain else {}
    yield _draft(block, {"number": key, **explain})
    yield from (_weightless(block, piece) for piece in pieces if piece is not whole and piece.weight)


def _interval(text: str) -> Any:
    """Return the key of `3`, `3:0.5` or `2.5..3.5`; None where it is no number."""
    number = r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*"
    if match := re.fullmatch(rf"{number}(?::{number})?", text):
        value, within = float(match[1]), float(match[2] or 0)
    elif match := re.fullmatch(rf"{number}\.\.{number}", text):
        value, within = (float(match[1]) + float(match[2])) / 2, abs(float(match[2]) - float(match[1])) / 2
    else:
        return None
    if not within and not value.is_integer():
        within = abs(value) * 1e-9
    key: int | float = int(value) if value.is_integer() else value
    return {"key": key, "within": within} if within else key
