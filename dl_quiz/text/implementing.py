"""What is said around an exercise, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


STANDINGS = {"done": _t("done", "已完成"), "tried": _t("tried", "试过"), "new": _t("new", "未做")}
STANDING, FUNCTION = _t("state", "状态"), _t("function", "函数")
COUNT = _t("{done} of {all} done", "共 {all} 题，已完成 {done} 题")
WRITTEN = _t("Written: {file}", "已写入：{file}")
NEXT_STEP = _t("Fill in the body, then: {command}", "写完函数体后运行：{command}")
AT_EACH_SAVE = _t("or judge it at each save: {command}", "或在每次保存时自动判定：{command}")
OWN_CODE = _t(
    "It runs on this machine, in a process with limits: it is your own code.", "代码在本机一个有限额的进程里运行：这是你自己的代码。"
)
COUNTED = _t("{passed} of {all} cases right · seed {seed}", "{all} 个用例中 {passed} 个正确 · 种子 {seed}")
WHERE, YOURS, RIGHT = _t("where", "位置"), _t("yours", "你的"), _t("right", "正确")
LINE = _t("line {number}", "第 {number} 行")
SEE = _t("See it: {command}", "看演示：{command}")
PRINTED = _t("It printed:", "它打印了：")
RATIO = _t("Speed: {ratio} times the solution's time (advice only).", "速度：用时是参考解的 {ratio} 倍（仅供参考）。")
COMPARE = _t("Compare: {command}", "对照：{command}")
HINT = _t("Hint {number} of {all}: {hint}", "提示 {number}/{all}：{hint}")
NO_MORE_HINTS = _t("That was the last hint; the solution: {command}", "没有更多提示了；看参考解：{command}")
MORE_HINTS = _t("Another: {command}", "再看一条：{command}")
STUCK = _t("Stuck? {command}", "卡住了？{command}")
WATCHING = _t(
    "Watching {file}: judged at each save. h + Enter: a hint · q + Enter or Ctrl-C: stop.",
    "正在监视 {file}：每次保存都会判定。h + 回车：提示 · q + 回车或 Ctrl-C：停止。",
)
GONE = _t("{file} is gone; waiting for it to come back.", "{file} 不见了；等它回来。")
LEFT = _t("Go on with: {command}", "继续：{command}")
CODE = _t("Now write some code: {title}", "现在来写代码：{title}")
CODE_SOLVED = _t("Code: {name} is solved.", "编程题：{name} 已完成。")
CODE_OPEN = _t("Code: {name} is not solved yet.", "编程题：{name} 还没有完成。")
NO_EXERCISE = _t("This course has no exercise.", "这门课没有编程练习。")
DUE = _t("To be written once more: {commands}", "该重写一遍的练习：{commands}")
WRITE_IT = _t("Write it yourself: {commands}", "自己动手实现：{commands}")
