"""Sheets at the command line: variants in a folder, pages to print with the key apart, nothing written by halves."""

import html.parser

import pytest
import yaml

from tests.courses import SMALL
from tests.program import run_in_process

THERE = ("--course", SMALL, "--trust")


def run(*arguments, **options):
    return run_in_process("sheet", *arguments, *THERE, **options)


def test_a_class_gets_a_file_each(tmp_path):
    (tmp_path / "class.txt").write_text("Ann Lee\n李明\n", encoding="utf-8")
    done = run("adding", "--variants", 3, "--names", "class.txt", "--title", "Mid-term", "--minutes", 30, "-o", "out/test", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (0, "", "")
    files = sorted((tmp_path / "out" / "test").iterdir())
    assert [file.name for file in files] == ["1-ann-lee.yaml", "2-李明.yaml", "3.yaml"]
    sheets = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    assert [sheet["name"] for sheet in sheets] == ["Ann Lee", "李明", ""]
    assert {(sheet["title"], sheet["minutes"]) for sheet in sheets} == {("Mid-term", 30)}


def test_names_alone_say_how_many(tmp_path):
    (tmp_path / "class.txt").write_text("A\nB\nC\n", encoding="utf-8")
    assert run("adding", "--names", "class.txt", "-o", "test", "--format", "json", cwd=tmp_path).code == 0
    assert sorted(file.name for file in (tmp_path / "test").iterdir()) == ["1-a.json", "2-b.json", "3-c.json"]


def test_what_is_there_is_not_written_over_and_then_nothing_is_written(tmp_path):
    (tmp_path / "3.yaml").write_text("mine", encoding="utf-8")
    done = run("adding", "--variants", 4, "-o", tmp_path)
    assert (done.code, done.err) == (2, f"{tmp_path / '3.yaml'} exists; choose another name, or add --force to write over it\n")
    assert [file.name for file in tmp_path.iterdir()] == ["3.yaml"]
    assert run("adding", "--variants", 4, "-o", tmp_path, "--force").code == 0
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (("--variants", 2), "variants are files in a folder; name it with -o", "多份变体要写入一个文件夹；请用 -o 指定"),
        (
            ("--variants", 1, "--names", "class.txt", "-o", "x"),
            "there are 2 names for 1 variants; give at least one a name, and at most 9,999",
            "1 份变体对应 2 个姓名；每个姓名至少一份，最多 9,999 份",
        ),
        (
            ("--key", "k.html"),
            "--key goes with --format markdown or html; sheets to be filled in are graded by `grade`",
            "--key 要与 --format markdown 或 html 一起用；供填写的题目单由 `grade` 批改",
        ),
        (("--format", "pdf"), "--format takes yaml, json, markdown or html, not “pdf”", "--format 只能是 yaml, json, markdown 或 html，而不是“pdf”"),
        (("--variants", 2, "-o", "class.txt"), "class.txt is a file; name a folder", "class.txt 是文件；请指定文件夹"),
    ],
)  # fmt: skip
def test_a_wrong_way_gets_its_sentence(tmp_path, arguments, en, zh):
    (tmp_path / "class.txt").write_text("A\nB\n", encoding="utf-8")
    for language, sentence in (("en", en), ("zh", zh)):
        done = run("adding", *arguments, cwd=tmp_path, language=language)
        assert (done.code, done.out, done.err) == (2, "", sentence + "\n")
    assert [file.name for file in tmp_path.iterdir()] == ["class.txt"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "class.txt: is larger than 1,000,000 bytes; it is no list of names\n"),
        ("zh", "class.txt：超过 1,000,000 字节，不是姓名列表\n"),
    ],
)
def test_what_is_no_list_of_names_is_refused(tmp_path, language, sentence):
    (tmp_path / "class.txt").write_text("x\n" * 500_001, encoding="utf-8")
    done = run("adding", "--names", "class.txt", "-o", "test", cwd=tmp_path, language=language)
    assert (done.code, done.out, done.err) == (2, "", sentence)


class _Page(html.parser.HTMLParser):
    """The texts and tags of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.said = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.said += [data.strip()] if data.strip() else []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_to_print_has_all_questions_and_no_key_and_the_key_stands_apart(tmp_path, language):
    title = "<script>alert(1)</script> & Co"
    done = run("adding", "--title", title, "--minutes", 20, "--format", "html", "-o", "t.html", "--key", "k.html", cwd=tmp_path, language=language)  # fmt: skip
    assert done.code == 0
    test, key = (_Page((tmp_path / name).read_text(encoding="utf-8")) for name in ("t.html", "k.html"))
    assert "script" not in test.tags + key.tags and test.said[0] == title
    assert test.tags.count("ol") == 1 and test.tags.count("table") == 0 and key.tags.count("tr") == 7
    sum_of_two = next(text for text in test.said if ("+" in text and "?" in text) or "＋" in text or "几" in text)
    assert sum_of_two
    assert ("time allowed: 20 min" if language == "en" else "限时 20 分钟") in " ".join(test.said)
    assert "The sum" not in " ".join(test.said)


def test_markdown_shows_texts_as_they_are(tmp_path):
    done = run("adding", "--title", "# 1. *a* <b> [c](d) `e`", "--format", "markdown", "--key", "k.md", cwd=tmp_path)
    assert done.out.startswith("# \\# 1. \\*a\\* \\<b\\> \\[c\\](d) \\`e\\`\n")
    assert (tmp_path / "k.md").read_text(encoding="utf-8").count("\n1. ") == 1


def test_the_key_of_a_class_tells_the_sheets_apart(tmp_path):
    (tmp_path / "class.txt").write_text("Ann\nBo\n", encoding="utf-8")
    run("adding", "--names", "class.txt", "--format", "html", "-o", "test", "--key", "k.html", cwd=tmp_path)
    said = _Page((tmp_path / "k.html").read_text(encoding="utf-8")).said
    assert [text for text in said if text.startswith("Sheet ")] == ["Sheet 1 · Ann", "Sheet 2 · Bo"]
    assert "Ann" in (tmp_path / "test" / "1-ann.html").read_text(encoding="utf-8")
