"""The witness itself: it lets through what the contract names, and nothing else."""

import json

import pytest

from app.http.problems import MEDIA_TYPE
from tests.witness import declared


def refusal(code: str, *of_rows: str) -> bytes:
    """Write a refusal of an import, with what is wrong with its rows."""
    told = {"type": "", "title": "", "status": 422, "detail": "", "instance": ""}
    rows = [{"pointer": f"/items/{n}", "code": row, "detail": ""} for n, row in enumerate(of_rows)]
    return json.dumps(told | {"code": code, "errors": rows}).encode()


@pytest.mark.parametrize(
    "said",
    [
        refusal("not_valid", "required", "too_large"),
        refusal("not_valid", "row_repeated", "kpi_is_formula"),
        refusal("period_to_come", "period_to_come"),
    ],
)
def test_codes_that_an_operation_names_are_known(said: bytes) -> None:
    declared()["import_measurements", 422].ensure({"content-type": MEDIA_TYPE}, said)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (refusal("cycle_closed"), "cycle_closed"),
        (refusal("not_valid", "required", "cycle_closed"), "cycle_closed"),
        (refusal("required"), "required"),
    ],
)
def test_a_code_that_an_operation_does_not_name_fails_the_test(said: bytes, code: str) -> None:
    with pytest.raises(AssertionError, match=f"import_measurements 422 says {{'{code}'}}"):
        declared()["import_measurements", 422].ensure({"content-type": MEDIA_TYPE}, said)
