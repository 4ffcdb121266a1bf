"""What is searched is found: by words of both languages, whole and in part, the best first; and what was read once is kept by content."""

import shutil

import pytest

from dl_quiz.course.course import Course, open_course
from dl_quiz.course.index import index_of
from dl_quiz.course.search import SORTS, entry, find, nearest_word, search, words_of
from dl_quiz.nouns import Text
from tests.courses import SMALL, copy_of_small, edit

COURSE = open_course()
ENTRIES = index_of(COURSE)


def ids(typed, entries=ENTRIES):
    return [one.id for one in search(entries, typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dropout", "dropout"),
        ("Dropout", "dropout"),
        ("随机失活", "dropout"),
        ("momentum", "optimizers/points/momentum"),
        ("動量", "optim momentum"),
        ("5", "conv-operation"),
        ("29", "gan"),
        ("cross-validation", "cross-validation"),
        ("交叉验证", "cross-validation"),
        ("softmax_cross_entropy", "losses/softmax-cross-entropy"),
        ("conv-operation/output-width", "conv-operation/output-width"),
        ("optimisers", "optimizers"),
        ("penalties on weights", "reg-penalties"),
    ],
)
def test_the_best_goes_first(typed, first):
    assert ids(typed)[0] == first


@pytest.mark.parametrize("typed", ["batch norm variance", "variance batch norm", "batch 方差 norm"])
def test_several_words_must_all_fit_in_any_order_and_language(typed):
    found = search(ENTRIES, typed)
    assert found and all(word in " ".join(one.folded) for one in found for word in words_of(typed))


def test_where_no_thing_fits_all_words_those_that_fit_most_are_found():
    assert "batchnorm-training" in ids("批量归一化训练推理")
    assert ids("dropout qqqqqq") and not ids("dropout qqqqqq wwwwww")


@pytest.mark.parametrize("typed", ["", "   ", "…", "xyzzy", "\x1b[31m", "(((", "[", ".*", "\\"])
def test_what_is_nowhere_is_not_found_and_no_pattern(typed):
    assert ids(typed) == []


def some(sort="point", id="t/points/p", name="", says="", more=""):
    texts = [Text(en=text, zh="") for text in (name, says, more)]
    return entry(sort, id, *texts[:2], ("explain", "t"), more=texts[2:])


def test_a_name_goes_before_what_is_said_and_that_before_the_rest():
    entries = [some(id="c", more="the loss"), some(id="b", says="the loss"), some(id="a", name="the loss")]
    assert ids("loss", entries) == ["a", "b", "c"]


def test_a_whole_word_goes_before_its_beginning_and_that_before_a_part():
    entries = [some(id=id, says=says) for id, says in (("c", "unnormal"), ("b", "normal"), ("a", "norms"), ("d", "nor"))]
    assert ids("norm", entries) == ["a", "b", "c"]


def test_words_beside_each_other_go_before_words_apart():
    entries = [some(id="b", says="a norm of a layer"), some(id="a", says="a layer norm")]
    assert ids("layer norm", entries) == ["a", "b"]


def test_of_what_fits_equally_the_topic_goes_first():
    entries = [some(sort=sort, id=sort, says="loss") for sort in reversed(SORTS)]
    assert ids("loss", entries) == list(SORTS)


def test_everything_can_be_found():
    sorts = {one.sort for one in ENTRIES}
    assert sorts == set(SORTS)
    assert len(ENTRIES) == len({one.id for one in ENTRIES if one.sort != "demo"}) + sum(one.sort == "demo" for one in ENTRIES)
    assert sum(one.sort == "question" for one in ENTRIES) == sum(len(outline.questions) for outline in COURSE.outlines)
    assert sum(one.sort == "point" for one in ENTRIES) == sum(len(outline.points) for outline in COURSE.outlines)
    assert not [one.id for one in ENTRIES if "{" in one.says.en and one.sort == "question" and "[" not in one.says.en]


def test_the_term_that_is_asked_for_finds_its_question_and_is_not_shown():
    found = next(one for one in ENTRIES if one.id == "conv-operation/name-of-operation")
    assert found.id in ids("cross-correlation") and "cross-correlation" not in found.says.en.lower()


@pytest.mark.parametrize(("language", "says"), [("en", "Momentum keeps"), ("zh", "动量保留")])
def test_a_hit_speaks_the_reader_s_language_where_the_word_stands_there(language, says):
    found = find(ENTRIES, "momentum" if language == "en" else "动量", 40, language)
    assert next(hit for hit in found.hits if hit.id == "optimizers/points/momentum").says.startswith(says)
    assert found.count >= len(found.hits) and found.language == language


def test_a_hit_speaks_the_other_language_where_the_word_stands_only_there():
    hit = next(hit for hit in find(ENTRIES, "动量保留", 40, "en").hits if hit.id == "optimizers/points/momentum")
    assert hit.says.startswith("动量保留") and hit.name == "Optimisers"


def test_hits_are_cut_and_counted():
    found = find(ENTRIES, "dropout", 3, "en")
    assert len(found.hits) == 3 < found.count


@pytest.mark.parametrize(
    ("typed", "near"), [("momentun", "momentum"), ("droput rate", "dropout rate"), ("xyzzy", ""), ("dropout", ""), ("卷鸡", "")]
)
def test_a_word_that_is_nowhere_has_its_nearest(typed, near):
    assert nearest_word(ENTRIES, typed) == near


def test_what_was_read_is_kept_and_read_again_where_it_changed(tmp_path, monkeypatch):
    course, caches = copy_of_small(tmp_path), tmp_path / "caches"
    first = index_of(open_course(course, caches=caches))
    with monkeypatch.context() as patched:
        patched.setattr(Course, "read", lambda self, topic: pytest.fail(f"{topic} was read"))
        patched.setattr(Course, "demo", lambda self, name: pytest.fail(f"{name} was read"))
        assert index_of(open_course(course, caches=caches)) == first
    edit(course, "It gives the sum.", "It gives the zebra.")
    assert ids("zebra", index_of(open_course(course, caches=caches))) == ["adding/points/sum"]
    glossary = course / "demos" / "zh" / "add.yaml"
    glossary.write_text(glossary.read_text(encoding="utf-8").replace("从第一个数往后数", "从头数斑马"), encoding="utf-8")
    assert ids("斑马", index_of(open_course(course, caches=caches))) == ["add count"]
    scene = course / "demos" / "add.py"
    scene.write_text(scene.read_text(encoding="utf-8").replace('"the first number"', '"the first giraffe"'), encoding="utf-8")
    shutil.rmtree(course / "demos" / "zh")
    shutil.copytree(SMALL / "demos" / "zh", course / "demos" / "zh")
    assert "add count" in ids("giraffe", index_of(open_course(course, caches=caches)))
