from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from keyword import kwlist
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import NotValid
from app.domain.exact import decimal_of
from app.domain.formula import ensure_known, names, read
from app.domain.formula_order import ensure_order, in_order, path_of_loop, standing_on
from app.domain.formula_refusals import FormulaLoop, FormulaPartUnknown, FormulaTooDeep
from app.domain.formula_value import value

FIGURES = {"a": Decimal(6), "b": Decimal(3), "c": Decimal("-0.5"), "zero": Decimal(0)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "6"),
        ("a + b * 2", "12"),
        ("(a + b) * 2", "18"),
        ("a - b - 1", "2"),  # from the left
        ("a / b / 2", "1"),
        ("-a + b", "-3"),
        ("--a", "6"),
        ("a - -b", "9"),
        ("a * -c", "3"),
        ("a \u2212 b \u00d7 2 \u00f7 3", "4"),  # as people write them
        ("min(a, b, c)", "-0.5"),
        ("max(a, 6.0001)", "6.0001"),
        ("min(a)", "6"),
        ("max(min(a, b), c)", "3"),
        ("a / 3 * 3 / b * b", "6"),
        ("1 / b * b * a", "6"),  # a third of three is one: exact between
        ("0.1 + 0.2 + zero", "0.3"),  # never by way of a float
        ("a * 0.10", "0.6"),
        ("b / 7", "0.4285714285714285714285714286"),  # rounded once, to 28 digits
        ("a / zero", None),
        ("zero / zero", None),
        ("a / (b - 3)", None),
        ("zero * (1 / zero)", None),
        ("a * 1000000000000000", None),  # too large for the figures of this service
        ("-a * 1000000000000000", None),
        ("b * 1000000000000000 / 3", None),  # exactly the limit, which no figure reaches
        ("a * 100000000000000", "600000000000000"),
        ("a * 1000000000000000 / 1000000000000000", "6"),  # what stands between may be large
        ("\n  a\t+ b\r\n", "9"),
    ],
)
def test_what_a_formula_comes_to(text: str, expected: str | None) -> None:
    assert value(read(text), FIGURES) == (None if expected is None else Decimal(expected))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("   ", 4),
        ("a +", 4),
        ("a b", 3),
        ("(a", 1),
        ("a) + (b", 2),
        ("a ** 2", 1),
        ("a // b", 1),
        ("a % b", 3),
        ("a, b", 1),
        ("(a, b)", 1),
        ("+a", 1),
        ("a < b", 3),
        ("a == b", 3),
        ("a if b else c", 3),
        ("a and b", 3),
        ("not a", 5),
        ("lambda: a", 7),
        ("(a := b)", 4),
        ("a.b", 1),
        ("a.real", 1),
        ("a[b]", 2),
        ("[a]", 1),
        ("{a}", 1),
        ("f(a)", 1),
        ("a(b)", 1),
        ("min()", 1),
        ("min", 1),
        ("a + max", 5),
        ("min(a)(b)", 1),
        ("min(*a)", 5),
        ("min(a, key=b)", 11),
        ("min(**a)", 1),
        ("__import__(a)", 1),
        ("_a", 1),
        ("Revenue", 1),
        ("'a'", 1),
        ('"a"', 1),
        ("a # b", 3),
        ("a; b", 2),
        ("a\\\nb", 2),
        ("`a`", 1),
        ("a @ b", 3),
        ("a | b", 3),
        ("~a", 1),
        ("a + 1_000", 5),
        ("a + 1e5", 5),
        ("a + 0x10", 5),
        ("a + 1j", 5),
        ("a + .5", 5),
        ("a + 5.", 5),
        ("  a + .5", 7),  # counted in what was written
        ("a + ...", 5),
        ("a\0", 2),
        ("\ufb01 + a", 1),  # a ligature is no letter of a key
        ("\uff41", 1),
        ("a" * 33, 1),
        ("a\u2028+ b", 2),
    ],
)
def test_everything_else_is_refused_where_it_stands(text: str, position: int) -> None:
    with pytest.raises(NotValid) as refused:
        read(text, "/formula")

    assert refused.value.code == "formula_unreadable"
    assert refused.value.pointer == "/formula"
    assert refused.value.values == {"position": position}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" + " " * 499, None),
        ("a" + " " * 500, "formula_too_large"),
        ("(" * 20 + "a" + ")" * 20, None),
        ("(" * 21 + "a" + ")" * 21, "formula_too_large"),
        ("(" * 100_000, "formula_too_large"),
        ("-" * 499 + "a", None),
        ("-" * 100_000 + "a", "formula_too_large"),
        ("9" * 498 + "+a", None),
        ("9" * 100_000, "formula_too_large"),
        ("+".join(f"k{n}" for n in range(30)), None),
        ("+".join(f"k{n}" for n in range(31)), "formula_too_large"),
        ("+".join(["k"] * 250), None),
        ("1 + 1", "formula_without_part"),
        ("(" * 20, "formula_unreadable"),
    ],
)
def test_no_formula_is_too_large_to_be_refused(text: str, code: str | None) -> None:
    if code is None:
        read(text)
        return
    with pytest.raises(NotValid) as refused:
        read(text)

    assert refused.value.code == code


@pytest.mark.parametrize("key", [key.lower() for key in kwlist])
def test_words_of_python_are_keys_like_others(key: str) -> None:
    assert value(read(f"{key} + 1"), {key: Decimal(1)}) == 2


def test_numbers_that_grow_without_end_take_no_time_and_have_no_value() -> None:
    huge, tiny = Decimal("9e14") + Decimal("0.1234"), Decimal("1.234567890123456789012345678E-20")
    long = "*".join(["a"] * 250)

    assert value(read(long), {"a": huge}) is None
    assert value(read(long), {"a": tiny}) == 0


def test_names_come_once_and_in_order() -> None:
    formula = read("(revenue - cost) / revenue + min(other, cost)")

    assert names(formula) == ["revenue", "cost", "other"]


def test_a_name_that_the_author_cannot_see_is_told_by_its_place() -> None:
    with pytest.raises(FormulaPartUnknown) as refused:
        ensure_known(read("a + secret"), {"a"})

    assert refused.value.values == {"position": 5}
    ensure_known(read("a + secret"), {"a", "secret"})


# A formula and what it comes to, worked out beside it by fractions alone.
Written = tuple[str, Fraction | None]
NUMBERS = st.decimals(0, 10**6, places=4).map(lambda n: (format(n, "f"), Fraction(n)))
KEYS = st.sampled_from([*FIGURES]).map(lambda key: (key, Fraction(FIGURES[key])))


def both(sign: str, one: Written, other: Written) -> Written:
    text = f"({one[0]} {sign} {other[0]})"
    left, right = one[1], other[1]
    if left is None or right is None or (sign == "/" and not right):
        return text, None
    worked_out = {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
    }
    return text, worked_out[sign]()


def called(name: str, given: list[Written]) -> Written:
    found = [figure for _, figure in given if figure is not None]
    text = f"{name}({', '.join(text for text, _ in given)})"
    if len(found) < len(given):
        return text, None
    return text, min(found) if name == "min" else max(found)


FORMULAS: st.SearchStrategy[Written] = st.recursive(
    KEYS | NUMBERS,
    lambda inner: (
        st.builds(both, st.sampled_from("+-*/"), inner, inner)
        | st.builds(
            called, st.sampled_from(["min", "max"]), st.lists(inner, min_size=1, max_size=3)
        )
        | inner.map(lambda one: (f"-{one[0]}", None if one[1] is None else -one[1]))
    ),
    max_leaves=12,
)


@given(FORMULAS)
def test_a_formula_comes_to_what_plain_arithmetic_comes_to(written: Written) -> None:
    text, exact = both("+", ("zero", Fraction(0)), written)  # so that it names a KPI
    expected = None if exact is None or abs(exact) >= 10**15 else decimal_of(exact)
    if len(text) > 500 or text.count("(") > 20:
        return

    assert value(read(text), FIGURES) == expected


@given(st.integers(1, 9), st.lists(st.sampled_from("+-*/"), min_size=1, max_size=9))
def test_signs_bind_as_in_school(first: int, signs: list[str]) -> None:
    text = "a" + "".join(f" {sign} {first + n}" for n, sign in enumerate(signs))
    terms, sign = [Fraction(6)], 1  # a sum of products, each term with its sign
    for n, each in enumerate(signs):
        if each in "*/":
            terms[-1] = terms[-1] * (first + n) if each == "*" else terms[-1] / (first + n)
            continue
        sign = 1 if each == "+" else -1
        terms.append(Fraction(sign * (first + n)))

    assert value(read(text), FIGURES) == decimal_of(sum(terms, Fraction(0)))


@given(st.text(st.sampled_from("ab09._,+-*/() \n\u2212\u00d7minx'[]=:\\\0"), max_size=40))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    try:
        formula = read(text)
    except NotValid:
        return
    value(formula, dict.fromkeys(names(formula), Decimal(2)))


A, B, C, D = (UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({A: [A]}, [A, A]),
        ({A: [B], B: [A]}, [A, B, A]),
        ({A: [D, B], B: [C], C: [A]}, [A, B, C, A]),
        ({A: [B, C], B: [C], C: [A]}, [A, C, A]),  # the shortest
        ({A: [B, C], B: [C]}, None),
        ({}, None),
        ({A: [B], B: [C], C: [B]}, None),  # a loop elsewhere is none of this KPI
    ],
)
def test_a_loop_is_shown_from_the_kpi_back_to_itself(
    parts: dict[UUID, list[UUID]], path: list[UUID] | None
) -> None:
    assert path_of_loop(A, parts) == path


def test_a_loop_is_refused_with_its_path() -> None:
    with pytest.raises(FormulaLoop) as refused:
        ensure_order(A, {A: [B], B: [A]})

    ids = [step["id"] for step in refused.value.members["path"]]
    assert ids == [str(A), str(B), str(A)]
    assert {step["kind"] for step in refused.value.members["path"]} == {"kpi"}


def test_formulas_stand_on_formulas_ten_levels_high() -> None:
    levels = [UUID(int=n) for n in range(100, 112)]
    tower = {id: [below] for id, below in pairwise(levels[:11])}

    for id in tower:
        ensure_order(id, tower)
    with pytest.raises(FormulaTooDeep) as refused:
        ensure_order(levels[4], {**tower, levels[10]: [levels[11]]})

    assert len(refused.value.members["path"]) == 11


def test_parts_come_before_what_stands_on_them() -> None:
    parts = {A: [B, C], B: [C, D], UUID(int=9): [UUID(int=8)]}

    order = in_order(parts)

    assert order.index(C) < order.index(B) < order.index(A)
    assert standing_on(D, parts) == [B, A]
    assert standing_on(C, parts) == [B, A]
    assert standing_on(A, parts) == []
