"""What every kernel promises: one type, one set of shapes, nothing broadcast, nothing written to, nothing handed back."""

import contextlib
import copy
import inspect
import warnings

import numpy as np
import pytest
from dl_quiz.kernels.guards import Shape

from tests.folded import folded
from tests.kernels.contract import arguments_for, arrays_in, hints_of, kernels, marks_of

KERNELS = dict(kernels())
BY_THEIR_OWN_TESTS = {
    "backprop.backward",  # a cache of forward
    "cnn.detect",  # a trained detector
    "cnn.detect_gradients",
    "crossval.cross_validate",  # functions
    "differences.central_difference",
    "differences.central_differences",
    "pipeline.classify",  # a network of begin
    "pipeline.loss_and_gradients",
    "training.train",
    "training.train_layers",
    "training.walk",
    "transfer.pretrain",  # a source task of teacher
    "transfer.unseen_error",
}
"""Kernels whose arguments only another kernel, or a function, can make."""

NAMES = sorted(KERNELS.keys() - BY_THEIR_OWN_TESTS)


def call(name, **changed):
    """Call a kernel with arguments that fit it, some of them changed; overflow and the like are tried elsewhere."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return KERNELS[name](**{**arguments_for(KERNELS[name]), **changed})


def marked(name, **which):
    """Return the parameters of a kernel with an array (or an interval), their marks, and what would be passed."""
    given, hints = arguments_for(KERNELS[name]), hints_of(KERNELS[name])
    return [(each, *marks_of(hints[each]), value) for each, value in given.items()]


CASES = {name: marked(name) for name in NAMES}
FLOATS = [(name, each, value) for name, case in CASES.items() for each, shape, _, _, value in case if shape and shape.kind == "float"]
INTERVALS = [(name, each, shape, interval, value) for name, case in CASES.items() for each, shape, interval, _, value in case if interval]
NUMBERS = [(name, each, interval) for name, case in CASES.items() for each, shape, interval, _, value in case if type(value) is float]
LABELS = [(name, each, value) for name, case in CASES.items() for each, shape, _, index, value in case if shape and shape.kind == "int"]
INDEXED = [(name, each, value) for name, case in CASES.items() for each, _, _, index, value in case if index]


def file_of(case):
    """Return the file of a kernel, or of a case that begins with its name: one test a file tries them all."""
    return (case if isinstance(case, str) else case[0]).partition(".")[0]


every_kernel = folded(NAMES, by=file_of)


def cases(table, *further):
    """Try every case of a table, with each of what is `further` tried."""
    return folded([(*case, more) for case in table for more in further] if further else table, by=file_of)


def same(one, other):
    """Return whether two results are the same, numbers and arrays inside them included."""
    left, right = list(arrays_in(one)), list(arrays_in(other))
    if len(left) != len(right) or type(one) is not type(other):
        return False
    return all(a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True) for a, b in zip(left, right, strict=True)) and (
        bool(left) or repr(one) == repr(other)
    )


def test_every_kernel_is_shaped_and_only_these_are_tried_elsewhere():
    assert [name for name, kernel in KERNELS.items() if not hasattr(kernel, "__wrapped__")] == []
    assert KERNELS.keys() >= BY_THEIR_OWN_TESTS
    assert len(NAMES) > 250


@every_kernel
def test_a_kernel_neither_writes_to_its_input_nor_hands_it_back(name):
    given = arguments_for(KERNELS[name])
    arrays = list(arrays_in(list(given.values())))
    before = copy.deepcopy(arrays)
    for array in arrays:
        array.flags.writeable = False
    result = call(name, **given)
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)
        assert not any(np.shares_memory(array, given_back) for given_back in arrays_in(result)), "a view of the input is handed back"


@every_kernel
def test_a_kernel_gives_the_same_twice(name):
    assert same(call(name), call(name))


@folded([name for name in NAMES if isinstance(marks_of(hints_of(KERNELS[name]).get("return"))[0], Shape)], by=file_of)
def test_an_array_comes_back_in_the_shape_that_the_signature_says(name):
    shape = marks_of(hints_of(KERNELS[name])["return"])[0]
    result = np.asarray(call(name))
    assert result.dtype == {"float": np.float64, "int": np.intp, "bool": np.bool_}[shape.kind]
    lengths = {}
    for _, own, _, _, value in CASES[name]:
        if own and own.star is None:
            lengths |= dict(zip(own.axes, np.shape(value), strict=True))
    if shape.star is None:
        assert result.ndim == len(shape.axes)
        for axis, length in zip(shape.axes, result.shape, strict=True):
            assert lengths.get(axis, length) == length, f"axis {axis} of the result is {length} long, that of the arguments {lengths[axis]}"


@cases(FLOATS, np.float32, np.int64, np.uint8, bool, list)
def test_however_numbers_come_the_result_is_that_of_float64(case):
    name, each, value, kind = case
    whole = np.round(value)
    if kind is bool and not np.isin(whole, (0, 1)).all():
        whole = np.ones_like(whole)
    try:
        expected = call(name, **{each: whole})
    except ValueError:
        return  # only fractions fit this argument
    assert same(expected, call(name, **{each: whole.tolist() if kind is list else whole.astype(kind)}))


@cases([case for case in FLOATS if np.ndim(case[2])])
def test_an_array_of_one_rank_more_is_refused(case):
    name, each, value = case
    shape = marks_of(hints_of(KERNELS[name])[each])[0]
    if shape.star is not None:
        return  # it takes any rank
    with pytest.raises(ValueError, match=rf"^{each} .* must have"):
        call(name, **{each: value[..., None]})


@cases(FLOATS)
def test_axes_of_one_name_are_of_one_length(case):
    name, each, value = case
    own = marks_of(hints_of(KERNELS[name])[each])[0]
    others = {axis for other, shape, _, _, _ in CASES[name] if shape and other != each for axis in shape.axes}
    shared = [place for place, axis in enumerate(own.axes) if axis in others and axis not in ("_", "...") and not axis.isdigit()]
    for place in shared if own.star is None else ():
        with pytest.raises(ValueError):
            call(name, **{each: np.concatenate([value, np.take(value, [0], place)], axis=place)})


@cases(LABELS, bool, float)
def test_labels_are_whole_numbers(case):
    name, each, value, kind = case
    with pytest.raises(ValueError, match=rf"^{each} must hold whole numbers"):
        call(name, **{each: np.asarray(value).astype(kind)})


@cases(INDEXED, -1, 1000)
def test_labels_that_point_nowhere_are_refused(case):
    name, each, value, wrong = case
    with pytest.raises(ValueError, match=rf"^{each} .* must lie in 0 to "):
        call(name, **{each: np.full_like(value, wrong)})


@cases(INTERVALS)
def test_numbers_outside_their_interval_are_refused_and_nan_is_in_none(case):
    name, each, shape, interval, value = case
    low, high = (float(end.replace("∞", "inf").replace("−", "-")) for end in interval.interval[1:-1].split(","))
    whole = isinstance(value, int) or (shape is not None and shape.kind == "int")
    outside = [low - 1 if np.isfinite(low) else None, high + 1 if high < 1e15 else None, None if whole else np.nan]
    outside += [
        low if interval.interval[0] == "(" and np.isfinite(low) else None,
        high if interval.interval[-1] == ")" and np.isfinite(high) else None,
    ]
    for wrong in [number for number in outside if number is not None]:
        bad = np.full(np.shape(value), wrong) if shape else int(wrong) if whole else wrong
        with pytest.raises(ValueError, match=rf"^{each} .*must"):
            call(name, **{each: bad})


@cases(NUMBERS, 1e200, 1e-200)
def test_a_number_whose_square_leaves_the_floats_is_worked_with_or_refused(case):
    name, each, interval, number = case
    if interval is None or interval.holds(number, number):
        with contextlib.suppress(ValueError):  # no OverflowError, no ZeroDivisionError
            call(name, **{each: number})


@every_kernel
def test_whole_numbers_are_no_fractions_and_no_truth_values(name):
    for each, _, _, _, value in CASES[name]:
        if isinstance(value, int) and not isinstance(value, bool):
            for wrong in (value + 0.5, True):
                with pytest.raises(ValueError, match=rf"^{each} .* must be a whole number"):
                    call(name, **{each: wrong})


@every_kernel
def test_a_kernel_says_where_it_is_from(name):
    text = inspect.getdoc(KERNELS[name])
    assert text and not text[0].islower() and "Source: " in text, "a docstring begins with a sentence, and ends with its source"
