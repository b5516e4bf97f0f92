"""Asking a source for everything it holds.

Imports: `connectors.api`, the store's records.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from connectors.api import (
    Connector,
    ConnectorError,
    DeadlineExceeded,
    Relation,
    RelationNotFound,
    SourceUnavailable,
)
from gateway.catalog.codec import encode_schema
from gateway.catalog.store import Described, without_columns
from gateway.errors import SqlError

logger = logging.getLogger(__name__)

_THREADS: Final = 4

Redact = Callable[[str], str]


def discover(connector: Connector, redact: Redact = str) -> list[Described]:
    """Every relation with its description, by schema and name.

    A relation that cannot be described is kept with the reason; one that has gone meanwhile is
    left out. A source that stops answering fails the whole (SourceUnavailable, DeadlineExceeded).
    """
    relations = list(connector.relations())
    _refuse_doubles(relations)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="unsilo-discover") as pool:
        running = [pool.submit(partial(describe, connector, r, redact)) for r in relations]
        try:
            found = [future.result() for future in running]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    described = [item for item in found if item is not None]
    return sorted(described, key=lambda d: (d.schema.relation.schema, d.schema.relation.name))


def describe(connector: Connector, relation: Relation, redact: Redact = str) -> Described | None:
    """One relation; None when it has gone."""
    try:
        described = Described(connector.describe(relation))
        if any(column.name == "" for column in described.schema.columns):
            return without_columns(relation, "a column has no name")
        encode_schema(described.schema)
    except RelationNotFound:
        return None
    except (SourceUnavailable, DeadlineExceeded):
        raise
    except ConnectorError as error:
        reason = f"{error.message}: {error.detail}" if error.detail else error.message
        return without_columns(relation, redact(reason))
    except Exception as error:  # noqa: BLE001  a fault of the connector must not hide the relation
        logger.error("connector fault relation=%s error=%s", relation, type(error).__name__)
        return without_columns(relation, redact(f"internal error of the connector: {error}"))
    return described


def _refuse_doubles(relations: list[Relation]) -> None:
    counts = Counter((relation.schema, relation.name) for relation in relations)
    for (schema, name), count in counts.items():
        if count > 1:
            raise SqlError("XX000", f'the connector lists relation "{schema}.{name}" {count} times')
