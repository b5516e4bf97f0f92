"""What the prover and the renderer must know about a server; it travels on the relations."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from connectors.tree import relation_of


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one server, and of the columns of the relations that one tree reads.

    `version` is the major version, 0 when no relation says it. `case_collation` is the SQL name of
    a collation whose letters are those of C.UTF-8, None when the server has none. `bytewise` says
    that the database's default collation and every column order text by bytes, `deterministic`
    that equality of text is equality of bytes everywhere.
    """

    version: int = 0
    encoding: str = "UTF8"
    case_collation: str | None = None
    bytewise: bool = False
    deterministic: bool = True

    @property
    def details(self) -> dict[str, object]:
        """The form in which `describe` puts them on `RelationSchema.details`."""
        return {name: getattr(self, name) for name in self.__slots__}


def facts_of(*nodes: exp.Expr) -> Facts:
    """What holds for every relation below `nodes`."""
    found = [
        relation.details
        for node in nodes
        for table in node.find_all(exp.Table)
        if (relation := relation_of(table)) is not None
    ]
    if not found:
        return Facts()
    first = found[0]
    case = first.get("case_collation")
    return Facts(
        version=min(int(str(d.get("version", 0))) for d in found),
        encoding=str(first.get("encoding", "UTF8")),
        case_collation=str(case) if case else None,
        bytewise=all(d.get("bytewise") is True for d in found),
        deterministic=all(d.get("deterministic") is True for d in found),
    )
