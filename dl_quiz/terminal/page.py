"""A page: what a command shows, written as SVG or HTML rather than to a terminal; its text stays text."""

from __future__ import annotations

import html
import io
import os
import re

from rich._export_format import CONSOLE_HTML_FORMAT, CONSOLE_SVG_FORMAT
from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from dl_quiz.nouns import Language
from dl_quiz.render.screen import Screen
from dl_quiz.terminal.ground import told_ground
from dl_quiz.terminal.terminal import Terminal

_WIDTH, _HEIGHT = 80, 30
_CELL = 12.2
"""How wide Rich's SVG draws a cell."""
_LENGTH_AND_TEXT = re.compile(r'textLength="[^"]*"([^>]*>)([^<\n]+)')
_FONTS = "'DejaVu Sans Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'Noto Sans Mono', monospace"
"""Fonts that have the box, block and braille characters of the pictures."""
_ANSI = [(0, 0, 0), (205, 49, 49), (13, 188, 121), (181, 176, 0), (36, 114, 200), (188, 63, 188), (17, 168, 205), (229, 229, 229)]
_BRIGHT = [(118, 118, 118), (241, 76, 76), (35, 209, 139), (245, 245, 67), (59, 142, 234), (214, 112, 214), (41, 184, 219), (255, 255, 255)]
_ANSI_ON_LIGHT = [(0, 0, 0), (179, 38, 30), (0, 95, 69), (138, 70, 0), (0, 95, 154), (143, 42, 112), (0, 95, 122), (60, 60, 60)]
_DARK = TerminalTheme((12, 12, 12), (216, 216, 216), _ANSI, _BRIGHT)
_LIGHT = TerminalTheme((255, 255, 255), (34, 34, 34), _ANSI_ON_LIGHT, _ANSI_ON_LIGHT)


class Page(Terminal):
    """A terminal whose text is kept, 80 cells wide, for a dark or a light ground (DL_QUIZ_THEME)."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._light = bool(told_ground(os.environ))
        self.out = Console(
            record=True,
            file=io.StringIO(),
            width=_WIDTH,
            height=_HEIGHT,
            force_terminal=True,
            color_system="truecolor",
            no_color=False,
            highlight=False,
            markup=False,
            emoji=False,
        )

    @property
    def interactive(self) -> bool:
        """Return that nobody can be asked."""
        return False

    @property
    def screen(self) -> Screen:
        """Return what a picture is drawn on."""
        return Screen(_WIDTH, _HEIGHT, 2**24, self._light)

    def written(self, format: str, title: str) -> str:
        """Return the page in one of the formats."""
        theme = _LIGHT if self._light else _DARK
        if format == "html":
            return self.out.export_html(theme=theme, code_format=_HTML, inline_styles=True)
        return _spread(self.out.export_svg(title=title, theme=theme, code_format=_SVG, unique_id="dl-quiz"))


def _spread(svg: str) -> str:
    """Return Rich's SVG with each text as long as its cells: Rich counts characters, and Chinese ones would lie on each other."""

    def length(found: re.Match[str]) -> str:
        return f'textLength="{_CELL * cell_len(html.unescape(found[2])):g}"{found[1]}{found[2]}'

    return _LENGTH_AND_TEXT.sub(length, svg)


def _svg() -> str:
    """Return Rich's template without the font that it would fetch from the network, with fonts that have what pictures need."""
    before, _, rest = CONSOLE_SVG_FORMAT.partition("@font-face")
    after = rest[rest.rindex("@font-face") :].partition("}}")[2]
    return (before + after).replace("Fira Code, monospace", _FONTS)


_SVG = _svg()
_HTML = CONSOLE_HTML_FORMAT.replace("Menlo,'DejaVu Sans Mono',consolas,'Courier New',monospace", _FONTS.replace("'", "&#39;"))
