"""Every listing is a document too: `--format json` prints the value that is shown, as its shipped schema says."""

import json
from datetime import date
from importlib import import_module

import pytest

from dl_quiz.cli.app import COMMANDS
from dl_quiz.cli.documents import DOCUMENTS, SCHEMAS
from tests.attempts import remember
from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")
LISTINGS = {
    "topics": ["topics"],
    "questions": ["topics", "adding"],
    "demos": ["demo"],
    "search": ["search", "number"],
    "review": ["review"],
    "plan": ["plan", "--by", f"{date.today():%Y-%m-%d}"],
    "exercises": ["implement"],
    "progress": ["progress"],
    "answers": ["progress", "adding"],
}
"""Each listing by its schema's name, and a command that prints it; a command that lists something new adds its line."""
ANSWERED = (("adding/name", 1.0), ("adding/commutes", 0.0), ("adding/which-sums", 0.5), ("adding/points/sum", 0.0))

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is in the extra 'dev'")


def document_of(name, home, language="en"):
    done = run_in_process(*LISTINGS[name], "--format", "json", *THERE, home=home, language=language)
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def schema_of(name):
    return json.loads(run_in_process("check", "--schema", name).out)


@pytest.fixture
def home(tmp_path):
    remember(tmp_path, *ANSWERED)
    return tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_obeys_its_schema(name, language, home, tmp_path_factory):
    for folder in (home, tmp_path_factory.mktemp("new")):
        document = document_of(name, folder, language)
        jsonschema.validate(document, schema_of(name))
        assert document["schema"] == f"dl-quiz.{name}/1"
        assert document["language"] == language


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_has_every_key_of_its_schema_and_no_other(name, home):
    schema = schema_of(name)

    def compare(value, declared):
        if "$ref" in declared:
            declared = schema["$defs"][declared["$ref"].rpartition("/")[2]]
        if declared.get("type") == "object" and "properties" in declared:
            assert set(value) == set(declared["properties"]) and declared["additionalProperties"] is False
            for key, below in declared["properties"].items():
                compare(value[key], below)
        elif declared.get("type") == "array" and isinstance(declared.get("items"), dict):
            for item in value:
                compare(item, declared["items"])

    compare(document_of(name, home), schema)


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_refuses_other_formats(name, home):
    done = run_in_process(*LISTINGS[name], "--format", "xml", *THERE, home=home)
    assert (done.code, done.out) == (2, "") and "--format takes text" in done.err and "not “xml”" in done.err


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_declared_where_it_is_said_and_its_schema_is_printed(name):
    module, _, declared = DOCUMENTS[name].rpartition(".")
    assert schema_of(name)["$ref"].endswith(f"/{declared}")
    assert getattr(import_module(f"dl_quiz.{module}"), declared).__doc__


def test_help_names_every_schema_and_an_unknown_one_is_told_them():
    assert f"{', '.join(SCHEMAS)}." in " ".join(run_in_process("check", "--help").out.split())
    for language, sentence in (
        ("en", f"there is no schema “nothing”; there are {', '.join(SCHEMAS)}\n"),
        ("zh", f"没有 schema “nothing”；有 {', '.join(SCHEMAS)}\n"),
    ):
        done = run_in_process("check", "--schema", "nothing", language=language)
        assert (done.code, done.out, done.err) == (2, "", sentence)


def test_the_listings_say_what_is_known(home):
    topics = {entry["topic"]: entry for entry in document_of("topics", home)["topics"]}
    assert topics["adding"]["answered"] == 3 and topics["charts"]["answered"] == 0
    assert topics["adding"]["mastery"] == pytest.approx(1.5 / topics["adding"]["questions"])
    questions = {entry["question"]: entry for entry in document_of("questions", home)["questions"]}
    assert [questions[name]["score"] for name, _ in ANSWERED[:3]] == [1.0, 0.0, 0.5]
    assert questions["adding/sum-of-two"]["score"] is None and questions["adding/sum-of-two"]["due"] is None
    assert "{" not in questions["adding/sum-of-two"]["ask"]
    assert document_of("questions", home)["topic"] == topics["adding"]
    demos = {entry["demo"]: entry for entry in document_of("demos", home)["demos"]}
    count = next(scene for scene in demos["add"]["scenes"] if scene["scene"] == "count")
    assert {"--left", "--right"} <= {option["option"] for option in count["options"]} and count["checks"]


def test_every_command_that_lists_is_listed_here():
    """Whatever prints JSON is either a listing of this file, or a document that another test holds to its schema."""
    elsewhere = {"quiz", "interview", "sheet", "grade", "check", "demo"}
    printing = {name for name in COMMANDS if "--format" in (out := run_in_process(name, "--help", columns=400).out) and "json" in out}
    assert printing - elsewhere == {command[0] for command in LISTINGS.values()} - elsewhere
