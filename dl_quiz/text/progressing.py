"""What is said of a learner's history and progress, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Seen, Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


IMPORTED = _t(
    "{new} of {all} entries are new; all of them are in your history now.", "{all} 条记录中有 {new} 条是新的；现在都已并入学习记录。"
)
TAKEN_BACK = _t("Taken back, it no longer counts: {what}, answered {when}.", "已撤销，不再计入：{what}，作答于 {when}。")
POINTS_OF = _t("{topic}, in an interview (points: {count})", "{topic}，面试中作答（要点：{count} 个）")
NOTHING_YET = _t("There is no answer yet. Begin with: {command}", "还没有作答。先试试：{command}")
PROGRESS = _t("Progress", "进度")
DONE = _t("Answers: {answers} (right: {right}) · days: {days} · {time}", "{days} 天内作答 {answers} 次（{right} 次正确），共 {time}")
INTERVIEWED = _t("open questions in interviews: {count}", "面试中回答开放题 {count} 道")
IN_A_ROW = _t("{count} days in a row", "已连续 {count} 天")
HOURS = _t("{hours} h {minutes} min", "{hours} 小时 {minutes} 分")
MINUTES = _t("{minutes} min", "{minutes} 分钟")
ONLY_SECONDS = _t("{seconds} s", "{seconds} 秒")
EXPECTED = _t(
    "Right answers to be expected over all {questions} questions: {now} now; on {by} {alone} if you stop here.",
    "全部 {questions} 题的预期答对率：现在 {now}；到 {by}，就此停下为 {alone}。",
)
A_DAY = _t("Answers a day", "每日作答")
DAYS_AGO = _t("days from today", "距今天数")
SO_FAR = _t("until today", "至今")
IF_NOTHING = _t("if you stop here", "就此停下")
WITH_PLAN = _t("with the plan", "按计划练")
SHARE_RIGHT = _t("right answers to be expected, %", "预期答对率 %")
BY_LEVEL = _t("By level, % now → {then}", "各难度，%：现在 → {then}")
BY_TOPIC = _t("By topic, % now → {then}", "各主题，%：现在 → {then}")
ALONE = _t("on {by} if you stop here", "{by}（就此停下）")
PLANNED = _t("on {by} with the plan", "{by}（按计划练）")
LEVEL = _t("level {level}", "难度 {level}")
NOT_MET = _t("Topics not met yet: {count} ({topics})", "还没做过的主题：{count} 个（{topics}）")
AGAIN_AND_AGAIN = _t("Mistakes made again and again", "反复犯的错误")
TIMES = _t("{count}×", "{count} 次")
LOOK_CLOSER = _t("One topic or question: {command}", "看单个主题或题目：{command}")
NOT_ANSWERED = _t("Not answered yet: {command}", "还没作答：{command}")
DUE_ON = _t("Due on {day}.", "{day} 该复习。")
LIKELY = _t("You would get it right today with a chance of about {now}.", "今天答对的可能约为 {now}。")
WITH_HELP = _t("after {seen}", "先看了{seen}")
SEEN: dict[Seen, Text] = {
    "hint": _t("the hint", "提示"),
    "demo": _t("the demo", "演示"),
    "explain": _t("the topic's page", "讲解"),
    "key": _t("the key", "标准答案"),
}
IS_TAKEN_BACK = _t("taken back", "已撤销")
SECONDS = _t("s", "秒")
QUESTION = _t("question", "题目")
LAST = _t("last", "最近")
CHANCE = _t("chance", "答对率")
DUE_SHORT = _t("due", "复习日")
COUNT = _t("times", "次数")
RESET = _t(
    "Set your whole history aside, and begin anew? It is kept, not deleted. [y/N] ", "把全部学习记录存档并重新开始？只存档，不删除。[y/N] "
)
RESET_NOT = _t("Nothing was changed.", "没有任何改动。")
RESET_DONE = _t(
    "Your history is kept in {folder}\nTo have its answers back: {command}", "学习记录已存档到 {folder}\n要取回其中的作答：{command}"
)
