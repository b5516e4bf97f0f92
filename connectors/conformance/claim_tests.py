# ruff: noqa: D102 - the names of tests say what they show
"""Tests of answers: every sample scanned bare, then with every operation the connector claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

import pytest

from connectors.api import Connector, Filter, Limit, Support
from connectors.conformance import build as b
from connectors.conformance import claims as c
from connectors.conformance import more_claims as m
from connectors.conformance.base import Hooks, Tables, rows_of
from connectors.conformance.catalog_tests import EACH_SAMPLE
from connectors.conformance.claims import Claim
from connectors.conformance.context import Context, run
from connectors.conformance.hold import asked, hold
from connectors.conformance.queries import answer, faces
from connectors.conformance.samples import SAMPLES, Sample

_FILTERS = [
    pytest.param(sample, kind, id=f"{sample.name[2:]}-{kind}")
    for sample in SAMPLES
    for kind in c.filter_kinds(sample.type)
]


class ClaimTests(Hooks):
    """Rows of every scan are the reference's."""

    @EACH_SAMPLE
    def test_bare_scan(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        schema = tables.sample(sample)
        query = b.select(schema, ["id", "v"])
        wanted = answer(query, tables.rows)
        context = Context()
        rows = rows_of(run(connector, b.fragment(query), context), wanted.types)
        got = {row[0]: faces(row, wanted.types) for row in rows}
        assert len(rows) == len(wanted.rows)
        assert got == {row[0]: face for row, face in zip(wanted.rows, wanted.faces, strict=True)}
        assert not context.warnings

    @pytest.mark.parametrize(("sample", "kind"), _FILTERS)
    def test_filter(self, connector: Connector, tables: Tables, sample: Sample, kind: str) -> None:
        name = f"filter {sample.name[2:]} {kind}"
        for claim in c.filters(tables.sample(sample), sample):
            if claim.name == name:
                hold(connector, tables, claim)

    @EACH_SAMPLE
    def test_sort(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        self._hold_all(connector, tables, c.sorts(tables.sample(sample), sample))

    @EACH_SAMPLE
    def test_aggregates(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        self._hold_all(connector, tables, c.aggregates(tables.sample(sample), sample))

    @EACH_SAMPLE
    def test_projections(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        self._hold_all(connector, tables, c.projections(tables.sample(sample), sample))

    @EACH_SAMPLE
    def test_functions(self, connector: Connector, tables: Tables, sample: Sample) -> None:
        self._hold_all(connector, tables, m.functions(tables.sample(sample), sample))

    def test_columns(self, connector: Connector, tables: Tables) -> None:
        self._hold_all(connector, tables, m.columns(tables.people()))

    def test_limits(self, connector: Connector, tables: Tables) -> None:
        self._hold_all(connector, tables, c.limits(tables.people()))

    def test_queries(self, connector: Connector, tables: Tables) -> None:
        self._hold_all(connector, tables, c.queries(tables.people(), tables.others()))

    def test_queries_over_nothing(self, connector: Connector, tables: Tables) -> None:
        self._hold_all(connector, tables, c.queries(tables.empty(), tables.empty()))
        self._hold_all(connector, tables, c.queries(tables.people(), tables.empty()))

    def test_limit_on_top_of_exact_filters(self, connector: Connector, tables: Tables) -> None:
        """What is asked after the filters has their meaning: LIMIT counts filtered rows."""
        schema = tables.people()
        for predicate in (
            b.truth("=", b.column(schema, "k"), b.value(1, schema.column("k").type)),
            b.truth("is null", b.column(schema, "name")),
        ):
            base = b.select(schema)
            filtered = b.select(schema, where=predicate)
            first = Claim("filter", base, Filter(predicate), filtered)
            if asked(connector, first).exact:
                for count, offset in ((1, 0), (2, 1), (100, 0)):
                    limited = b.with_limit(filtered, count, offset)
                    claim = Claim("limit", filtered, Limit(count, offset), limited)
                    hold(connector, tables, claim)

    def test_expected_exact(self, connector: Connector, tables: Tables) -> None:
        """The floor: what the connector is known to do exactly, no less and no more."""
        if self.expected_exact is None:
            return
        found: dict[str, set[Support]] = defaultdict(set)
        for claim in self._every_claim(tables):
            found[claim.name].add(asked(connector, claim).support)
        open_to = [p[1:] for p in self.expected_exact if p.startswith("~")]
        patterns = [p for p in self.expected_exact if not p.startswith("~")]
        unused = [p for p in [*open_to, *patterns] if not _matching(found, [p])]
        assert not unused, f"patterns that match no claim: {unused}"
        exact = {name for name, answers in found.items() if answers == {Support.EXACT}}
        expected = _matching(found, patterns)
        assert not expected - exact, f"no longer exact: {sorted(expected - exact)}"
        more = exact - expected - _matching(found, open_to)
        assert not more, f"exact, but not expected: {sorted(more)}"

    def _every_claim(self, tables: Tables) -> Iterator[Claim]:
        for sample in SAMPLES:
            schema = tables.sample_or_none(sample)
            if schema is not None:
                for part in (c.filters, c.sorts, c.aggregates, c.projections, m.functions):
                    yield from part(schema, sample)
        yield from m.columns(tables.people())
        yield from c.limits(tables.people())
        yield from c.queries(tables.people(), tables.others())

    def _hold_all(self, connector: Connector, tables: Tables, claims: Iterator[Claim]) -> None:
        for claim in claims:
            hold(connector, tables, claim)


def _matching(names: Iterable[str], patterns: Sequence[str]) -> set[str]:
    return {name for name in names if any(fnmatchcase(name, p) for p in patterns)}
