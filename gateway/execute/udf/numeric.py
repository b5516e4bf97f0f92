"""numeric as text: PostgreSQL's arithmetic over Arrow arrays (rules in `decimals`)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any, Final

import pyarrow as pa

from connectors.types import Type
from gateway.errors import unsupported
from gateway.execute.udf import decimals
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.numbers import fit_numeric, normalized, parse_numeric, scale_of, to_integer

_TEXT: Final = pa.string()
Numeric = Callable[..., Decimal | None]


def written(value: Decimal | None) -> str | None:
    """A numeric as PostgreSQL prints it, with all digits of its scale."""
    if value is None:
        return None
    if not value.is_finite():
        return "NaN" if value.is_nan() else "-Infinity" if value.is_signed() else "Infinity"
    return format(value, "f")


def read(text: str) -> Decimal:
    """A numeric's text as a decimal whose exponent is its scale."""
    value = Decimal(text)
    return decimals.NAN if value.is_nan() else value


def _over(function: Numeric, count: int) -> None:
    """Install `function` over `count` numerics under its name."""

    def of_texts(*texts: str) -> str | None:
        return written(function(*map(read, texts)))

    engine_function(f"pg_numeric_{_NAMES.get(function, function.__name__)}", ("VARCHAR",) * count,
                    "VARCHAR")(by_row(of_texts, _TEXT))  # fmt: skip


def _negative(value: Decimal) -> Decimal:
    return value if value.is_zero() or value.is_nan() else value.copy_negate()


def _absolute(value: Decimal) -> Decimal:
    return value.copy_abs()


def _sign(value: Decimal) -> Decimal:
    return value if value.is_nan() else Decimal((value > 0) - (value < 0))


def _log10(value: Decimal) -> Decimal:
    return decimals.log(Decimal(10), value)


def _trim(value: Decimal) -> Decimal:
    if not value.is_finite():
        return value
    text = format(value, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


_NAMES: Final[dict[Numeric, str]] = {
    decimals.ceiling: "ceil",
    _negative: "neg",
    _absolute: "abs",
    _sign: "sign",
    _log10: "log10",
    _trim: "trim",
}
_UNARY: Final[tuple[Numeric, ...]] = (
    decimals.sqrt, decimals.exp, decimals.ln, decimals.ceiling, decimals.floor, _negative,
    _absolute, _sign, _log10, _trim,
)  # fmt: skip
_BINARY: Final[tuple[Numeric, ...]] = (
    decimals.add, decimals.sub, decimals.mul, decimals.div, decimals.div_trunc, decimals.mod,
    decimals.power, decimals.log, decimals.gcd, decimals.lcm,
)  # fmt: skip
for _count, _functions in ((1, _UNARY), (2, _BINARY)):
    for _function in _functions:
        _over(_function, _count)


@engine_function("pg_numeric_key", ("VARCHAR",), "BLOB")
def _key(texts: Any) -> pa.Array:
    return by_row(lambda text: decimals.sort_key(read(text)), pa.binary())(texts)


@engine_function("pg_numeric_round", ("VARCHAR", "INTEGER"), "VARCHAR")
def _round(texts: Any, scales: Any) -> pa.Array:
    return by_row(lambda t, n: written(decimals.rounded(read(t), n)), _TEXT)(texts, scales)


@engine_function("pg_numeric_trunc", ("VARCHAR", "INTEGER"), "VARCHAR")
def _trunc(texts: Any, scales: Any) -> pa.Array:
    return by_row(lambda t, n: written(decimals.truncated(read(t), n)), _TEXT)(texts, scales)


@engine_function("pg_numeric_scale", ("VARCHAR",), "INTEGER", sees_nulls=True)
def _scale(texts: Any) -> pa.Array:
    def scale(text: str) -> int | None:
        value = read(text)
        return scale_of(value) if value.is_finite() else None

    return by_row(scale, pa.int32(), strict=True)(texts)


@engine_function("pg_numeric_min_scale", ("VARCHAR",), "INTEGER", sees_nulls=True)
def _min_scale(texts: Any) -> pa.Array:
    def scale(text: str) -> int | None:
        value = read(text)
        return scale_of(normalized(value)) if value.is_finite() else None

    return by_row(scale, pa.int32(), strict=True)(texts)


@engine_function("pg_numeric_factorial", ("BIGINT",), "VARCHAR")
def _factorial(numbers: Any) -> pa.Array:
    return by_row(lambda n: written(decimals.factorial(n)), _TEXT)(numbers)


def _total(texts: list[str]) -> Decimal:
    return reduce(decimals.add, map(read, texts))


@engine_function("pg_numeric_distinct", ("VARCHAR[]",), "VARCHAR[]")
def _distinct(lists: Any) -> pa.Array:
    """Equal numbers once. Which of two scales would count is not defined: they must share it."""

    def unlike(texts: list[str]) -> list[str]:
        found: dict[bytes, str] = {}
        for text in texts:
            known = found.setdefault(decimals.sort_key(read(text)), text)
            if known != text:
                raise unsupported(f"DISTINCT over {known} and {text}, equal but of unlike scale,")
        return list(found.values())

    return by_row(unlike, pa.list_(_TEXT))(lists)


@engine_function("pg_numeric_sum", ("VARCHAR[]",), "VARCHAR", sees_nulls=True)
def _sum(lists: Any) -> pa.Array:
    return by_row(lambda texts: written(_total(texts)) if texts else None, _TEXT, strict=True)(
        lists
    )


@engine_function("pg_numeric_avg", ("VARCHAR[]",), "VARCHAR", sees_nulls=True)
def _avg(lists: Any) -> pa.Array:
    def mean(texts: list[str]) -> str | None:
        if not texts:
            return None
        return written(decimals.div(_total(texts), Decimal(len(texts))))

    return by_row(mean, _TEXT, strict=True)(lists)


@engine_function(
    "pg_numeric_variance",
    ("VARCHAR", "VARCHAR", "VARCHAR", "BOOLEAN", "BOOLEAN"),
    "VARCHAR",
    sees_nulls=True,
)
def _variance(counts: Any, totals: Any, squares: Any, samples: Any, roots: Any) -> pa.Array:
    def value(count: str, total: str, square: str, sample: bool, root: bool) -> str | None:
        return written(
            decimals.variance(int(count), read(total), read(square), sample=sample, root_of=root)
        )

    return by_row(value, _TEXT, strict=True)(counts, totals, squares, samples, roots)


@engine_function(
    "pg_numeric_variance_of", ("VARCHAR[]", "BOOLEAN", "BOOLEAN"), "VARCHAR", sees_nulls=True
)
def _variance_of(lists: Any, samples: Any, roots: Any) -> pa.Array:
    def value(texts: list[str], sample: bool, root: bool) -> str | None:
        if not texts:
            return None
        numbers = [read(text) for text in texts]
        total = reduce(decimals.add, numbers)
        squares = reduce(decimals.add, (decimals.mul(n, n) for n in numbers))
        return written(decimals.variance(len(numbers), total, squares, sample=sample, root_of=root))

    return by_row(value, _TEXT, strict=True)(lists, samples, roots)


def _extreme(greatest: bool) -> Callable[[list[str | None]], str | None]:
    def choose(texts: list[str | None]) -> str | None:
        present = [text for text in texts if text is not None]
        if not present:
            return None
        chosen = (max if greatest else min)(present, key=lambda t: decimals.sort_key(read(t)))
        return chosen

    return choose


@engine_function("pg_numeric_greatest", ("VARCHAR[]",), "VARCHAR", sees_nulls=True)
def _greatest(lists: Any) -> pa.Array:
    return by_row(_extreme(True), _TEXT, strict=True)(lists)


@engine_function("pg_numeric_least", ("VARCHAR[]",), "VARCHAR", sees_nulls=True)
def _least(lists: Any) -> pa.Array:
    return by_row(_extreme(False), _TEXT, strict=True)(lists)


@engine_function("pg_read_numeric", ("VARCHAR",), "VARCHAR")
def _read(texts: Any) -> pa.Array:
    return by_row(lambda text: written(parse_numeric(text)), _TEXT)(texts)


@engine_function("pg_numeric_fit", ("VARCHAR", "INTEGER", "INTEGER"), "VARCHAR")
def _fit(texts: Any, precisions: Any, scales: Any) -> pa.Array:
    def fitted(text: str, precision: int, scale: int) -> str | None:
        type_ = Type("numeric", precision=precision, scale=scale, declared=True)
        return written(fit_numeric(read(text), type_))

    return by_row(fitted, _TEXT)(texts, precisions, scales)


@engine_function("pg_width_bucket", ("VARCHAR", "VARCHAR", "VARCHAR", "INTEGER"), "INTEGER")
def _width_bucket(operands: Any, lows: Any, highs: Any, counts: Any) -> pa.Array:
    def bucket(operand: str, low: str, high: str, count: int) -> int:
        return decimals.width_bucket(read(operand), read(low), read(high), count)

    return by_row(bucket, pa.int32())(operands, lows, highs, counts)


_INTEGER_NAMES: Final = {"smallint": "int2", "integer": "int4", "bigint": "int8"}


@engine_function("pg_numeric_int8", ("VARCHAR", "VARCHAR"), "BIGINT")
def _int8(texts: Any, names: Any) -> pa.Array:
    def whole(text: str, name: str) -> int:
        return to_integer(read(text), Type(_INTEGER_NAMES[name]))

    return by_row(whole, pa.int64())(texts, names)


def _from_float(digits: int) -> Callable[[float], str | None]:
    """float to numeric keeps 15 (float8) or 6 (float4) significant digits."""

    def convert(value: float) -> str | None:
        return written(parse_numeric(f"{value:.{digits}g}"))

    return convert


@engine_function("pg_numeric_float8", ("DOUBLE",), "VARCHAR")
def _float8(values: Any) -> pa.Array:
    return by_row(_from_float(15), _TEXT)(values)


@engine_function("pg_numeric_float4", ("FLOAT",), "VARCHAR")
def _float4(values: Any) -> pa.Array:
    return by_row(_from_float(6), _TEXT)(values)
