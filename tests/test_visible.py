"""What would steer a terminal, forge a line or hide is shown, never sent; other text stays as it is."""

import json
import unicodedata

import pytest
import yaml

from dl_quiz.visible import escaped, has_unseen, visible, visible_line

STEERING = [
    *map(chr, range(0x20)),
    "\x7f",
    *map(chr, range(0x80, 0xA0)),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
]


@pytest.mark.parametrize("character", STEERING, ids=lambda c: f"{ord(c):04x}")
def test_what_steers_is_shown(character):
    for show in (visible, visible_line):
        told = show(f"a{character}b")
        kept = show is visible and character in "\t\n"
        assert (told == f"a{character}b") == kept
        assert kept or (told.isprintable() and not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in told))
        assert has_unseen(character) == (character not in "\t\n")


def test_the_pictures_are_those_of_unicode_and_others_are_numbers():
    assert visible("\x00\x1b\x1f\x7f\x9b\u202e") == "␀␛␟␡\\x9b\\u202e"
    assert visible_line("a\nb\tc\r\n") == "a⏎b␉c␍⏎"


def test_bytes_that_are_no_text_are_shown_as_bytes():
    name = b"\xfe.json".decode("utf-8", "surrogateescape")
    assert visible(name) == "\\xfe.json"
    assert visible("\ud800") == "\\ud800"


def test_other_text_stays_as_it_is():
    text = "é 卷积 ∂L/∂W = δ xᵀ 👩‍💻 \\x1b ␛ \u00a0 الوزن"
    assert visible(text) == visible_line(text) == escaped(text) == text


def test_a_document_with_escapes_reads_the_same():
    text = "".join(STEERING) + '\\"x'
    document = escaped(json.dumps(text, ensure_ascii=False))
    assert json.loads(document) == text and not has_unseen(document)
    quoted = escaped(yaml.safe_dump("a\u202eb\u2066", allow_unicode=True, default_style='"'))
    assert yaml.safe_load(quoted) == "a\u202eb\u2066" and not has_unseen(quoted)
