"""The options of a source of files: what the URL and the options say, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from connectors.api import OptionError

KNOWN = ("url", "all_text", "on_mismatch", "sample_bytes", "hive")


@dataclass(frozen=True, slots=True)
class Options:
    """`kind` is "file", "duckdb" or "sqlite"; `root` the file or folder, absolute.

    all_text: columns of CSV files are text. on_mismatch: "error", or "null" (NULL and a counted
    warning) for a value that does not fit its column's type in SQLite and JSON. sample_bytes: how
    much of a CSV or JSON file is read to find its types. hive: folders `key=value` are columns.
    """

    kind: str
    root: Path
    all_text: bool = False
    on_mismatch: str = "error"
    sample_bytes: int = 64 * 2**20
    hive: bool = False


def parse(options: Mapping[str, str]) -> Options:
    """The checked options. Raises OptionError, naming the option."""
    if unknown := sorted(set(options) - set(KNOWN)):
        raise OptionError(f'unknown option "{unknown[0]}"', hint=f"Known: {', '.join(KNOWN)}.")
    parts = urlsplit(options.get("url", ""))
    path = unquote(parts.path)
    if parts.scheme not in ("file", "duckdb", "sqlite"):
        raise OptionError('option "url" must be file:///…, duckdb:///… or sqlite:///…')
    if parts.netloc not in ("", "localhost") or not path.startswith("/"):
        raise OptionError(
            'option "url" has no absolute path',
            hint=f"Write three slashes: {parts.scheme}:///data.",
        )
    if parts.query or parts.fragment:
        raise OptionError('option "url" has a query; give options by themselves')
    mismatch = options.get("on_mismatch", "error")
    if mismatch not in ("error", "null"):
        raise OptionError(f'option "on_mismatch" is "{mismatch}"; it is error or null')
    return Options(
        kind=parts.scheme,
        root=Path("/" + path.lstrip("/")),  # four slashes are SQLAlchemy's way
        all_text=_flag(options, "all_text"),
        on_mismatch=mismatch,
        sample_bytes=_positive(options, "sample_bytes", 64 * 2**20),
        hive=_flag(options, "hive"),
    )


def _flag(options: Mapping[str, str], name: str) -> bool:
    text = options.get(name, "false").lower()
    if text not in ("true", "false"):
        raise OptionError(f'option "{name}" is "{text}"; it is true or false')
    return text == "true"


def _positive(options: Mapping[str, str], name: str, default: int) -> int:
    text = options.get(name, str(default))
    if not text.isdigit() or int(text) == 0:
        raise OptionError(f'option "{name}" is "{text}"; it is a number of bytes')
    return int(text)
