"""The documents that commands write for scripts, each with the place where it is declared; its JSON Schema is made from there."""

from __future__ import annotations

from importlib import import_module

import msgspec

from dl_quiz.errors import UsageError

DOCUMENTS = {
    "sheet": "sheets.documents.Sheet",
    "report": "sheets.documents.Report",
    "walk": "stage.document.Walk",
    "check": "checking.document.Inspection",
    "interview": "asking.card.InterviewReport",
    "judge": "asking.judge.JudgeRequest",
    "judgement": "asking.judge.Judgement",
    "topics": "asking.listing.TopicList",
    "questions": "asking.listing.QuestionList",
    "progress": "asking.progress.Progress",
    "answers": "asking.attempts.AnswerList",
    "demos": "stage.listing.DemoList",
}
"""Each document's name, which `check --schema` takes and its own field `schema` begins with (`dl-quiz.NAME/1`), and its class in dl_quiz."""

SCHEMAS = ("topic", *DOCUMENTS)
"""What has a JSON Schema: a topic's file, and each document."""


def schema_of(name: str) -> str:
    """Return the JSON Schema of a document or of a topic file. Raises UsageError for an unknown name."""
    if name not in SCHEMAS:
        listed = ", ".join(SCHEMAS)
        raise UsageError(f"there is no schema “{name}”; there are {listed}", f"没有 schema “{name}”；有 {listed}")
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(name)}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode() + "\n"


def _schema(name: str) -> dict[str, object]:
    if name == "topic":
        from dl_quiz.course.schema import file_schema
        from dl_quiz.nouns import Topic

        return file_schema(Topic)
    module, _, declared = DOCUMENTS[name].rpartition(".")
    return msgspec.json.schema(getattr(import_module(f"dl_quiz.{module}"), declared))
