"""Start the demo: four real servers, filled and registered, for as long as the context lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo import load, silos
from gateway.demo.servers import (
    CannotProvide,
    Server,
    start_mariadb,
    start_mongodb,
    start_postgres,
    start_redis,
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Silo:
    """One system of the company: the source's name, its server, and what it holds."""

    source: str
    title: str
    start: Callable[[], Server]
    fill: load.Fill


SILOS = (
    Silo("crm", "customers in PostgreSQL", start_postgres, load.fill_postgres),
    Silo("billing", "invoices in MariaDB", start_mariadb, load.fill_mysql),
    Silo("web", "sessions in MongoDB", start_mongodb, load.fill_mongodb),
    Silo("feat", "hourly features in Redis", start_redis, load.fill_redis),
)


@dataclass(frozen=True, slots=True)
class Running:
    """A started silo, ready to be registered: its address and the source's options."""

    silo: Silo
    server: Server
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A question over several silos."""

    title: str
    needs: frozenset[str]
    sql: str


QUERIES = (
    Query(
        "Which countries owe us most, and how many customers owe?",
        frozenset({"crm", "billing"}),
        """\
select c.country, count(distinct c.customer_no) as customers, sum(i.amount) as overdue
from crm.public.customers c
join billing.unsilo.invoices i on 'C-' || lpad(i.account::text, 6, '0') = c.customer_no
where i.state = 'overdue' and i.currency = 'EUR'
group by c.country
order by overdue desc
limit 5""",
    ),
    Query(
        "What do customers with a large credit limit do on the web, and on which device?",
        frozenset({"crm", "web"}),
        """\
select c.segment, s.device.kind as device, count(*) as sessions,
  round(avg(s.seconds), 1) as seconds, sum(s.cart) as carts
from crm.public.customers c
join web.unsilo.sessions s on s."user" = 'user:' || substring(c.customer_no from 3)::int
where c.credit_limit > 40000
group by c.segment, s.device.kind
order by carts desc
limit 5""",
    ),
    Query(
        "Who is about to leave us, with what they still owe and their last visit?",
        frozenset({"crm", "billing", "web", "feat"}),
        """\
with owed as (
  select account, sum(amount) as amount from billing.unsilo.invoices
  where state in ('open', 'overdue') and currency = 'EUR' group by account),
visits as (
  select "user", max(started) as last_visit from web.unsilo.sessions group by "user")
select c.name, f.churn_risk, o.amount as owes, v.last_visit
from feat.main.features f
join crm.public.customers c on c.customer_no = 'C-' || lpad(f.customer::text, 6, '0')
join owed o on o.account = f.customer
left join visits v on v."user" = 'user:' || f.customer
where f.churn_risk > 0.995
order by o.amount desc
limit 5""",
    ),
)


@contextmanager
def company(
    folder: Path, *, size: silos.Size | None = None, say: Say = lambda _: None
) -> Iterator[list[Running]]:
    """Start and fill every server that can be had; the others are named through `say`.

    The servers and their data are gone when the context ends.
    """
    wanted = size or silos.Size()
    with ExitStack() as stack, ThreadPoolExecutor(len(SILOS)) as pool:
        started = [(silo, pool.submit(_started, silo, wanted)) for silo in SILOS]
        running = []
        for silo, future in started:
            try:
                server = future.result()
            except CannotProvide as error:
                say(f"  {silo.title}: not to be had here: {error.why}")
                continue
            stack.callback(server.stop)
            running.append(Running(silo, server, _options(silo, folder)))
            say(f"  {silo.title}: {server.kind} {server.version} on port {server.port}")
        yield running


def _started(silo: Silo, size: silos.Size) -> Server:
    server = silo.start()
    try:
        silo.fill(server, size)
    except BaseException:
        server.stop()
        raise
    return server


def _options(silo: Silo, folder: Path) -> dict[str, str]:
    return {"relations": str(load.write_relations(folder))} if silo.source == "feat" else {}
