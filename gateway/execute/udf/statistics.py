"""Statistics of floats in input order: float.c's Youngs-Cramer sums."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pyarrow as pa

from gateway.errors import SqlError
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row


def _sums(values: list[float]) -> tuple[int, float]:
    """(N, Sxx) after float8_accum."""
    count, total, squares = 0, 0.0, 0.0
    for value in values:
        before, count, total = total, count + 1, total + value
        if count > 1:
            spread = value * count - total
            squares += spread * spread / (count * (count - 1))
            if math.isinf(total) or math.isinf(squares):
                _check_overflow(before, value)
                squares = math.nan
        elif not math.isfinite(value):
            squares = math.nan
    return count, squares


def _check_overflow(*inputs: float) -> None:
    """Infinite sums are right only where an input was infinite."""
    if not any(map(math.isinf, inputs)):
        raise SqlError("22003", "value out of range: overflow")


def _statistic(name: str, values: list[float]) -> float | None:
    count, squares = _sums(values)
    population = name in ("stddev_pop", "var_pop")
    if count < (1 if population else 2):
        return None
    variance = squares / (count if population else count - 1)
    return math.sqrt(variance) if name.startswith("stddev") else variance


@engine_function("pg_float8_statistic", ("VARCHAR", "DOUBLE[]"), "DOUBLE", sees_nulls=True)
def _one(names: Any, lists: Any) -> pa.Array:
    return by_row(_statistic, pa.float64(), strict=True)(names, lists)


def _pair_sums(pairs: list[list[float]]) -> tuple[int, float, float, float, float, float]:
    """(N, Sx, Sxx, Sy, Syy, Sxy) after float8_regr_accum; a pair is [y, x]."""
    n, sx, sxx, sy, syy, sxy = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for y, x in pairs:
        before = (sx, sy)
        n, sx, sy = n + 1, sx + x, sy + y
        if n == 1:
            sxx = math.nan if not math.isfinite(x) else 0.0
            syy = math.nan if not math.isfinite(y) else 0.0
            sxy = sxx + syy
            continue
        tx, ty = x * n - sx, y * n - sy
        scale = 1.0 / (n * (n - 1))
        sxx += tx * tx * scale
        syy += ty * ty * scale
        sxy += tx * ty * scale
        if math.isinf(sx) or math.isinf(sxx):
            _check_overflow(before[0], x)
        if math.isinf(sy) or math.isinf(syy):
            _check_overflow(before[1], y)
        if math.isinf(sxy):
            _check_overflow(*before, x, y)
        sxx, syy, sxy = (math.nan if math.isinf(s) else s for s in (sxx, syy, sxy))
    return n, sx, sxx, sy, syy, sxy


_LEAST: Final = {"covar_samp": 2}


def _pair_statistic(name: str, pairs: list[list[float]]) -> float | None:
    n, sx, sxx, sy, syy, sxy = _pair_sums(pairs)
    if n < _LEAST.get(name, 1):
        return None
    match name:
        case "regr_sxx":
            return sxx
        case "regr_syy":
            return syy
        case "regr_sxy":
            return sxy
        case "regr_avgx":
            return sx / n
        case "regr_avgy":
            return sy / n
        case "covar_pop":
            return sxy / n
        case "covar_samp":
            return sxy / (n - 1)
        case "corr":
            return None if sxx == 0 or syy == 0 else _correlation(sxx, syy, sxy)
        case "regr_r2":
            if sxx == 0:
                return None
            return 1.0 if syy == 0 else (sxy * sxy) / (sxx * syy)
        case "regr_slope":
            return None if sxx == 0 else sxy / sxx
        case "regr_intercept":
            return None if sxx == 0 else (sy - sx * sxy / sxx) / n
    raise ValueError(name)


def _correlation(sxx: float, syy: float, sxy: float) -> float:
    """sxy / sqrt(sxx * syy), kept inside [-1, 1]."""
    return max(-1.0, min(1.0, sxy / math.sqrt(sxx * syy)))


@engine_function("pg_float8_pairs", ("VARCHAR", "DOUBLE[][]"), "DOUBLE", sees_nulls=True)
def _two(names: Any, lists: Any) -> pa.Array:
    return by_row(_pair_statistic, pa.float64(), strict=True)(names, lists)


@engine_function("pg_float8_width_bucket", ("DOUBLE", "DOUBLE", "DOUBLE", "INTEGER"), "INTEGER")
def _width_bucket(operands: Any, lows: Any, highs: Any, counts: Any) -> pa.Array:
    return by_row(_bucket, pa.int32())(operands, lows, highs, counts)


def _bucket(operand: float, low: float, high: float, count: int) -> int:
    """width_bucket_float8 (float.c)."""
    if count <= 0:
        raise SqlError("2201G", "count must be greater than zero")
    if math.isnan(operand) or math.isnan(low) or math.isnan(high):
        raise SqlError("2201G", "operand, lower bound, and upper bound cannot be NaN")
    if math.isinf(low) or math.isinf(high):
        raise SqlError("2201G", "lower and upper bounds must be finite")
    if low == high:
        raise SqlError("2201G", "lower bound cannot equal upper bound")
    if low > high:
        operand, low, high = -operand, -low, -high
    if operand < low:
        return 0
    if operand >= high:
        return count + 1
    if math.isinf(high - low):
        part = (operand / 2 - low / 2) / (high / 2 - low / 2)
    else:
        part = (operand - low) / (high - low)
    # The quotient may be rounded up to 1.
    return min(int(count * part), count - 1) + 1


@engine_function("pg_float4_sum", ("FLOAT[]",), "FLOAT", sees_nulls=True)
def _float4_sum(lists: Any) -> pa.Array:
    """float4pl in input order: every step is rounded to a float4."""

    def total(values: list[float]) -> float | None:
        if not values:
            return None
        with np.errstate(over="ignore", invalid="ignore"):
            result = float(np.add.accumulate(np.array(values, dtype=np.float32))[-1])
        if math.isinf(result) and not any(map(math.isinf, values)):
            raise SqlError("22003", "value out of range: overflow")
        return result

    return by_row(total, pa.float32(), strict=True)(lists)


@engine_function("pg_mode_position", ("VARCHAR[]",), "BIGINT", sees_nulls=True)
def _mode_position(lists: Any) -> pa.Array:
    """Where the longest run of equal keys starts, from 1; of the first such run."""

    def position(keys: list[str]) -> int | None:
        counts: dict[str, int] = {}
        for item in keys:
            counts[item] = counts.get(item, 0) + 1
        return keys.index(max(counts, key=lambda k: counts[k])) + 1 if keys else None

    return by_row(position, pa.int64(), strict=True)(lists)
