"""The words of tests and of their results, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Text

HEADING = Text(en="score    time    late  name", zh=" 得分    用时    超时  姓名")
NOT_GRADED = Text(en="{file} (not graded)", zh="{file}（未批改）")
GRADED = Text(en="{graded} graded, {refused} refused", zh="已批改 {graded} 份，拒收 {refused} 份")
MEAN = Text(en="mean {mean}, standard deviation {spread}", zh="平均 {mean}，标准差 {spread}")
PASSED = Text(en="passed at {mark}: {passed}", zh="达到及格线 {mark}：{passed} 份")
MISSING = Text(en="no graded sheet from: {names}", zh="没有可批改答卷的：{names}")
QUESTIONS = Text(
    en="Questions, the hardest first: who had all of it right, the mean score, how it goes with the rest of the sheet (–1 to 1), and the mistake that most made",
    zh="各题，由难到易：全对的比例、平均得分、与其余题得分的相关（–1 到 1），以及最常犯的错误",
)
QUESTION = Text(
    en="  right {right} · mean {mean} · discrimination {discrimination}", zh="  全对 {right} · 平均 {mean} · 区分度 {discrimination}"
)
TIME = Text(en="time: {time}", zh="用时：{time}")
LATE = Text(en="time: {time}, {late} over the time allowed", zh="用时：{time}，超时 {late}")

NAME = Text(en="Name", zh="姓名")
DATE = Text(en="Date", zh="日期")
MINUTES = Text(en="time allowed: {minutes} min", zh="限时 {minutes} 分钟")
QUESTION_COUNT = Text(en="{count} questions, one point each", zh="共 {count} 题，每题 1 分")
NUMBERED = Text(en="Sheet {number}", zh="第 {number} 份")
ANSWER = Text(en="Answer", zh="答")
ANSWER_KEY = Text(en="Answer key", zh="标准答案")

YOUR_NAME = Text(en="Your name: ", zh="你的姓名：")
NAME_WANTED = Text(en="Your name is wanted, of at most {most} characters.", zh="请填写姓名，不超过 {most} 个字符。")
TO_ANSWER = Text(en="{count} questions", zh="共 {count} 题")
GOING_ON = Text(en="You have answered {done} of {all}; it goes on where you left it.", zh="已答 {done}/{all} 题；从上次停下的地方继续。")
TIME_RUNS = Text(
    en="The time runs from the first question on, also while you are away. When it is up you may go on; how much later you ended is recorded.",
    zh="计时从第一题开始，离开期间也不停。时间到后仍可继续作答，但会记录超时多久。",
)
RULES = Text(
    en="Each answer is saved at once, and can be changed. Nothing is graded here.",
    zh="每个答案立即保存，之后可以修改。这里不判分。",
)
KEYS = Text(en="Enter on · b back · l list · u take the answer back · q stop", zh="回车 下一题 · b 上一题 · l 列表 · u 收回答案 · q 退出")
YOUR_ANSWER = Text(en="your answer: {answer} (Enter keeps it)", zh="你的答案：{answer}（回车保留）")
TIME_LEFT = Text(en="{time} left", zh="剩余 {time}")
TIME_OVER = Text(en="{time} over the time", zh="超时 {time}")
TIME_IS_UP = Text(en="The time is up. You may go on; how much later you end is recorded.", zh="时间到。仍可继续作答；会记录超时多久。")
ONCE_MORE = Text(en="{why}. To leave it so, type it once more.", zh="{why}。如要保留原样，请再输入一次。")
ALL_QUESTIONS = Text(en="Answered: {done} of {all}", zh="已答 {done}/{all} 题")
LOOK_OVER = Text(en="A number: that question · Enter: done · q: stop", zh="输入序号：回到那一题 · 回车：完成 · q：退出")
NO_QUESTION = Text(en="“{typed}” is no number from 1 to {count}", zh="“{typed}”不是 1 到 {count} 的序号")
DONE = Text(en="{done} of {all} answered. This file is what you hand in: {file}", zh="已答 {done}/{all} 题。请交这个文件：{file}")
LEFT_OFF = Text(en="Saved in {file}. Go on with it: {command}", zh="已保存在 {file}。继续作答：{command}")
NOT_SAVED = Text(en="Not saved: {why}. It is tried again with the next answer.", zh="未能保存：{why}。下一次作答时会再试。")
