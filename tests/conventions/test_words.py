"""Words: every code has its texts, in every language, with the gaps that its rule fills."""

import ast
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

import app.domain.formula_order  # rules of KPIs, until a router raises them
import app.domain.kpi_book
import app.domain.period_rules
import app.domain.yardstick_rules
import app.main  # noqa: F401  # all refusals there are
from app.domain.cycle import CycleState
from app.domain.errors import DomainError
from app.domain.frequency import Frequency
from app.domain.health import Health
from app.domain.kpi import KpiStatus
from app.domain.lifecycle import ObjectiveState
from app.domain.outcome import ObjectiveType
from app.domain.ownership import OwnerKind
from app.http import words
from app.http.about.problem_kinds import all_of
from app.http.value_errors import CODES
from app.tables.account import Locale

ERRORS = all_of(DomainError)[1:]
FILES = {path: ast.parse(path.read_text()) for path in Path("app").rglob("*.py")}
TREES = [*FILES.values()]
CALLS = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Call)]
SHAPES = [
    tree
    for path, tree in FILES.items()
    if path.name == "schemas.py" or path.parent.name == "tables"
]
CLASSES = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
LIMITS = {"least", "most"}  # of a value, where its schema has any


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def handed_over(error: type[DomainError]) -> set[str]:
    """Return what a rule hands over wherever it is raised: named where, or in its class."""
    makers = {kind.__name__ for kind in error.__mro__ if "__init__" in vars(kind)}
    bodies = [node for node in CLASSES if node.name in makers - {"DomainError", "NotValid"}]
    inside = [c for body in bodies for c in ast.walk(body) if isinstance(c, ast.Call)]
    raised = [call for call in CALLS if called(call) == error.__name__]
    calls = [c for c in inside if called(c) == "__init__"] if bodies else raised
    return {word.arg for call in calls for word in call.keywords if word.arg}


def test_every_code_has_its_words_and_no_words_are_left_over() -> None:
    assert set(words.problems()) == {error.code for error in ERRORS}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_a_sentence_has_only_gaps_that_its_rule_fills(error: type[DomainError]) -> None:
    entry = words.problems()[error.code]

    assert {frozenset(gaps(text)) for text in entry.detail.values()} <= {
        frozenset(gaps(entry.detail[Locale.en]))
    }
    assert gaps(entry.detail[Locale.en]) <= handed_over(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_a_text_is_written_in_its_language(error: type[DomainError]) -> None:
    entry = words.problems()[error.code]

    for text in (entry.title, entry.detail, entry.help):
        assert any("\u4e00" <= c <= "\u9fff" for c in text[Locale.zh])
        assert not any("\u4e00" <= c <= "\u9fff" for c in text[Locale.en])
    assert len(entry.title[Locale.en].split()) <= 8
    assert entry.detail[Locale.en].endswith(".")
    assert entry.detail[Locale.zh].endswith("。")


def test_every_value_code_can_be_given_and_has_its_words() -> None:
    refused = {
        arg.value
        for tree in SHAPES
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        if called(call) in ("refused", "PydanticCustomError")
        for arg in call.args
        if isinstance(arg, ast.Constant)
    }
    assert set(words.values()) == set(CODES.values()) | refused | {"wrong_value"}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("owner", OwnerKind),
        ("cycle", CycleState),
        ("type", ObjectiveType),
        ("state", ObjectiveState),
        ("health", Health),
        ("frequency", Frequency),
        ("kpi_status", KpiStatus),
    ],
)
def test_pages_have_a_word_for_whatever_they_may_show(part: str, kind: type[StrEnum]) -> None:
    assert {each.value for each in kind} <= words.pages(Locale.en)[part].keys()


@pytest.mark.parametrize("part", words.pages(Locale.en))
def test_a_page_says_the_same_in_every_language(part: str) -> None:
    english, chinese = (words.pages(locale)[part] for locale in Locale)
    for name, said in english.items():
        assert gaps(said) == gaps(chinese[name]), name
        assert not any("\u4e00" <= c <= "\u9fff" for c in said), name


@pytest.mark.parametrize("code", words.values())
def test_a_value_sentence_has_only_limits_for_gaps(code: str) -> None:
    said = words.values()[code]
    assert gaps(said[Locale.en]) == gaps(said[Locale.zh]) <= LIMITS
