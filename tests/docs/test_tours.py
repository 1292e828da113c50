"""What the README and the page for integrations ask to paste is pasted, beside a served demo."""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.tour import Step, walk

MISSING = [tool for tool in ("bash", "curl", "python3") if shutil.which(tool) is None]
pasted = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}")


def with_word(steps: list[Step], word: str) -> Step:
    """Return the step that pastes a word that no other does."""
    [step] = [step for step in steps if word in step.pasted]
    return step


def refusals(steps: list[Step]) -> list[int]:
    """Return the statuses of what was refused, when every request of every step was sent."""
    for step in steps:
        assert len(step.answers) >= step.pasted.count("curl "), step
    return [status for step in steps for status in step.answers if status >= 400]


@pasted
def test_the_tour_of_the_readme_does_what_it_says(demo_data: Path, tmp_path: Path) -> None:
    steps = walk(Path("README.md"), demo_data, tmp_path)

    assert refusals(steps) == [409, 412, 422]
    assert with_word(steps, "Idempotency-Key: $KEY").printed == "idempotent-replayed: true\n"
    assert '"progress_before":0,"progress_after":0.15' in with_word(steps, "spare lids").printed
    assert with_word(steps, '"weight": 0.5').printed.count("progress_after") == 2
    assert with_word(steps, "kpi-board").printed.count('"kpi_id"') >= 9
    assert '"complete":true' in with_word(steps, "kpi-board").printed
    moved, forecast = with_word(steps, "/measurements").printed.splitlines()
    assert moved.count("progress_after") == 3
    assert "'estimate': True" in forecast
    assert "/sheets/members/" in with_word(steps, "$ORG/links").printed
    assert '"code":"alignment_loop"' in with_word(steps, "alignment-graph").printed
    assert with_word(steps, "If-Match").printed.startswith("2\n")
    assert '"code":"precondition_failed"' in with_word(steps, "If-Match").printed
    assert "不能报告未来日期的进度" in with_word(steps, "Accept-Language").printed


@pasted
def test_the_page_for_integrations_does_what_it_says(demo_data: Path, tmp_path: Path) -> None:
    steps = walk(Path("docs/integrations.md"), demo_data, tmp_path)

    assert refusals(steps) == [403, 422, 422, 422, 403, 401]
    assert '"code":"scope_too_low"' in with_word(steps, '"custom"').printed
    pages = with_word(steps, "next_cursor")
    assert len(pages.answers) > 1
    assert pages.printed.count("\t") == 2 * pages.printed.count("\n") > 20 * 2
    assert with_word(steps, "If-None-Match").printed == "HTTP/1.1 304 Not Modified\n"
    first, again = with_word(steps, "Again:").printed.split("Again:\n")
    assert (first.count("\n") > 50, again) == (True, "")
    report = with_word(steps, "Idempotency-Key").printed.splitlines()
    moved, replayed, refused, *changed = report
    assert (replayed, refused) == ("idempotent-replayed: true", "idempotency_key_reused")
    assert len(changed) == 1 + moved.count("progress_after")
    status, unmoved, named, count, anew, before = with_word(
        steps, "/measurement-imports"
    ).printed.splitlines()
    assert (status, unmoved, count) == ("red", "[]", "1")
    assert re.search(r"begins on \d{4}-\d\d-01\.", named)
    assert (anew[10:], before[10:]) == (" 72 red counts", " 60 red replaced")
    affected, current = with_word(steps, "GOAL=").printed.splitlines()
    assert affected.count("progress_after': 0.9}") == 2
    assert current == "81"
    to_date, value = with_word(steps, "/kpi-board").printed.splitlines()
    assert ("'value': 81," in to_date, "'yellow'" in to_date, value) == (True, True, "81")
    *findings, lines, total = with_word(steps, "format=xlsx").printed.splitlines()
    assert [each.split()[0] for each in findings] == ["none_agreed", "too_few_key_results"]
    assert all("关键结果" in each or "目标" in each for each in findings)
    assert (int(lines), total) == (6, "1")
    assert (tmp_path / "sheet.xlsx").read_bytes().startswith(b"PK")
    journal = with_word(steps, "since_seq").printed
    assert journal.count('"seq"') == 2
    assert journal.endswith("role_too_low\n")
    shown, ended = with_word(steps, "$ORG/links").printed.splitlines()
    assert shown.startswith("<title>O3K3 表 · ")
    assert ended == "<title>This link opens nothing</title>"


@pytest.mark.parametrize(
    ("language", "program"),
    [("ts", "clients/typescript/main.ts"), ("python", "clients/python/main.py")],
)
def test_what_is_quoted_is_in_the_program(language: str, program: str) -> None:
    page, fence = Path("docs/integrations.md").read_text(), f"```{language}\n"
    quoted = [block.partition("```")[0] for block in page.split(fence)[1:]]

    assert quoted
    assert [block for block in quoted if block not in Path(program).read_text()] == []
