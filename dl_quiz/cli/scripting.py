"""The bodies of `sheet`, `grade` and `quiz --answers`."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from dl_quiz.asking.session import choose_questions
from dl_quiz.cli.globals import Globals
from dl_quiz.cli.help import LANGUAGE
from dl_quiz.errors import QuizError, UsageError
from dl_quiz.files.read import nearest_file
from dl_quiz.files.write import whole_file, write_whole
from dl_quiz.render.report import FORMATS, pretty
from dl_quiz.sheets.documents import SHEET
from dl_quiz.sheets.grade import Terms, grade_sheet, grade_text
from dl_quiz.sheets.read import LARGEST_SHEET, read_sheet
from dl_quiz.sheets.write import write_sheet

if TYPE_CHECKING:
    from dl_quiz.asking.session import Selection
    from dl_quiz.sheets.documents import Report


@dataclass(frozen=True, slots=True)
class Output:
    """How a report is given back: in which format, to which file (None: standard output), and whether that may be written over."""

    format: str = "text"
    path: Path | None = None
    force: bool = False

    def check(self) -> None:
        """Raise UsageError where the format is unknown or the file may not be written, before anything is graded."""
        if self.format not in FORMATS:
            listed = ", ".join(FORMATS)
            raise UsageError(f"--format takes {listed}, not “{self.format}”", f"--format 只能是 {listed}，而不是“{self.format}”")
        if self.path is not None and self.path.exists() and not self.force:
            write_whole(self.path, "")

    def give(self, text: str) -> None:
        """Write the text where it belongs."""
        if self.path is None:
            sys.stdout.write(text)
        else:
            write_whole(self.path, text, force=self.force)


def make_sheet(given: Globals, selection: Selection, output: Output) -> int:
    """Write an empty question sheet; return the exit code."""
    course = given.course()
    sheet = write_sheet(course, choose_questions(course, selection), selection.seed, given.language)
    if output.format not in ("yaml", "json"):
        raise UsageError(f"--format takes yaml or json, not “{output.format}”", f"--format 只能是 yaml 或 json，而不是“{output.format}”")
    output.give(pretty(sheet) if output.format == "json" else _yaml(sheet))
    return 0


def _yaml(sheet: object) -> str:
    import yaml

    note = (
        "# Fill in `answer` of each item, then: dl-quiz grade FILE\n"
        if LANGUAGE == "en"
        else "# 填写每一项的 answer，然后运行：dl-quiz grade 文件\n"
    )
    plain = msgspec.to_builtins(sheet)
    for item in plain["items"]:
        item["answer"] = ""
    return note + str(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100))


def read_input(name: str) -> str:
    """Read a file, or standard input for `-`, in bounded memory. Raises UsageError."""
    if name != "-" and Path(name).is_dir():
        raise UsageError(f"{name} is a folder; name a file", f"{name} 是文件夹；请指定文件")
    try:
        data = sys.stdin.buffer.read(LARGEST_SHEET + 1) if name == "-" else _read_file(Path(name))
    except (OSError, ValueError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or "it is closed"
        near = nearest_file(Path(name))
        raise UsageError(
            f"{name} cannot be read ({reason}){near.en or '; check the name'}", f"{name} 无法读取（{reason}）{near.zh or '；请检查名称'}"
        ) from None
    if len(data) > LARGEST_SHEET:
        raise UsageError(
            f"{name}: is larger than {LARGEST_SHEET:,} bytes; it is no sheet", f"{name}：超过 {LARGEST_SHEET:,} 字节，不是题目单"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{name}: is not UTF-8 text; save it as UTF-8", f"{name}：不是 UTF-8 文本；请另存为 UTF-8 编码") from None


def _read_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_SHEET + 1)


def answer_quiz(given: Globals, selection: Selection, answers: str, terms: Terms, output: Output) -> int:
    """Grade answers from a file or standard input: a filled-in sheet, or plain answers, one a line in the order of the questions."""
    output.check()
    text = read_input(answers)
    where = "standard input" if answers == "-" else answers
    if SHEET.partition("/")[0] in text:
        return _finish([grade_sheet(given.course(), read_sheet(text, where), where, terms)], output)
    course = given.course()
    posed = choose_questions(course, selection)
    lines = text.splitlines()
    if len(lines) > len(posed):
        raise UsageError(
            f"{where}: holds {len(lines)} answers for {len(posed)} questions; give one a line, an empty line for none",
            f"{where}：有 {len(lines)} 行答案，但只有 {len(posed)} 道题；每行一个答案，空行表示不答",
        )
    lines += [""] * (len(posed) - len(lines))
    sheet = write_sheet(course, posed, selection.seed, given.language)
    items = tuple(msgspec.structs.replace(item, answer=line) for item, line in zip(sheet.items, lines, strict=True))
    return _finish([grade_sheet(course, msgspec.structs.replace(sheet, items=items), where, terms)], output)


def grade_files(given: Globals, files: tuple[str, ...], terms: Terms, output: Output, jobs: int) -> int:
    """Grade filled-in sheets, or JSON Lines of them; return the exit code."""
    output.check()
    terms = replace(terms, course_root=given.course_root, trusted=given.course().trusted)
    streams = [name for name in files if name.endswith(".jsonl")]
    if streams and (len(files) > 1 or output.format not in ("json", "text")):
        raise UsageError(
            "JSON Lines are graded one file at a time, into JSON Lines", "JSON Lines 每次只能批改一个文件，输出也是 JSON Lines"
        )
    if streams:
        return _grade_stream(streams[0], terms, output, jobs)
    reports = [grade_text(read_input(name), "standard input" if name == "-" else name, terms) for name in files]
    named = [report if report.name or len(files) == 1 else _named(report, name) for report, name in zip(reports, files, strict=True)]
    return _finish(named, output)


def _named(report: Report, name: str) -> Report:
    return msgspec.structs.replace(report, name=name)


def _finish(reports: list[Report], output: Output) -> int:
    if len(reports) > 1 and output.format == "json":
        output.give("".join(msgspec.json.encode(report).decode() + "\n" for report in reports))
    elif len(reports) > 1 and output.format != "text":
        raise UsageError(f"--format {output.format} takes one sheet at a time", f"--format {output.format} 每次只能批改一份")
    else:
        output.give("\n".join(FORMATS[output.format](report) for report in reports))
    return 0 if all(report.passed for report in reports) else 1


@dataclass(frozen=True, slots=True)
class Graded:
    """One line of JSON Lines, graded: its report as JSON, or what is wrong with it."""

    line: int
    report: bytes = b""
    passed: bool = False
    error: str = ""


def grade_line(numbered: tuple[int, bytes], terms: Terms) -> Graded:
    """Grade one line of JSON Lines; never raises for a bad line, so that the rest is graded."""
    number, line = numbered
    try:
        report = grade_text(line.decode("utf-8"), f"line {number}", terms)
    except UnicodeDecodeError:
        return Graded(number, error=f"line {number}: is not UTF-8 text" if LANGUAGE == "en" else f"第 {number} 行：不是 UTF-8 文本")
    except QuizError as error:
        return Graded(number, error=error.text.of(LANGUAGE))
    return Graded(number, msgspec.json.encode(report), report.passed)


def _lines(name: str) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines in constant memory; one that is too long comes cut, and is graded as the garbage that it is."""
    with Path(name).open("rb") as file:
        number = 0
        while line := file.readline(LARGEST_SHEET + 1):
            number += 1
            whole = line.endswith(b"\n") or len(line) <= LARGEST_SHEET
            while not whole and not (rest := file.readline(LARGEST_SHEET)).endswith(b"\n") and rest:
                pass
            if line.strip():
                yield number, line


def _grade_stream(name: str, terms: Terms, output: Output, jobs: int) -> int:
    if not Path(name).is_file():
        near = nearest_file(Path(name))
        raise UsageError(f"{name} is no file{near.en or '; check the name'}", f"{name} 不是文件{near.zh or '；请检查名称'}")
    grade = functools.partial(grade_line, terms=terms)
    code = 0
    opened = contextlib.nullcontext(sys.stdout) if output.path is None else whole_file(output.path, force=output.force)
    with opened as file:
        for graded in _mapped(grade, _lines(name), jobs):
            if graded.error:
                sys.stderr.write(f"{name}: {graded.error}\n")
            else:
                file.write(graded.report.decode() + "\n")
            code = 2 if graded.error else max(code, 0 if graded.passed else 1)
    return code


def _mapped(grade: functools.partial[Graded], lines: Iterator[tuple[int, bytes]], jobs: int) -> Iterator[Graded]:
    """Grade lines in their order, in this process or in a pool that never holds more than a few at a time."""
    if jobs <= 1:
        yield from map(grade, lines)
        return
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[list[Graded]]] = deque()
        for batch in _batches(lines):
            waiting.append(pool.submit(_grade_batch, grade, batch))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def _batches(lines: Iterator[tuple[int, bytes]], size: int = 50) -> Iterator[list[tuple[int, bytes]]]:
    batch: list[tuple[int, bytes]] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _grade_batch(grade: functools.partial[Graded], batch: list[tuple[int, bytes]]) -> list[Graded]:
    return [grade(line) for line in batch]
