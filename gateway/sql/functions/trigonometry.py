"""Trigonometric functions of double precision. Source: `pg_proc` of PostgreSQL 18, float.c."""

from __future__ import annotations

from typing import Final

from gateway.sql.functions.letting import over_once
from gateway.sql.functions.math import checked
from gateway.sql.functions.registry import REGISTRY, EngineRule, Function
from gateway.sql.render.constants import raising

_RADIANS_PER_DEGREE: Final = "0.017453292519943295::DOUBLE"
_IN_DEGREES: Final = ("sind", "cosd", "tand", "cotd", "asind", "acosd", "atand")
_ATANH: Final = (
    "CASE WHEN {0} < -1 OR {0} > 1 THEN "
    + raising("22003", "input is out of range")
    + " WHEN abs({0}) = 1 THEN {0} * 'infinity'::DOUBLE ELSE atanh({0}) END"
)


def _within(template: str, outside: str) -> EngineRule:
    return checked(template, outside, "22003", "input is out of range")


def _of_one(name: str, engine: str | EngineRule | None, refusal: str = "") -> Function:
    return Function(name, ("float8",), "float8", engine, refusal=refusal)


REGISTRY.add(
    Function("pi", (), "float8", "pi()"),
    _of_one("degrees", f"({{0}} / {_RADIANS_PER_DEGREE})"),
    _of_one("radians", f"({{0}} * {_RADIANS_PER_DEGREE})"),
    *(_of_one(name, _within(f"{name}({{0}})", "isinf({0})")) for name in ("sin", "cos", "tan")),
    _of_one("cot", _within("(1::DOUBLE / tan({0}))", "isinf({0})")),
    *(_of_one(name, _within(f"{name}({{0}})", "abs({0}) > 1")) for name in ("asin", "acos")),
    _of_one("atan", "atan({0})"),
    Function("atan2", ("float8", "float8"), "float8", "atan2({0}, {1})"),
    *(_of_one(name, f"{name}({{0}})") for name in ("sinh", "cosh", "tanh", "asinh")),
    _of_one("acosh", _within("acosh({0})", "{0} < 1")),
    _of_one("atanh", over_once(_ATANH)),
    *(_of_one(name, None, f"{name}, which counts in degrees,") for name in _IN_DEGREES),
    Function(
        "atan2d", ("float8", "float8"), "float8", None, refusal="atan2d, which counts in degrees,"
    ),
)
