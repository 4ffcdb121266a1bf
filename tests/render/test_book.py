"""A course as a book in Markdown and in HTML, read by parsers that are not ours."""

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from dl_quiz.course.course import open_course
from dl_quiz.exchange.book import chapters
from dl_quiz.exchange.items import Wish
from dl_quiz.render.book_html import book_html
from dl_quiz.render.book_markdown import book_markdown
from tests.courses import SMALL
from tests.exchange.conftest import HARD, hostile  # noqa: F401  (a fixture)

COURSE = open_course(SMALL, trusted=True)
VOID = {"meta", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page: its text, its tags, which must be balanced, and its links."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.open, self.ids, self.links, self.tags = [], [], set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        attributes = dict(attrs)
        self.ids.add(attributes.get("id"))
        self.links.append(attributes.get("href") or attributes.get("src"))
        assert not any(name.startswith("on") for name in attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


def read(page):
    found = Page()
    found.feed(page)
    found.close()
    assert found.open == []
    return found


def book(course, write, language="en", *, pictured=False):
    wish = Wish(course.topics, language)
    return write(course.manifest.title.of(language), chapters(course, wish, pictured=pictured), language)


def markdown_text(source):
    """Return the text that a reader of Markdown sees."""
    tokens = MarkdownIt().parse(source)
    inline = [child for token in tokens for child in token.children or ()]
    return "".join("\n" if child.type in ("softbreak", "hardbreak") else child.content for child in inline), {token.tag for token in tokens}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("write", [book_html, book_markdown])
def test_a_book_holds_all_that_a_topic_says(write, language):
    source = book(COURSE, write, language)
    text = "".join(read(source).text) if write is book_html else markdown_text(source)[0]
    for identity in COURSE.topics:
        topic = COURSE.read(identity).topic
        texts = [topic.title, topic.ask, *(point.say for point in topic.points), *(point.myth for point in topic.points)]
        texts += [one.ask for one in topic.follow_ups] + [one.shows for one in topic.sources]
        texts += [question.explain for question in topic.questions if not question.draw]
        for said in texts:
            assert said.of(language).strip() in text, said
        for paragraph in topic.answer.of(language).split("\n\n"):
            assert paragraph.strip().split("\n")[0] in text


def test_questions_come_before_their_keys():
    source = book(COURSE, book_markdown)
    asked, _, answered = source.partition("### Answers to the questions")
    assert "Is 1 + 2 the same as" in asked or "commut" not in asked.lower().partition("### questions")[2]
    assert "That is subtraction" in answered and "That is subtraction" not in asked


def test_pictures_are_drawn_once_for_each_demo():
    with_pictures, without = book(COURSE, book_markdown, pictured=True), book(COURSE, book_markdown)
    assert with_pictures.count("~~~~text") >= 5 and "~~~~" not in without
    assert with_pictures.count("Pictures from the demo") == len({COURSE.read(topic).topic.demo for topic in COURSE.topics})
    page = read(book(COURSE, book_html, pictured=True))
    assert page.tags.count("figure") == with_pictures.count("~~~~text") == page.tags.count("pre")


def test_a_page_needs_nothing_else_and_its_links_lead_somewhere():
    page = read(book(COURSE, book_html, pictured=True))
    links = [link for link in page.links if link]
    assert links == [f"#{topic}" for topic in COURSE.topics] and {link[1:] for link in links} <= page.ids
    assert not {"script", "link", "img", "iframe"} & set(page.tags)


def test_hard_texts_stay_texts(hostile):  # noqa: F811
    flat = " ".join(HARD.split())
    page = read(book(hostile, book_html))
    assert " ".join("".join(page.text).split()).count(flat) >= 15
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "ol", "ul", "li", "a"}
    text, tags = markdown_text(book(hostile, book_markdown))
    assert " ".join(text.split()).count(flat) >= 15
    assert tags <= {"", "h1", "h2", "h3", "p", "ol", "ul", "li"}, tags
