"""What can go wrong when a server is provided."""

from __future__ import annotations


class CannotProvide(RuntimeError):
    """A server cannot be had on this machine, or did not start; the message says why."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f'cannot provide "{what}": {why}')
        self.what = what
        self.why = why
