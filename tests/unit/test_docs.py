"""The pages on command line and configuration have every command, option and setting; no more."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import click

from gateway.cli.common import FAILED
from gateway.cli.formats import FORMATS
from gateway.cli.main import COMMANDS, main
from gateway.config import SETTINGS, Settings

DOCS = Path(importlib.util.find_spec("gateway").origin or "").parent / "docs"  # type: ignore[union-attr]
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")


def commands(
    group: click.Group = main, path: tuple[str, ...] = ("unsilo",)
) -> Iterator[tuple[str, click.Command]]:
    """Every command that is no group, with its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


def section(page: str, heading: str) -> str:
    """The text below a heading that begins with `heading`, up to the next of its level."""
    level = heading.split(" ")[0]
    match = re.search(rf"^{re.escape(heading)}\b.*?(?=^{level} |\Z)", page, re.M | re.S)
    assert match, f"no section {heading!r}"
    return match.group()


def test_every_command_has_a_section_with_its_options() -> None:
    for name, command in commands():
        text = section(CLI, f"## {name}")
        for option in options(command) - {"--home", "--verbose", "--help"}:
            assert f"`{option}" in text, f"{name} {option}"
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                assert parameter.name is not None
                assert parameter.name.upper() in text.splitlines()[0]


def test_every_command_and_option_has_help() -> None:
    for name, command in commands():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_the_list_of_commands_says_what_they_say() -> None:
    context = click.Context(main)
    assert main.list_commands(context) == list(COMMANDS)
    for name in COMMANDS:
        assert main.get_command(context, name) is not None


def test_nothing_is_documented_that_does_not_exist() -> None:
    known = {option for _, command in commands() for option in options(command)} | {"--help"}
    assert set(re.findall(r"--[a-z][a-z-]+", CLI)) <= known
    headings = set(re.findall(r"^## (unsilo [a-z ]+?)(?: [A-Z]|$)", CLI, re.M))
    assert headings == {name for name, _ in commands()}
    assert set(re.findall(r"^### (\w+)$", CONFIGURATION, re.M)) == set(SETTINGS)


def test_every_setting_has_a_section_with_its_default() -> None:
    shown = {
        "memory_limit": "`4GB`",
        "batch_rows": "65536",
        "max_rows": "1,000,000,000",
        "max_bytes": "`100GB`",
        "catalog_ttl": "`1h`",
        "statement_timeout": "`0`",
    }
    for name in SETTINGS:
        text = section(CONFIGURATION, f"### {name}")
        assert shown.get(name, name) in text
    defaults = Settings(home=Path("/"))
    assert defaults.memory_limit == "4GB"
    assert (defaults.batch_rows, defaults.max_rows) == (65536, 10**9)
    assert (defaults.max_bytes, defaults.catalog_ttl) == (100 * 10**9, 3600)
    assert defaults.statement_timeout == 0


def test_every_format_is_documented() -> None:
    text = section(CLI, "## unsilo query")
    for name in FORMATS:
        assert f"| `{name}` |" in text


def test_exit_statuses_are_documented() -> None:
    assert f"{FAILED} when a statement or a source failed" in CLI
