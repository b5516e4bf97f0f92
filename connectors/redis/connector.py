"""The connector to Redis."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.api import (
    Answer,
    Fragment,
    Health,
    Operation,
    Relation,
    RelationSchema,
    RemoteError,
    ScanContext,
    SourceUnavailable,
    Statistics,
)
from connectors.redis.definitions import Definitions
from connectors.redis.explain import explained
from connectors.redis.options import Options
from connectors.redis.plan import Plan, plan_of, supports
from connectors.redis.repeat import RedisTemplate, template
from connectors.redis.scan import batches
from connectors.redis.wire import linked, pool_for
from connectors.sql.reader import ScanReader

_COUNTS = {"list": b"LLEN", "set": b"SCARD", "zset": b"ZCARD", "stream": b"XLEN"}


class RedisConnector:
    """Implements `connectors.api.Connector`: only reads, and never KEYS."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._definitions = Definitions(options.relations)
        self._pool = pool_for(options)

    def __repr__(self) -> str:
        at = f"{self._options.host}:{self._options.port}/{self._options.database}"
        return f"<RedisConnector {at}>"

    def check(self) -> Health:
        """Log in and ask for the version. SourceUnavailable, SourceRefused, OptionError."""
        declared = self._definitions.all()
        with linked(self._pool, None) as link:
            text = link.ask(b"INFO", b"server").decode()
        facts = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        version = facts.get("redis_version", "")
        if not version or int(version.split(".")[0]) < 6:
            raise SourceUnavailable(
                f"the server is Redis {version}, which cannot search by type",
                hint="Use 6.2 or later.",
            )
        notes = () if declared else ('no relations are declared: set the option "relations"',)
        if "valkey_version" in facts:
            return Health("Valkey", facts["valkey_version"], notes)
        return Health("Redis", version, notes)

    def relations(self) -> Iterable[Relation]:
        """The relations of the mapping file. OptionError."""
        return [definition.relation for definition in self._definitions.all()]

    def describe(self, relation: Relation) -> RelationSchema:
        """As declared. RelationNotFound."""
        return self._definitions.find(relation).schema

    def statistics(self, relation: Relation) -> Statistics:
        """Unknown, but for the elements of one single key. RelationNotFound."""
        definition = self._definitions.find(relation)
        if definition.template.parts or definition.kind not in _COUNTS:
            return Statistics()
        with linked(self._pool, None) as link:
            count = link.ask(_COUNTS[definition.kind], definition.template.literals[0])
        return Statistics(rows=int(count))

    def supports(self, fragment: Fragment, operation: Operation) -> Answer:
        """Keys, beginnings of keys, bounds of scores and limits are EXACT, all else NONE."""
        return supports(fragment, operation)

    def explain(self, fragment: Fragment) -> str:
        """The commands."""
        return explained(plan_of(fragment))

    def scan(self, fragment: Fragment, context: ScanContext) -> ScanReader:
        """Look the keys up, or search for them. ScanRejected where the key is required."""
        return self._start(fragment, plan_of(fragment), context)

    def template(self, fragment: Fragment) -> RedisTemplate | None:
        """As `connectors.template.Templating`."""
        return template(fragment, plan_of(fragment), self._start)

    def _start(self, fragment: Fragment, plan: Plan, context: ScanContext) -> ScanReader:
        if self._definitions.find(plan.relation) != plan.definition:
            raise RemoteError(
                f'the mapping of "{plan.relation}" was changed after it was described',
                hint="Refresh the source.",
                sqlstate="55000",
            )
        found = batches(fragment, plan, self._pool, self._options.null_misfits, context)
        return ScanReader(fragment.schema, found)

    def close(self) -> None:
        """Close every connection. Idempotent."""
        self._pool.disconnect()
