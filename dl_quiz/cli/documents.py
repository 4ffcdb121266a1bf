"""The documents that commands write for scripts, each with the place where it is declared; its JSON Schema is made from there."""

from __future__ import annotations

from importlib import import_module

import msgspec

from dl_quiz.course.grammar import Demands
from dl_quiz.errors import UsageError

DOCUMENTS = {
    "sheet": "sheets.documents.Sheet",
    "report": "sheets.documents.Report",
    "results": "sheets.documents.Results",
    "walk": "stage.document.Walk",
    "check": "checking.document.Inspection",
    "interview": "asking.card.InterviewReport",
    "judge": "asking.judge.JudgeRequest",
    "judgement": "asking.judge.Judgement",
    "topics": "asking.listing.TopicList",
    "questions": "asking.listing.QuestionList",
    "review": "asking.due.DueList",
    "plan": "asking.timetable.Timetable",
    "progress": "asking.progress.Progress",
    "answers": "asking.attempts.AnswerList",
    "demos": "stage.listing.DemoList",
    "search": "course.search.Found",
    "exercises": "exercises.listing.ExerciseList",
    "exercise": "exercises.document.ExerciseReport",
}
"""Each document's name, which `check --schema` takes and its own field `schema` begins with (`dl-quiz.NAME/1`), and its class in dl_quiz."""

FILES = {"topic": "nouns.Topic", "course": "course.outline.Manifest"}
"""The files that an author writes, each with what it holds."""

SCHEMAS = (*FILES, *DOCUMENTS)
"""What has a JSON Schema: each file of a course, and each document."""


def schema_of(name: str, demands: Demands) -> str:
    """Return the JSON Schema of a document, or of a file in a course of such demands. Raises UsageError for an unknown name."""
    if name not in SCHEMAS:
        listed = ", ".join(SCHEMAS)
        raise UsageError(f"there is no schema “{name}”; there are {listed}", f"没有 schema “{name}”；有 {listed}")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(name, demands)}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _schema(name: str, demands: Demands) -> dict[str, object]:
    module, _, declared = {**FILES, **DOCUMENTS}[name].rpartition(".")
    noun = getattr(import_module(f"dl_quiz.{module}"), declared)
    if name in DOCUMENTS:
        return msgspec.json.schema(noun)
    from dl_quiz.course.schema import file_schema

    return file_schema(noun, demands)
