"""Scenes refuse arguments, each fine by itself, that make no sense together."""

import numpy as np
import pytest

from tests.demos import demo


def test_geometry_says_when_no_position_is_valid() -> None:
    with pytest.raises(ValueError, match="no valid position"):
        list(demo("conv").geometry(np.random.default_rng(0), size=3, kernel=9, padding=0))


def test_scenes_refuse_arguments_that_do_not_go_together() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="2 kernels but 1 strides"):
        list(demo("convlayer").field(rng, kernels=(3.0, 3.0), strides=(1.0,)))
    with pytest.raises(ValueError, match="whole numbers"):
        list(demo("convlayer").field(rng, kernels=(2.5,), strides=(1.0,)))
    with pytest.raises(ValueError, match="3 groups must divide 8"):
        list(demo("convlayer").variants(rng, groups=3))
