"""A test on paper and its answer key as pages of HTML, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from dl_quiz.nouns import Language
from dl_quiz.render.paper import Paper, Question, name_of, paper_of, title_of
from dl_quiz.sheets.variants import Variant
from dl_quiz.text import classroom, words
from dl_quiz.visible import visible

_STYLE = """
@page { size: A4; margin: 18mm 18mm 20mm; }
body { font: 11pt/1.45 Georgia, "Noto Serif", "Noto Serif CJK SC", "Songti SC", SimSun, serif; color: #111; max-width: 46em; margin: 2em auto; padding: 0 1em; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
h1 { font-size: 1.5em; margin: 0 0 .1em; }
h2 { font-size: 1.1em; margin: 1.4em 0 .3em; break-after: avoid; }
.facts { color: #444; margin: 0 0 1em; }
.who { display: flex; gap: 2em; margin: 0 0 1.4em; }
.who span { flex: 2; border-bottom: 1px solid #111; padding-bottom: .1em; }
.who span + span { flex: 1; }
ol.questions { padding-left: 1.7em; }
ol.questions > li { break-inside: avoid; margin: 0 0 1.3em; padding-left: .2em; }
ol.questions > li::marker { font-weight: bold; }
.ask, .key { white-space: pre-wrap; margin: 0 0 .35em; }
.options { list-style: none; margin: 0 0 .4em; padding: 0; }
.options li { display: flex; gap: .6em; margin: .15em 0; }
.options b { font-weight: normal; min-width: 1.3em; text-align: right; }
.how { color: #555; font-size: .85em; margin: 0; }
.line { border-bottom: 1px solid #777; height: 1.9em; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #bbb; padding: .25em .6em .25em 0; vertical-align: top; }
td:first-child { width: 2em; text-align: right; }
td:nth-child(2) { width: 15em; color: #555; font-size: .85em; overflow-wrap: anywhere; }
"""
_LANGUAGES = {"en": "en", "zh": "zh-CN"}


def paper_html(variant: Variant) -> str:
    """Return a test as one page that holds all it needs."""
    paper = paper_of(variant)
    language = variant.sheet.language
    questions = "".join(map(_question, paper.questions))
    return _page(paper.title, f"{_head(paper, language)}<ol class=questions>\n{questions}</ol>\n", language)


def key_html(variants: Iterable[tuple[Variant, tuple[str, ...]]], language: Language) -> str:
    """Return the answer key of a test, or of all its variants."""
    parts, title = [], ""
    for variant, keys in variants:
        title = title or f"{title_of(variant.sheet)} · {classroom.ANSWER_KEY.of(language)}"
        heading = name_of(variant)
        parts.append(f"<h2>{_text(heading)}</h2>\n" if heading else "")
        rows = enumerate(zip(variant.sheet.items, keys, strict=True), 1)
        parts.append("<table>\n" + "".join(_row(number, item.question, key) for number, (item, key) in rows) + "</table>\n")
    return _page(title, f"<h1>{_text(title)}</h1>\n{''.join(parts)}", language)


def _page(title: str, body: str, language: Language) -> str:
    head = (
        f"<meta charset=utf-8>\n<meta name=viewport content='width=device-width'>\n<title>{_text(title)}</title>\n<style>{_STYLE}</style>"
    )
    return f"<!DOCTYPE html>\n<html lang={_LANGUAGES[language]}>\n<head>\n{head}\n</head>\n<body>\n{body}</body>\n</html>\n"


def _head(paper: Paper, language: Language) -> str:
    colon = words.COLON.of(language)
    name, date = f"{classroom.NAME.of(language)}{colon}{paper.name}", f"{classroom.DATE.of(language)}{colon}"
    return (
        f"<h1>{_text(paper.title)}</h1>\n<p class=facts>{_text(' · '.join(paper.facts))}</p>\n"
        f"<p class=who><span>{_text(name)}</span><span>{_text(date)}</span></p>\n"
    )


def _question(question: Question) -> str:
    options = "".join(f"<li><b>{_text(label)})</b><span>{_text(said)}</span></li>\n" for label, said in question.options)
    listed = f"<ul class=options>\n{options}</ul>\n" if options else ""
    lines = "<div class=line></div>\n" * question.lines
    return f"<li><p class=ask>{_text(question.ask)}</p>\n{listed}<p class=how>{_text(question.how)}</p>\n{lines}</li>\n"


def _row(number: int, question: str, key: str) -> str:
    return f"<tr><td>{number}</td><td>{_text(question)}</td><td class=key>{_text(key)}</td></tr>\n"


def _text(text: str) -> str:
    return escape(visible(text))
