"""A laboratory: the same scenes with several values, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from dl_quiz.nouns import LANGUAGES, Text
from dl_quiz.render.labels import say
from dl_quiz.render.line import Line
from dl_quiz.render.listing import shown_value
from dl_quiz.render.stage import heading, render_answer, render_beside, render_held, render_step
from dl_quiz.render.style import TITLE
from dl_quiz.stage.outline import Scene
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.stage.play import Judged
from dl_quiz.stage.steps import Ask, Plot, Say, Show
from dl_quiz.terminal.terminal import Terminal
from dl_quiz.text import words


def compare(terminal: Terminal, runs: Sequence[Performance]) -> bool:
    """Play the scenes of performances that differ in their arguments, step beside step; return whether every claim held.

    Raises UsageError where a scene refuses its arguments; CourseError where its own code fails.
    """
    labels = _labels(runs)
    judged: list[Judged] = []
    for scene in runs[0].scenes:
        with terminal.working(words.COMPUTING):
            played = [list(steps_of(run, scene)) for run in runs]
        judged += [step for steps in played for step in steps if isinstance(step, Judged)]
        _scene(terminal, scene, runs[0].demo.name, labels, played)
    terminal.show("", render_held(judged, terminal.language))
    return all(one.standing != "fails" for one in judged)


def _labels(runs: Sequence[Performance]) -> list[str]:
    """Return what each run has that the others have not: `rate=0.1`."""
    differing = [name for name in runs[0].arguments if len({str(run.arguments[name]) for run in runs}) > 1]
    return [", ".join(f"{name}={shown_value(run.arguments[name])}" for name in differing) for run in runs]


def _scene(terminal: Terminal, scene: Scene, demo: str, labels: Sequence[str], played: Sequence[Sequence[Any]]) -> None:
    terminal.show("", heading(f"{demo} {scene.name} · {scene.title.of(terminal.language)}", terminal.width))
    for steps in zip_longest(*played):
        terminal.show("")
        present = [(label, step) for label, step in zip(labels, steps, strict=True) if step is not None]
        if all(isinstance(step, Show | Plot) for _, step in present):
            terminal.show(render_beside([_captioned(label, step) for label, step in present], terminal.language, terminal.screen))
        elif len({_text(terminal, step) for _, step in present}) == 1 and isinstance(present[0][1], Say):
            terminal.show(render_step(present[0][1], terminal.language, terminal.screen))
        else:
            for label, step in present:
                terminal.show(Line(label, style=TITLE), render_step(step, terminal.language, terminal.screen))
                if isinstance(step, Ask):
                    terminal.show(render_answer(step, terminal.language))


def _text(terminal: Terminal, step: Any) -> str:
    return say(step.check.text if isinstance(step, Judged) else step.text, terminal.language)


def _captioned(label: str, step: Any) -> Any:
    en, zh = (f"{label}: {say(step.text, language)}" for language in LANGUAGES)
    return replace(step, text=Text(en=en, zh=zh))
