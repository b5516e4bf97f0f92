"""Secrets: found wherever they sit in an address, encrypted, followed, hidden."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from gateway.catalog.address import database_of, replace_secrets, with_password
from gateway.catalog.secrets import Vault, displayed, redact
from gateway.errors import SqlError


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNSILO_KEY", raising=False)


@pytest.mark.parametrize(
    ("url", "hidden", "secrets"),
    [
        ("postgresql://u:p@h:5432/d", "postgresql://u:?@h:5432/d", ["p"]),
        ("postgresql://u@h/d", "postgresql://u@h/d", []),
        ("postgresql://h/d?user=u&password=a%26b", "postgresql://h/d?user=u&password=?", ["a&b"]),
        ("postgresql://u:p%40q@h/d", "postgresql://u:?@h/d", ["p@q"]),
        ("postgresql://u:p@q@h/d", "postgresql://u:?@h/d", ["p@q"]),
        ("mongodb://u:p@a:1,b:2/d?authSource=admin&tlsCertificateKeyFilePassword=x&tlsCAFile=/f",
         "mongodb://u:?@a:1,b:2/d?authSource=admin&tlsCertificateKeyFilePassword=?&tlsCAFile=/f",
         ["p", "x"]),
        ("mongodb+srv://u:p@c.example.net/", "mongodb+srv://u:?@c.example.net/", ["p"]),
        ("redis://:p@h:6379/0", "redis://:?@h:6379/0", ["p"]),
        ("rediss://h", "rediss://h", []),
        ("postgresql://u:p@[::1]:5432/d", "postgresql://u:?@[::1]:5432/d", ["p"]),
        ("postgresql://[::1]:5432/d", "postgresql://[::1]:5432/d", []),
        ("file:///data/a@b:c", "file:///data/a@b:c", []),
        ("sqlite:///x.db?passfile=/p", "sqlite:///x.db?passfile=/p", []),
        ("postgresql://u:${env:P}@h/d", "postgresql://u:${env:P}@h/d", []),
        ("postgresql://u:${file:/run/s?@#}@h/d", "postgresql://u:${file:/run/s?@#}@h/d", []),
        ("postgresql://h/d?password=${env:P}", "postgresql://h/d?password=${env:P}", []),
        ("postgresql://u:x${env:P}@h/d", "postgresql://u:?@h/d", ["x${env:P}"]),
    ],
)  # fmt: skip
def test_finds_the_secrets_of_an_address(url: str, hidden: str, secrets: list[str]) -> None:
    found: list[str] = []

    def replacement(secret: str) -> str:
        found.append(secret)
        return "?"

    assert replace_secrets(url, replacement) == hidden
    assert found == secrets


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:se/cret@h/d",
        "postgresql://u:12/cret@h/d",
        "postgresql://u:se?cret@h/d",
        "postgresql://u:se#cret@h/d",
        "postgresql://u:se@cr/et@h/d",
        "u:secret@h",
    ],
)
def test_an_address_that_hides_where_its_password_ends_is_refused(url: str) -> None:
    with pytest.raises(SqlError) as caught:
        replace_secrets(url, lambda _: "?")
    assert caught.value.sqlstate == "HV00D"
    shown = f"{caught.value.message}{caught.value.detail}{caught.value.hint}"
    assert "cret" not in shown


PASSWORDS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)


@given(PASSWORDS)
def test_any_password_comes_back_and_is_nowhere_to_be_seen(password: str) -> None:
    vault = Vault(Path("/nonexistent"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNSILO_KEY", Fernet.generate_key().decode())
        url, options = vault.protect(
            f"postgresql://u:{quote(password, safe='')}@host/db", {"api_token": password}
        )
        filled = vault.fill(url, options)
    parts = urlsplit(filled.url)
    assert unquote(parts.password or "") == password
    assert (parts.hostname, parts.path) == ("host", "/db")
    assert filled.options == {"api_token": password}
    assert displayed(url) == "postgresql://u:***@host/db"
    assert displayed(options["api_token"]) == "***"
    if len(password) > 3:
        assert password not in url + str(options) + repr(filled)
        assert password not in filled.redact(f"cannot reach {filled.url} {password}")


def test_references_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_PASSWORD", "p/w")
    (tmp_path / "pw").write_text("from file\n")
    vault = Vault(tmp_path)
    url = with_password("redis://h:6379/0", "${env:A_PASSWORD}")
    options = {"second": f"${{file:{tmp_path}/pw}}", "plain": "x"}
    assert vault.protect(url, options) == (url, options)
    filled = vault.fill(url, options)
    assert filled.url == "redis://:p%2Fw@h:6379/0"
    assert filled.options == {"second": "from file", "plain": "x"}
    assert filled.secrets == {"p/w", "from file"}
    assert not (tmp_path / "key").exists()


def test_references_that_lead_nowhere(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with pytest.raises(SqlError, match='environment variable "NO_SUCH" is not set'):
        vault.fill("redis://:${env:NO_SUCH}@h", {})
    with pytest.raises(SqlError, match="could not read password file") as caught:
        vault.fill("redis://:${file:/no/such}@h", {})
    assert caught.value.detail == "No such file or directory"


def test_a_second_password_is_refused() -> None:
    with pytest.raises(SqlError, match="malformed address"):
        with_password("postgresql://u:p@h/d", "${env:X}")
    with pytest.raises(SqlError, match="malformed address"):
        with_password("file:///data", "${env:X}")


def test_the_key_is_its_owners(tmp_path: Path) -> None:
    home = tmp_path / "home"
    url, _ = Vault(home).protect("redis://:sesame@h", {})
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["key"]
    assert Vault(home).fill(url, {}).url == "redis://:sesame@h"
    (home / "key").chmod(0o644)
    with pytest.raises(SqlError, match="may be read by others") as caught:
        Vault(home).fill(url, {})
    assert caught.value.hint == f"Run: chmod 600 {home}/key"


def test_another_key_does_not_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url, _ = Vault(tmp_path).protect("redis://:sesame@h", {})
    monkeypatch.setenv("UNSILO_KEY", Fernet.generate_key().decode())
    with pytest.raises(SqlError, match="cannot be decrypted") as caught:
        Vault(tmp_path).fill(url, {})
    assert "sesame" not in str(caught.value)
    monkeypatch.setenv("UNSILO_KEY", "no key")
    with pytest.raises(SqlError, match="the encryption key is malformed"):
        Vault(tmp_path).fill(url, {})
    monkeypatch.delenv("UNSILO_KEY")
    (tmp_path / "key").unlink()
    with pytest.raises(SqlError, match="could not read key file"):
        Vault(tmp_path).fill(url, {})


def test_redact_knows_both_forms_and_leaves_short_ones_inside_words() -> None:
    assert redact("a p@ss and a p%40ss", ["p@ss"]) == "a *** and a ***"
    assert redact("apple a", ["a"]) == "apple ***"
    assert redact("abcd abc", ["abc", "abcd"]) == "*** ***"


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("mysql://u:p@h/shop", "shop"),
        ("mongodb://a:1,b:2/web?x=1", "web"),
        ("mysql://h", None),
        ("file:///data", None),
        ("mysql://u:${file:/a/b}@h/sh%20op", "sh op"),
    ],
)
def test_the_database_of_an_address(url: str, database: str | None) -> None:
    assert database_of(url) == database
