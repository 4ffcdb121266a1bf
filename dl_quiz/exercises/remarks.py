"""What is said of a program, one clear sentence for each way in which it can be wrong."""

from __future__ import annotations

from dl_quiz.exercises.running import LIMITS, Failure
from dl_quiz.nouns import Text
from dl_quiz.visible import visible_line

SOLVED = Text(en="Solved: every case is right.", zh="完成：所有用例都正确。")
ENDLESS = Text(
    en=f"it is still running after {LIMITS.seconds} seconds: is there a loop or a wait that never ends?",
    zh=f"运行 {LIMITS.seconds} 秒仍未结束：是不是有停不下来的循环或等待？",
)
LEAVES = Text(
    en="it ends the whole program (exit, or a crash): return the result instead",
    zh="它结束了整个程序（exit 或崩溃）：请改为返回结果",
)
STRANGE = Text(en="what it returns cannot be read as numbers", zh="返回值无法作为数值读取")
MEMORY = Text(
    en=f"it asks for more than the {LIMITS.memory >> 30} GB of memory that it may have: is an array far too large?",
    zh=f"它要的内存超过了允许的 {LIMITS.memory >> 30} GB：是不是有数组大得离谱？",
)
RECURSION = Text(
    en="it calls itself without end (RecursionError): which case should stop it?",
    zh="它无止境地调用自身（RecursionError）：该由哪种情况终止？",
)
FORGETFUL = Text(
    en="called again with the same arguments it returns something else: it must not keep anything from call to call, "
    "nor draw numbers of its own",
    zh="用同样的参数再调用一次，结果却不同：不要在两次调用之间保留任何东西，也不要自行抽取随机数",
)


def untouched(function: str) -> Text:
    """Say that nothing was written yet."""
    return Text(
        en=f"`{function}` is still to be written: replace `raise NotImplementedError` by your code",
        zh=f"`{function}` 还没有写：请把 `raise NotImplementedError` 换成你的代码",
    )


def missing(function: str, file: str) -> Text:
    """Say that a file has no such function."""
    return Text(
        en=f"{file} has no function `{function}`: keep the name and the signature that were given",
        zh=f"{file} 中没有函数 `{function}`：请保留给定的函数名和参数",
    )


def signature(function: str, wanted: str, given: tuple[str, ...]) -> Text:
    """Say that a function cannot be called as it should be."""
    own = ", ".join(given)
    return Text(
        en=f"`{function}({own})` cannot be called as `{wanted}`: keep the signature that was given",
        zh=f"`{function}({own})` 无法按 `{wanted}` 调用：请保留给定的参数",
    )


def raised(failure: Failure) -> Text:
    """Say what a program raised, and on which of its lines."""
    en, zh = (f" on line {failure.lines[-1][0]}", f"第 {failure.lines[-1][0]} 行") if failure.lines else ("", "")
    words = visible_line(failure.words)
    told = f"{failure.error}: {words}" if words else failure.error
    return Text(en=f"it raises {told}{en and f' ({en.strip()})'}", zh=f"{zh}抛出 {told}")


def syntax(failure: Failure, file: str) -> Text:
    """Say that a file is no Python."""
    line = failure.lines[-1][0] if failure.lines else 1
    return Text(
        en=f"{file}, line {line}, is not Python: {visible_line(failure.words)}",
        zh=f"{file} 第 {line} 行不是合法的 Python：{visible_line(failure.words)}",
    )


def changes(names: tuple[str, ...]) -> Text:
    """Say that a function changes what it was given."""
    listed = ", ".join(f"`{name}`" for name in names)
    return Text(
        en=f"the result is right, but it changes its argument {listed}: whoever calls it still needs that; work on a copy",
        zh=f"结果正确，但它修改了传入的参数 {listed}：调用者还要用它；请在副本上计算",
    )


def immeasurable(words: str) -> Text:
    """Say that a measure could not be taken of a result."""
    told = visible_line(words)
    return Text(en=f"what it returns is not of the form that is wanted ({told})", zh=f"返回值的形式不对（{told}）")
