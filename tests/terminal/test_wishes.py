"""What the prompt offers is understood in the words of both languages, and an answer is no wish."""

import pytest

from dl_quiz.terminal.question import KEYS
from dl_quiz.terminal.wishes import wish_of

WISHES = {
    "leave": [
        "q",
        "Q",
        "ｑ",
        "quit",
        "Exit",
        "stop",
        ":q",
        ":q!",
        ":wq",
        "/quit",
        "quit()",
        "exit();",
        "q.",
        "退出",
        "停止",
        "離開",
        "结束",
    ],
    "skip": ["s", "S", "skip", ":skip", "跳过", "跳過", "略过"],
    "hint": ["?", "？", "h", "hint", "help", "help()", "提示", "帮助", "幫助"],
    "demo": ["d", "D", "demo", "/demo", "演示"],
    "explain": ["e", "Explain", "讲解", "講解", "解释"],
    "unknown": ["k", "K", "I don't know", "I don’t know.", "idk", "不知道", "我不知道。", "不会"],
    "undo": ["u", "undo", "撤销", "撤回"],
}


@pytest.mark.parametrize(("typed", "wish"), [(typed, wish) for wish, every in WISHES.items() for typed in every])
def test_a_wish_is_understood(typed, wish):
    assert wish_of(typed) == wish
    assert wish_of(f"  {typed} ") == wish


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "ab",
        "skip connection",
        "退出率",
        "stop gradient",
        "??",
        "...",
        ":",
        "quitting",
        "demo 2",
        "k = 3",
        "I don't know k",
        "“k”",
        '"e"',
        "b c",
        "q" * 10**6,
    ],
)
def test_an_answer_is_no_wish(typed):
    assert wish_of(typed) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_key_and_the_word_beside_it_mean_the_same(language):
    for wish, offer in KEYS.items():
        key, _, word = offer.of(language).partition(" ")
        assert wish_of(key) == wish_of(word) == wish
