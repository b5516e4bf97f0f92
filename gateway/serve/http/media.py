"""Which format answers: content negotiation by `Accept` (RFC 9110), with parameters.

Imports: starlette, `gateway.serve.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

from starlette.requests import Request

from gateway.serve.formats.csv import csv
from gateway.serve.formats.files import arrow, parquet
from gateway.serve.formats.json import Numbers, json_document, ndjson
from gateway.serve.formats.rows import Encode
from gateway.serve.http.problems import Problem

ARROW: Final = "application/vnd.apache.arrow.stream"


@dataclass(frozen=True, slots=True)
class Media:
    """A chosen format. `text`: worth compressing. `whole`: batches are not cut into pieces."""

    name: str
    content_type: str
    encode: Encode
    text: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Range:
    """One entry of an Accept header."""

    type: str
    quality: float
    parameters: Mapping[str, str]

    def fits(self, media_type: str) -> int:
        """How exactly it names the type; 0 when it does not."""
        if self.type == media_type:
            return 3
        if self.type == media_type.split("/")[0] + "/*":
            return 2
        return 1 if self.type == "*/*" else 0


Make = Callable[[Mapping[str, str], Numbers], Media]


def _json(parameters: Mapping[str, str], numbers: Numbers) -> Media:
    return Media("json", "application/json", partial(json_document, numbers=numbers))


def _ndjson(parameters: Mapping[str, str], numbers: Numbers) -> Media:
    wanted = parameters.get("warnings")
    if wanted not in (None, "line"):
        raise Problem(406, f'warnings can come as a "line", not as "{wanted[:40]}"')
    more = "" if wanted is None else "; warnings=line"
    encode = partial(ndjson, numbers=numbers, ended=wanted is not None)
    return Media("ndjson", f"application/x-ndjson{more}", encode)


def _csv(parameters: Mapping[str, str], numbers: Numbers) -> Media:
    return Media("csv", "text/csv; charset=utf-8; header=present", csv)


def _arrow(parameters: Mapping[str, str], numbers: Numbers) -> Media:
    wanted = parameters.get("codecs")
    if wanted is None:
        return Media("arrow", ARROW, arrow, text=False)
    codec = next((c.strip() for c in wanted.split(",") if c.strip() in ("zstd", "lz4")), None)
    if codec is None:
        raise Problem(406, f'no codec of "{wanted}" is known: zstd and lz4 are')
    return Media("arrow", f"{ARROW}; codecs={codec}", partial(arrow, codec=codec), text=False)


def _parquet(parameters: Mapping[str, str], numbers: Numbers) -> Media:
    return Media("parquet", "application/vnd.apache.parquet", parquet, text=False, whole=True)


FORMATS: Final[Mapping[str, Make]] = {
    "application/json": _json,
    "application/x-ndjson": _ndjson,
    "text/csv": _csv,
    ARROW: _arrow,
    "application/vnd.apache.parquet": _parquet,
}
"""Every media type of a result; the first is sent to who accepts anything."""


def negotiate(request: Request) -> Media:
    """The best format for this request's Accept and `numbers`. Raises Problem 406, 400."""
    numbers = request.query_params.get("numbers", "exact")
    if numbers not in get_args(Numbers):
        raise Problem(400, f'numbers is "exact" or "string", not "{numbers[:40]}"')
    ranges = list(_ranges(",".join(request.headers.getlist("accept")) or "*/*"))
    best: tuple[float, int] = (0.0, 0)
    chosen: tuple[Make, _Range] | None = None
    for media_type, make in FORMATS.items():
        # The most exact range decides about a type; the first of equals wins.
        found = max(ranges, key=lambda entry: entry.fits(media_type), default=None)
        if found is None or not found.fits(media_type) or not found.quality:
            continue
        rank = (found.quality, found.fits(media_type))
        if rank > best:
            best, chosen = rank, (make, found)
    if chosen is None:
        raise Problem(406, f"a result can be {', '.join(FORMATS)}")
    make, found = chosen
    return make(found.parameters, "string" if numbers == "string" else "exact")


_ENTRY: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER: Final = re.compile(r';\s*([\w!#$&^.+-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"\s]*)')


def _ranges(header: str) -> Iterator[_Range]:
    for entry in _ENTRY.findall(header):
        media_type, _, _ = entry.partition(";")
        parameters = {name.lower(): value.strip('"') for name, value in _PARAMETER.findall(entry)}
        yield _Range(media_type.strip().lower(), _quality(parameters.pop("q", "1")), parameters)


def _quality(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](?:\.\d{0,3})?", text) else 0.0
