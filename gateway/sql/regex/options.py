"""Options of a regular expression: the flags argument and the letters embedded in the pattern."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gateway.errors import SqlError, unsupported


@dataclass(frozen=True, slots=True)
class Options:
    """How a pattern is read and matched.

    `dot_lines`: newline ends what `.` and `[^…]` match; `anchor_lines`: `^` and `$` at every line.
    """

    ignore_case: bool = False
    dot_lines: bool = False
    anchor_lines: bool = False
    literal: bool = False
    every: bool = False


def with_flags(flags: str, start: Options = Options()) -> Options:
    """Options of a flags argument ("gi"); 22023 for an unknown letter, 0A000 for b, e, x."""
    options = start
    for letter in flags:
        options = replace(options, every=True) if letter == "g" else with_letter(options, letter)
    return options


def with_letter(options: Options, letter: str) -> Options:
    """Options changed by one letter, as in `(?i)`."""
    match letter:
        case "i":
            return replace(options, ignore_case=True)
        case "c":
            return replace(options, ignore_case=False)
        case "n" | "m":
            return replace(options, dot_lines=True, anchor_lines=True)
        case "p":
            return replace(options, dot_lines=True, anchor_lines=False)
        case "s":
            return replace(options, dot_lines=False, anchor_lines=False)
        case "w":
            return replace(options, dot_lines=False, anchor_lines=True)
        case "q":
            return replace(options, literal=True)
        case "t":
            return options
        case "b" | "e" | "x":
            raise unsupported(f'regular expression option "{letter}"')
    raise SqlError("22023", f'invalid regular expression option: "{letter}"')
