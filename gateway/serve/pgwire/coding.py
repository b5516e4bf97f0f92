"""Which encoding the client speaks now, and what that means for what comes and goes.

Imports: `gateway.encodings`, `gateway.session`, this package.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.types import Type
from gateway.encodings import ENCODINGS, Encoding, canonical
from gateway.serve.pgwire import recode, values
from gateway.serve.pgwire.messages import Bind, utf8
from gateway.session import Session


class Coding:
    """Of one conversation: `client_encoding`, as it was when `refresh` was called last.

    `encoding` is None while nothing is to be converted: UTF8, and SQL_ASCII.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._name = ""
        self.encoding: Encoding | None = None
        self.text: Callable[[bytes], str] = utf8
        """The text of a string that the client sends."""
        self.refresh()

    def refresh(self) -> None:
        """A statement may have changed the setting."""
        name = self._session.get("client_encoding")
        if name == self._name:
            return
        self._name = name
        same = name in ("UTF8", "UNICODE", "SQL_ASCII")
        self.encoding = None if same else ENCODINGS[canonical(name) or name]
        self.text = utf8 if self.encoding is None else self.encoding.decode

    def reply(self, data: bytes | memoryview) -> bytes | memoryview:
        """A message for the client, or several. 22P05 for a name that it cannot read."""
        return data if self.encoding is None else recode.reply(data, self.encoding.from_utf8)

    def bind(self, message: Bind, types: Sequence[Type]) -> Bind:
        """The message with its values in UTF-8. 22021, 22P05."""
        if self.encoding is None or len(message.values) != len(types):
            return message
        formats = values.expand(message.formats, len(types))
        return recode.bind(message, types, formats, self.encoding.to_utf8)
