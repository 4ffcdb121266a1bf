"""Naming options by number, by letter or by their own words, as people type and copy them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dl_quiz.nouns import Response, Text, Unparsable
from dl_quiz.text.fold import fold

_LETTERS = "abcdefghi"
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_COUNTS = {
    word: turn + 1
    for words in ("one two three four five six seven eight nine", "first second third fourth fifth sixth seventh eighth ninth")
    for turn, word in enumerate(words.split())
}
_COUNTED = re.compile(rf"\b({'|'.join(_COUNTS)})\b(?: one\b)?|\b([1-9])(?:st|nd|rd|th)\b(?: one\b)?")
"""Numbers of options in words: `two`, `the second one`, `2nd`."""
_FILLERS = re.compile(
    r"答案|答|选项|选择|选|是|为|和|与|及|第|个|项|号|种|条|就|都|先|后|再|然后|最后|应该|可能|大概|也许|我觉得|我认为|我想|我猜|我|对的?|正确|吧|呢|谢谢|"
    r"\bi(?:'d|'ll| would| will)? (?:think|guess|believe|say|choose|chose|pick|picked|select|go with|go for)\b|\bit'?s\b|\bno\.? ?(?=\d)|\bfor sure\b|"
    r"\b(?:and|both|options?|opt|choices?|choose|pick|select|answers?|items?|numbers?|the|it|is|are|then|maybe|probably|perhaps|definitely|"
    r"surely|sure|only|just|please|correct|right)\b"
)
"""What people put around the numbers of options."""
_NOTE = re.compile(r"(?<=\S) *[(\[](?=[^()\[\]]*(?:[a-z]{3}|[\u3400-\u9fff]))[^()\[\]]*[)\]]")
"""What stands in brackets after a choice and says how sure one is, or why."""
_RANGE = re.compile(r"\d *-+ *\d|^-")
"""What means a range, or a negative number, and names no option."""
_BETWEEN = re.compile(r"[\s,;.:/()\[\]<>+&*>?!\"'`#-]+")
_WHOLE = re.compile(r"^(\d+)\.0+$")
_MARKS = re.compile(r"^(?:\[x?\]|[-,;.:/|&+>•*✓✗☑☐\"'`)\]?!])+")
_AND = re.compile(r"^(?:and|以及|和|与|及)")
_OPENING = re.compile(
    r"^(?:(?:(?:my|the)?answer(?:is)?|i(?:think|guess|believe|'dsay)|it(?:'s|is)|我?(?:觉得|认为|想|猜)|应该|可能|答案?|我?选|是|为):?)+"
)
"""What people put before an option that they copied, without its spaces."""
_LABEL = re.compile(r"(?:option|choice|选项?|答案|第)?[:(\[]?([1-9a-i一二三四五六七八九])[个项]?[)\].:,=(-]*")
_MOST_PARTS, _LONGEST, _TOO_LARGE = 50, 2_000, 10**18


def label(index: int) -> str:
    """Return the label of the option at an index: 1, 2, 3 … (not letters, for `d` plays the demo)."""
    return str(index + 1)


def labels(picks: tuple[int, ...]) -> str:
    """Return picks as labels, `1, 3`."""
    return ", ".join(map(label, picks))


def read_picks(response: Response, *wordings: Sequence[str]) -> tuple[int, ...] | Unparsable:
    """Return the picks that a response names, in its order.

    They are named by numbers from 1 (`2`, `1 3`, `13`), by letters (`b`, `A, C`, `ＡＣ`, `选B`), or by the options' own words in one of
    the wordings, with or without their numbers before them.
    """
    parts = response if isinstance(response, tuple) else (response,)
    count = len(wordings[0])
    picks: list[int] = []
    for part in parts if len(parts) <= _MOST_PARTS else ():
        read = _read_part(_as_text(part), wordings)
        if read is None:
            return _unparsable(_as_text(part), count)
        picks += read
    if not picks or len(set(picks)) != len(picks):
        return _unparsable(", ".join(map(_as_text, parts[:_MOST_PARTS])), count)
    return tuple(picks)


def named_by(text: str, count: int) -> tuple[int, ...]:
    """Return the picks among `count` options that a text names by their numbers or letters; none where it names none."""
    folded = fold(text)
    if _RANGE.search(folded):
        return ()
    counted = _COUNTED.sub(lambda found: f" {found[2] or _COUNTS[found[1]]} ", _WHOLE.sub(r"\1", _NOTE.sub("", folded)))
    tokens = [token.translate(_NUMERALS) for token in _BETWEEN.split(_FILLERS.sub(" ", counted)) if token]
    picks: list[int] = []
    for token in tokens:
        if token.isascii() and token.isdigit() and len(token) < 20:
            picks.append(int(token) - 1)
        elif token.isascii() and token.isalpha() and (len(token) <= 2 or len(token) == count or sorted(token) == list(token)):
            picks += [_LETTERS.find(letter) for letter in token]
        else:
            return ()
    if len(tokens) == 1 and tokens[0].isdigit() and not 0 <= picks[0] < count:
        picks = [int(digit) - 1 for digit in tokens[0]]
    return tuple(picks) if all(0 <= index < count for index in picks) else ()


def _as_text(part: str | int | float) -> str:
    """Return a part of a response as it would have been typed."""
    return part if isinstance(part, str) else str(part) if abs(part) < _TOO_LARGE else "…"


def _read_part(text: str, wordings: Sequence[Sequence[str]]) -> tuple[int, ...] | None:
    if len(text) > _LONGEST:
        return None
    if not fold(text).isdigit():
        copied = _copied(_squeezed(text), [[_squeezed(option) for option in wording] for wording in wordings])
        if copied:
            return copied
    return named_by(text, len(wordings[0])) or None


def _squeezed(text: str) -> str:
    """Return a text as it compares after copying, whose spaces and line breaks may be others, and whose full stop may be lost."""
    return "".join(fold(text).split()).rstrip(".")


def _copied(text: str, wordings: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the picks of the options of whose words, each with its number before it or without, a text consists; none where it does not."""
    picks: list[int] = []
    rest = text
    while _MARKS.sub("", rest):
        bare = _MARKS.sub("", rest)
        ways = (rest, bare, _AND.sub("", bare), _MARKS.sub("", _OPENING.sub("", bare)))
        found = next(((begun, one) for begun in ways if (one := _first_copied(begun, wordings))), None)
        if found is None:
            return ()
        (begun, (length, index)) = found
        picks.append(index)
        rest = begun[length:]
    return tuple(picks)


def _first_copied(text: str, wordings: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """Return the length and the index of the longest option at the beginning of a text; one with a number before it only as that one."""
    marked = _LABEL.match(text)
    found = []
    for options in wordings:
        found += [(len(option), index) for index, option in enumerate(options) if option and text.startswith(option)]
        index = _index_of(marked[1]) if marked is not None else len(options)
        if marked is not None and index < len(options) and options[index]:
            starts = range(marked.end(1), marked.end() + 1)
            found += [(start + len(options[index]), index) for start in starts if text.startswith(options[index], start)]
    return max(found, default=None)


def _index_of(mark: str) -> int:
    return _LETTERS.find(mark) if mark in _LETTERS else int(mark.translate(_NUMERALS)) - 1


def _unparsable(text: str, count: int) -> Unparsable:
    shown = " ".join(text.split())[:40]
    return Unparsable(
        why=Text(
            en=f"“{shown}” names no option; answer with numbers from 1 to {count}, each at most once",
            zh=f"“{shown}”不是选项；请用 1 到 {count} 的序号作答，每个至多一次",
        )
    )
