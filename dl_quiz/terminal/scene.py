"""A walkthrough: a demo's scenes played on a terminal."""

from __future__ import annotations

from dl_quiz.grading.letters import read_picks
from dl_quiz.grading.number import is_near, read_number
from dl_quiz.nouns import LANGUAGES, Unparsable
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.stage import heading, render_answer, render_step
from dl_quiz.render.style import BAD, GOOD, RIGHT, WRONG
from dl_quiz.stage.outline import Scene
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Ask
from dl_quiz.terminal.terminal import Leave, Terminal
from dl_quiz.terminal.wishes import wish_of
from dl_quiz.text import words


def play_scenes(terminal: Terminal, performance: Performance, *, step: bool) -> bool:
    """Play scenes one after another; return whether every claim held.

    With `step`, the learner is asked to predict, and Enter brings the next step. Raises Leave; UsageError where a scene refuses its arguments; CourseError where its own code fails.
    """
    demo = performance.demo
    judged: list[Judged] = []
    terminal.show(Line.assemble((demo.name, "bold"), f" · {demo.title.of(terminal.language)}"))
    for scene in performance.scenes:
        judged += _scene(terminal, performance, scene, step=step)
    claimed = [one for one in judged if one.standing != "not applicable"]
    held = sum(one.standing == "holds" for one in claimed)
    summary = words.SUMMARY_CHECKS.format(held=held, all=len(claimed))
    terminal.show("", Line(terminal.say(summary), style=GOOD if held == len(claimed) else BAD))
    return held == len(claimed)


def _scene(terminal: Terminal, performance: Performance, scene: Scene, *, step: bool) -> list[Judged]:
    judged = []
    title = f"{performance.demo.name} {scene.name} · {scene.title.of(terminal.language)}"
    terminal.show("", heading(title, terminal.width))
    for each in steps_of(performance, scene):
        terminal.show("", render_step(each, terminal.language, terminal.screen))
        if isinstance(each, Judged):
            judged.append(each)
        if isinstance(each, Ask):
            _predict(terminal, each, step=step)
        elif step and not isinstance(each, Judged):
            _wait(terminal)
    return judged


def _wait(terminal: Terminal) -> None:
    if wish_of(terminal.ask(f"  … {terminal.say(words.PRESS_ENTER)} ")) == "leave":
        raise Leave


def _predict(terminal: Terminal, ask: Ask, *, step: bool) -> None:
    if step:
        guess = terminal.ask(f"  {terminal.say(words.YOUR_GUESS)} > ").strip()
        if wish_of(guess) == "leave":
            raise Leave
        right = _is_right(ask, guess) if guess else None
        if right is not None:
            terminal.show(Line(RIGHT if right else WRONG, style=GOOD if right else BAD))
    terminal.show(render_answer(ask, terminal.language))


def _is_right(ask: Ask, guess: str) -> bool | None:
    """Return whether a guess is right, or None where it cannot be read."""
    if ask.options:
        picks = read_picks(guess, *([say(option, language) for option in ask.options] for language in LANGUAGES))
        return None if isinstance(picks, Unparsable) else picks == (int(ask.answer),)
    figures = read_number(guess)
    return None if isinstance(figures, Unparsable) else any(is_near(figure.value, ask.answer, ask.within) for figure in figures)
