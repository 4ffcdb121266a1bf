"""Writing Moodle's XML of questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dl_quiz.course.course import Course
from dl_quiz.exchange.items import Export, Item, Wish, items_of, lost_exercises, undrawn
from dl_quiz.exchange.quizzes import Answer, Quiz, literal, percent, positional, quiz_of
from dl_quiz.nouns import Language
from dl_quiz.visible import visible_in_xml

_TYPES = {
    "single": "multichoice",
    "several": "multichoice",
    "number": "numerical",
    "term": "shortanswer",
    "matching": "matching",
    "essay": "essay",
}


def to_moodle(course: Course, name: str, wish: Wish) -> Export:
    """Return the questions as Moodle imports them, each known by `name`, the course's for ever, and its own id.

    Raises TrustError and CourseError as `items_of` does.
    """
    items = list(items_of(course, wish))
    quizzes = [quiz_of(item, wish.language) for item in items]
    parts = _parts(items, quizzes, name, course.manifest.title.of(wish.language), wish.language)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "".join(f"{part}\n" for part in parts) + "</quiz>\n"
    lost = [one for quiz in quizzes for one in quiz.lost]
    return Export(text, (*undrawn(items, wish), *lost, *lost_exercises(course, wish)), len(items))


def _parts(items: Sequence[Item], quizzes: Sequence[Quiz], name: str, title: str, language: Language) -> Iterator[str]:
    topic = ""
    for item, quiz in zip(items, quizzes, strict=True):
        if item.posed.topic != topic:
            topic = item.posed.topic
            path = "/".join(part.replace("/", "//") for part in (title, item.topic.title.of(language)))
            yield f'<question type="category"><category>{_text(f"$course$/top/{path}")}</category></question>'
        yield _question(quiz, f"{name}/{quiz.name}", item)


def _question(quiz: Quiz, identity: str, item: Item) -> str:
    """Return a question with its texts, its answers and its tags."""
    parts = [
        f"<name>{_text(quiz.name)}</name>",
        f'<questiontext format="html">{_text(_paragraphs(quiz.ask))}</questiontext>',
        f'<generalfeedback format="html">{_text(_paragraphs(quiz.explain))}</generalfeedback>',
        f"<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden><idnumber>{_escaped(identity)}</idnumber>",
        *_answers(quiz),
        *([f'<hint format="html">{_text(_paragraphs(quiz.hint))}</hint>'] if quiz.hint else []),
        f"<tags><tag>{_text(f'level {item.presented.level}')}</tag><tag>{_text(item.presented.kind)}</tag></tags>",
    ]
    return f'<question type="{_TYPES[quiz.kind]}">\n' + "".join(f"  {part}\n" for part in parts) + "</question>"


def _answers(quiz: Quiz) -> Iterator[str]:
    match quiz.kind:
        case "single" | "several":
            alone = "true" if quiz.kind == "single" else "false"
            yield f"<single>{alone}</single><shuffleanswers>true</shuffleanswers><answernumbering>123</answernumbering>"
            yield from (_answer(one, _paragraphs(one.text), "html") for one in quiz.answers)
        case "number":
            for one in quiz.answers:
                assert one.numeric is not None, "an answer of a number has one"
                tolerance = f"<tolerance>{positional(one.numeric.within)}</tolerance>"
                yield _answer(one, positional(one.numeric.value), "moodle_auto_format", tolerance)
        case "term":
            yield "<usecase>0</usecase>"
            yield from (_answer(one, literal(one.text), "moodle_auto_format") for one in quiz.answers)
        case "matching":
            yield "<shuffleanswers>true</shuffleanswers>"
            for place, step in enumerate(quiz.steps, 1):
                yield f'<subquestion format="html">{_text(_paragraphs(step))}<answer>{_text(str(place))}</answer></subquestion>'
        case "essay":
            yield f'<graderinfo format="html">{_text(_paragraphs(quiz.explain))}</graderinfo>'


def _answer(answer: Answer, text: str, form: str, more: str = "") -> str:
    because = f'<feedback format="html">{_text(_paragraphs(answer.because))}</feedback>'
    return f'<answer fraction="{percent(answer.share)}" format="{form}">{_text(text)}{because}{more}</answer>'


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _paragraphs(text: str) -> str:
    """Return a text as HTML that shows it, a line a line."""
    return _escaped(text.strip()).replace("\n", "<br>").replace("\t", " ")


def _escaped(text: str) -> str:
    """Return a text as XML or HTML holds it; what XML cannot hold becomes a sign for that."""
    return visible_in_xml(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
