"""Statistics of floats in input order: float.c's Youngs-Cramer sums."""

from __future__ import annotations

import math
from typing import Any, Final

import pyarrow as pa

from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row


def _sums(values: list[float]) -> tuple[int, float]:
    """(N, Sxx) after float8_accum."""
    count, total, squares = 0, 0.0, 0.0
    for value in values:
        count += 1
        total += value
        if count > 1:
            spread = value * count - total
            squares += spread * spread / (count * (count - 1))
        elif not math.isfinite(value):
            squares = math.nan
    return count, squares


def _statistic(name: str, values: list[float]) -> float | None:
    count, squares = _sums(values)
    population = name in ("stddev_pop", "var_pop")
    if count < (1 if population else 2):
        return None
    variance = squares / (count if population else count - 1)
    return math.sqrt(variance) if name.startswith("stddev") else variance


@engine_function("pg_float8_statistic", ("VARCHAR", "DOUBLE[]"), "DOUBLE")
def _one(names: Any, lists: Any) -> pa.Array:
    return by_row(_statistic, pa.float64())(names, lists)


def _pair_sums(pairs: list[list[float]]) -> tuple[int, float, float, float, float, float]:
    """(N, Sx, Sxx, Sy, Syy, Sxy) after float8_regr_accum; a pair is [y, x]."""
    n, sx, sxx, sy, syy, sxy = 0, 0.0, 0.0, 0.0, 0.0, 0.0
    for y, x in pairs:
        n += 1
        sx += x
        sy += y
        if n > 1:
            tx, ty = x * n - sx, y * n - sy
            scale = 1.0 / (n * (n - 1))
            sxx += tx * tx * scale
            syy += ty * ty * scale
            sxy += tx * ty * scale
        elif not (math.isfinite(x) and math.isfinite(y)):
            sxx = syy = sxy = math.nan
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


@engine_function("pg_float8_pairs", ("VARCHAR", "DOUBLE[][]"), "DOUBLE")
def _two(names: Any, lists: Any) -> pa.Array:
    return by_row(_pair_statistic, pa.float64())(names, lists)
