"""Rendering of what `check` found, as text."""

from __future__ import annotations

from dl_quiz.checking.document import Inspection
from dl_quiz.nouns import Language, Text

_SLOWEST = 3


def inspection_text(found: Inspection, language: Language) -> str:
    """Return the problems, one a line, and the counts."""
    lines = [
        f"{problem.file}:{problem.line}: {problem.problem}" if problem.line else f"{problem.file}: {problem.problem}"
        for problem in found.problems
    ]
    lines += [text.of(language) for text in _counts(found)]
    if found.advice:
        missing = ", ".join(f"{key} {count}" for key, count in found.advice.items())
        lines.append(Text(en=f"good to have, and missing: {missing}", zh=f"建议补上：{missing}").of(language))
    if found.proofs:
        lines += [text.of(language) for text in _proofs(found)]
    verdict = (
        Text(en=f"{len(found.problems)} problems", zh=f"{len(found.problems)} 个问题")
        if found.problems
        else Text(en="no problem", zh="没有问题")
    )
    return "\n".join([*lines, verdict.of(language)]) + "\n"


def _counts(found: Inspection) -> list[Text]:
    kinds = ", ".join(f"{kind} {count}" for kind, count in found.kinds.items())
    levels = ", ".join(f"{level}: {count}" for level, count in found.levels.items())
    supported = found.points + found.questions
    share = f"{(found.proved + found.cited) / supported:.0%}" if supported else "0%"
    sentences = [
        Text(
            en=f"proved or cited: {found.sentences_supported} of {found.sentences} sentences of model answers, {found.follow_ups_supported} of {found.follow_ups} follow-ups",
            zh=f"有证明或出处：参考答案 {found.sentences} 句中的 {found.sentences_supported} 句，追问 {found.follow_ups} 个中的 {found.follow_ups_supported} 个",
        )
    ]
    exercises = [
        Text(
            en=f"{found.exercises} exercises, {found.wrong_programs} known wrong programs",
            zh=f"{found.exercises} 个编程练习，{found.wrong_programs} 个已知的错误程序",
        )
    ]
    return [
        Text(
            en=f"{found.topics} topics, {found.demos} demos, {found.questions} questions ({found.templates} templates)",
            zh=f"{found.topics} 个主题，{found.demos} 个演示，{found.questions} 道题（{found.templates} 道模板题）",
        ),
        *(exercises if found.exercises else []),
        Text(
            en=f"{found.points} key points, {found.probes} with a probe",
            zh=f"{found.points} 个要点，其中 {found.probes} 个有追问",
        ),
        *(sentences if found.sentences or found.follow_ups_supported else []),
        Text(en=f"kinds: {kinds}", zh=f"题型：{kinds}"),
        Text(en=f"levels: {levels}", zh=f"难度：{levels}"),
        Text(
            en=f"proved or cited {share}: {found.proved} by a scene, {found.cited} by a source",
            zh=f"有证明或出处 {share}：{found.proved} 个由场景证明，{found.cited} 个引用来源",
        ),
    ]


def _proofs(found: Inspection) -> list[Text]:
    held = sum(proof.holds for proof in found.proofs)
    times = sorted(((proof.seconds, proof.id) for proof in found.proofs if isinstance(proof.seconds, float)), reverse=True)
    slowest = ", ".join(f"{name} {seconds:.2f} s" for seconds, name in times[:_SLOWEST])
    total = sum(seconds for seconds, _ in times)
    return [
        Text(
            en=f"{held} of {len(found.proofs)} answers hold, in {total:.1f} s of work; slowest: {slowest}",
            zh=f"{len(found.proofs)} 个答案中 {held} 个成立，共计算 {total:.1f} 秒；最慢：{slowest}",
        )
    ]
