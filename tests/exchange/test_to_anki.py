"""Flash cards, imported into Anki's own engine: each once, updated in place, nothing in them taken for anything but text."""

import html
import re

import pytest

from dl_quiz.course.course import open_course
from dl_quiz.exchange.items import Wish, listed
from dl_quiz.exchange.to_anki import cell, to_anki
from tests.courses import SMALL
from tests.exchange.conftest import HARD

COURSE = open_course(SMALL, trusted=True)
ALL = Wish(COURSE.topics, "en")


def rows(text):
    lines = text.splitlines()
    assert lines[:6] == ["#separator:tab", "#html:true", "#guid column:1", "#notetype:Basic", "#deck column:2", "#tags column:5"]
    return [line.split("\t") for line in lines[6:]]


def shown(field):
    """Return what a field shows as text."""
    return html.unescape(re.sub(r"<[^>]*>", "", field.replace("<br>", "\n")))


def collection(folder):
    anki = pytest.importorskip("anki.collection", reason="Anki's engine is not installed: pip install anki")
    return anki.Collection(str(folder / "collection.anki2"))


def imported(engine, path, text):
    """Import a text as Anki's own dialog does; return how many notes were new, updated and left as they were."""
    from anki.import_export_pb2 import ImportCsvRequest

    path.write_text(text, encoding="utf-8")
    metadata = engine.get_csv_metadata(str(path), None)
    log = engine.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log
    return len(log.new), len(log.updated), len(log.duplicate)


def test_every_question_is_a_row_with_an_id_of_its_own():
    made = to_anki(COURSE, "small", ALL)
    found = rows(made.text)
    questions = [f"{outline.id}/{question.id}" for outline in COURSE.outlines for question in outline.questions]
    assert [row[0] for row in found] == [f"small/{question}" for question in questions] and made.count == len(questions)
    assert all(len(row) == 5 for row in found)
    commutes = next(row for row in found if row[0] == "small/adding/commutes")
    assert commutes[1] == "A small course::Adding" and commutes[4] == "dl-quiz::adding dl-quiz::level-2 dl-quiz::choose"
    assert "✓" in commutes[3] and "✗" in commutes[3] and "That is subtraction." in commutes[3] and "Addition commutes." in commutes[3]
    assert "✓" not in commutes[2] and "subtraction" not in commutes[2]
    assert "加法" in to_anki(COURSE, "small", Wish(COURSE.topics, "zh")).text


def test_draws_are_notes_of_their_own_and_the_rest_is_told():
    one = to_anki(COURSE, "small", Wish(("adding",), "en"))
    assert listed(one.lost, "en")[0] == "not all of its draws were taken (--draws takes more) (1): adding/sum-of-two"
    assert listed(one.lost, "zh")[0].startswith("没有导出全部抽取（--draws 可增加） (1): ")
    many = to_anki(COURSE, "small", Wish(("adding",), "en", draws=100))
    names = [row[0] for row in rows(many.text) if "sum-of-two" in row[0]]
    assert names == [f"small/adding/sum-of-two@{turn}" for turn in range(1, 7)]
    assert len({row[2] for row in rows(many.text) if "sum-of-two" in row[0]}) == 6
    assert not any("draws" in line for line in listed(many.lost, "en"))
    assert to_anki(COURSE, "small", Wish(("adding",), "en", seed=1)).text != one.text


def test_the_same_course_and_seed_give_the_same_bytes():
    assert to_anki(COURSE, "small", ALL).text == to_anki(open_course(SMALL, trusted=True), "small", ALL).text


def test_hard_texts_stay_texts(hostile):
    made = to_anki(hostile, "x", Wish(hostile.topics, "en"))
    found = rows(made.text)
    assert len(found) == 5
    for row in found:
        assert not re.search(r"\{\{|\[(?:sound|latex|\$)|\\[(\[]", "".join(row))
        assert set(re.findall(r"</?([a-z]+)", row[2] + row[3])) <= {"b", "ol", "ul", "li", "br", "small", "p", "wbr"}
    assert shown(cell(HARD)) == HARD


def test_the_engine_takes_each_note_once_and_updates_it_in_place(tmp_path):
    engine = collection(tmp_path)
    text = to_anki(COURSE, "small", ALL).text
    count = len(rows(text))
    try:
        assert imported(engine, tmp_path / "a.txt", text) == (count, 0, 0)
        assert imported(engine, tmp_path / "a.txt", text) == (0, 0, count)
        before = sorted(engine.find_notes(""))
        engine.db.execute("update cards set reps = 7")
        edited = text.replace("Addition commutes.", "Sums do not mind.").replace("Swapping", "Exchanging")
        assert edited != text
        new, updated, same = imported(engine, tmp_path / "a.txt", edited)
        assert new == 0 and updated >= 1 and updated + same == count
        assert sorted(engine.find_notes("")) == before and engine.db.scalar("select min(reps) from cards") == 7
        redrawn = to_anki(COURSE, "small", Wish(COURSE.topics, "zh", seed=5)).text
        assert imported(engine, tmp_path / "a.txt", redrawn)[0] == 0 and engine.note_count() == count
        assert {deck.name for deck in engine.decks.all_names_and_ids()} >= {"A small course::Adding"}
    finally:
        engine.close()


def test_the_engine_shows_hard_texts_as_they_were_written(hostile, tmp_path):
    engine = collection(tmp_path)
    try:
        made = to_anki(hostile, "x", Wish(hostile.topics, "en"))
        assert imported(engine, tmp_path / "a.txt", made.text) == (5, 0, 0)
        question = hostile.read("hard").topic.questions[0]
        note = engine.get_note(engine.find_notes("tag:dl-quiz::choose")[0])
        assert question.ask.en in shown(note["Front"]) and "https://x.y/?a=b&c=<d>#e" in shown(note["Back"])
        for option in question.answer.options:
            assert option.say.en in shown(note["Front"]) and option.say.en in shown(note["Back"])
        assert engine.media.check().missing == []
        card = note.cards()[0]
        assert "[anki:" not in card.question() and not card.question_av_tags() and not card.answer_av_tags()
    finally:
        engine.close()
