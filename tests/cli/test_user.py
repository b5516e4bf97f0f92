"""`unsilo user …` and `unsilo token …`."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from gateway.access import roles, tokens
from gateway.access.credentials import Credentials
from gateway.catalog.sources import open_store
from gateway.catalog.store import Store
from gateway.config import Settings
from tests.cli.conftest import Unsilo


def store(unsilo: Unsilo) -> closing[Store]:
    return closing(open_store(Settings(home=unsilo.home)))


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options that say where "sesame" is."""
    monkeypatch.setenv("SECRET", "sesame")
    return ["--password-env", "SECRET"]


def test_the_first_user_is_an_admin(unsilo: Unsilo, password: list[str]) -> None:
    assert unsilo.ok("user", "add", "ann", *password) == 'Added admin "ann".\n'
    assert unsilo.ok("user", "add", "bob", *password) == 'Added user "bob".\n'
    assert unsilo.ok("user", "add", "carla", "--admin", *password) == 'Added admin "carla".\n'
    with store(unsilo) as opened:
        assert Credentials(opened).verify_password("bob", "sesame").role.login


def test_unless_told_otherwise(unsilo: Unsilo, password: list[str]) -> None:
    assert unsilo.ok("user", "add", "ann", "--no-admin", *password) == 'Added user "ann".\n'


def test_all_options(unsilo: Unsilo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    unsilo.ok("user", "add", "ann", "--no-password")
    unsilo.ok(
        "user", "add", "bob", "--password-file", str(tmp_path / "secret"), "--in-role", "ann",
        "--connection-limit", "3", "--valid-until", "2100-01-31", "--allow-from", "10.0.0.0/8",
        "--allow-from", "::1",
    )  # fmt: skip
    lines = unsilo.ok("user", "list").splitlines()
    assert lines[0].split("|")[0].strip() == "name"
    assert [cell.strip() for cell in lines[2].split("|")] == ["ann", "yes", "", "", "", "", ""]
    assert [cell.strip() for cell in lines[3].split("|")] == [
        "bob", "", "password", "2100-01-31 00:00:00 UTC", "3", "10.0.0.0/8, ::1/128", "ann",
    ]  # fmt: skip
    with store(unsilo) as opened:
        Credentials(opened).verify_password("bob", "from a file")


def test_the_password_changes_and_goes(unsilo: Unsilo, password: list[str]) -> None:
    unsilo.ok("user", "add", "ann", "--no-password")
    unsilo.ok("user", "passwd", "ann", *password)
    with store(unsilo) as opened:
        Credentials(opened).verify_password("ann", "sesame")
        unsilo.ok("user", "passwd", "ann", "--no-password")
        assert roles.get(opened, "ann").verifier is None


def test_the_password_is_asked_for_and_not_shown(unsilo: Unsilo) -> None:
    """On a real terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*unsilo.command, "user", "add", "ann"],
        env=unsilo.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    said = b""
    for prompt in (b'Password for "ann": ', b"Repeat for confirmation: "):
        while prompt not in said:
            said += os.read(ours, 1024)
        os.write(ours, b"sesame\n")
    while b'Added admin "ann".' not in said:
        said += os.read(ours, 1024)
    assert process.wait(60) == 0
    os.close(ours)
    assert b"sesame" not in said
    with store(unsilo) as opened:
        Credentials(opened).verify_password("ann", "sesame")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["user", "add", "public", "--no-password"], 1, 'role name "public" is reserved'),
        (["user", "add", "ann", "--password-env", "NOT_SET"], 1, '"NOT_SET" is not set'),
        (["user", "add", "ann", "--password-file", "/none"], 1, "could not read password file"),
        (["user", "add", "ann", "--no-password", "--password-env", "X"], 2, "--no-password"),
        (["user", "add", "ann", "--password-env", "X", "--password-file", "x"], 2, "not both"),
        (["user", "add", "ann", "--no-password", "--in-role", "x"], 1, 'role "x" does not exist'),
        (["user", "add", "ann", "--no-password", "--valid-until", "soon"], 2, '"soon" is neither'),
        (["user", "add", "ann", "--no-password", "--allow-from", "10.0.0.1/8"], 1, "invalid netw"),
        (["user", "passwd", "ann", "--no-password"], 1, 'role "ann" does not exist'),
        (["user", "drop", "ann"], 1, 'role "ann" does not exist'),
        (["token", "create", "ann"], 1, 'role "ann" does not exist'),
        (["token", "list", "ann"], 1, 'role "ann" does not exist'),
        (["token", "revoke", "abc"], 1, 'token "abc" does not exist'),
    ],
)
def test_mistakes(unsilo: Unsilo, arguments: list[str], status: int, said: str) -> None:
    result = unsilo(*arguments)
    assert (result.exit_code, said in result.stderr) == (status, True), result.stderr


def test_the_last_user_goes_with_a_warning(unsilo: Unsilo) -> None:
    unsilo.ok("user", "add", "ann", "--no-password")
    unsilo.ok("user", "add", "bob", "--no-password")
    assert unsilo.ok("user", "drop", "bob") == 'Dropped user "bob".\n'
    assert "there are no users left" in unsilo("user", "drop", "ann").stderr


def test_tokens(unsilo: Unsilo) -> None:
    unsilo.ok("user", "add", "ann", "--no-password")
    made = unsilo("token", "create", "ann", "--name", "ci", "--expires", "90d")
    text = made.stdout.strip()
    assert text.startswith("uns_")
    assert text not in made.stderr
    with store(unsilo) as opened:
        assert Credentials(opened).verify_token(text).role.name == "ann"
        (token,) = tokens.list_tokens(opened)
    listed = unsilo.ok("token", "list")
    assert unsilo.ok("token", "list", "ann") == listed
    assert token.id in listed
    assert "ci" in listed
    assert text[17:] not in listed
    assert unsilo.ok("token", "revoke", token.id) == f'Revoked token "{token.id}".\n'
    assert "(0 rows)" in unsilo.ok("token", "list")
