"""Lines that cannot be changed, taken out or put in unnoticed: each carries the hash of the one
before.

A line is a JSON object with `seq` (1, 2, …), `previous` and `hash`, where `hash` is the SHA-256, in
hexadecimal, of `previous` followed by the object's other members as JSON with sorted keys and no
blanks. Whoever can write the files can also write a whole new chain; so the newest hash is kept
elsewhere too (the metadata store), and `Head.text` may be kept by hand.

Imports: standard library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

START: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of a chain."""

    seq: int = 0
    hash: str = START

    @property
    def text(self) -> str:
        """`12:9f86d0…`, to be kept somewhere else."""
        return f"{self.seq}:{self.hash}"


class Broken(Exception):
    """A chain is not what was written; the message says where."""


def linked(head: Head, content: Mapping[str, Any]) -> tuple[str, Head]:
    """The next line of a chain (without its end of line), and the new head."""
    text = _text({"seq": head.seq + 1, **content})
    made = Head(head.seq + 1, _hash(head.hash, text))
    return f'{text[:-1]},"previous":"{head.hash}","hash":"{made.hash}"}}', made


def followed(lines: Iterable[str], start: Head | None) -> Iterator[Head]:
    """The head after each line. `start` None: trust what the first line says came before.

    Raises Broken for the first line that does not follow.
    """
    head = start
    for line in lines:
        body = _parsed(line)
        number, previous, hashed = (body.pop(key) for key in ("seq", "previous", "hash"))
        if head is None:
            head = Head(number - 1, previous)
        if number != head.seq + 1:
            raise Broken(f"record {head.seq + 1} is missing: record {number} follows {head.seq}")
        if previous != head.hash:
            raise Broken(f"record {number} does not follow the record before it")
        if hashed != _hash(previous, _text({"seq": number, **body})):
            raise Broken(f"record {number} has been changed")
        head = Head(number, hashed)
        yield head


def head_of(line: str) -> Head:
    """The head a line makes. Raises Broken for what is no line of a chain."""
    body = _parsed(line)
    return Head(body["seq"], body["hash"])


def _parsed(line: str) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(line)
        well_formed = (
            isinstance(body["seq"], int)
            and isinstance(body["previous"], str)
            and isinstance(body["hash"], str)
        )
    except (ValueError, KeyError, TypeError):
        well_formed = False
    if not well_formed:
        raise Broken(f"a line is no record: {line[:60]!r}")
    return body


def _text(body: Mapping[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair becomes JSON's escape; a whole one is a character.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        text = text.encode(errors="backslashreplace").decode()
    return text


def _hash(previous: str, text: str) -> str:
    return hashlib.sha256((previous + text).encode()).hexdigest()
