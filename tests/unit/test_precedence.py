"""How operators group, against PostgreSQL's own grammar (pglast is its parser as a library).

Every pair of operator forms, and seeded random expressions of several operators, are parsed by
both; the groupings, written as nested lists, must be the same, or both must be syntax errors.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
from pglast import ast, parse_sql
from pglast.enums import A_Expr_Kind, BoolExprType, BoolTestType, NullTestType
from pglast.parser import ParseError
from sqlglot import exp

from gateway.errors import SqlError
from gateway.sql.parse import parse

INFIX = [
    *("||", "->", "->>", "#>", "#>>", "@>", "<@", "?", "?|", "?&", "&&", "@@", "@?", "^@", "#-"),
    *("~", "!~", "~*", "!~*", "~~", "!~~", "<<", ">>", "&", "|", "#"),
    *("+", "-", "*", "/", "%", "^", "<", ">", "=", "<=", ">=", "<>", "!="),
    *("AND", "OR", "LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE", "SIMILAR TO", "NOT SIMILAR TO"),
    *("IS DISTINCT FROM", "IS NOT DISTINCT FROM", "AT TIME ZONE", "OPERATOR(pg_catalog.+)"),
    *("BETWEEN x AND", "NOT BETWEEN x AND", "BETWEEN SYMMETRIC x AND"),
    *("LIKE x ESCAPE", "= ANY (x) OR", "< ALL (x) AND"),
]
PREFIX = ["NOT", "-", "~", "@", "|/", "||/"]
POSTFIX = [
    *("IS NULL", "IS NOT NULL", "ISNULL", "NOTNULL", "IS TRUE", "IS NOT TRUE", "IS UNKNOWN"),
    *("IS NOT UNKNOWN", "IN (x, y)", "NOT IN (x)", "[1]", "::int", 'COLLATE "C"', "AT LOCAL"),
    *("= ANY (x)", "~ ALL (x)", "LIKE ANY (x)", "NOT LIKE ALL (x)"),
]

Tree = Any


def postgres(sql: str) -> Tree:
    """The grouping by PostgreSQL's grammar; None for a syntax error."""
    try:
        statement = parse_sql(f"SELECT {sql}")[0].stmt
    except ParseError:
        return None
    assert isinstance(statement, ast.SelectStmt)
    assert statement.targetList is not None
    return _postgres(statement.targetList[0].val)


def _postgres(node: Any) -> Tree:
    match node:
        case ast.ColumnRef():
            return node.fields[-1].sval
        case ast.A_Expr():
            return _postgres_operator(node)
        case ast.BoolExpr():
            parts = [_postgres(part) for part in node.args]
            if node.boolop is BoolExprType.NOT_EXPR:
                return ["not", *parts]
            word = "and" if node.boolop is BoolExprType.AND_EXPR else "or"
            # The grammar flattens `a AND b AND c`; it is left associative.
            result = parts[0]
            for part in parts[1:]:
                result = [word, result, part]
            return result
        case ast.NullTest():
            word = "is" if node.nulltesttype is NullTestType.IS_NULL else "is not"
            return [f"{word} null", _postgres(node.arg)]
        case ast.BooleanTest():
            name = BoolTestType(node.booltesttype).name.lower().replace("_", " ")
            return [name, _postgres(node.arg)]
        case ast.TypeCast():
            return ["::", _postgres(node.arg)]
        case ast.CollateClause():
            return ["collate", _postgres(node.arg)]
        case ast.A_Indirection():
            result = _postgres(node.arg)
            for index in node.indirection:
                result = ["[]", result, _postgres(index.uidx)]
            return result
        case ast.A_Const():
            return node.val.ival
        case ast.FuncCall():
            name = node.funcname[-1].sval
            args = [_postgres(arg) for arg in node.args]
            return [name, *(reversed(args) if name == "timezone" else args)]
    raise AssertionError(node)


def _postgres_operator(node: ast.A_Expr) -> Tree:
    symbol = node.name[-1].sval.lower()
    left = _postgres(node.lexpr) if node.lexpr is not None else None
    right = node.rexpr
    match node.kind:
        case A_Expr_Kind.AEXPR_OP_ANY | A_Expr_Kind.AEXPR_OP_ALL:
            word = "any" if node.kind is A_Expr_Kind.AEXPR_OP_ANY else "all"
            return [symbol, left, [word, _postgres(right)]]
        case A_Expr_Kind.AEXPR_DISTINCT:
            return ["is distinct", left, _postgres(right)]
        case A_Expr_Kind.AEXPR_NOT_DISTINCT:
            return ["is not distinct", left, _postgres(right)]
        case A_Expr_Kind.AEXPR_IN:
            inside = ["in", left, *(_postgres(item) for item in right)]
            return inside if symbol == "=" else ["not", inside]
        case (
            A_Expr_Kind.AEXPR_BETWEEN
            | A_Expr_Kind.AEXPR_NOT_BETWEEN
            | A_Expr_Kind.AEXPR_BETWEEN_SYM
        ):
            between = [symbol.removeprefix("not "), left, *(_postgres(bound) for bound in right)]
            return ["not", between] if symbol.startswith("not ") else between
        case A_Expr_Kind.AEXPR_SIMILAR:
            similar = ["similar", left, _postgres(right.args[0])]
            return ["not", similar] if symbol == "!~" else similar
    if isinstance(right, ast.FuncCall) and right.funcname[-1].sval == "like_escape":
        return [symbol, left, *(_postgres(arg) for arg in right.args)]
    return [symbol, _postgres(right)] if left is None else [symbol, left, _postgres(right)]


def ours(sql: str) -> Tree:
    """The grouping by the gateway's parser; None for a syntax error."""
    try:
        select = parse(f"SELECT {sql}")[0]
    except SqlError as error:
        return None if error.sqlstate == "42601" else error
    return _ours(select.expressions[0])


def _ours(node: Any) -> Tree:
    match node:
        case exp.Column():
            return node.name
        case exp.Literal():
            return int(node.this)
        case exp.Paren():
            return _ours(node.this)
        case exp.Operator():
            return [node.args["operator"], _ours(node.this), _ours(node.expression)]
        case exp.Like() | exp.ILike():
            symbol = ("!" if node.args.get("negate") else "") + "~~"
            symbol += "*" if isinstance(node, exp.ILike) else ""
            return [symbol, _ours(node.this), _ours(node.expression)]
        case exp.Escape():
            return [*_ours(node.this), _ours(node.expression)]
        case exp.Any():
            return ["any", _ours(node.this)]
        case exp.All():
            return ["all", _ours(node.this)]
        case exp.And() | exp.Or():
            return [type(node).__name__.lower(), _ours(node.this), _ours(node.expression)]
        case exp.Not():
            return ["not", _ours(node.this)]
        case exp.Neg():
            return ["-", _ours(node.this)]
        case exp.Is():
            negate = "is not" if node.args.get("negate") else "is"
            what = node.expression
            word = str(what.this).lower() if not isinstance(what, exp.Null) else "null"
            return [f"{negate} {word}", _ours(node.this)]
        case exp.NullSafeNEQ():
            return ["is distinct", _ours(node.this), _ours(node.expression)]
        case exp.NullSafeEQ():
            return ["is not distinct", _ours(node.this), _ours(node.expression)]
        case exp.In():
            return ["in", _ours(node.this), *(_ours(item) for item in node.expressions)]
        case exp.Between():
            word = "between symmetric" if node.args.get("symmetric") else "between"
            return [word, *(_ours(node.args[key]) for key in ("this", "low", "high"))]
        case exp.SimilarTo():
            return ["similar", _ours(node.this), _ours(node.expression)]
        case exp.AtTimeZone():
            return ["timezone", _ours(node.this), _ours(node.args["zone"])]
        case exp.Cast():
            return ["::", _ours(node.this)]
        case exp.Collate():
            return ["collate", _ours(node.this)]
        case exp.Bracket():
            return ["[]", _ours(node.this), _ours(node.expressions[0])]
        case exp.Anonymous():
            return [str(node.this), *(_ours(item) for item in node.expressions)]
    raise AssertionError(repr(node))


def _different(sqls: list[str]) -> list[str]:
    return [
        f"{sql}\n    PostgreSQL {theirs}\n    gateway    {mine}"
        for sql in sqls
        if (theirs := postgres(sql)) != (mine := ours(sql))
    ]


def _pairs() -> dict[str, list[str]]:
    return {
        "infix, infix": [f"a {x} b {y} c" for x, y in itertools.product(INFIX, INFIX)],
        "prefix, infix": [f"{x} a {y} b" for x, y in itertools.product(PREFIX, INFIX)],
        "infix, prefix": [f"a {y} {x} b" for x, y in itertools.product(PREFIX, INFIX)],
        "infix, postfix": [f"a {x} b {y}" for x, y in itertools.product(INFIX, POSTFIX)],
        "postfix, infix": [f"a {y} {x} b" for x, y in itertools.product(INFIX, POSTFIX)],
        "prefix, postfix": [f"{x} a {y}" for x, y in itertools.product(PREFIX, POSTFIX)],
        "postfix, postfix": [f"a {x} {y}" for x, y in itertools.product(POSTFIX, POSTFIX)],
        "prefix, prefix": [f"{x} {y} a" for x, y in itertools.product(PREFIX, PREFIX)],
    }


@pytest.mark.parametrize("kind", _pairs())
def test_pairs_of_operators_group_as_in_postgresql(kind: str) -> None:
    sqls = _pairs()[kind]
    different = _different(sqls)
    assert not different, f"{len(different)} of {len(sqls)}:\n" + "\n".join(different[:40])


def _random_expression(dice: random.Random) -> str:
    words: list[str] = []
    for operand in "abcde"[: dice.randint(3, 5)]:
        words += [dice.choice(PREFIX)] if dice.random() < 0.2 else []
        words += [f"({operand})" if dice.random() < 0.1 else operand]
        words += [dice.choice(POSTFIX)] if dice.random() < 0.2 else []
        words += [dice.choice(INFIX)]
    return " ".join(words[:-1])


def test_random_expressions_group_as_in_postgresql() -> None:
    dice = random.Random(18)
    sqls = [_random_expression(dice) for _ in range(3000)]
    assert sum(postgres(sql) is not None for sql in sqls) > 1000
    different = _different(sqls)
    assert not different, f"{len(different)} of {len(sqls)}:\n" + "\n".join(different[:40])


@pytest.mark.parametrize(
    "sql",
    ["a||-b", "a<-b", "a*-b", "a=-b", "a->-b", "a@-b", "a<=-b", "a!~b", "a/ -b", "a--b\n+c",
     "a+/*x*/b", "a%-b", "a~ -b", "a~-b", "a^-b", "a>=b", "a!=-b", "- -a", "a - -b"],
)  # fmt: skip
def test_operators_are_lexed_as_in_postgresql(sql: str) -> None:
    assert ours(sql) == postgres(sql)
