"""A score never enters an evaluation: no key of the database, no name of the code leads there."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.features.evaluations import queries

TO_LEARN = {"objective", "key_result", "check_in", "target", "snapshot", "alignment", "initiative"}
KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
SCORED = """
SELECT DISTINCT table_name::text FROM information_schema.columns
WHERE table_schema = 'public' AND column_name LIKE '%score%'
"""
SOURCES = [
    *sorted(Path("app/features/evaluations").glob("*.py")),
    *(Path("app", *at) for at in (
        ("domain", "evaluation.py"), ("domain", "evaluation_line.py"),
        ("domain", "evaluated.py"), ("domain", "evaluator.py"), ("domain", "rating.py"),
        ("tables", "evaluation.py"),
    )),
]  # fmt: skip


async def test_no_key_leads_from_an_evaluation_to_anything_that_is_scored(
    owner: AsyncEngine,
) -> None:
    async with owner.connect() as connection:
        keys = [(a, b) for a, b in await connection.execute(text(KEYS))]
        scored = set((await connection.execute(text(SCORED))).scalars())

    reached = {"evaluation", "evaluation_line"}
    while more := {b for a, b in keys if a in reached} - reached:
        reached |= more

    assert scored == {"objective", "key_result"}
    assert {"kpi", "cycle", "member", "team", "organization"} <= reached
    assert reached & (TO_LEARN | scored) == set()


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_evaluations_name_nothing_that_is_scored(path: Path) -> None:
    tree = ast.parse(path.read_text())
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {each.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
              for each in node.names}  # fmt: skip

    words = {
        name for name in names if re.search("objective|key_?result|check_?in|score", name, re.I)
    }

    assert words == set()


def test_what_evaluations_read_names_no_other_tables() -> None:
    reads = [queries.EVALUATION, queries.EVALUATIONS.read(tuple(queries.EVALUATIONS.filters))]
    tables = {name for read in reads for name in re.findall(r"(?:FROM|JOIN) (\w+)", read.sql)}

    assert {"kpi", "kpi_total", "evaluation_line"} <= tables
    assert tables & TO_LEARN == set()
