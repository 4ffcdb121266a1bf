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
MINUTES = Text(en="{minutes} minutes", zh="{minutes} 分钟")
QUESTION_COUNT = Text(en="{count} questions, one point each", zh="共 {count} 题，每题 1 分")
NUMBERED = Text(en="Sheet {number}", zh="第 {number} 份")
ANSWER = Text(en="Answer", zh="答")
ANSWER_KEY = Text(en="Answer key", zh="标准答案")
