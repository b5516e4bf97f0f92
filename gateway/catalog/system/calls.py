"""Calls in catalog queries that DuckDB writes in another way, or has under another name.

Imports: this package.
"""

from __future__ import annotations

import re
from typing import Final

from gateway.catalog.system.arrays import FROM_ZERO
from gateway.catalog.system.facts import FACTS, Facts, literal, unquoted
from gateway.catalog.system.identifiers import spelled_name
from gateway.catalog.system.pieces import (
    Piece,
    Pieces,
    call,
    close_of,
    is_at,
    is_syntax,
    raw,
    sign,
    split_at,
    text_of,
    type_at,
    word,
)
from gateway.catalog.system.snapshot import function_outputs, function_signatures
from gateway.lexer import Kind

_RENAMED: Final = {
    "json_build_object": "json_object", "jsonb_build_object": "json_object",
    "json_build_array": "json_array", "jsonb_build_array": "json_array",
    "json_agg": "json_group_array", "jsonb_agg": "json_group_array", "btrim": "trim",
    "array_length": "__array_length", "obj_description": "__obj_description",
}  # fmt: skip
_SERIES: Final = frozenset({"generate_series", "generate_subscripts"})
_ROWS: Final = frozenset({
    "_pg_expandarray", "aclexplode", "pg_options_to_table", "pg_get_keywords",
    "pg_available_extensions", "pg_available_extension_versions", "pg_partition_tree",
    "pg_show_all_settings", "pg_timezone_names", "pg_timezone_abbrevs_zone", "pg_cursor",
    "pg_lock_status", "pg_stat_get_activity", "pg_stat_get_backend_idset",
    "pg_partition_ancestors",
})  # fmt: skip
"""Functions that return rows; here macros that give a list, of structs where there are several
columns."""
_RECORDS: Final = frozenset({
    "pg_sequence_parameters", "pg_identify_object", "pg_identify_object_as_address",
    "pg_get_object_address", "pg_input_error_info",
})  # fmt: skip
"""Functions that return one row of several columns; here macros that give a struct."""
_OF_ROWS: Final = frozenset({"_pg_truetypid", "_pg_truetypmod"})
"""Functions of whole rows, which may be written `a.*`."""
_VECTORS: Final = {
    "indkey": "SMALLINT", "indoption": "SMALLINT", "prattrs": "SMALLINT", "tgattr": "SMALLINT",
    "indclass": "UINTEGER", "indcollation": "UINTEGER", "proargtypes": "UINTEGER",
}  # fmt: skip
"""What is in the vectors."""
_NAMED: Final = frozenset({"to_regclass", "to_regnamespace", "to_regrole"})
_NO_ALIAS: Final = frozenset({
    "where", "on", "join", "left", "right", "inner", "cross", "group", "order", "limit", "union",
    "as", "with", "natural", "full",
})  # fmt: skip
_IN_FROM: Final = frozenset({"from", "join", "lateral"})
_CLAUSES: Final = frozenset({"select", "where", "on", "having", "by", "when", "then", "else", "and",
                             "or", "not", "case", "distinct", "all"})  # fmt: skip
_TEMPLATE: Final = re.compile(r"%(?:\d+\$)?([ILs%])")


def with_facts(pieces: Pieces, facts: Facts) -> Pieces:
    """Values for `current_user`, `current_setting('…')` and their like."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        value, end = _fact(pieces, at, facts)
        if value is not None and is_at(pieces, at + 1, "(") and _in_from(done):
            made, end = _named_rows(pieces[at].text, value, pieces, end)
            done += made
        else:
            done.append(pieces[at] if value is None else raw(value))
        at = at + 1 if value is None else end
    return done


def _fact(pieces: Pieces, at: int, facts: Facts) -> tuple[str | None, int]:
    piece, end = pieces[at], at + 1
    if piece.text not in FACTS:
        return None, end
    alone = not is_at(pieces, at - 1, ".") and not is_at(pieces, end, ".")
    if piece.kind is not Kind.WORD or not alone or is_at(pieces, at - 1, "as"):
        return None, end
    if not is_at(pieces, end, "("):
        return facts.word(piece.text), end
    close = close_of(pieces, end)
    inside = with_facts(pieces[end + 1 : close], facts)
    arguments = [text_of(_uncast(a)) for a in split_at(inside, ",") if a]
    value = facts.function(piece.text, arguments)
    if value is not None:
        return value, close + 1
    return facts.stopper(piece.text, len(arguments)), end


def _named_rows(function: str, rows: str, pieces: Pieces, end: int) -> tuple[Pieces, int]:
    """What a function gives as an item of FROM: its column has the item's name."""
    at = end + is_at(pieces, end, "as")
    if at < len(pieces) and pieces[at].name is not None and is_at(pieces, at + 1, "("):
        return [raw(f"(SELECT {rows})")], end  # it names its columns
    named = _is_alias(pieces, at)
    name = pieces[at].text if named else function
    return [raw(f"(SELECT {rows} AS {name}) AS {name}")], at + 1 if named else end


def _uncast(argument: Pieces) -> Pieces:
    """A literal without parentheses and casts around it; anything else as it is."""
    if not any(piece.kind is Kind.STRING for piece in argument):
        return argument
    rest = argument
    while len(rest) > 1 and rest[0].text == "(" and close_of(rest, 0) == len(rest) - 1:
        rest = rest[1:-1]
    cast = len(rest) > 2 and rest[1].text == "::" and type_at(rest, 2)[1] == len(rest)
    return [rest[0]] if len(rest) == 1 or cast else argument


def with_calls(pieces: Pieces) -> Pieces:
    """Set-returning functions, `format`, `json_agg` and their like in DuckDB's terms."""
    done: Pieces = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind is not Kind.WORD or not is_at(pieces, at + 1, "(") or is_syntax(piece):
            done.append(piece)
            at += 1
            continue
        end = close_of(pieces, at + 1) + 1
        inside = with_calls(pieces[at + 2 : end - 1])
        if piece.text in _SERIES:
            made, end = _series(piece, inside, pieces, end, in_from=_in_from(done))
        elif piece.text in _ROWS or piece.text in _RECORDS:
            made, end = _rows(piece.text, inside, pieces, end, in_from=_in_from(done))
            if _is_spread(done, pieces, end):
                made, done, end = _spread(piece.text, made), done[:-1], end + 3
        elif piece.text in _OF_ROWS:
            made = call(piece.text, *(a[:1] for a in split_at(inside, ",")))
        elif piece.text == "unnest" and is_at(pieces, end, "with", "ordinality"):
            made, end = _numbered(inside), end + 2
        elif piece.text == "unnest" and len(split_at(inside, ",")) > 1:
            made = _together(inside)
        elif piece.text == "regexp_split_to_table":
            made = call("unnest", call("regexp_split_to_array", inside))
        elif piece.text == "format" and inside and inside[0].kind is Kind.STRING:
            made = _format(inside)
        elif piece.text in _NAMED and len(inside) == 1 and inside[0].kind is Kind.STRING:
            name = unquoted(inside[0].text, piece.text)
            spelled = spelled_name(piece.text.removeprefix("to_"), name)
            made = call(piece.text, [Piece(literal(spelled), Kind.STRING)])
        elif piece.text == "age" and len(split_at(inside, ",")) == 1:
            made = call("__age", inside)
        elif piece.text == "trim" and is_at(inside, 0, "both"):
            made = _trim(inside)
        elif _in_from(done) and _is_scalar(piece.text):
            made, end = _one_row(piece.text, inside, pieces, end)
        else:
            made = [word(_RENAMED.get(piece.text, piece.text)), sign("("), *inside, sign(")")]
        done += made
        at = end
    return done


def _in_from(done: Pieces) -> bool:
    """Whether a call that follows `done` is an item of FROM (and not in `trim(both from …)`)."""
    if not any(piece.text == "select" for piece in done):
        return False
    depth = 0
    for piece in reversed(done):
        depth += (piece.text == ")") - (piece.text == "(")
        if depth < 0:
            return False
        if depth == 0 and piece.kind is Kind.WORD:
            if piece.text in _IN_FROM:
                return True
            if piece.text in _CLAUSES:
                return False
    return False


def _series(
    piece: Piece, inside: Pieces, pieces: Pieces, end: int, *, in_from: bool
) -> tuple[Pieces, int]:
    """`generate_series(…) s` has a column s; in a select list it gives rows."""
    if piece.text == "generate_subscripts":
        rows = call("unnest", _subscripts(split_at(inside, ",")[0]))
        return _unnested(rows, pieces, end, piece.text) if in_from else (rows, end)
    made = call(piece.text, inside)
    if not in_from:
        return call("unnest", made), end
    alias = end + is_at(pieces, end, "as")
    if _is_alias(pieces, alias):
        name = pieces[alias].text
        return [*made, raw(f"{name}({name})")], alias + 1
    return made, end


def _unnested(rows: Pieces, pieces: Pieces, end: int, function: str) -> tuple[Pieces, int]:
    """Rows of a list as an item of FROM: for each row its own list, where a function would be
    joined to all rows."""
    at = end + is_at(pieces, end, "as")
    named = _is_alias(pieces, at)
    name = pieces[at].text if named else function
    made = [sign("("), word("select"), *rows, word("as"), word(name), sign(")")]
    if named:
        return [*made, word(name)], at + 1
    has_columns = at < len(pieces) and pieces[at].name is not None and is_at(pieces, at + 1, "(")
    return (made if has_columns else [*made, word(name)]), end


def _subscripts(operand: Pieces) -> Pieces:
    """The list of an array's subscripts; those of a vector begin at 0."""
    length = text_of(call("len", operand))
    from_zero = bool(operand) and operand[-1].name in FROM_ZERO
    bounds = ["0", f"{length} - 1"] if from_zero else ["1", length]
    return call("generate_series", *([raw(bound)] for bound in bounds))


def _rows(
    function: str, inside: Pieces, pieces: Pieces, end: int, *, in_from: bool
) -> tuple[Pieces, int]:
    """Rows or a record, of a macro; in FROM under the function's name, where none follows."""
    made = call(f"__{function.removeprefix('_')}", inside)
    if not in_from:
        return (made if function in _RECORDS else call("unnest", made)), end
    if function in _RECORDS:
        made = [sign("["), *made, sign("]")]
    numbered = is_at(pieces, end, "with", "ordinality")
    if numbered and function not in function_outputs():
        return _numbered(made), end + 2
    rows = call("unnest", made, [raw("max_depth := 2")])
    if function not in function_outputs():
        return _unnested(call("unnest", made), pieces, end, function)
    item = [sign("("), word("select"), *rows, sign(")")]
    at = end + is_at(pieces, end, "as")
    is_named = _is_alias(pieces, at) or (at < len(pieces) and is_at(pieces, at + 1, "("))
    return (item if is_named else [*item, word(function)]), end


def _is_spread(done: Pieces, pieces: Pieces, end: int) -> bool:
    """Whether a call stands in `(f(x)).*`."""
    return is_at(done, len(done) - 1, "(") and is_at(pieces, end, ")", ".", "*")


def _spread(function: str, made: Pieces) -> Pieces:
    """The columns of a record, or of rows, in a select list."""
    if function in _RECORDS:
        return call("unnest", made)
    return [*made[:-1], sign(","), raw("max_depth := 2"), sign(")")]


def _is_scalar(function: str) -> bool:
    """Whether it is one of PostgreSQL's functions that return one value."""
    signatures = function_signatures().get(function, [])
    return bool(signatures) and not any(signature.rows for signature in signatures)


def _one_row(function: str, inside: Pieces, pieces: Pieces, end: int) -> tuple[Pieces, int]:
    """A scalar function as an item of FROM: one row, one column of the item's name."""
    at = end + is_at(pieces, end, "as")
    named = _is_alias(pieces, at)
    name = pieces[at].text if named else function
    made = [sign("("), word("select"), *call(_RENAMED.get(function, function), inside)]
    return [*made, word("as"), word(name), sign(")"), word(name)], at + 1 if named else end


def _numbered(inside: Pieces) -> Pieces:
    """`unnest(list, …) WITH ORDINALITY` as a subquery of values and numbers."""
    lists = [_elements(argument) for argument in split_at(inside, ",")]
    rows = ", ".join(f"unnest({text})" for text in lists)
    most = ", ".join(f"len({text})" for text in lists)
    return [raw(f"(SELECT {rows}, unnest(generate_series(1, greatest({most}))))")]


def _together(inside: Pieces) -> Pieces:
    """`unnest(list, list)`: lists side by side."""
    rows = ", ".join(f"unnest({_elements(argument)})" for argument in split_at(inside, ","))
    return [raw(f"(SELECT {rows})")]


def _elements(argument: Pieces) -> str:
    """A list; a vector as the array that it is to `unnest`."""
    form = _VECTORS.get(argument[-1].name or "") if argument else None
    return text_of(argument) + (f"::{form}[]" if form else "")


def _format(inside: Pieces) -> Pieces:
    """`format('%I.%s', a, b)` as a concatenation."""
    template, *arguments = split_at(inside, ",")
    text = template[0].text[1:-1].replace("''", "'")
    made: Pieces = [sign("(")]
    left = list(arguments)
    for at, part in enumerate(_TEMPLATE.split(text)):
        if at % 2 == 0 or part == "%":
            made += [raw(literal(part))]
        else:
            argument = left.pop(0) if left else [word("null")]
            made += _shown(part, argument)
        made.append(Piece("||", Kind.OPERATOR))
    return [*made[:-1], sign(")")]


def _shown(kind: str, argument: Pieces) -> Pieces:
    match kind:
        case "I":
            return call("quote_ident", argument)
        case "L":
            return call("quote_nullable", argument)
    return call("coalesce", [sign("("), *argument, sign(")"), raw("::VARCHAR")], [raw("''")])


def _trim(inside: Pieces) -> Pieces:
    """`trim(both from x)`, `trim(both 'c' from x)`."""
    at = next((n for n, p in enumerate(inside) if p.text == "from"), len(inside))
    characters, operand = inside[1:at], inside[at + 1 :]
    return call("trim", operand, characters) if characters else call("trim", operand)


def _is_alias(pieces: Pieces, at: int) -> bool:
    if at >= len(pieces) or pieces[at].name is None or pieces[at].text in _NO_ALIAS:
        return False
    return not is_at(pieces, at + 1, "(")
