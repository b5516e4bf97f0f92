"""`DateStyle`: ISO with any order of day and month (check_datestyle in variable.c).

The order is about input, and input that depends on it is refused (`gateway.sql.temporal`), so that
all orders are honoured. Other styles of output are not. Imports: this package.
"""

from __future__ import annotations

from typing import Final

from gateway.session.setting import Setting, invalid

_ORDERS: Final = {
    "mdy": "MDY", "us": "MDY", "noneuro": "MDY", "noneuropean": "MDY",
    "dmy": "DMY", "euro": "DMY", "european": "DMY", "ymd": "YMD",
}  # fmt: skip
_STYLES: Final = frozenset({"sql", "postgres", "german"})


def date_style(name: str) -> Setting:
    """A style and an order, each at most once; an order alone leaves the style as it is."""

    def read(value: str) -> str:
        words = [word.strip().strip("'\"").lower() for word in value.split(",")]
        orders = {_ORDERS[word] for word in words if word in _ORDERS}
        others = {word for word in words if word not in _ORDERS}
        if others & _STYLES:
            raise invalid(name, value, detail="The gateway prints dates in ISO style only.")
        if len(orders) > 1 or not others <= {"iso"}:
            raise invalid(name, value, detail='Use "ISO" with one of "MDY", "DMY", "YMD".')
        return f"ISO, {orders.pop() if orders else 'MDY'}"

    return Setting(name, "ISO, MDY", read, listed=True)
