"""Everything that an author can get wrong and that reading shows, without running any of the course's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dl_quiz.checking.exercises import lint_exercises
from dl_quiz.checking.glossaries import lint_glossary
from dl_quiz.course.complaints import Place
from dl_quiz.course.course import Course
from dl_quiz.course.reading import Reading
from dl_quiz.errors import CourseError, Problem
from dl_quiz.nouns import Arguments, Number, Predict, Proof, Question, Supported, Text, Value, WrongProgram
from dl_quiz.stage.options import fault
from dl_quiz.stage.outline import DemoOutline, Kernel, Scene
from dl_quiz.text.names import meant


def lint(course: Course) -> list[Problem]:
    """Return every problem of a course's files, sorted by file and line."""
    problems: list[Problem] = []
    outlines: dict[str, DemoOutline] = {}
    for name in course.code.demos:
        try:
            outlines[name] = course.demo(name)
        except CourseError as error:
            problems += error.problems
        else:
            problems += lint_glossary(course, name) if len(course.manifest.languages) > 1 else ()
    kernels: dict[str, tuple[Kernel, ...]] = {}
    for name in course.code.kernels:
        try:
            kernels[name] = course.kernels(name)
        except CourseError as error:
            problems += error.problems
    interviews: dict[int, str] = {}
    for topic in course.topics:
        try:
            reading = course.read(topic)
        except CourseError as error:
            problems += error.problems
            continue
        problems += _References(reading, outlines, course.code.demos, kernels).problems()
        problems += lint_exercises(course, reading)
        problems += _repeated_interview(reading, topic, interviews)
    return sorted(problems)


def _repeated_interview(reading: Reading, topic: str, seen: dict[int, str]) -> Iterator[Problem]:
    number = reading.topic.interview
    if number is None:
        return
    if number in seen:
        yield reading.problem(
            f"answers interview question {number}, and so does {seen[number]}; give each its own",
            f"与 {seen[number]} 都对应第 {number} 道面试题；请各用各的编号",
            "interview",
        )
    seen[number] = topic


class _References:
    """Follows every name in a topic that leads to a demo."""

    def __init__(
        self, reading: Reading, outlines: Mapping[str, DemoOutline], demos: tuple[str, ...], kernels: Mapping[str, tuple[Kernel, ...]]
    ) -> None:
        self.reading = reading
        self.outlines = outlines
        self.demos = demos
        self.kernels = kernels
        self.found: list[Problem] = []

    def problems(self) -> list[Problem]:
        """Return every broken reference."""
        topic = self.reading.topic
        if topic.demo:
            self._demo(topic.demo, ("demo",))
        for place, item in topic.claims():
            self._support(item, place, item.draw if isinstance(item, Question) else {})
        for index, question in enumerate(topic.questions):
            self._answer(question, ("questions", index))
        for index, exercise in enumerate(topic.exercises):
            for turn, slip in enumerate(exercise.slips):
                self._support(slip, ("exercises", index, "slips", turn), {})
        return self.found

    def _complain(self, place: Place, en: str, zh: str) -> None:
        self.found.append(self.reading.problem(en, zh, *place))

    def _unknown(self, place: Place, kind: Text, name: str, known: tuple[str, ...]) -> None:
        there = Text(en=f"there is {', '.join(known) or 'none'}", zh=f"现有：{'、'.join(known) or '无'}")
        hint = meant(name, known, there, quote="`")
        self._complain(place, f"names an unknown {kind.en} `{name}`; {hint.en}", f"引用了未知的{kind.zh} `{name}`；{hint.zh}")

    def _demo(self, name: str, place: Place) -> DemoOutline | None:
        if name not in self.demos:
            self._unknown(place, Text(en="demo", zh="演示"), name, self.demos)
        return self.outlines.get(name)

    def _answer(self, question: Question, place: Place) -> None:
        match question.answer:
            case Number() as number:
                self._number(number, (*place, "number"), question.draw)
            case Predict() as predict:
                self._proof(predict, (*place, "predict"), question.draw)

    def _support(self, item: Supported | WrongProgram, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> None:
        if item.proof is not None:
            self._proof(item.proof, (*place, "proof"), draw)

    def _proof(self, proof: Proof | Predict, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> None:
        outline = self._demo(proof.demo, (*place, "demo"))
        if outline is None:
            return
        scene = outline.scene(proof.scene)
        if scene is None:
            self._unknown((*place, "scene"), Text(en="scene", zh="场景"), proof.scene, tuple(s.name for s in outline.scenes))
            return
        if proof.check not in scene.checks:
            self._unknown((*place, "check"), Text(en="check", zh="检查"), proof.check, scene.checks)
        self._arguments(scene, proof.arguments, (*place, "with"), draw)

    def _arguments(self, scene: Scene, arguments: Arguments, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> None:
        parameters = {parameter.name: parameter for parameter in scene.parameters}
        for name, value in arguments.items():
            if name not in parameters:
                self._unknown((*place, name), Text(en="parameter", zh="参数"), name, tuple(parameters))
                continue
            for each in self._values(name, value, (*place, name), draw):
                wrong = fault(parameters[name], each)
                if wrong is not None:
                    self._complain(
                        (*place, name),
                        f"passes a value that the scene `{scene.name}` refuses: {wrong.en}",
                        f"传入了场景 `{scene.name}` 不接受的值：{wrong.zh}",
                    )
                    break

    def _values(self, name: str, value: Value | None, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> tuple[Value, ...]:
        """Return every value that an argument may take."""
        source = name if value is None else value
        if isinstance(source, str) and source in draw:
            return draw[source]
        if value is None:
            self._complain(
                place,
                f"passes `{name}`, which is not drawn; draw it or give a value",
                f"传入了未抽取的 `{name}`；请在 draw 中定义或直接给值",
            )
            return ()
        return (value,)

    def _number(self, number: Number, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> None:
        if isinstance(number.key, str):
            self._kernel(number.key, number.arguments, (*place, "key"), draw)
        for index, slip in enumerate(number.slips):
            kernel = slip.key or number.key
            if slip.value is None and isinstance(kernel, str):
                self._kernel(kernel, {**number.arguments, **slip.arguments}, (*place, "slips", index), draw)

    def _kernel(self, name: str, arguments: Arguments, place: Place, draw: Mapping[str, tuple[Value, ...]]) -> None:
        file, _, attribute = name.partition(".")
        if file not in self.kernels:
            self._unknown(place, Text(en="file of kernels", zh="函数文件"), file, tuple(self.kernels))
            return
        kernel = next((kernel for kernel in self.kernels[file] if kernel.name == attribute), None)
        if kernel is None:
            self._unknown(place, Text(en="kernel", zh="函数"), attribute, tuple(kernel.name for kernel in self.kernels[file]))
            return
        for argument in arguments:
            if argument not in kernel.parameters:
                self._unknown(place, Text(en="parameter of the kernel", zh="函数参数"), argument, kernel.parameters)
        missing = [p for p in kernel.required if p not in arguments and p not in draw]
        if missing:
            self._complain(
                place,
                f"calls `{name}` without {', '.join(missing)}; draw or give it",
                f"调用 `{name}` 时缺少 {', '.join(missing)}；请抽取或给出",
            )
