"""Where text must be compared under another collation than the server would take.

The gateway compares text by its bytes (collation "C") and knows the letters of C.UTF-8. A
PostgreSQL server compares by the collation of the columns involved. So:

* equality, LIKE, search: any deterministic collation tells strings apart by their bytes: nothing to
  do, indexes stay usable. A nondeterministic one, or two different ones in one call (which
  PostgreSQL refuses), gets COLLATE "C".
* order (<, ORDER BY, min, greatest): COLLATE "C" unless the collation orders by bytes itself.
* letters (upper, ILIKE, regular expressions): a collation with the letters of C.UTF-8; the result
  is put back under "C", so that two such calls do not clash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sqlglot import exp

from connectors.postgres.facts import Facts
from connectors.tree import Aggregate, Call, Constant, column_of, type_of
from connectors.types import Type

BYTES: Final = 'pg_catalog."C"'
ORDERING: Final = frozenset({"<", "<=", ">", ">=", "greatest", "least", "min", "max", "mode"})
LETTERS: Final = frozenset(
    {
        "upper", "lower", "initcap", "~~*", "!~~*", "~", "~*", "!~", "!~*", "similar to",
        "not similar to", "regexp_replace", "regexp_split_to_array", "regexp_split_to_table",
        "regexp_match", "regexp_matches", "regexp_count", "regexp_like", "regexp_substr",
        "regexp_instr",
    }
)  # fmt: skip
_COLLATABLE: Final = frozenset({"text", "varchar", "bpchar", "name"})


class Use(Enum):
    """What a collation is needed for."""

    EQUALITY = "equality"
    ORDER = "order"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Origin:
    """The collation that one column brings into an expression; `name` is "" when not known."""

    name: str
    bytewise: bool
    deterministic: bool


def use_of(function: str) -> Use:
    """What a call of that name needs the collation of its text arguments for."""
    if function in LETTERS:
        return Use.LETTERS
    return Use.ORDER if function in ORDERING else Use.EQUALITY


def collatable(type_: Type) -> bool:
    """Whether values of that type are compared under a collation."""
    if type_.name == "array" and type_.element is not None:
        return collatable(type_.element)
    return type_.name in _COLLATABLE


def needed(use: Use, nodes: Sequence[exp.Expression], facts: Facts) -> str | None:
    """The collation to write on the first text among `nodes`, None when the server's will do."""
    texts = [node for node in nodes if collatable(type_of(node))]
    if not texts:
        return None
    if use is Use.LETTERS:
        return facts.case_collation or BYTES
    origins = {origin for node in texts for origin in _origins(node)}
    if use is Use.ORDER:
        if facts.bytewise and len(origins) <= 1:
            return None
        return None if len(origins) == 1 and all(o.bytewise for o in origins) else BYTES
    if not facts.deterministic and not all(o.deterministic for o in origins):
        return BYTES
    return BYTES if len({o.name for o in origins if o.name}) > 1 else None


def clash(node: exp.Expression) -> bool:
    """Whether an expression has no one collation, so that the server would refuse to compare it."""
    return collatable(type_of(node)) and len({o.name for o in _origins(node)}) > 1


def _origins(node: exp.Expression) -> Iterator[Origin]:
    """The collations of the columns that give an expression its own."""
    if not collatable(type_of(node)) or isinstance(node, Constant):
        return
    match node:
        case exp.Column():
            yield _origin(node)
        case Call() if node.function in LETTERS:
            yield Origin(BYTES, bytewise=True, deterministic=True)
        case Call() | Aggregate():
            yield from _all(node.arguments)
        case exp.Case():
            yield from _all(arm.args["true"] for arm in node.args["ifs"])
            if node.args.get("default") is not None:
                yield from _origins(node.args["default"])
        case exp.Cast() | exp.Paren():
            yield from _origins(node.this)
        case exp.Window():
            yield from _origins(node.this)
        case _:
            yield Origin("", bytewise=False, deterministic=False)


def _all(nodes: Iterable[exp.Expression]) -> Iterator[Origin]:
    for node in nodes:
        yield from _origins(node)


def _origin(node: exp.Column) -> Origin:
    column = column_of(node)
    if column is None:
        return Origin("", bytewise=False, deterministic=False)
    return Origin(
        str(column.details.get("collation", "")),
        bytewise=column.collation is None,
        deterministic=column.details.get("deterministic") is not False,
    )
