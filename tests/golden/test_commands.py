"""Every command on the small course says what it said when somebody last looked."""

import pytest

from tests.golden.commands import FOLDER, parser
from tests.golden.sessions import TEXTS


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_a_command_prints_what_it_printed(text):
    held = text.file.read_text(encoding="utf-8")
    if text.parser and not held.startswith(parser()):
        pytest.skip(f"holds the words of {held.partition(chr(10))[0]}; here is {parser()}")
    assert text.text() == held, "look at it, then: python -m tests.golden commands --update"


def test_every_file_is_written_by_a_command():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {text.name for text in TEXTS}
