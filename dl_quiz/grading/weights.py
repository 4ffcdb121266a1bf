"""The weights of hearing, learned from labelled answers by `python -m tests.training.hearing`: in the package, read when first needed."""

from __future__ import annotations

import pkgutil
import struct
import zlib
from array import array
from functools import cache, lru_cache
from math import exp
from typing import NamedTuple

import msgspec

from dl_quiz.grading.windows import SIZE, Head
from dl_quiz.nouns import Point

FILE = "hearing.weights"


class Odds(NamedTuple):
    """How likely it is that a point was said at least partly, that it was said clearly, and that its contrary was said."""

    said: float
    clear: float
    contrary: float


class Judge(msgspec.Struct, frozen=True):
    """Three logistic regressions over the features of a point: weights, and a bias at the end."""

    said: tuple[float, ...]
    clear: tuple[float, ...]
    contrary: tuple[float, ...]

    def odds(self, features: tuple[float, ...]) -> Odds:
        """Return the odds that these features speak for."""
        return Odds(*(_logistic(weights, features) for weights in (self.said, self.clear, self.contrary)))


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where the two heads of a point lie in the file, and what one step of each is worth."""

    start: int
    length: int
    steps: tuple[float, float]


class Weights(msgspec.Struct, frozen=True):
    """What was learned: a judge of the features of points, and where the heads of each point lie."""

    judge: Judge
    places: dict[str, Place]


def name_of(point: Point) -> str:
    """Return the name under which a point's heads are filed: it changes with the statement, for what was learned holds for that one only."""
    return f"{zlib.crc32(repr((point.id, point.say.en, point.say.zh)).encode()):08x}"


@cache
def weights() -> Weights:
    """Return what was learned."""
    return msgspec.json.decode(_parts()[0], type=Weights)


@lru_cache(maxsize=1000)
def heads_of(name: str) -> tuple[Head, Head] | None:
    """Return the heads of a point, for its statement and for the contrary; None for a point that nothing was learned about."""
    place = weights().places.get(name)
    if place is None:
        return None
    numbers = array("b", zlib.decompress(_parts()[1][place.start : place.start + place.length]))
    said, contrary = (Head(numbers[side * SIZE : (side + 1) * SIZE], place.steps[side]) for side in (0, 1))
    return said, contrary


@cache
def _parts() -> tuple[bytes, bytes]:
    data = pkgutil.get_data(__package__, FILE) or b""
    (length,) = struct.unpack_from("<I", data)
    return zlib.decompress(data[4 : 4 + length]), data[4 + length :]


def pack(header: Weights, heads: bytes) -> bytes:
    """Return the file that holds these weights."""
    packed = zlib.compress(msgspec.json.encode(header), 9)
    return struct.pack("<I", len(packed)) + packed + heads


def _logistic(weights: tuple[float, ...], features: tuple[float, ...]) -> float:
    total = weights[-1] + sum(weight * feature for weight, feature in zip(weights, features, strict=False))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
