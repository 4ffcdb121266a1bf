"""The rows of a SQLite file read from its bytes, a page at a time, whatever became of the rest of it."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator

_LEAF = 0x0D
"""The first byte of a page that holds rows of a table (https://www.sqlite.org/fileformat2.html, section 1.6)."""
_SIZES = {2**power for power in range(9, 16)}
_NUMBERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""How many bytes a whole number of a serial type takes (section 2.1)."""

Data = bytes | mmap.mmap
Cell = str | bytes | int | float | None


def rows_in(data: Data) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number and the cells of every row that can be read; text that is no UTF-8 comes with marks in its place.

    A page that is damaged costs its rows, a row that is damaged costs itself; no page, the first one included, is needed for another.
    """
    size = int.from_bytes(data[16:18], "big")
    size = size if size in _SIZES else 65536 if size == 1 else 4096
    for start in range(0, len(data), size):
        header = start + (100 if start == 0 else 0)
        if data[header : header + 1] != bytes([_LEAF]):
            continue
        count = int.from_bytes(data[header + 3 : header + 5], "big")
        for place in range(header + 8, min(header + 8 + 2 * count, start + size), 2):
            try:
                yield _row(data, start + int.from_bytes(data[place : place + 2], "big"), size)
            except (IndexError, ValueError, struct.error):
                continue


def _row(data: Data, at: int, size: int) -> tuple[int, list[Cell]]:
    length, at = _number(data, at)
    number, at = _number(data, at)
    return number, list(_cells(_payload(data, at, length, size)))


def _payload(data: Data, at: int, length: int, size: int) -> bytes:
    """Return the bytes of a row, what lies on other pages included (section 1.6)."""
    if length > len(data):
        raise ValueError
    here = length
    if length > size - 35:
        least = (size - 12) * 32 // 255 - 23
        here = least + (length - least) % (size - 4)
        here = here if here <= size - 35 else least
    payload, link = data[at : at + here], data[at + here : at + here + 4]
    while len(payload) < length:
        page = (int.from_bytes(link, "big") - 1) * size
        if page < 0 or page + 4 >= len(data):
            raise ValueError
        link, more = data[page : page + 4], data[page + 4 : page + size]
        payload += more[: length - len(payload)]
    return payload


def _cells(payload: bytes) -> Iterator[Cell]:
    """Yield the cells of a row (section 2.1)."""
    end, at = _number(payload, 0)
    body = end
    while at < end:
        kind, at = _number(payload, at)
        length = (kind - 12) // 2 if kind >= 12 else 8 if kind == 7 else _NUMBERS.get(kind, 0)
        cell = payload[body : body + length]
        if len(cell) < length or kind in (10, 11):
            raise ValueError
        body += length
        yield _cell(kind, cell)


def _cell(kind: int, cell: bytes) -> Cell:
    if kind >= 12:
        return cell.decode("utf-8", "replace") if kind % 2 else cell
    if kind == 7:
        (value,) = struct.unpack(">d", cell)
        return float(value)
    return None if kind == 0 else kind - 8 if kind in (8, 9) else int.from_bytes(cell, "big", signed=True)


def _number(data: Data, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where it ends (section 1.6)."""
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    value = value << 8 | data[at + 8]
    return value - (1 << 64) if value >= 1 << 63 else value, at + 9
