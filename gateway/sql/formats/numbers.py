"""to_char of numbers (formatting.c: NUMDesc_prepare, NUM_processor, NUM_numpart_to_char).

The port keeps PostgreSQL's steps and names, because its corner cases are its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from gateway.errors import SqlError, unsupported
from gateway.sql.formats.template import Field, Node, number_template, ordinal
from gateway.sql.numbers import EXACT

_FLOAT_DIGITS: Final = {"float8": 15, "float4": 6}
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class _Shape:
    """What a template asks for (NUMDesc)."""

    pre: int = 0
    post: int = 0
    multi: int = 0
    zero_start: int = 0
    zero_end: int = 0
    lsign: str = ""
    pre_lsign: int = 0
    zero: bool = False
    decimal: bool = False
    fill_mode: bool = False
    bracket: bool = False
    blank: bool = False
    minus: bool = False
    plus: bool = False
    roman: bool = False
    is_multi: bool = False
    scientific: bool = False


def to_char(value: Decimal | float, template: str, kind: str) -> str:
    """`value` as the template says; `kind`: int4, int8, numeric, float4 or float8. 42601, 22P02."""
    nodes = number_template(template)
    shape = _shape(nodes)
    if shape.roman:
        return _roman(value, nodes, shape)
    if shape.scientific:
        return _scientific(value, shape, kind)
    digits, sign = _digits(value, shape, kind)
    whole = len(digits.partition(".")[0])
    spaces = max(shape.pre - whole, 0)
    if whole > shape.pre:
        digits = "#" * shape.pre + "." + "#" * shape.post
    return _Processor(shape, digits, sign, spaces).run(nodes)


def _digits(value: Decimal | float, shape: _Shape, kind: str) -> tuple[str, str]:
    """The rounded number without its sign, and the sign."""
    if kind in _FLOAT_DIGITS:
        return _float_digits(float(value), shape, _FLOAT_DIGITS[kind])
    number = Decimal(value)
    if shape.is_multi:
        number = EXACT.multiply(number, Decimal(10) ** shape.multi)
        shape.pre += shape.multi
        if kind == "int4" and abs(number) >= 2**31:
            raise unsupported('the template "V" beyond the range of an integer')
    if number.is_finite():
        number = number.quantize(Decimal(1).scaleb(-shape.post), ROUND_HALF_UP, EXACT)
        if number == 0:
            number = abs(number)
        written = format(number, "f")
    else:
        written = "NaN" if number.is_nan() else "Infinity" if number > 0 else "-Infinity"
    return written.removeprefix("-"), "-" if written.startswith("-") else "+"


def _float_digits(number: float, shape: _Shape, precision: int) -> tuple[str, str]:
    """Only as many decimals as the type's digits allow."""
    if shape.is_multi:
        number *= 10.0**shape.multi
        shape.pre += shape.multi
    whole = len(f"{abs(number):.0f}")
    if whole >= precision:
        shape.post = 0
    elif whole + shape.post > precision:
        shape.post = precision - whole
    written = f"{number:.{shape.post}f}"
    if not math.isfinite(number):
        name = "NaN" if math.isnan(number) else "Infinity"
        written = f"-{name}" if number < 0 else name
    return written.removeprefix("-"), "-" if written.startswith("-") else "+"


def _scientific(value: Decimal | float, shape: _Shape, kind: str) -> str:
    if not math.isfinite(value):
        text = list(" " + "#" * (shape.pre + shape.post + 5))
        text[shape.pre + 1] = "."
        return "".join(text)
    if kind in ("numeric", "int8"):
        written = _exact_scientific(Decimal(value), shape.post)
    else:
        written = f"{float(value):.{shape.post}e}"
    return written if written.startswith("-") else " " + written


def _exact_scientific(number: Decimal, post: int) -> str:
    """A mantissa that rounds up to ten stays so, as in PostgreSQL."""
    exponent = number.adjusted() if number else 0
    mantissa = number.scaleb(-exponent, EXACT)
    mantissa = mantissa.quantize(Decimal(1).scaleb(-post), ROUND_HALF_UP, EXACT)
    return f"{format(mantissa, 'f')}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _roman(value: Decimal | float, nodes: tuple[Node, ...], shape: _Shape) -> str:
    if any(isinstance(n, Field) and n.key not in ("RN", "FM") for n in nodes):
        raise unsupported('the template "RN" with others')
    if not math.isfinite(value):
        value = Decimal(0)
    number = int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP, EXACT))
    text = "" if 0 < number < 4000 else "#" * 15
    for worth, letters in _ROMAN:
        while not text.startswith("#") and number >= worth:
            text += letters
            number -= worth
    output: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            output.append(node)
        elif node.key == "RN":
            shown = text if node.word.isupper() else text.lower()
            output.append(shown if shape.fill_mode else f"{shown:>15}")
    return "".join(output)


def _shape(nodes: tuple[Node, ...]) -> _Shape:
    shape = _Shape()
    for node in nodes:
        if isinstance(node, Field):
            _prepare(shape, node.key)
    return shape


def _wrong(message: str) -> SqlError:
    return SqlError("42601", message)


def _prepare(shape: _Shape, key: str) -> None:
    if shape.scientific and key != "EEEE":
        raise _wrong('"EEEE" must be the last pattern used')
    signs = shape.plus or shape.minus or shape.bracket
    match key:
        case "9" | "0":
            _prepare_digit(shape, key)
        case "D" | ".":
            if shape.decimal:
                raise _wrong("multiple decimal points")
            if shape.is_multi:
                raise _wrong('cannot use "V" and decimal point together')
            shape.decimal = True
        case "FM":
            shape.fill_mode = True
        case "S":
            if shape.lsign:
                raise _wrong('cannot use "S" twice')
            if signs:
                raise _wrong('cannot use "S" and "PL"/"MI"/"SG"/"PR" together')
            shape.lsign = "post" if shape.decimal else "pre"
            shape.pre_lsign = shape.pre
        case "MI" | "PL" | "SG":
            if shape.lsign:
                raise _wrong(f'cannot use "S" and "{key}" together')
            shape.minus = shape.minus or key in ("MI", "SG")
            shape.plus = shape.plus or key in ("PL", "SG")
        case "PR":
            if shape.lsign or shape.plus or shape.minus:
                raise _wrong('cannot use "PR" and "S"/"PL"/"MI"/"SG" together')
            shape.bracket = True
        case "RN":
            shape.roman = True
        case "B":
            shape.blank = shape.blank or not (shape.pre or shape.post or shape.zero)
        case "V":
            if shape.decimal:
                raise _wrong('cannot use "V" and decimal point together')
            shape.is_multi = True
        case "EEEE":
            if shape.scientific:
                raise _wrong('cannot use "EEEE" twice')
            others = (shape.fill_mode, shape.lsign, signs, shape.roman, shape.is_multi, shape.blank)
            if any(others):
                raise SqlError("42601", '"EEEE" is incompatible with other formats')
            shape.scientific = True


def _prepare_digit(shape: _Shape, key: str) -> None:
    if shape.bracket:
        raise _wrong(f'"{key}" must be ahead of "PR"')
    if key == "9":
        if shape.is_multi:
            shape.multi += 1
        elif shape.decimal:
            shape.post += 1
        else:
            shape.pre += 1
        return
    if not shape.zero and not shape.decimal:
        shape.zero = True
        shape.zero_start = shape.pre + 1
    if shape.decimal:
        shape.post += 1
    else:
        shape.pre += 1
    shape.zero_end = shape.pre + shape.post


class _Processor:
    """NUM_processor: one pass over the template, a cursor in the digits."""

    def __init__(self, shape: _Shape, digits: str, sign: str, spaces: int) -> None:
        self.shape, self.digits, self.sign, self.spaces = shape, digits, sign, spaces
        self.zero_start = max(shape.zero_start - 1, 0)
        self.bracket, self.lsign = shape.bracket, shape.lsign
        if shape.plus or shape.minus:
            self.sign_wrote = not (shape.plus and not shape.minus)
        else:
            if sign != "-" and shape.fill_mode:
                self.bracket = False
            self.sign_wrote = sign == "+" and shape.fill_mode and not shape.lsign
            if shape.lsign == "pre" and shape.pre == shape.pre_lsign:
                self.lsign = "post"
        self.count = shape.post + shape.pre - 1
        self.last = self._last_relevant()
        if not self.sign_wrote and spaces == 0:
            self.count += 1
        self.at = self.current = 0
        self.inside = False
        self.output: list[str] = []

    def _last_relevant(self) -> int | None:
        """With FM: the last decimal that is no zero, or the point."""
        if not (self.shape.fill_mode and self.shape.decimal) or "." not in self.digits:
            return None
        last = max(len(self.digits.rstrip("0")) - 1, self.digits.index("."))
        if self.shape.zero_end > self.spaces:
            zero = min(len(self.digits) - 1, self.shape.zero_end - self.spaces)
            last = max(last, zero)
        return last

    def run(self, nodes: tuple[Node, ...]) -> str:
        for node in nodes:
            if isinstance(node, str):
                self.output.append(node)
            else:
                self._field(node)
        return "".join(self.output).partition("\0")[0]

    def _ordinal(self, node: Field) -> None:
        if self.digits[0] == "#" or self.sign == "-" or self.shape.decimal:
            return
        if not self.digits[-1].isdigit():
            raise SqlError("22P02", f'"{self.digits}" is not a number')
        self.output.append(ordinal(self.digits, node.word))

    def _field(self, node: Field) -> None:
        filled = self.shape.fill_mode
        match node.key:
            case "9" | "0" | "." | "D":
                self._digit(node.key)
            case "," | "G":
                if self.inside or not filled:
                    self.output.append("," if self.inside else " ")
            case "L":
                self.output.append(" ")
            case "TH":
                self._ordinal(node)
            case "MI":
                if self.sign == "-" or not filled:
                    self.output.append("-" if self.sign == "-" else " ")
            case "PL":
                if self.sign == "+" or not filled:
                    self.output.append("+" if self.sign == "+" else " ")
            case "SG":
                self.output.append(self.sign)

    def _before_point(self) -> bool:
        """IS_PREDEC_SPACE: the lone zero of 0.1."""
        return (
            not self.shape.zero and self.at == 0 and self.digits[:1] == "0" and self.shape.post != 0
        )

    def _ends_at_point(self) -> bool:
        return self.last is not None and self.digits[self.last] == "."

    def _digit(self, key: str) -> None:
        self.inside = False
        self._sign()
        padding = self.current < self.spaces
        if padding and not (self.shape.zero and self.zero_start <= self.current):
            if not self.shape.fill_mode:
                self.output.append(" ")
        elif padding:
            self.output.append("0")
            self.inside = True
        else:
            self._character(key)
            if self.at < len(self.digits):
                self.at += 1
        end = self.count + (1 if self.spaces else 0) + (1 if self.shape.decimal else 0)
        if self.last is not None and self.last == self.at:
            end = self.current
        if self.current + 1 == end:
            self._closing_sign()
        self.current += 1

    def _sign(self) -> None:
        starts = self.current >= self.spaces or (
            self.shape.zero and self.zero_start == self.current
        )
        if self.sign_wrote or not starts or (self._before_point() and not self._ends_at_point()):
            return
        if self.shape.lsign:
            if self.lsign == "pre":
                self.output.append(self.sign)
                self.sign_wrote = True
            return
        if self.bracket:
            self.output.append(" " if self.sign == "+" else "<")
        elif self.sign == "+":
            self.output.append("" if self.shape.fill_mode else " ")
        else:
            self.output.append("-")
        self.sign_wrote = True

    def _character(self, key: str) -> None:
        # Behind the last digit PostgreSQL writes the end of its string, which cuts off the rest.
        character = self.digits[self.at : self.at + 1] or "\0"
        if character == ".":
            if not self._ends_at_point() or self.shape.fill_mode:
                self.output.append(".")
        elif self.last is not None and self.at > self.last and key != "0":
            return
        elif self._before_point():
            if not self.shape.fill_mode:
                self.output.append(" ")
            elif self._ends_at_point():
                self.output.append("0")
        else:
            self.output.append(character)
            self.inside = True

    def _closing_sign(self) -> None:
        if self.sign_wrote and self.bracket:
            self.output.append(" " if self.sign == "+" else ">")
        elif self.shape.lsign and self.lsign == "post":
            self.output.append(self.sign)
