"""`unsilo top`: what runs, again and again.

Imports: click, rich, `gateway.operations.processes`.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.live import Live

from gateway.cli.common import command_options, load_settings
from gateway.cli.queries import listed
from gateway.operations.processes import ask


@click.command()
@click.option("--every", default=1.0, show_default=True, type=click.FloatRange(0.1),
              help="Seconds between two looks.")  # fmt: skip
@click.option("--count", type=click.IntRange(1), help="Look so many times, then end.")
@command_options
def command(every: float, count: int | None) -> None:
    """Watch the statements that run, and the sources that do not answer, until Ctrl-C."""
    home = load_settings().home
    with suppress(KeyboardInterrupt), Live(picture(home), auto_refresh=False) as live:
        while count is None or count > 1:
            time.sleep(every)
            live.update(picture(home), refresh=True)
            count = None if count is None else count - 1


def picture(home: Path) -> RenderableType:
    """One look."""
    states = ask(home, {"do": "status"})
    queries = [q for answer in ask(home, {"do": "present"}) for q in answer["statements"]]
    lines = [f"{len(states)} servers, {len(queries)} statements running"]
    for state in states:
        lines += [f"left alone: {name}: {why}" for name, why in state["left_alone"].items()]
    return Group("\n".join(lines), listed(queries))
