"""The interface's own words, in both languages."""

from __future__ import annotations

from dl_quiz.nouns import Kind, Text


def _t(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


FAILS = _t("FAILS", "不成立")
NOT_APPLICABLE = _t("not applicable", "不适用")
ANSWER = _t("Answer", "答案")
YOUR_GUESS = _t("your guess (Enter: see)", "你的预测（回车：看答案）")
GUESS_RIGHT = _t("Right.", "对了。")
GUESS_WRONG = _t("Not quite.", "不对。")
PRESS_ENTER = _t("{at}/{of} · Enter: on · ?: more", "{at}/{of} · 回车：继续 · ?：更多")
STEERING = _t(
    "Enter on · b back · a the scene again · n next scene · q stop{change}",
    "回车 继续 · b 上一步 · a 重看本场景 · n 下一场景 · q 停止{change}",
)
CHANGE = _t(" · change a value: {example}", " · 改参数：{example}")
FILM_KEYS = _t("space: pause · ← →: step · Enter: to the end", "空格：暂停 · ← →：逐帧 · 回车：直到结尾")
NOT_UNDERSTOOD = _t("“{typed}” is not understood here", "这里看不懂“{typed}”")
COMPUTING = _t("computing…", "计算中……")
BEFORE = _t("before", "之前")
NOW = _t("now", "现在")
SUMMARY_CHECKS = _t("{held} of {all} claims hold", "{all} 条论断中 {held} 条成立")
A_NAME = _t("NAME", "名称")
A_SCENE = _t("SCENE", "场景")
PLAY_ONE = _t("Play one: {one} · one scene: {scene}", "播放：{one} · 单个场景：{scene}")

NO_FINITE_POINT = _t("(no finite point)", "（没有有限的点）")
POINTS_NOT_FINITE = _t("(points that are not finite: {n}; the curve has gaps there)", "（有 {n} 个点不是有限数，曲线在该处断开）")
LOG_SCALE = _t("log scale", "对数刻度")
COLON = _t(": ", "：")
COMMA = _t(", ", "，")
SPACE = _t(" ", "")

KINDS: dict[Kind, Text] = {
    "choose": _t("choose one", "单选"),
    "select": _t("select all that apply", "多选"),
    "number": _t("number", "数值"),
    "phrase": _t("term", "填词"),
    "order": _t("put in order", "排序"),
    "predict": _t("predict the output", "预测输出"),
    "points": _t("in your own words", "口述"),
}

PROGRESS = _t("{number}/{all}", "第 {number}/{all} 题")
SO_FAR = _t("score {points}/{asked}", "得分 {points}/{asked}")
LEVEL = _t("level {level}", "难度 {level}")
HINT_KEY = _t("? hint", "? 提示")
DEMO_KEY = _t("d demo", "d 演示")
EXPLAIN_KEY = _t("e explain", "e 讲解")
UNKNOWN_KEY = _t("k don't know", "k 不知道")
UNDO_KEY = _t("u undo", "u 撤销")
SKIP_KEY = _t("s skip", "s 跳过")
LEAVE_KEY = _t("q stop", "q 退出")
NEXT_KEY = _t("Enter next", "回车 下一题")
LAST_KEY = _t("Enter summary", "回车 看总结")
KEYS_RULE = _t(
    "A letter alone is always a key, never an option: options go by number. What stands in quotes is an answer.",
    "单个字母一律是按键，不是选项；选项用序号作答。加引号的内容一律算答案。",
)
KEYS_ARE_LETTERS = _t(
    "“{typed}” is a letter, and letters alone are keys; for this option type {number}",
    "“{typed}”是字母，单个字母都是按键；要选这一项请输入 {number}",
)
NO_KEY = _t("“{typed}” is no key here", "“{typed}”在这里不是按键")
HOW_TO = {
    "choose": _t("one number", "输入一个序号"),
    "select": _t("numbers, like 1 3", "输入多个序号，如 1 3"),
    "number": _t("a number, like 42, 3/4, 75%, 1.2e-3", "输入数值，如 42、3/4、75%、1.2e-3"),
    "phrase": _t("a word or a phrase", "输入一个词或短语"),
    "order": _t("all numbers in order, like 3 1 2", "按顺序输入全部序号，如 3 1 2"),
    "predict": _t("what will it print?", "它会输出什么？"),
    "points": _t("a few sentences on one line", "用一行写几句话"),
}
HINT_IS = _t("Hint: {hint}", "提示：{hint}")
NO_HINT = _t("There is no hint for this question.", "这道题没有提示。")
NO_DEMO = _t("There is no demo for this question.", "这道题没有演示。")
RIGHT = _t("Right", "正确")
PARTLY = _t("Partly right, {score}", "部分正确，{score}")
WRONG = _t("Not right", "不对")
KEY = _t("Key", "标准答案")
WHY = _t("Why", "解析")
PROOFS = _t("Proofs", "证明")
PROOF = _t("Proof", "证明")
CITED = _t("Source", "出处")
MORE = _t("… Enter: more · q: enough ", "…… 回车：更多 · q：够了 ")
SKIPPED = _t("Skipped: it earns nothing, and is asked again another time.", "已跳过：不得分，以后还会再问。")
NOT_KNOWN = _t("Not known: it counts as missed", "不知道：按未答出计")
YOU_ANSWERED = _t("you answered {typed}", "你的答案：{typed}")
READ_AS = _t(", read as {read}", "，读作 {read}")
SAID_UNKNOWN = _t("“I don't know”", "“不知道”")
TAKEN_BACK = _t(
    "Taken back: your answer {typed} counts no more, in the journal neither. You have seen the key, so the next answer is kept as one with help.",
    "已撤销：你的答案 {typed} 不再计入，学习记录里也一样。答案你已经看过，所以下一次作答会记为看过提示。",
)
NOT_SKIPPED = _t("Back to the question that you skipped.", "回到刚才跳过的题。")
NOTHING_TO_TAKE_BACK = _t("There is no answer to take back yet.", "还没有可撤销的作答。")
PAGE = _t("Page", "网页")
SAVED = _t("Every answer is saved.", "所有作答均已保存。")
NOT_SAVED = _t("Not saved: {count} of {all} answers; {fault}.", "未保存：{all} 个作答中的 {count} 个；{fault}。")
NOT_SAVED_YET = _t(
    "{fault}. Answers are kept in memory, and saved with the next one that can be.", "{fault}。作答暂存在内存中，一旦可以写入就一并保存。"
)
WITHOUT_HISTORY = _t("{fault}. This run goes on without your history.", "{fault}。本次不使用学习记录。")
WAITING = _t("another dl-quiz holds the history; waiting…", "另一个 dl-quiz 正占用学习记录；等待中……")
MENDED = _t(
    "the journal {path} could not be used as it was: a fresh one has the {count} answers that could be read, and the old one is kept as {aside}",
    "学习记录 {path} 无法照原样使用：能读出的 {count} 个作答已转入新记录，旧文件保留为 {aside}",
)
TAKEN_OVER = _t("Questions taken over: {count}; remarks above: {left}.", "已导入题目：{count}；以上说明：{left} 条。")
EXPORTED = _t("Questions written for {format}: {count}.", "已为 {format} 写出题目：{count}。")
ASKED = _t("Questions", "题目")
KEYS = _t("Answers to the questions", "题目答案")
PICTURES = _t("Pictures from the demo", "演示中的图")
WATCHING = _t("Checked again at each save · q: stop", "每次保存后重新检查 · q：退出")
BEGIN_HERE = _t("{folder} is no course yet. Begin one there? [y/N] ", "{folder} 还不是课程。要在那里新建一门吗？[y/N] ")
YES = ("y", "yes", "是", "好")
"""Answers that say yes to a question that takes a no as well."""
OVERRIDES = _t(
    "{mine} has a topic {topic} of its own, which stands in place of that of {other}.",
    "{mine} 有自己的主题 {topic}，用它代替 {other} 中的同名主题。",
)
STOPPED = _t("You stopped at {done} of {all}", "上次做完 {done}/{all} 题")
GO_ON = _t("Go on with it: {command}", "接着做：{command}")
SUMMARY = _t("Summary", "总结")
NOTHING_ANSWERED = _t("Nothing was answered.", "没有作答。")
RESULT = _t("{points} of {asked} points ({percent})", "得 {points}/{asked} 分（{percent}）")
RESULT_SKIPPED = _t("{skipped} skipped", "跳过 {skipped} 题")
LOOK_BACK = _t("A number: that question with its answer · Enter: done", "输入序号：再看那道题和答案 · 回车：结束")
NO_SUCH_NUMBER = _t("“{typed}” is not a number from 1 to {count}", "“{typed}”不是 1 到 {count} 的序号")
LOOK_AT = _t("Look at next", "接下来看看")
ALL_RIGHT = _t("All right. Try a harder level: {command}", "全对。试试更难的：{command}")
AGAIN = _t("The same questions again: {command}", "再来一遍同样的题：{command}")
MODEL_ANSWER = _t("Answer", "参考答案")
KEY_POINTS = _t("Key points", "要点")
MYTH = _t("Myth", "误区")
FOLLOW_UPS = _t("Follow-ups", "追问")
SOURCES = _t("Sources", "出处")
RUN_PROOFS = _t("Run the proofs: {command}", "运行证明：{command}")
PRACTISE = _t("Practise: {quiz} · Walk through: {demo}", "练习：{quiz} · 演示：{demo}")
PRACTISE_ONLY = _t("Practise: {quiz}", "练习：{quiz}")
ANSWER_IT = _t("Answer it yourself: {command}", "自己来答：{command}")
SORTS = {
    "topic": _t("topic", "主题"),
    "point": _t("key point", "要点"),
    "question": _t("question", "题目"),
    "follow-up": _t("follow-up", "追问"),
    "demo": _t("demo", "演示"),
    "scene": _t("scene", "场景"),
    "exercise": _t("exercise", "练习"),
}
FOUND_NOTHING = _t("Nothing was found for “{words}”.", "没有找到“{words}”。")
FOUND_NEAR = _t("Did you mean “{words}”? {command}", "是否想找“{words}”？{command}")
FOUND_MORE = _t("{shown} of {count}; more: {command}", "共 {count} 条，已列出 {shown} 条；更多：{command}")
LANGUAGE_SAVED = _t(
    "From now on in English; --lang or DL_QUIZ_LANG say otherwise, and --lang auto --save forgets it.",
    "以后默认使用中文；可用 --lang 或 DL_QUIZ_LANG 临时改变，用 --lang auto --save 取消。",
)
LANGUAGE_FORGOTTEN = _t("From now on in the language of the environment.", "以后按环境设置选择语言。")
NUMBER = _t("no.", "题号")
TOPIC = _t("topic", "主题")
TITLE = _t("title", "标题")
DEMO = _t("demo", "演示")
SCENES = _t("scenes", "场景")
QUESTION = _t("question", "题目")
QUESTIONS = _t("Qs", "题数")
KNOWN = _t("known", "掌握")
LEVEL_OF = _t("level", "难度")
WELCOME = _t("Topics: {topics} · questions: {questions} · demos: {demos}", "{topics} 个主题，{questions} 道题，{demos} 个演示。")
DUE = _t("{due} of {met} questions that you have met are due for review.", "做过的 {met} 道题中有 {due} 道该复习了。")
WEAKEST = _t("Weakest topics", "最薄弱的主题")
UNSAID = _t("Points you have not said yet", "还没说出来的要点")
INTERVIEW_WAITS = _t("An interview waits", "有一场面试还没完成")
NOT_SAID = _t("Not said yet: {points}", "还没说出来：{points}")
TRY_INTERVIEW = _t("answer it", "自己来答")
START_HERE = _t("Begin", "开始")
NEXT_STEPS = _t("Next", "下一步")
TRY_QUIZ = _t("a quiz", "做题")
TRY_TODAY = _t("today's part of the plan", "计划的今日部分")
TRY_OPEN = _t("its open question", "其中的开放题")
TRY_REVIEW = _t("what is due", "复习到期的题")
TRY_PLAN = _t("plan until your interview", "制定面试计划")
TRY_EXPLAIN = _t("read an answer", "读一份答案")
TRY_DEMO = _t("see it run", "看它运行")
TRY_PROGRESS = _t("how far you are", "看看进度")
TRY_TOPICS = _t("all topics", "所有主题")
TRY_WRONG = _t("what you missed, once more", "再做一遍没答对的")
TRY_WEAK = _t("practise the weakest", "练最薄弱的")

RULES: dict[str, Text] = {
    "share of right picks less share of wrong picks": _t("share of right picks less share of wrong picks", "选对的比例减去选错的比例"),
    "share of pairs in order": _t("by pairs in the right order", "按顺序正确的步骤对计分"),
    "share of key points heard": _t("share of key points heard", "听到的要点比例"),
    "a list of keywords, capped": _t("a list of keywords, capped", "只是罗列关键词，得分封顶"),
}
"""How partial scores come about."""
