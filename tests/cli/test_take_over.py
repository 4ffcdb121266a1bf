"""`new course --from`: a course from somebody else's questions, and all that was left behind told."""

from tests.program import run_in_process

GIFT = "::One:: 什么是卷积核？ {=权重 ~像素#它是输入。}\n\nMatch {=a -> b}\n"


def test_a_course_is_made_and_passes_and_the_rest_is_listed_by_line(tmp_path):
    (tmp_path / "q.gift").write_text(GIFT, encoding="utf-8")
    done = run_in_process("new", "course", "mine", "--from", "q.gift", cwd=tmp_path)
    assert (done.code, done.out) == (1, "mine/questions/course.yaml\nmine/questions/mine.yaml\n")
    assert done.err.splitlines() == ["q.gift:3: matching has no kind here", "Questions taken over: 1; remarks above: 1."]
    assert "languages: [zh]" in (tmp_path / "mine" / "questions" / "course.yaml").read_text(encoding="utf-8")
    assert run_in_process("check", "mine", cwd=tmp_path, home=tmp_path / "home").code == 0
    asked = run_in_process(
        "quiz", "--answers", "-", "--course", "mine", "--pass", "1", cwd=tmp_path, home=tmp_path / "home", stdin="权重\n"
    )
    assert asked.code == 0, asked
    again = run_in_process("new", "course", "mine", "--from", "q.gift", cwd=tmp_path, language="zh")
    assert again.code == 2 and again.err.endswith("course.yaml 已存在；请换个名称\n")


def test_a_table_that_is_whole_ends_with_0(tmp_path):
    (tmp_path / "t.csv").write_text("\ufeffQ?,对的,错的\n", encoding="utf-8")
    done = run_in_process("new", "course", "mine", "--from", "t.csv", cwd=tmp_path, language="zh")
    assert (done.code, done.err) == (0, "已导入题目：1；以上说明：0 条。\n")


def test_nothing_is_written_where_nothing_can_be_read(tmp_path):
    (tmp_path / "t.csv").write_text("", encoding="utf-8")
    for language, sentence in (
        ("en", "t.csv: no question could be read; nothing was written\n"),
        ("zh", "t.csv：没有读出任何题目；什么也没有写\n"),
    ):
        done = run_in_process("new", "course", "mine", "--from", "t.csv", cwd=tmp_path, language=language)
        assert (done.code, done.err) == (2, sentence)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_other_formats_are_refused(tmp_path):
    for language, sentence in (
        ("en", "q.docx: is in no format that is read; its name must end in .gift, .txt, .csv, .tsv\n"),
        ("zh", "q.docx：不是能读取的格式；文件名须以 .gift, .txt, .csv, .tsv 结尾\n"),
    ):
        assert run_in_process("new", "course", "mine", "--from", "q.docx", cwd=tmp_path, language=language).err == sentence
    assert run_in_process("new", "course", "mine", "--from", "none.csv", cwd=tmp_path).code == 2
