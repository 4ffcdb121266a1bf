"""The stage: the words in which a demo's scene speaks, and the reading and playing of demos."""

from dl_quiz.stage.steps import Ask, Check, Label, Length, Plot, Range, Refusal, Relation, Say, Show, Step

__all__ = ["Ask", "Check", "Label", "Length", "Plot", "Range", "Refusal", "Relation", "Say", "Show", "Step"]
