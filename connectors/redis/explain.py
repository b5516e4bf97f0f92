"""The commands of a plan, as text."""

from __future__ import annotations

from connectors.redis.fetch import commands
from connectors.redis.keys import direct, first_keys, search
from connectors.redis.plan import Plan
from connectors.redis.wire import Command

_SHOWN = 3


def explained(plan: Plan) -> str:
    """One command a line; what is repeated for each key stands once, with `{key}`."""
    if plan.never:
        return "(no key meets the condition)"
    if direct(plan):
        keys = first_keys(plan, _SHOWN + 1)
        lines = [_line(command) for key in keys[:_SHOWN] for command in commands(plan, key)]
        if len(keys) > _SHOWN:
            lines.append("…")
        lines = lines or ["(no key has these parts)"]
    else:
        lines = [f"{_line(search(plan))}, on to cursor 0; for each key:"]
        lines += [f"  {_line(command)}" for command in commands(plan, b"{key}")]
    if plan.wants_ttl:
        lines.append("PTTL {key}")
    if plan.limit is not None or plan.offset:
        end = "" if plan.limit is None else plan.offset + plan.limit
        lines.append(f"rows {plan.offset} to {end}".rstrip())
    return "\n".join(lines)


def _line(command: Command) -> str:
    return " ".join(_word(word) for word in command)


def _word(word: bytes) -> str:
    text = word.decode("utf-8", "backslashreplace")
    if text and all(c.isprintable() and c not in " \"'" for c in text):
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else repr(c)[1:-1] for c in quoted) + '"'
