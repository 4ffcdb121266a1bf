"""What a learner may ask for at a prompt, in the words of both languages."""

from __future__ import annotations

import re
from typing import Literal

from dl_quiz.text.fold import fold

Wish = Literal["leave", "skip", "hint", "demo", "explain", "unknown", "undo", "back", "next", "again"]

_WORDS: dict[Wish, tuple[str, ...]] = {
    "leave": ("q", "quit", "exit", "stop", "wq", "退出", "停止", "离开", "结束"),
    "skip": ("s", "skip", "跳过", "略过"),
    "hint": ("h", "hint", "help", "提示", "帮助"),
    "demo": ("d", "demo", "演示"),
    "explain": ("e", "explain", "讲解", "解释"),
    "unknown": ("k", "don't know", "i don't know", "idk", "dunno", "no idea", "不知道", "我不知道", "不会", "不懂"),
    "undo": ("u", "undo", "take back", "撤销", "撤回", "收回"),
    "back": ("b", "back", "previous", "上一步", "返回", "后退"),
    "next": ("n", "next", "下一个", "下一场景", "下一幕"),
    "again": ("a", "again", "restart", "重来", "再来", "再看"),
}
_WISHES: dict[str, Wish] = {word: wish for wish, words in _WORDS.items() for word in words} | {"?": "hint"}
_LONGEST = 20
_MARKS = re.compile(r"^[:/\\]+|(?:\(\)|[!.;])+$")
"""What other programs want around such a word: `:q`, `/quit`, `exit()`."""


def wish_of(typed: str) -> Wish | None:
    """Return what a learner asks for, or None where it is an answer."""
    folded = fold(typed) if len(typed) <= _LONGEST else ""
    return _WISHES.get(folded) or _WISHES.get(_MARKS.sub("", folded))
