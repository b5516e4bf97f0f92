"""Signature tables: what a dialect may run, by name and argument types, as readable text.

A table is a text block, one entry per line:

    abs, ceil, floor (number)                   names, then the types each argument may have
    substr (text, int4, int4?)                  `?`: may be left out
    coalesce (any...)                           `...`: one or more
    array_length (any[], int4)                  arrays of an element type
    length (text) : char_length({0})            printed by a template instead of by its name
    date_bin (interval, timestamp) since 14     from that server version on
    # a comment

An argument is type names joined by `|`; a lower-case word is first looked up among the dialect's
classes (`number`), then taken as a type name. `any` is every type. What no entry matches is not
known, and what is not known is not pushed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from connectors.types import Type

Classes = Mapping[str, frozenset[str]]
ANY = "any"
_LINE = re.compile(
    r"(?P<names>[^(]+?) *\((?P<arguments>[^)]*)\)"
    r"(?: : (?P<template>.*?))?(?: since (?P<since>\d+))? *"
)


@dataclass(frozen=True, slots=True)
class Argument:
    """The type names one argument may have; with `is_array`, those of its elements."""

    names: frozenset[str]
    is_array: bool = False

    def accepts(self, type_: Type) -> bool:
        """Whether a value of `type_` fits."""
        if self.is_array:
            return type_.name == "array" and type_.element is not None and self._has(type_.element)
        return self._has(type_)

    def _has(self, type_: Type) -> bool:
        return ANY in self.names or type_.name in self.names


@dataclass(frozen=True, slots=True)
class Signature:
    """One allowed call: `required` arguments at least, the last repeats if `variadic`.

    `template` prints the call (`str.format` fields: `{0}` … operands, `{all}` operands joined by
    commas, `{type}` the result type; aggregates also `{distinct}` and `{order}`), None: by name.
    `since` is the first server version that has it, in the dialect's own counting.
    """

    name: str
    arguments: tuple[Argument, ...]
    required: int
    variadic: bool = False
    template: str | None = None
    since: int = 0

    def accepts(self, types: tuple[Type, ...], version: int) -> bool:
        """Whether a call with arguments of `types` is this one."""
        if version < self.since or len(types) < self.required:
            return False
        if len(types) > len(self.arguments) and not self.variadic:
            return False
        last = len(self.arguments) - 1
        return all(self.arguments[min(i, last)].accepts(t) for i, t in enumerate(types))


class Signatures:
    """The allowed signatures of one kind of call (scalar, aggregate, window, table)."""

    def __init__(self, text: str, classes: Classes) -> None:
        """Parse `text`; ValueError names a line that is not in the form above."""
        self._by_name: dict[str, list[Signature]] = {}
        for signature in _parse(text, classes):
            self._by_name.setdefault(signature.name, []).append(signature)

    def knows(self, name: str) -> bool:
        """Whether any signature has that name."""
        return name in self._by_name

    def find(self, name: str, types: Iterable[Type], version: int) -> Signature | None:
        """The first entry that accepts the call on a server of `version`; None: not allowed."""
        wanted = tuple(types)
        for signature in self._by_name.get(name, ()):
            if signature.accepts(wanted, version):
                return signature
        return None

    def __iter__(self) -> Iterator[Signature]:
        for signatures in self._by_name.values():
            yield from signatures


def _parse(text: str, classes: Classes) -> Iterable[Signature]:
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("# "):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"not a signature: {line}")
        words = [w for w in (w.strip() for w in found["arguments"].split(",")) if w]
        arguments = tuple(_argument(word, classes) for word in words)
        for name in re.split(r", +", found["names"].strip()):
            yield Signature(
                name=name,
                arguments=arguments,
                required=sum(not word.endswith("?") for word in words),
                variadic=bool(words) and words[-1].endswith("..."),
                template=found["template"],
                since=int(found["since"] or 0),
            )


def _argument(word: str, classes: Classes) -> Argument:
    bare = word.removesuffix("...").removesuffix("?")
    is_array = bare.endswith("[]")
    names: set[str] = set()
    for name in bare.removesuffix("[]").split("|"):
        names |= classes.get(name, frozenset({name}))
    return Argument(frozenset(names), is_array)
