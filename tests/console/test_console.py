"""What a person does with the console: browse, complete, run, scroll, draw, stop, by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.catalog.sources import Sources
from gateway.config import Settings
from gateway.engine import Gateway
from gateway.serve.http.server import running
from tests.support.chromium import browser
from tests.support.waiting import wait_until
from tests.wire.conftest import forever_runs

PATIENCE = 30_000
"""Milliseconds."""


@pytest.fixture(scope="module")
def url(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (id bigint PRIMARY KEY, name text, born date)")
        connection.execute("INSERT INTO people VALUES (1, 'Ann', '1990-01-02'), (2, NULL, NULL)")
        connection.execute("CREATE VIEW forever AS SELECT pg_sleep(60)::text AS slept")
    home: Path = tmp_path_factory.mktemp("home")
    Sources.open(Settings(home=home)).add("crm", postgres_url)
    with closing(Gateway.open(home)) as gateway, running(gateway) as server:
        yield f"http://127.0.0.1:{server.port}/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser, url: str) -> Iterator[Page]:
    """The console, freshly opened; whatever goes wrong inside fails the test."""
    context = chromium.new_context(viewport={"width": 1200, "height": 760})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    ours = (url, "blob:")
    opened.on("request", lambda r: None if r.url.startswith(ours) else wrong.append(r.url))
    opened.goto(url)
    expect(opened.locator("#tree")).to_contain_text("people")
    yield opened
    context.close()
    assert not wrong


def _run(page: Page, sql: str) -> None:
    page.fill("#sql", sql)
    page.press("#sql", "Control+Enter")


def test_rows_with_types_and_nulls(page: Page) -> None:
    _run(page, "select id, name, born, 12345678901234567890.5 as n from crm.public.people")
    expect(page.locator(".grid .head")).to_contain_text("bigint")
    expect(page.locator(".grid .row")).to_have_count(2)
    expect(page.locator(".grid .row").first).to_contain_text("12345678901234567890.5")
    expect(page.locator(".grid .row").nth(1).locator(".null")).to_have_count(2)
    expect(page.locator("#status")).to_contain_text("SELECT 2")
    expect(page.locator("#who")).not_to_be_empty()


def test_a_million_rows_scroll(page: Page) -> None:
    page.select_option("#limit", "1000000")
    _run(page, "select n, n * 2 as twice from generate_series(1, 1000000) as n")
    expect(page.locator("#status")).to_contain_text("SELECT 1000000", timeout=4 * PATIENCE)
    page.locator("#rows").evaluate("place => place.scrollTop = place.scrollHeight")
    expect(page.locator(".grid .row").last).to_contain_text("2000000")
    assert page.locator(".grid .row").count() < 100
    page.locator("#rows").evaluate("place => place.scrollTop = place.scrollHeight / 2")
    expect(page.locator(".grid .row").first).to_contain_text("500,")


def test_row_limit_is_said(page: Page) -> None:
    page.select_option("#limit", "1000")
    _run(page, "select n from generate_series(1, 5000) as n")
    expect(page.locator("#problem")).to_contain_text("more rows than row_limit")
    expect(page.locator("#status")).to_contain_text("SELECT 1000")


def test_an_error_is_shown_at_its_place(page: Page) -> None:
    _run(page, "select 'ÄÖ', nmae from crm.public.people")
    expect(page.locator("#problem")).to_contain_text("42703")
    expect(page.locator("#problem")).to_contain_text('column "nmae" does not exist')
    expect(page.locator("#colours .wrong")).to_have_text("nmae")
    _run(page, "select 1 as one")
    expect(page.locator("#problem")).to_be_hidden()


def test_stop_reaches_the_source(page: Page, postgres_url: str) -> None:
    _run(page, "select slept from crm.public.forever")
    wait_until(lambda: forever_runs(postgres_url))
    page.click("#tab-live")
    expect(page.locator("#live")).to_contain_text("forever")
    page.click("#stop")
    expect(page.locator("#problem")).to_contain_text("57014")
    wait_until(lambda: not forever_runs(postgres_url))


def test_stop_from_the_list_of_live_queries(page: Page, postgres_url: str) -> None:
    _run(page, "select slept from crm.public.forever")
    page.click("#tab-live")
    page.click("#live button")
    expect(page.locator("#problem")).to_contain_text("57014")
    wait_until(lambda: not forever_runs(postgres_url))


def test_catalog_search_and_insertion(page: Page) -> None:
    page.fill("#search", "born")
    expect(page.locator("#tree")).not_to_contain_text("forever")
    page.locator("#tree .name", has_text="people").click()
    expect(page.locator("#tree")).to_contain_text("date")
    page.fill("#sql", "select * from ")
    page.locator("#tree .name", has_text="people").dblclick()
    expect(page.locator("#sql")).to_have_value("select * from crm.people")


def test_completion_by_keyboard(page: Page) -> None:
    page.fill("#sql", "select * from cr")
    page.press("#sql", "Control+Space")
    expect(page.locator("#completions li").first).to_contain_text("crm")
    page.press("#sql", "Tab")
    page.type("#sql", ".pe")
    expect(page.locator("#completions li")).to_have_count(1)
    page.press("#sql", "Tab")
    expect(page.locator("#sql")).to_have_value("select * from crm.people")


def test_tabs_by_keyboard_chart_plan_and_history(page: Page) -> None:
    _run(page, "select name, id from crm.public.people order by id")
    expect(page.locator(".grid .row")).to_have_count(2)
    page.focus("#tab-rows")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#chart svg .mark")).to_have_count(2)
    page.click("#analyze")
    expect(page.locator("#plan svg")).to_contain_text("2 rows")
    expect(page.locator("#plan .details")).to_contain_text("SELECT")
    page.click("#tab-history")
    expect(page.locator("#history")).to_contain_text("from crm.public.people")
    page.locator("#history button", has_text="Use").first.click()
    expect(page.locator("#sql")).to_have_value("select name, id from crm.public.people order by id")


def test_values_are_text_never_markup(page: Page) -> None:
    _run(page, "select '<img src=x onerror=alert(1)>' as \"<b>x</b>\"")
    expect(page.locator(".grid .row")).to_contain_text("<img src=x")
    assert page.locator(".grid img").count() == 0


def test_csv(page: Page) -> None:
    _run(page, "select id, name, 'a\"b' as q from crm.public.people order by id")
    expect(page.locator(".grid .row")).to_have_count(2)
    with page.expect_download() as download:
        page.click("#download")
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines == ['"id","name","q"', '"1","Ann","a""b"', '"2",,"a""b"']


def test_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 380, "height": 700})
    page.reload()
    expect(page.locator("#catalog")).to_be_hidden()
    page.click("#toggle-catalog")
    expect(page.locator("#tree")).to_contain_text("people")
    page.click("#toggle-catalog")
    _run(page, "select 1 as one")
    expect(page.locator(".grid .row")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
