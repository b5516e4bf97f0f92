"""Text functions that DuckDB lacks or does otherwise."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from typing import Any, Final, Literal

import pyarrow as pa

from gateway.errors import SqlError, unsupported
from gateway.execute.udf.registry import engine_function
from gateway.execute.udf.rows import by_row
from gateway.sql.letters import initcap
from gateway.sql.quoting import quote_identifier

_Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
_FORMS: Final[dict[str, _Form]] = {"NFC": "NFC", "NFD": "NFD", "NFKC": "NFKC", "NFKD": "NFKD"}
_SPACES: Final = str.maketrans("", "", " \n\t\r")
_OTHER_SPACES: Final = re.compile(r"[\v\f]")
_ESCAPED: Final = re.compile(rb"\\(?:([0-3][0-7][0-7])|(\\))|(\\)", re.S)


@engine_function("pg_initcap", ("VARCHAR",), "VARCHAR")
def _initcap(texts: Any) -> pa.Array:
    return by_row(initcap, pa.string())(texts)


@engine_function("pg_quote_ident", ("VARCHAR",), "VARCHAR")
def _quote_ident(texts: Any) -> pa.Array:
    return by_row(quote_identifier, pa.string())(texts)


@engine_function("pg_normalize", ("VARCHAR", "VARCHAR"), "VARCHAR")
def _normalize(texts: Any, forms: Any) -> pa.Array:
    return by_row(normalize, pa.string())(texts, forms)


@engine_function("pg_to_oct", ("BIGINT",), "VARCHAR")
def _to_oct(numbers: Any) -> pa.Array:
    return by_row(lambda number: format(number & 0xFFFFFFFFFFFFFFFF, "o"), pa.string())(numbers)


@engine_function("pg_encode", ("BLOB", "VARCHAR"), "VARCHAR")
def _encode(values: Any, formats: Any) -> pa.Array:
    return by_row(encode, pa.string())(values, formats)


@engine_function("pg_decode", ("VARCHAR", "VARCHAR"), "BLOB")
def _decode(texts: Any, formats: Any) -> pa.Array:
    return by_row(decode, pa.binary())(texts, formats)


def normalize(text: str, form: str) -> str:
    """`normalize(text, form)`. 22023 for an unknown form; 0A000 for letters newer than Python's."""
    name = _FORMS.get(form.upper())
    if name is None:
        raise SqlError("22023", f"invalid normalization form: {form}")
    if text.isascii():
        return text
    if any(unicodedata.category(character) == "Cn" for character in text):
        raise unsupported("normalizing a character of a newer Unicode version")
    return unicodedata.normalize(name, text)


def encode(value: bytes, form: str) -> str:
    """`encode(bytea, format)`: hex, base64 in lines of 76, or escape."""
    match form.lower():
        case "hex":
            return value.hex()
        case "base64":
            text = base64.b64encode(value).decode()
            return "\n".join(text[at : at + 76] for at in range(0, len(text), 76))
        case "escape":
            return "".join(map(_escaped, value))
    raise _unknown_encoding(form)


def decode(text: str, form: str) -> bytes:
    """`decode(text, format)`; 22023 for text that is not in the format."""
    match form.lower():
        case "hex":
            try:
                return bytes.fromhex(_OTHER_SPACES.sub("x", text))
            except ValueError:
                raise SqlError("22023", "invalid hexadecimal data") from None
        case "base64":
            try:
                return base64.b64decode(text.translate(_SPACES), validate=True)
            except binascii.Error:
                raise SqlError("22023", "invalid base64 end sequence") from None
        case "escape":
            return _ESCAPED.sub(_unescaped, text.encode())
    raise _unknown_encoding(form)


def _escaped(byte: int) -> str:
    if byte == 0x5C:
        return "\\\\"
    return f"\\{byte:03o}" if byte == 0 or byte > 127 else chr(byte)


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[3]:
        raise SqlError("22P02", "invalid input syntax for type bytea")
    return b"\\" if match[2] else bytes([int(match[1], 8)])


def _unknown_encoding(form: str) -> SqlError:
    return SqlError("22023", f'unrecognized encoding: "{form}"')
