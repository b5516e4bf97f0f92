"""Binary numeric: groups of four decimal digits without zero groups at either end (numeric_send).

Imports: pyarrow, numpy, this package.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gateway.serve.pgwire.encode.pieces import Array, Fixed, Piece, var, var_of

_HEAD: Final = np.dtype([("groups", ">i2"), ("weight", ">i2"), ("sign", ">u2"), ("scale", ">u2")])
NEGATIVE: Final = 0x4000
SPECIAL: Final = {"NaN": (0xC000, 0), "Infinity": (0xD000, 32), "-Infinity": (0xF000, 32)}
"""Sign and display scale of the values that are no numbers."""
_SPECIAL_NAMES: Final = pa.array(list(SPECIAL))
_SPECIAL_SIGNS, _SPECIAL_SCALES = np.array(list(SPECIAL.values())).T
_PLACES: Final = np.array([1000, 100, 10, 1], np.uint16)


def decimals(array: pa.Array, scale: int) -> list[Piece]:
    """decimal128 values, all with the display scale `scale`."""
    negative, limbs = _magnitude(array)
    digits = array.type.precision if len(limbs) > 1 else min(array.type.precision, 19)
    groups = _groups(limbs, digits, scale)
    filled = [group != 0 for group in groups]
    # Of the groups, the first and the last that are not zero, seen from the most significant.
    size = len(groups)
    first = np.full(len(array), size, np.int16)
    end = np.zeros(len(array), np.int16)
    for n in range(size):
        end[filled[n]] = n + 1
        first[filled[size - 1 - n]] = size - 1 - n
    count = np.maximum(end - first, 0)
    head = np.empty(len(array), _HEAD)
    head["groups"] = count
    head["weight"] = np.where(count > 0, size - -(-scale // 4) - 1 - first, 0)
    head["sign"] = np.where(negative, NEGATIVE, 0)
    head["scale"] = scale
    matrix = np.empty((len(array), size), ">u2")
    kept = np.empty((len(array), size), np.bool_)
    for n, group in enumerate(groups):
        matrix[:, n] = group
        np.logical_and(first <= n, end > n, out=kept[:, n])
    return [Fixed(_HEAD, head), var_of(2 * count, matrix[kept])]


def _magnitude(array: pa.Array) -> tuple[Array, list[Array]]:
    """Whether each value is negative, and its digits as one limb of 64 bits or four of 32."""
    halves = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)
    low, high = halves[array.offset :][: len(array)].T
    negative = high < 0
    if np.array_equal(high, low >> 63):
        return negative, [np.abs(low).view(np.uint64)]
    low, high = low.view(np.uint64), high.view(np.uint64)
    # Two's complement: invert, and carry the one that is added.
    low, high = (
        np.where(negative, ~low + np.uint64(1), low),
        np.where(negative, ~high + (low == 0), high),
    )
    half, mask = np.uint64(32), np.uint64(0xFFFF_FFFF)
    return negative, [high >> half, high & mask, low >> half, low & mask]


def _groups(limbs: list[Array], digits: int, scale: int) -> list[Array]:
    """The values' groups, the most significant first, aligned to the decimal point."""
    groups: list[Array] = []
    beyond = scale % 4
    if beyond:
        limbs, rest = _divided(limbs, 10**beyond)
        groups.append(rest.astype(np.uint16) * np.uint16(10 ** (4 - beyond)))
    for _ in range(max(digits - beyond + 3, 4) // 4):
        limbs, rest = _divided(limbs, 10_000)
        groups.append(rest.astype(np.uint16))
    return groups[::-1]


def _divided(limbs: list[Array], divisor: int) -> tuple[list[Array], Array]:
    """Quotient and remainder, by long division."""
    by, half = np.uint64(divisor), np.uint64(32)
    quotients: list[Array] = []
    rest: Array = np.zeros((), np.uint64)
    for limb in limbs:
        part = (rest << half) | limb if quotients else limb
        quotients.append(part // by)
        rest = part - quotients[-1] * by
    return quotients, rest


def spelled(array: pa.Array) -> list[Piece]:
    """Values that travel as text: each with its own scale, NaN, infinities."""
    special = pc.fill_null(pc.index_in(array, value_set=_SPECIAL_NAMES), -1).to_numpy()
    plain = pc.if_else(pa.array(special >= 0), "0", array) if (special >= 0).any() else array
    sign, whole, scale, groups = _parsed(plain)
    whole_groups = (whole + 3) // 4
    bounds = np.zeros(len(array) + 1, np.int64)
    np.cumsum(whole_groups + (scale + 3) // 4, out=bounds[1:])
    filled = np.flatnonzero(groups)
    from_, to = np.searchsorted(filled, bounds[:-1]), np.searchsorted(filled, bounds[1:])
    some = to > from_
    first, last = filled[from_[some]], filled[to[some] - 1]
    count = np.zeros(len(array), np.int64)
    count[some] = last - first + 1
    head = np.zeros(len(array), _HEAD)
    head["groups"] = count
    head["weight"][some] = whole_groups[some] - 1 - (first - bounds[:-1][some])
    head["sign"] = np.where(special >= 0, _SPECIAL_SIGNS[special], sign)
    head["scale"] = np.where(special >= 0, _SPECIAL_SCALES[special], scale)
    edges = np.zeros(len(groups) + 1, np.int8)
    edges[first] += 1
    edges[last + 1] -= 1
    kept = groups[np.cumsum(edges[:-1], dtype=np.int8).view(np.bool_)]
    return [Fixed(_HEAD, head), var_of(2 * count, kept)]


def _parsed(array: pa.Array) -> tuple[Array, Array, Array, Array]:
    """Sign, digits before and after the point of each value, and all groups in one array."""
    text = var(array)
    letters = np.frombuffer(text.data, np.uint8)[text.offsets[0] : text.offsets[-1]]
    negative = pc.starts_with(array, "-").to_numpy(zero_copy_only=False)
    point = pc.find_substring(array, ".").to_numpy()
    lengths = text.lengths.astype(np.int64)
    scale = np.where(point < 0, 0, lengths - point - 1)
    whole = np.where(point < 0, lengths, point) - negative
    # Every digit moves from its place among the digits to its place among the groups.
    parts = np.empty(2 * len(array), np.int64)
    parts[::2], parts[1::2] = whole, scale
    widths = (parts + 3) // 4 * 4
    starts = np.cumsum(widths) - widths
    starts[::2] += widths[::2] - whole
    shifts = starts - (np.cumsum(parts) - parts)
    digits = letters[letters >= ord("0")]
    placed = np.zeros(int(widths.sum()), np.uint8)
    placed[np.arange(len(digits)) + np.repeat(shifts, parts)] = digits - ord("0")
    groups = (placed.reshape(-1, 4) @ _PLACES).astype(">u2")
    return np.where(negative, NEGATIVE, 0), whole, scale, groups


def single(text: str) -> bytes:
    """One value from its text."""
    if text in SPECIAL:
        sign, scale = SPECIAL[text]
        return struct.pack("!HhHH", 0, 0, sign, scale)
    whole, _, fraction = text.lstrip("-").partition(".")
    before = -(-len(whole) // 4)
    digits = whole.zfill(4 * before) + fraction.ljust(-(-len(fraction) // 4) * 4, "0")
    groups = [int(digits[at : at + 4]) for at in range(0, len(digits), 4)]
    first = next((n for n, group in enumerate(groups) if group), len(groups))
    kept = groups[first:]
    while kept and not kept[-1]:
        kept.pop()
    weight = before - 1 - first if kept else 0
    sign = NEGATIVE if text.startswith("-") else 0
    return struct.pack(f"!HhHH{len(kept)}H", len(kept), weight, sign, len(fraction), *kept)
