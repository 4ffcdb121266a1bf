"""The interviewer's own words, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


GREETING = _t(
    "{count} · about {minutes} minutes. Answer as you would across a table; I ask about what is missing.",
    "{count}，约 {minutes} 分钟。像面对面那样回答就好，缺了什么我会追问。",
)
ONE_QUESTION, QUESTIONS = _t("One question", "一道题"), _t("{count} questions", "{count} 道题")
WELCOME_BACK = _t("Welcome back. We were here:", "欢迎回来，我们刚才说到这里：")
WHERE = _t("{number}/{all} · {title} · {taken} of {given}", "{number}/{all} · {title} · {taken}/{given}")
SPEAK = _t("Speak for about two minutes, then press Enter.", "说两分钟左右，说完按回车。")
TYPE = _t("About two minutes. An empty line ends your answer.", "两分钟左右。空行表示答完。")
KEYS = _t("e: editor · s: skip · q: stop, to go on later", "e：编辑器 · s：跳过 · q：退出，以后可接着来")
KEYS_ALOUD = _t("s: skip · q: stop, to go on later", "s：跳过 · q：退出，以后可接着来")
NOTHING_YET = _t("Say what you know, be it little; s skips.", "知道多少说多少；s 跳过。")
TOO_LONG = _t("That is {length} characters. Say it in at most {most}.", "共 {length} 个字符。请控制在 {most} 个以内。")

HEARD_COUNT = _t("I heard {count}:", "听到 {count} 点：")
HEARD_NONE = _t("I have not heard a key point yet.", "我还没听到要点。")
DID_YOU_MEAN = _t("I am not sure I got this. Did you mean (y/n):", "这一点我没听准。你的意思是（y/n）：")
DO_YOU_MEAN = _t("You said “{words}”. Do you mean this (y/n)?", "你说“{words}”，是这个意思吗（y/n）？")
YES_OR_NO = _t("Please answer y or n; q stops.", "请回答 y 或 n；q 退出。")
YOU_SAID = _t("You said “{words}”. Let us look at that again.", "你说“{words}”。我们再想想这一点。")
EXACTLY = _t("Yes, that is it.", "对，就是这个。")
WANTED = _t("What I was after:", "我想听的是：")
BELIEVED = _t("A common belief, and wrong:", "常见误解：")
FURTHER = _t("One step further (level {level}):", "再深入一步（难度 {level}）：")
A_GOOD_ANSWER = _t("A good answer:", "参考回答：")
HAD_IT = _t("Had it? y: yes · p: partly · n: no", "答到了吗？y：答到 · p：部分 · n：没有")
HAD_IT_OR_NOT = _t("Please answer y, p or n; q stops.", "请回答 y、p 或 n；q 退出。")
TICK = _t("Which of these did you say? Numbers, like 1 3; Enter: none", "哪些你说到了？输入序号，如 1 3；回车：都没有")
SKIPPED = _t("All right, next.", "好，下一个。")
KEPT = _t("It is kept. Go on with: {command}", "已保存。接着来：{command}")
NOT_KEPT = _t("Nothing is kept of it.", "这次没有留下记录。")
NO_EDITOR = _t("No editor is set; set EDITOR, or type here.", "没有设置编辑器；请设置 EDITOR，或直接在这里输入。")
EDITOR_FAILED = _t(
    "The editor `{editor}` did not work; type here, or set EDITOR.", "编辑器 `{editor}` 无法使用；请直接输入，或设置 EDITOR。"
)
BELOW_IS_NOT_READ = _t("What stands below this line is not read.", "这一行以下的内容不会被读取。")

CARD = _t("Score card", "成绩单")
POINTS = _t("{points} of {of} points ({share})", "{points}/{of} 分（{share}）")
OR_UP_TO = _t("up to {most}, as {unsure} are unsure", "最多 {most} 分，{unsure} 个要点拿不准")
TIME = _t("{taken} of {given} minutes", "用时 {taken}，限时 {given}")
OVER = _t("{over} over", "超时 {over}")
LAST_TIME = _t("last time {points} of {of}", "上次 {points}/{of} 分")
LEVEL_REACHED = _t("Level reached: {level} of 3", "达到难度：{level}（共 3 级）")
FOLLOW_UP = _t("follow-up, level {level}: {mark}", "追问（难度 {level}）：{mark}")
MARKS = {"had": _t("had it", "答到了"), "partly": _t("partly", "部分答到"), "not": _t("not had", "没答到")}
PASSED_OVER = _t("skipped", "跳过")
BESIDE = _t(" ({what})", "（{what}）")
AFTER_A_PROBE = _t("after a probe", "追问后说出")
UNSURE = _t("not sure I heard this", "没听准")
AGAINST = _t("you said “{words}”", "你说的是“{words}”")
THE_CONTRARY = _t("you said the contrary", "你说反了")
JUDGED = _t("heard by `{judge}`", "由 `{judge}` 听取")
DO_NEXT = _t("Do next", "接下来")
SEE_WHY = _t("see why", "看看为什么")
READ_IT = _t("read the whole answer", "读完整的参考回答")
AGAIN = _t("say it again", "再说一遍")
DRILL = _t("drill the details", "练练细节")
ANOTHER = _t("another question", "换一道题")
