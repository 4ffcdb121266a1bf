"""Pictures side by side: as many as fit, each whole, also where its right edge is a filled cell."""

import re

import numpy as np

from dl_quiz.nouns import Text
from dl_quiz.render.line import Line
from dl_quiz.render.pictures.beside import beside
from dl_quiz.render.screen import Screen
from dl_quiz.render.stage import render_beside, render_step
from dl_quiz.stage.steps import Film, Plot, Show
from tests.render import fits, printed


def text(word):
    return Text(en=word, zh=word)


def test_heat_maps_of_a_film_have_as_many_decimals():
    film = Film(text("A film"), [Show(text("frame"), [[value, 0.0]], heat=True, digits=1) for value in (0.1, 1.0)])
    assert re.findall(r"\d\.?\d*", "".join(printed(render_step(film, "en", Screen())))) == ["0.1", "0.0", "1.0", "0.0"]


def test_as_many_stand_in_a_row_as_fit():
    pictures = [[Line("a" * 10), Line("b" * 10)] for _ in range(3)]
    assert [line.plain for line in beside(pictures, 36)] == ["   ".join(["a" * 10] * 3), "   ".join(["b" * 10] * 3)]
    assert [line.plain for line in beside(pictures, 35)][-3:] == ["", "a" * 10, "b" * 10]


def test_a_shorter_picture_leaves_room_below_itself():
    assert [line.plain for line in beside([[Line("ab")], [Line("x"), Line("y")]], 20)] == ["ab   x", "     y"]


def test_filled_cells_at_the_right_edge_stay():
    grid = np.ones((4, 8))
    plots = [Plot(text(name), {}, kind="regions", grid=grid, extent=(0.0, 2.0, 0.0, 1.0)) for name in "ab"]
    lines = printed(render_beside(plots, "en", Screen(80, 24, 2**24)), 80, coloured=True)
    filled = [len("".join(re.findall(r"48;2;[\d;]+m( +)", line))) for line in lines]
    assert len({count for count in filled if count}) == 1


def test_of_a_film_the_first_the_last_and_a_table_between_are_shown_where_it_cannot_move():
    tables = Film(text("A film"), [Show(text(f"frame {n}"), [[n, n + 1]]) for n in range(9)])
    shown = "\n".join(printed(render_step(tables, "en", Screen())))
    assert re.findall(r"frame \d", shown) == ["frame 0", "frame 4", "frame 8"]
    plots = Film(text("A film"), [Plot(text(f"frame {n}"), {"": [0.0, n]}) for n in range(9)])
    assert re.findall(r"frame \d", "\n".join(printed(render_step(plots, "en", Screen())))) == ["frame 0", "frame 8"]
    assert re.findall(r"frame \d", "\n".join(printed(render_step(Film(text("A film"), tables.frames[:2]), "en", Screen())))) == [
        "frame 0",
        "frame 1",
    ]


def test_everything_keeps_to_the_width():
    long = "a caption that is much longer than its picture can be wide"
    for columns in (20, 40, 60, 80, 120):
        film = Film(text(long), [Plot(text(long), {"": [0.0, n]}) for n in range(3)])
        assert fits(printed(render_step(film, "en", Screen(columns)), columns), columns)


def test_what_is_compared_is_on_one_scale():
    shows = [Show(text(name), [[0.0, top]], heat=True) for name, top in (("small", 1.0), ("large", 4.0))]
    line = printed(render_beside(shows, "en", Screen()))[-1]
    assert re.findall(r"([ ░▒▓█]) ?\d", line)[1] == "░" and line.rstrip().endswith("█ 4")
    film = Film(text("A film"), shows)
    assert printed(render_step(film, "en", Screen()))[-1].strip() == line.strip()


def test_plots_that_do_not_fit_next_to_each_other_have_the_whole_width():
    film = Film(text("A film"), [Plot(text("frame"), {"": [0.0, n]}) for n in range(2)])
    assert max(map(len, printed(render_step(film, "en", Screen(40)), 40))) >= 39
