"""Request bodies: read within limits, JSON with nothing lost, into what the engine takes.

Imports: starlette, `gateway.session`, `gateway.errors`.
"""

from __future__ import annotations

import asyncio
import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

from connectors.types import Type, array
from gateway.errors import SqlError
from gateway.serve.http.problems import QUERY_ID, Problem
from gateway.serve.http.statement import RunningStatement
from gateway.session import Session
from gateway.sql.type_names import named_type

JSON: Final = "application/json"
_ID: Final = re.compile(r"[0-9a-f]{32}")
_MOST_MILLISECONDS: Final = 2**31 - 1
_MOST_ROWS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Statement:
    """What a client asks to run. `parameters` are JSON values, numbers exact.

    `types` are the parameters' types by name, as far as they are not to be inferred.
    """

    sql: str
    parameters: tuple[object, ...] = ()
    types: tuple[Type | None, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    search_path: str | None = None
    timeout_ms: int | None = None
    row_limit: int | None = None

    def session(self, running: RunningStatement) -> Session:
        """A session with the settings asked for. Raises SqlError 42704, 22023, 55P02."""
        session = Session(
            user=running.user,
            query_id=running.query_id,
            door="http",
            client=running.client,
            trace_parent=running.trace_parent,
        )
        own = {"search_path": self.search_path, "statement_timeout": self.timeout_ms}
        more = {name: str(value) for name, value in own.items() if value is not None}
        for name, value in (*self.settings.items(), *more.items()):
            session.set(name, value)
        return session

    def values(self, types: Sequence[Type]) -> list[object]:
        """The parameters as PostgreSQL's text, for parameters of these types."""
        known = [*types, *[Type("text")] * (len(self.parameters) - len(types))]
        return [_value(v, t) for v, t in zip(self.parameters, known, strict=False)]


async def read_body(request: Request, most: int, seconds: float) -> bytes:
    """The body of a JSON request. Raises Problem 415, 413, 408."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON:
        raise Problem(415, f"the body must be {JSON}", headers={"Accept": JSON})
    too_large = Problem(413, f"the body has more than {most} bytes")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > most:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                body += part
                if len(body) > most:
                    raise too_large
    except TimeoutError:
        raise Problem(408, "the body did not arrive in time") from None
    except ClientDisconnect:
        raise Problem(400, "the client left before the end of the body") from None
    return bytes(body)


def chosen_id(request: Request) -> str | None:
    """The query id that the client has chosen, if it has. Problem 400 for what is none."""
    wanted = request.headers.get(QUERY_ID)
    if wanted is not None and _ID.fullmatch(wanted) is None:
        raise Problem(400, "a query id is 32 hexadecimal digits in lower case")
    return wanted


def parse_statement(body: bytes) -> Statement:
    """Raises SqlError 08P01 for what is no such body."""
    return _statement(_object(parse_json(body)))


def parse_explain(body: bytes) -> tuple[Statement, bool]:
    """A statement, and the member `analyze`. Raises SqlError 08P01."""
    given = _object(parse_json(body))
    analyze = given.pop("analyze", False)
    if not isinstance(analyze, bool):
        raise _wrong("analyze", "true or false")
    return _statement(given), analyze


def _statement(given: dict[str, object]) -> Statement:
    names = [item.name for item in fields(Statement)]
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"Members: {', '.join(names)}."
            raise SqlError("08P01", f'unrecognized member "{name}" in the body', hint=hint)
    if "sql" not in given:
        raise SqlError("08P01", 'the body has no member "sql"')
    return Statement(**{name: _READERS[name](name, value) for name, value in given.items()})


def parse_json(body: bytes) -> object:
    """Numbers with a fraction are Decimals; a repeated member or NaN is an error (08P01)."""
    try:
        return json.loads(
            body.decode(),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError:
        raise SqlError("22021", 'invalid byte sequence for encoding "UTF8" in the body') from None
    except (ValueError, RecursionError) as error:
        raise SqlError("08P01", "the body is not JSON", detail=f"{error}.") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'The member "{twice}" appears twice')
    return made


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} is no JSON number")


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise SqlError("08P01", "the body must be a JSON object")
    return value


def _wrong(name: str, wanted: str) -> SqlError:
    return SqlError("08P01", f'member "{name}" must be {wanted}')


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "a string")
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise SqlError("22021", f'member "{name}" has a character that PostgreSQL text cannot hold')
    return value


def _count(most: int) -> Any:
    def read(name: str, value: object) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise _wrong(name, f"a whole number from 1 to {most}")
        return value

    return read


def _optional_text(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _list(name: str, value: object) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise _wrong(name, "an array")
    return tuple(value)


def _types(name: str, value: object) -> tuple[Type | None, ...]:
    return tuple(None if item is None else _type(_text(name, item)) for item in _list(name, value))


def _type(name: str) -> Type:
    """A type by its name in pg_type or in SQL, without modifiers; `[]` makes an array. 42704."""
    if name.endswith("[]"):
        return array(_type(name.removesuffix("[]")))
    return named_type(name.lower())


def _settings(name: str, value: object) -> dict[str, str]:
    """Values as `SET` takes them: text, numbers and truth values."""
    if not isinstance(value, dict):
        raise _wrong(name, "an object")
    return {key: _scalar(f"{name}.{key}", item) for key, item in value.items()}


def _scalar(name: str, value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case int() | Decimal():
            return str(value)
    return _text(name, value)


_READERS: Final[Mapping[str, Any]] = {
    "sql": _text,
    "parameters": _list,
    "types": _types,
    "settings": _settings,
    "search_path": _optional_text,
    "timeout_ms": _count(_MOST_MILLISECONDS),
    "row_limit": _count(_MOST_ROWS),
}


def _value(value: object, type_: Type) -> object:
    """A JSON value as PostgreSQL's text of it; a JSON array as a list for an array type."""
    match value:
        case None:
            return None
        case str():
            return _text("parameters", value)
        case list() if type_.name == "array" and type_.element is not None:
            inner = [type_ if isinstance(item, list) else type_.element for item in value]
            return list(map(_value, value, inner))
        case list() | dict() if type_.name in ("json", "jsonb"):
            return json_text(value)
        case list() | dict():
            kind = "array" if isinstance(value, list) else "object"
            raise SqlError("42804", f"a parameter of type {type_} was given a JSON {kind}")
        case bool():
            return "true" if value else "false"
    return str(value)


def json_text(value: object) -> str:
    """A parsed value as JSON again, numbers with the digits they had."""
    match value:
        case dict():
            pairs = (f"{json_text(key)}:{json_text(item)}" for key, item in value.items())
            return "{" + ",".join(pairs) + "}"
        case list():
            return "[" + ",".join(json_text(item) for item in value) + "]"
        case Decimal():
            return str(value)
    return json.dumps(value, ensure_ascii=False)
