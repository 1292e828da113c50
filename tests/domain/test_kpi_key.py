from uuid import UUID

import pytest

from app.domain.kpi_key import FORM, KpiKeyUnfit, ensure_key, key_of

ID = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Revenue", "revenue"),
        ("Net revenue (EUR)", "net_revenue_eur"),
        ("Café -- Umsatz", "cafe_umsatz"),
        ("收入", "kpi_b302099a8057"),
        ("收入 A", "a"),
        ("5S score", "kpi_5s_score"),
        ("Min", "min_2"),  # a function of formulas
        ("Yield", "yield"),
        ("Cost", "cost_3"),  # two others have been before it
        ("x" * 40, "x" * 32),
        ("y" * 40, "y" * 30 + "_2"),
        ("z" * 31 + " z", "z" * 31),
        ("___", "kpi_b302099a8057"),
    ],
)
def test_a_key_is_made_of_a_name(name: str, key: str) -> None:
    found = key_of(name, ID, {"cost", "cost_2", "y" * 32})

    assert found == key
    assert FORM.fullmatch(found)
    ensure_key(found)


@pytest.mark.parametrize("key", ["min", "max", "", "Revenue", "1a", "_a", "a-b", "a" * 33, "a\n"])
def test_a_key_that_no_formula_could_name_is_refused(key: str) -> None:
    with pytest.raises(KpiKeyUnfit) as refused:
        ensure_key(key)

    assert refused.value.pointer == "/key"
