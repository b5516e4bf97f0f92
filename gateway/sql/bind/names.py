"""Names that are unique in a whole statement, without regard to case."""

from __future__ import annotations

from sqlglot import exp


class Names:
    """Hands out aliases; `orders`, then `orders_2`, ….

    >>> names = Names()
    >>> names.unique("o"), names.unique("O")
    ('o', 'O_2')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, wanted: str) -> str:
        """`wanted`, or the first free `wanted_n`."""
        name, n = wanted, 1
        while name.lower() in self._taken:
            n += 1
            name = f"{wanted}_{n}"
        self._taken.add(name.lower())
        return name


def fold(identifier: exp.Expr | str | None) -> str:
    """The name an identifier stands for: unquoted ones are folded to lower case."""
    if isinstance(identifier, exp.Identifier):
        text = str(identifier.this)
        return text if identifier.quoted else text.lower()
    return str(identifier or "").lower()


def quoted(name: str) -> exp.Identifier:
    """An identifier that means exactly `name`."""
    return exp.Identifier(this=name, quoted=True)


def column(table: str | None, name: str) -> exp.Column:
    """A column reference by exact names."""
    return exp.Column(this=quoted(name), table=quoted(table) if table else None)
