"""The pictures of the READMEs, made of real runs: python -m tests.pictures writes them anew."""

from __future__ import annotations

from pathlib import Path

from dl_quiz.course.course import open_course
from dl_quiz.course.find import find_demo, find_scene
from dl_quiz.nouns import Language
from dl_quiz.render.stage import render_step
from dl_quiz.stage.performance import Performance, steps_of
from dl_quiz.terminal.page import Page

_FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
FOLDERS: dict[Language, Path] = {"en": _FOLDER, "zh": _FOLDER / "zh"}
PICTURES = {
    "slide": ("conv", "slide", "The window slides"),
    "boundary": ("mlp", "train", "What the MLP calls"),
    "race": ("optim", "race", "Largest distance to the minimum"),
    "players": ("gan", "dirac", "Both move at once"),
    "activations": ("activation", "gallery", "Two that saturate"),
    "moved": ("cnn", "moved", "One of them"),
}
"""Name of the file: the demo, its scene, and how the English text of the step begins."""


def picture(name: str, language: Language) -> str:
    """Return a picture as SVG, in a language."""
    demo, scene, begins = PICTURES[name]
    course = open_course()
    found = find_demo(course, demo)
    performance = Performance(course.runnable(), found, (find_scene(found, scene),))
    steps = steps_of(performance, performance.scenes[0])
    step = next(step for step in steps if getattr(step, "text", None) and step.text.en.startswith(begins))
    page = Page(language)
    page.show(render_step(step, language, page.screen))
    return page.written("svg", f"dl-quiz demo {demo} {scene}")


if __name__ == "__main__":
    for language, folder in FOLDERS.items():
        folder.mkdir(parents=True, exist_ok=True)
        for each in PICTURES:
            (folder / f"{each}.svg").write_text(picture(each, language), encoding="utf-8")
