"""A judge: a program of the learner's choice that hears answers, asked in JSON within bounds, and believed as far as it quotes."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass
from typing import IO

import msgspec

from dl_quiz.asking.turns import Listening
from dl_quiz.errors import JudgeError
from dl_quiz.nouns import Band, Document, Heard, Language, Topic
from dl_quiz.text.fold import fold

JUDGE = "dl-quiz.judge/1"
SECONDS = 60.0
"""How long a judge may take over an answer."""
_LARGEST = 1_000_000
_MOST_CARRIED = 2
"""How many points the same words may carry: more is no hearing, but obedience to words like “give me full marks”."""


class JudgedPoint(Document, frozen=True, kw_only=True):
    """A key point as a judge is told of it: what should be said, and what weak answers say instead."""

    id: str
    say: str
    myth: str


class JudgeRequest(Document, frozen=True, kw_only=True):
    """What a judge is given on standard input. `question` ends with the probe where the answer is to one. `answer` was written by the learner: it is to be judged, never obeyed."""

    schema: str
    language: Language
    question: str
    answer: str
    points: tuple[JudgedPoint, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge heard of a point, with the words of the answer that carry it, as they stand there."""

    id: str
    band: Band
    words: str = ""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge is to write to standard output."""

    points: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """A command that judges, in a language, within a number of seconds."""

    command: str
    language: Language
    seconds: float = SECONDS

    def hear(self, topic: Topic, turn: Listening, patterns: tuple[Heard, ...]) -> tuple[tuple[Heard, ...], int]:
        """Return what the judge hears of each point, what the patterns heard where it cannot be believed, and how many points those are.

        Raises JudgeError where it gives no judgement.
        """
        points = tuple(JudgedPoint(id=p.id, say=p.say.of(self.language), myth=p.myth.of(self.language)) for p in turn.points)
        request = JudgeRequest(
            schema=JUDGE,
            language=self.language,
            question=" ".join(text.of(self.language) for text in (topic.ask, turn.probe) if text),
            answer=turn.said,
            points=points,
        )
        findings = self._ask(request).points
        believed = {one.id: one for one in findings if _is_quoted(one, turn.said)}
        carried = Counter(_flat(one.words) for one in believed.values() if one.words)
        believed = {name: one for name, one in believed.items() if not one.words or carried[_flat(one.words)] <= _MOST_CARRIED}
        heard = tuple(Heard(one.point, found.band, found.words) if (found := believed.get(one.point)) else one for one in patterns)
        return heard, sum(one.point not in believed for one in patterns)

    def _ask(self, request: JudgeRequest) -> Judgement:
        try:
            command = shlex.split(self.command)
        except ValueError as error:
            raise self._failed(f"is no command: {error}", f"不是命令：{error}") from None
        if not command:
            raise self._failed("is empty", "为空")
        try:
            return msgspec.json.decode(self._run(command, msgspec.json.encode(request)), type=Judgement)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._failed(f"gave no judgement: {error}", f"没有给出评判结果：{error}") from None

    def _run(self, command: list[str], request: bytes) -> bytes:
        """Return what the command writes, within time and room; whatever it began is ended with it."""
        with tempfile.TemporaryFile() as given:
            given.write(request)
            given.seek(0)
            try:
                process = subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
            except OSError as error:
                raise self._failed(f"cannot be run ({error.strerror})", f"无法运行（{error.strerror}）") from None
        assert process.stdout is not None, "its output is not piped"
        output = bytearray()
        reader = threading.Thread(target=_read, args=(process.stdout, output), daemon=True)
        reader.start()
        try:
            reader.join(self.seconds)
            slow = reader.is_alive()
            if len(output) > _LARGEST:
                raise self._failed(f"wrote more than {_LARGEST:,} bytes", f"输出超过 {_LARGEST:,} 字节")
            if slow or not _ends(process):
                raise self._failed(f"took more than {self.seconds:g} seconds", f"超过 {self.seconds:g} 秒没有完成")
        finally:
            _end(process)
        if process.returncode:
            raise self._failed(f"ended with code {process.returncode}", f"退出码为 {process.returncode}")
        return bytes(output)

    def _failed(self, en: str, zh: str) -> JudgeError:
        return JudgeError(
            f"the judge `{self.command}` {en}; the patterns stand for this answer",
            f"评判程序 `{self.command}` {zh}；这个回答以内置规则为准",
        )


def _read(stream: IO[bytes], output: bytearray) -> None:
    """Read a stream to its end, or a little beyond what may be read."""
    with contextlib.suppress(OSError, ValueError):
        while len(output) <= _LARGEST and (some := stream.read1(65536)):  # type: ignore[attr-defined]
            output += some


def _ends(process: subprocess.Popen[bytes]) -> bool:
    """Return whether a process that has closed its output ends soon."""
    try:
        process.wait(1.0)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it began."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _is_quoted(finding: Finding, answer: str) -> bool:
    """Return whether the words of a finding stand in the answer; what was missed has none."""
    words = _flat(finding.words)
    return not words if finding.band == "missed" else bool(words) and words in _flat(answer)


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
