"""What is said of reviews and plans, in both languages."""

from __future__ import annotations

from datetime import date

from dl_quiz.nouns import Text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = tuple(Text(en=en, zh=zh) for en, zh in zip(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "一二三四五六日", strict=True))


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


def day(when: date) -> Text:
    """Return a day as people write it."""
    return _t(f"{_MONTHS[when.month - 1]} {when.day}", f"{when.month}月{when.day}日")


def minutes(seconds: float) -> int:
    """Return seconds as the whole minutes that are said."""
    return max(1, round(seconds / 60))


def holds(again: int, new: int, seconds: float, *, open: int = 0) -> Text:
    """Return what a day holds: how many questions come again, how many are new, how many are open, and the minutes that they take."""
    counts = [text.format(count=count) for count, text in ((again, _AGAIN), (new, _NEW), (open, _OPEN)) if count]
    taken = _ABOUT.format(minutes=minutes(seconds))
    return _t(", ".join(text.en for text in (*counts, taken)), "，".join(text.zh for text in (*counts, taken)))


_AGAIN = _t("{count} again", "复习 {count} 题")
_NEW = _t("{count} new", "新题 {count} 题")
_OPEN = _t("{count} open", "开放题 {count} 题")
_ABOUT = _t("about {minutes} min", "约 {minutes} 分钟")
TODAYS_PART = _t("Today's part of your plan until {by}: {holds}.", "距面试（{by}）计划的今日部分：{holds}。")
EXTRA = _t(
    "Today's part of your plan is done ({spent} of {minutes} min); this is extra.",
    "计划的今日部分已完成（{spent}/{minutes} 分钟）；下面是加练。",
)
AS_MANY = _t("{count} questions, about {minutes} min.", "共 {count} 题，约 {minutes} 分钟。")
TO_REVIEW = _t("Due: {count}; what has waited longest comes first.", "到期 {count} 题，等得最久的先做。")
FADING = _t("Forgotten by {by} if left alone: {count}; what gains most comes first.", "到 {by} 会忘掉 {count} 题，收获最大的先做。")
NOTHING_MET = _t(
    "There is nothing to review yet: no question was answered. Begin: {command}", "还没有可复习的：一道题也没做过。开始：{command}"
)
NOTHING_DUE = _t("Nothing is due now.", "现在没有该复习的题。")
NEXT_DUE = _t("Next: {count} on {day}.", "下一批：{day}，{count} 题。")
OTHERS = _t("New ones: {command}", "做新题：{command}")

PLAN_TITLE = _t("Until the interview on {by}: {count} × {minutes} minutes", "距面试（{by}）：{count} 次，每次 {minutes} 分钟")
PLAN_DROPPED = _t("The plan is dropped.", "计划已取消。")
PLAN_PAST = _t(
    "The date of your plan is past ({by}). Plan anew: {again} · drop it: {clear}",
    "计划的日期已过（{by}）。重新计划：{again} · 取消：{clear}",
)
NEW = _t("{count} new", "新{count}")
AGAIN = _t("{count} again", "复习{count}")
OPEN = _t("{count} open", "开放{count}")
INTERVIEW_DAY = _t("interview", "面试")
LEGEND = _t("+ new · ↻ again{open} · ◎ interview", "+ 新题 · ↻ 复习{open} · ◎ 面试")
LEGEND_OPEN = _t(" · ✎ open", " · ✎ 开放题")
LATER = _t("… and {count} more days until {by}.", "……之后到 {by} 还有 {count} 天。")
TODAY = _t("Today", "今天")
TODAY_HOLDS = _t("{holds}: {topics}", "{holds}：{topics}")
MORE_TOPICS = _t("{topics} and {count} more topics", "{topics} 等 {all} 个主题")
LIKELY = _t(
    "Right answers to be expected over all {questions} questions: {now} now; on {by} {alone} if you stop here, {planned} with the plan.",
    "全部 {questions} 题的预期答对率：现在 {now}；到 {by}，就此停下为 {alone}，按计划练为 {planned}。",
)
LAST_DAY = _t(
    "The interview is today: what is asked is what you are most likely to gain from at once.", "今天就面试：只问马上最有收获的题。"
)
NO_TIME = _t(
    "{minutes} minutes a day meet {met} of the {questions} questions by then, and leave no time to come back to what you miss; {more} would.",
    "每天 {minutes} 分钟，到时能做 {met}/{questions} 题，没有时间回头复习做错的；{more} 分钟就够。",
)
TOO_NEAR = _t(
    "{minutes} minutes a day meet {met} of the {questions} questions by then: those that gain most.",
    "每天 {minutes} 分钟，到时能做 {met}/{questions} 题：收获最大的那些。",
)
ENOUGH = _t(
    "From {day} on there is less left to do than {minutes} minutes a day; you could take it easier.",
    "从 {day} 起，剩下的不用每天 {minutes} 分钟；可以放慢些。",
)
FAR = _t(
    "It is a long way: only the first {count} days are foretold; they practise for a month ahead.",
    "时间还长：只预排前 {count} 天，按一个月后记得住来练。",
)
DO_IT = _t("Do today's part: {commands} · drop the plan: {clear}", "做今天的部分：{commands} · 取消计划：{clear}")
OPEN_DUE = _t("To be answered once more, in your own words: {command}", "该重答的开放题，用自己的话回答：{command}")
OPEN_LEFT = _t("Also today, in your own words: {command}", "今天还有开放题，用自己的话回答：{command}")
HOME_PLAN = _t("{count} days until the interview on {by}. Today: {holds}.", "距面试（{by}）还有 {count} 天。今天：{holds}。")
HOME_TOMORROW = _t("The interview is tomorrow. Today: {holds}.", "明天面试。今天：{holds}。")
HOME_LAST = _t("The interview is today. Until then: {holds}.", "今天面试。面试前：{holds}。")
TODAY_DONE = _t("done ({spent} of {minutes} min)", "已完成（{spent}/{minutes} 分钟）")
