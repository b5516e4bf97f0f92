"""`connect`: to a gateway's HTTP address, or to a gateway in this process.

Imports: this package.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gateway.client.connection import Connection
from gateway.client.embedded import Embedded
from gateway.client.errors import InterfaceError
from gateway.client.http import Http

DEFAULT_URL = "http://127.0.0.1:8080"
URL_VARIABLE = "UNSILO_URL"


def connect(
    url: str | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
    token: str | None = None,
    home: str | Path | None = None,
    settings: Mapping[str, str] | None = None,
    timeout: float = 0.0,
    ca_file: str | Path | None = None,
) -> Connection:
    """A connection to the gateway at `url`, or to one in this process that reads its sources and
    settings from the folder `home`.

    Log in with `user` and `password`, or with a `token`; `ca_file` holds the certificates that the
    server's is checked against (default: the system's). `settings` are what the session begins
    with ("pushdown", "search_path", …); `timeout` is seconds a statement may take.

    Raises InterfaceError for arguments that do not fit together; the server is first spoken to by
    the first statement. Without `url` the address is `$UNSILO_URL`, else `http://127.0.0.1:8080`.
    """
    begin = dict(settings or {})
    if timeout:
        begin["statement_timeout"] = str(max(1, round(timeout * 1000)))
    if home is not None:
        if any(given is not None for given in (url, user, password, token, ca_file)):
            raise InterfaceError("a gateway in this process (home) takes no address and no login")
        return Connection(Embedded(Path(home), begin))
    if token is not None and (user is not None or password is not None):
        raise InterfaceError("log in with a token, or with user and password, not both")
    return Connection(
        Http(
            url or os.environ.get(URL_VARIABLE, DEFAULT_URL), user, password, token, ca_file, begin
        )
    )
