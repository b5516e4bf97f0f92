from __future__ import annotations

from pathlib import Path

import pytest

from gateway import config
from gateway.config import Settings
from gateway.errors import SqlError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in config.SETTINGS:
        monkeypatch.delenv(f"UNSILO_{name.upper()}", raising=False)
    monkeypatch.setenv("UNSILO_HOME", str(tmp_path))
    return tmp_path


def test_defaults(home: Path) -> None:
    settings = Settings.load()
    assert settings == Settings(home=home)
    assert settings.store_url == f"sqlite:///{home}/metadata.db"


def test_the_home_is_in_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNSILO_HOME")
    assert config.default_home() == Path.home() / ".unsilo"


def test_every_setting_from_the_file(home: Path) -> None:
    (home / "unsilo.toml").write_text(
        """
        metadata_url = "postgresql://u@h/d"
        memory_limit = "512MiB"
        temp_directory = "/var/tmp/x"
        threads = 3
        statement_timeout = "1.5min"
        batch_rows = 1_000
        max_rows = 10
        max_bytes = "2GiB"
        search_path = "crm, feat.main"
        catalog_ttl = "2h"
        tls_cert = "/etc/unsilo/server.pem"
        tls_key = "/etc/unsilo/server.key"
        tls_client_ca = "/etc/unsilo/ca.pem"
        tls_required = true
        certificate_roles = { "Ann Smith" = "ann" }
        allowed_addresses = ["10.0.0.0/8", "::1"]
        authentication_timeout = "5s"
        max_connections = 7
        """
    )
    assert Settings.load() == Settings(
        home=home,
        metadata_url="postgresql://u@h/d",
        memory_limit="512MiB",
        temp_directory=Path("/var/tmp/x"),
        threads=3,
        statement_timeout=90.0,
        batch_rows=1000,
        max_rows=10,
        max_bytes=2 * 1024**3,
        search_path="crm, feat.main",
        catalog_ttl=7200.0,
        tls_cert=Path("/etc/unsilo/server.pem"),
        tls_key=Path("/etc/unsilo/server.key"),
        tls_client_ca=Path("/etc/unsilo/ca.pem"),
        tls_required=True,
        certificate_roles={"Ann Smith": "ann"},
        allowed_addresses=("10.0.0.0/8", "::1/128"),
        authentication_timeout=5.0,
        max_connections=7,
    )


def test_the_environment_wins(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "unsilo.toml").write_text("threads = 3\nbatch_rows = 7\n")
    monkeypatch.setenv("UNSILO_THREADS", "5")
    monkeypatch.setenv("UNSILO_STATEMENT_TIMEOUT", "250ms")
    monkeypatch.setenv("UNSILO_PGPASSWORD", "somebody else's")
    monkeypatch.setenv("UNSILO_TLS_REQUIRED", "on")
    monkeypatch.setenv("UNSILO_CERTIFICATE_ROLES", "Ann Smith=ann, b=c")
    monkeypatch.setenv("UNSILO_ALLOWED_ADDRESSES", "10.0.0.0/8, ::1")
    settings = Settings.load()
    assert (settings.threads, settings.batch_rows) == (5, 7)
    assert settings.tls_required
    assert settings.certificate_roles == {"Ann Smith": "ann", "b": "c"}
    assert settings.allowed_addresses == ("10.0.0.0/8", "::1/128")
    assert settings.statement_timeout == 0.25


@pytest.mark.parametrize(
    ("line", "message", "help_text"),
    [
        ('memory_limt = "1GB"', 'unrecognized setting "memory_limt"', '"memory_limit"'),
        ("colour = 1", 'unrecognized setting "colour"', "Settings: metadata_url,"),
        ("threads = 0", 'invalid value for setting "threads"', "at least 1"),
        ("threads = true", 'invalid value for setting "threads"', "at least 1"),
        ("threads = 1.5", 'invalid value for setting "threads"', "at least 1"),
        ("statement_timeout = 30", 'invalid value for setting "statement_timeout"', "30s"),
        ('memory_limit = "lots"', 'invalid value for setting "memory_limit"', "4GB"),
        ("search_path = 1", 'invalid value for setting "search_path"', "string"),
        ("tls_required = 2", 'invalid value for setting "tls_required"', "true or false"),
        ('certificate_roles = "a"', 'value for setting "certificate_roles"', "name=value"),
        ('allowed_addresses = "10.0.0.1/8"', 'setting "allowed_addresses"', "has host bits set"),
        ("= 1", "could not read", "Invalid"),
    ],
)
def test_mistakes_are_named(home: Path, line: str, message: str, help_text: str) -> None:
    (home / "unsilo.toml").write_text(line)
    with pytest.raises(SqlError) as caught:
        Settings.load()
    assert caught.value.sqlstate == "F0000"
    assert message in caught.value.message
    assert help_text in caught.value.hint + caught.value.detail


def test_a_slip_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSILO_MEMORY_LIMTI", "1GB")
    with pytest.raises(SqlError, match='unrecognized setting "memory_limti"'):
        Settings.load()


def test_zero_means_no_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSILO_STATEMENT_TIMEOUT", "0")
    assert Settings.load().statement_timeout == 0.0


def test_the_store_address_is_not_in_the_repr() -> None:
    assert "sesame" not in repr(Settings(metadata_url="postgresql://u:sesame@h/d"))
