"""The rows behind keys: one way per type of Redis, all bounded by a page of PAGE elements.

A row is (found key, values of the plan's fields in their order); values are bytes, None, or what
Redis typed itself (a position, a score). Keys that are gone give no rows; keys of another type are
counted in a warning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import redis

from connectors.api import ScanContext
from connectors.jsontext import jsonb, number
from connectors.redis.keys import Found
from connectors.redis.plan import Plan, Scores
from connectors.redis.wire import Command, Link, remote, wrong_type

PAGE: Final = 1000
"""Elements of one list, set, sorted set or stream that are asked for at a time."""

Row = tuple[Found, Sequence[Any]]
Fetch = Callable[[Plan, Sequence[Found], Link, ScanContext], Iterator[Row]]


def fetcher(plan: Plan) -> Fetch:
    """The way of the plan's type."""
    return _FETCHERS[plan.definition.kind]


def commands(plan: Plan, key: bytes) -> list[Command]:
    """What is sent for one key first, for explain and for the fetchers themselves."""
    match plan.definition.kind:
        case "hash" if plan.fields:
            return [(b"HMGET", key, *(name.encode() for name in plan.fields))]
        case "string" if plan.fields:
            return [(b"GET", key)]
        case "json" if plan.fields:
            return [(b"JSON.GET", key)]
        case "hash" | "string" | "json":
            return [(b"TYPE", key)]
        case "list":
            return [(b"LRANGE", key, b"0", b"%d" % (PAGE - 1))]
        case "set":
            return [(b"SSCAN", key, b"0", b"COUNT", b"%d" % PAGE)]
        case "zset" if plan.scores:
            return [_by_score(key, plan.scores)]
        case "zset":
            return [(b"ZSCAN", key, b"0", b"COUNT", b"%d" % PAGE)]
    return [(b"XRANGE", key, b"-", b"+", b"COUNT", b"%d" % PAGE)]


def _singles(
    plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext
) -> Iterator[tuple[Found, Any]]:
    """One command for each key; answers of keys that are of the right type."""
    answers = link.ask_all([commands(plan, found.key)[0] for found in lot])
    other = 0
    for found, answer in zip(lot, answers, strict=True):
        if wrong_type(answer):
            other += 1
        elif isinstance(answer, redis.ResponseError):
            raise remote(answer)
        else:
            yield found, answer
    _warn_other(plan, other, context)


def _hashes(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    if not plan.fields:
        yield from ((found, ()) for found in _present(plan, lot, link, context))
        return
    unsure = []
    for found, values in _singles(plan, lot, link, context):
        if values.count(None) == len(values):
            unsure.append(found)  # a hash without these fields, or no key?
        else:
            yield found, values
    nothing = [None] * len(plan.fields)
    yield from ((found, nothing) for found in _present(plan, unsure, link, context))


def _strings(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    if not plan.fields:
        yield from ((found, ()) for found in _present(plan, lot, link, context))
        return
    for found, value in _singles(plan, lot, link, context):
        if value is None:
            continue
        if plan.definition.documents:
            yield found, _inside(value, plan)
        else:
            yield found, [value] * len(plan.fields)


def _present(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Found]:
    """The keys that exist and are of the plan's type."""
    if not lot:
        return
    kind = {"json": b"ReJSON-RL"}.get(plan.definition.kind, plan.definition.kind.encode())
    answers = link.ask_all([(b"TYPE", found.key) for found in lot])
    yield from (f for f, answer in zip(lot, answers, strict=True) if answer == kind)
    _warn_other(plan, sum(a not in (kind, b"none") for a in answers), context)


def _lists(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    for found, answer in _singles(plan, lot, link, context):
        at, page = 0, answer
        while page:
            for position, value in enumerate(page, at):
                by_name = {"position": position, "member": value}
                yield found, [by_name[name] for name in plan.fields]
            if len(page) < PAGE:
                break
            at += len(page)
            page = link.ask(b"LRANGE", found.key, b"%d" % at, b"%d" % (at + PAGE - 1))


def _sets(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    for found, answer in _singles(plan, lot, link, context):
        seen: set[bytes] = set()
        for member in _scan(b"SSCAN", found.key, answer, link):
            if member not in seen:
                seen.add(member)
                yield found, [member] * len(plan.fields)


def _zsets(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    for found, answer in _singles(plan, lot, link, context):
        pairs = (
            _range(found.key, plan.scores, answer, link)
            if plan.scores
            else _pairs(_scan(b"ZSCAN", found.key, answer, link))
        )
        seen: set[bytes] = set()
        for member, score in pairs:
            if member not in seen:
                seen.add(member)
                by_name = {"member": member, "score": float(score)}
                yield found, [by_name[name] for name in plan.fields]


def _streams(plan: Plan, lot: Sequence[Found], link: Link, context: ScanContext) -> Iterator[Row]:
    for found, answer in _singles(plan, lot, link, context):
        page = answer
        while page:
            for entry, pairs in page:
                yield found, _entry(entry, pairs, plan, context)
            if len(page) < PAGE:
                break
            after = b"(" + page[-1][0]
            page = link.ask(b"XRANGE", found.key, after, b"+", b"COUNT", b"%d" % PAGE)


def _entry(entry: bytes, pairs: list[bytes], plan: Plan, context: ScanContext) -> list[Any]:
    fields: dict[bytes, Any] = dict(zip(pairs[::2], pairs[1::2], strict=True))
    if len(fields) * 2 < len(pairs):
        context.warn("duplicate_field", f'entries of "{plan.definition.name}" repeat a field')
    fields[b"id"] = entry
    return [fields.get(name.encode()) for name in plan.fields]


def _scan(command: bytes, key: bytes, answer: Any, link: Link) -> Iterator[bytes]:
    cursor, items = answer
    yield from items
    while cursor != b"0":
        cursor, items = link.ask(command, key, cursor, b"COUNT", b"%d" % PAGE)
        yield from items


def _pairs(items: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(items, items, strict=True)


def _range(key: bytes, scores: Scores, answer: Any, link: Link) -> Iterator[tuple[bytes, bytes]]:
    """Members by score: the first page by the bounds, the others by rank."""
    yield from zip(answer[::2], answer[1::2], strict=True)
    if len(answer) < 2 * PAGE:
        return
    below = b"(" * (not scores.low_open) + _bound(scores.low)
    first = int(link.ask(b"ZCOUNT", key, b"-inf", below))
    at, end = first + PAGE, first + int(link.ask(b"ZCOUNT", key, *_bounds(scores)))
    while at < end:
        stop = min(at + PAGE, end) - 1
        page = link.ask(b"ZRANGE", key, b"%d" % at, b"%d" % stop, b"WITHSCORES")
        pairs = zip(page[::2], page[1::2], strict=True)
        yield from (pair for pair in pairs if scores.hold(float(pair[1])))
        at += PAGE


def _by_score(key: bytes, scores: Scores) -> Command:
    return (b"ZRANGEBYSCORE", key, *_bounds(scores), b"WITHSCORES", b"LIMIT", b"0", b"%d" % PAGE)


def _bounds(scores: Scores) -> tuple[bytes, bytes]:
    low, high = _bound(scores.low), _bound(scores.high)
    return b"(" * scores.low_open + low, b"(" * scores.high_open + high


def _bound(score: float) -> bytes:
    return repr(score).encode()


def _inside(text: bytes, plan: Plan) -> list[Any]:
    """The plan's fields of a JSON document, as texts; None where it has no such key."""
    try:
        document = json.loads(text, parse_float=number)
    except (ValueError, RecursionError):
        return [text] * len(plan.fields)  # no document: a misfit of every column
    types = {o.field: c.type.name for c, o in plan.definition.columns if o.role == "field"}
    found = []
    for name in plan.fields:
        value = document
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        found.append(_scalar(value, whole=types[name] in ("json", "jsonb")))
    return found


def _scalar(value: Any, *, whole: bool) -> bytes | None:
    """A value inside a document, as `->>` gives it; as JSON where the column is JSON."""
    if value is None:
        return None
    if isinstance(value, str) and not whole:
        return value.encode("utf-8", "surrogatepass")
    try:
        return jsonb(value).encode()
    except ValueError:
        return b"\xff"  # lone surrogates: no text, a misfit


def _warn_other(plan: Plan, count: int, context: ScanContext) -> None:
    if count:
        text = f'keys of "{plan.definition.name}" are not of type {plan.definition.kind}'
        context.warn("key_type", text, count)


_FETCHERS: Final[dict[str, Fetch]] = {
    "hash": _hashes, "string": _strings, "json": _strings, "list": _lists, "set": _sets,
    "zset": _zsets, "stream": _streams,
}  # fmt: skip
