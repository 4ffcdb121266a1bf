"""The interface's own words, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Kind, Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


HOLDS = _t("holds", "成立")
FAILS = _t("FAILS", "不成立")
NOT_APPLICABLE = _t("not applicable", "不适用")
MEASURED = _t("measured", "测得")
REFERENCE = _t("reference", "参照")
DIFFERENCE = _t("difference", "相差")
ANSWER = _t("Answer", "答案")
YOUR_GUESS = _t("your guess (Enter to see)", "你的预测（回车看答案）")
PRESS_ENTER = _t("Enter: on · q: stop", "回车：继续 · q：停止")
SCENE = _t("scene", "场景")
SOURCE = _t("kernels", "核心函数")
OPTIONS = _t("options", "选项")
DEMO = _t("demo", "演示")
TITLE = _t("title", "标题")
CHECKS = _t("checks", "检查")
SUMMARY_CHECKS = _t("{held} of {all} claims hold", "{all} 条论断中 {held} 条成立")
PLAY_ONE = _t("Play one: dl-quiz demo NAME · one scene: dl-quiz demo NAME SCENE", "播放：dl-quiz demo 名称 · 单个场景：dl-quiz demo 名称 场景")

KINDS: dict[Kind, Text] = {
    "choose": _t("choose one", "单选"),
    "select": _t("select all that apply", "多选"),
    "number": _t("number", "数值"),
    "phrase": _t("term", "填词"),
    "order": _t("put in order", "排序"),
    "predict": _t("predict the output", "预测输出"),
    "points": _t("in your own words", "口述"),
}
