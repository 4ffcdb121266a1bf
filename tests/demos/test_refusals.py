"""Scenes refuse arguments, each fine by itself, that make no sense together."""

import pytest

from tests.program import run_in_process


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        ("conv geometry --size 3 --kernel 9 --padding 0", "there is no valid position", "没有合法位置"),
        ("convlayer field --kernels 3,3 --strides 1", "2 kernels but 1 strides", "2 个核"),
        ("convlayer field --kernels 2.5 --strides 1", "whole numbers", "整数"),
        ("shift stack --strides 2,1.5", "Strides are whole numbers; (2.0, 1.5) are not.", "步长须是整数"),
        ("convlayer variants --groups 3", "3 groups must divide 8", "3"),
    ],
)
def test_scenes_refuse_arguments_that_do_not_go_together(words, en, zh):
    for language, sentence in (("en", en), ("zh", zh)):
        done = run_in_process("demo", *words.split(), language=language)
        assert done.code == 2 and sentence in done.err, done
