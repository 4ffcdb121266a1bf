"""The judge of docs/judge.md works: against a model that is a test's own."""

import json
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.courses import SMALL
from tests.program import run_in_process

PAGE = (Path(__file__).parents[1] / "docs" / "judge.md").read_text(encoding="utf-8")
ANSWERS = {"answers": {"charts": "You plot a line over time."}}


@pytest.fixture
def model():
    asked = []

    class Model(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.headers["Authorization"], json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            said = {
                "points": [{"id": "curve", "band": "heard", "words": "a line over time", "why": "clear"}, {"id": "table", "band": "missed"}]
            }
            body = json.dumps({"choices": [{"message": {"content": json.dumps(said)}}]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions", asked
    server.shutdown()


def test_the_program_of_the_page_judges(model, tmp_path):
    url, asked = model
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "judge.py").write_text(program, encoding="utf-8")
    command = f"{sys.executable} {tmp_path / 'judge.py'}"
    done = run_in_process(
        "interview", "--answers", "-", "--judge", command, "--format", "json", "--course", SMALL,
        stdin=json.dumps(ANSWERS), JUDGE_URL=url, JUDGE_KEY="k", PATH=os.environ["PATH"],
    )  # fmt: skip
    (topic,) = json.loads(done.out)["topics"]
    assert [(point["band"], point["words"]) for point in topic["points"]] == [("heard", "a line over time"), ("missed", "")]
    assert topic["judge"] == command and done.err == ""
    ((key, body),) = asked
    assert key == "Bearer k" and body["temperature"] == 0
    assert json.loads(body["messages"][1]["content"])["answer"] == "You plot a line over time."


def test_what_the_page_shows_is_what_is_sent_and_read():
    request, judgement = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    for document, name in ((request, "judge"), (judgement, "judgement")):
        import jsonschema

        jsonschema.validate(document, json.loads(run_in_process("check", "--schema", name).out))
