"""A formula taken apart: what is put on a stack, and what is done with the top of it."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.kpi_key import FORM, RESERVED

SIGNS: dict[type[ast.AST], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
NUMBER = re.compile("[0-9]+([.][0-9]+)?")


class Unfit(ValueError):
    """Something that formulas do not know, with the place where it stands, counted from 0."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class Apply:
    """Something done with the uppermost figures: `+ - * /`, `negative`, `min` or `max`."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Name:
    """The key of a KPI, with the place where it stands, counted from 0."""

    key: str
    at: int


Step = Decimal | Name | Apply


def steps_of(text: str) -> list[Step]:
    """Return what a formula does, in the order in which a stack does it, or raise `Unfit`."""
    found: list[Step] = []
    waiting = [parsed(text)]
    while waiting:  # backwards: what is done last stands on top, its operands below
        step, operands = taken_apart(waiting.pop(), text)
        found.append(step)
        waiting.extend(operands)
    return found[::-1]


def parsed(text: str) -> ast.expr:
    """Return a text as Python reads it, or raise `Unfit` where Python cannot.

    It reads capitals, in which no key is a word of its own: `yield` and `import` are plain names.
    """
    try:
        return ast.parse(text.upper(), mode="eval").body
    except SyntaxError as error:
        raise Unfit(error.offset - 1 if error.offset else len(text)) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unfit(0) from None


def taken_apart(node: ast.expr, text: str) -> tuple[Step, Sequence[ast.expr]]:
    """Return what a part of a formula does, and with what; all that is not named is refused."""
    match node:
        case ast.Constant():
            return number(node, text), ()
        case ast.Name(id=id) if FORM.fullmatch(id.lower()) and id.lower() not in RESERVED:
            return Name(id.lower(), node.col_offset), ()
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Apply("negative", 1), (operand,)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return Apply(SIGNS[type(op)], 2), (left, right)
        case ast.Call(func=ast.Name(id="MIN" | "MAX" as id), args=[_, *_] as args, keywords=[]):
            return Apply(id.lower(), len(args)), args
    raise Unfit(node.col_offset)


def number(node: ast.Constant, text: str) -> Decimal:
    """Return a number digit by digit as it was written, never by way of a float."""
    written = text[node.col_offset : node.end_col_offset]
    if not NUMBER.fullmatch(written):
        raise Unfit(node.col_offset)
    return Decimal(written)
