"""Evaluations: what counts of a KPI, what comes of all, and who judges whom."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from app.domain.actor import Actor
from app.domain.conflicts import IllegalTransition
from app.domain.errors import DomainError
from app.domain.evaluated import Evaluated
from app.domain.evaluation import (
    EvaluationState,
    ensure_draft,
    ensure_said,
    moved,
)
from app.domain.evaluation_line import Line, result_of
from app.domain.evaluator import ensure_may_acknowledge, ensure_may_evaluate
from app.domain.ownership import Owner
from app.domain.rating import RATING_BANDS, rating_of
from app.domain.role import Role

ANN, BOB, TEAM, ABOVE, ORG = (UUID(int=n) for n in range(1, 6))
AT = datetime(2026, 4, 1, tzinfo=UTC)


def line(weight: str, attainment: str | None) -> Line:
    figure = None if attainment is None else Decimal(attainment)
    return Line(ANN, "Revenue", Decimal(weight), figure)


@pytest.mark.parametrize(
    ("attainment", "capped", "weighted"),
    [
        ("0.5", "0.5", "1.5"),
        ("1.2", "1.2", "3.6"),
        ("1.2000001", "1.2", "3.6"),
        ("40", "1.2", "3.6"),
        ("-0.0001", "0", "0"),
        ("-7", "0", "0"),
        ("0.0000", "0", "0"),
    ],
)
def test_of_an_attainment_no_more_than_the_cap_counts_and_no_less_than_nothing(
    attainment: str, capped: str, weighted: str
) -> None:
    one = Line(ANN, "Revenue", Decimal(3), Decimal(attainment))

    assert (one.capped, one.weighted) == (Decimal(capped), Decimal(weighted))


THIRD = "0.3333333333333333333333333333"


@pytest.mark.parametrize(
    ("lines", "result", "rating"),
    [
        ([], None, None),
        ([line("1", None)], None, None),
        ([line("1", "1.1")], "1.1", "exceeded"),
        ([line("1", "1.0999999")], "1.0999999", "met"),
        ([line("1", "0.95")], "0.95", "met"),
        ([line("1", "0.7")], "0.7", "partly"),
        ([line("1", "0.699999")], "0.699999", "missed"),
        ([line("1", "-3")], "0", "missed"),
        ([line("3", "1.3"), line("1", "0.8")], "1.1", "exceeded"),
        ([line("3", "1.3"), line("1", "0.7999")], "1.099975", "met"),
        ([line("3", "1"), line("997", None)], "1", "met"),
        ([line("1", "0.9"), line("1", "1"), line("1", "0.95")], "0.95", "met"),
        ([line("0.0001", "1.2"), line("1000", "0.7")], "0.70000004999999500000", "partly"),
        ([line("3", THIRD), line("1", "1.8")], "0.55", "missed"),
        # a third and two thirds of 1.4: nobody tells 0.7 from what is off by its last digit
        ([line("1", "0.4666666666666666666666666667"), line("1", "0.9333333333333333333333333333")],
         "0.7", "partly"),
    ],
)  # fmt: skip
def test_the_result_is_the_weighted_mean_of_what_was_measured(
    lines: list[Line], result: str | None, rating: str | None
) -> None:
    found = result_of(lines)

    assert found == (None if result is None else Decimal(result))
    assert rating_of(found, RATING_BANDS) == rating


def test_bands_come_in_any_order() -> None:
    bands = [{"from": 0.5, "rating": "good"}, {"from": 0, "rating": "poor"}]

    found = [rating_of(Decimal(n), bands) for n in ("0", "0.4999", "0.5", "1.2")]

    assert found == ["poor", "poor", "good", "good"]
    assert rating_of(None, bands) is None


@pytest.mark.parametrize("now", list(EvaluationState))
@pytest.mark.parametrize("to", list(EvaluationState))
def test_it_is_shared_taken_back_or_acknowledged(now: EvaluationState, to: EvaluationState) -> None:
    ways = {("draft", "shared"), ("shared", "acknowledged"), ("shared", "draft")}
    if (now, to) in ways:
        assert moved(now, to) is to
        return
    with pytest.raises(IllegalTransition):
        moved(now, to)


@pytest.mark.parametrize(
    ("to", "note", "comment", "code"),
    [
        ("shared", None, None, None),
        ("shared", None, "Well.", "comment_unfit"),
        ("draft", "A figure was wrong.", None, None),
        ("draft", None, None, "evaluation_note_required"),
        ("draft", " ", None, "evaluation_note_required"),
        ("draft", "So.", "Well.", "comment_unfit"),
        ("acknowledged", None, None, None),
        ("acknowledged", None, "Well.", None),
    ],
)
def test_what_is_said_with_each_step(
    to: str, note: str | None, comment: str | None, code: str | None
) -> None:
    try:
        ensure_said(EvaluationState(to), note, comment)
        found = None
    except DomainError as refused:
        found = refused.code

    assert found == code


@pytest.mark.parametrize("state", list(EvaluationState))
def test_only_a_draft_is_rewritten(state: EvaluationState) -> None:
    try:
        ensure_draft(state)
        found = None
    except DomainError as refused:
        found = refused.code

    assert found == (None if state == "draft" else "evaluation_not_draft")


ME = Actor(ORG, ANN, ANN, Role.member, AT, AT.date())
MYSELF = Evaluated(Owner.of(ANN))
BOB_ALONE, BOB_IN_TEAM = Evaluated(Owner.of(BOB)), Evaluated(Owner.of(BOB), None, frozenset({TEAM}))
MY_TEAM = Evaluated(Owner.of(None, TEAM), lead_id=ANN)
BOBS_TEAM = Evaluated(Owner.of(None, TEAM), lead_id=BOB)
NOBODYS_TEAM = Evaluated(Owner.of(None, TEAM))
COMPANY = Evaluated(Owner.of(None))
NOT, OWN, LOW = "not_the_evaluator", "own_evaluation", "role_too_low"


@pytest.mark.parametrize(
    ("evaluated", "role", "leads", "code"),
    [
        (MYSELF, "member", (), OWN),
        (MYSELF, "admin", (), OWN),
        (MYSELF, "owner", (TEAM,), OWN),
        (replace(MYSELF, team_ids=frozenset({TEAM})), "member", (TEAM,), OWN),
        (BOB_ALONE, "member", (TEAM,), NOT),
        (BOB_ALONE, "manager", (), NOT),
        (BOB_ALONE, "admin", (), None),
        (BOB_ALONE, "owner", (), None),
        (BOB_IN_TEAM, "member", (TEAM,), None),
        (BOB_IN_TEAM, "member", (ABOVE,), NOT),
        (BOB_IN_TEAM, "viewer", (TEAM,), LOW),
        (MY_TEAM, "member", (TEAM,), OWN),
        (MY_TEAM, "owner", (TEAM,), OWN),
        (BOBS_TEAM, "member", (TEAM, ABOVE), None),  # by leading the team above
        (BOBS_TEAM, "member", (), NOT),
        (NOBODYS_TEAM, "member", (TEAM,), None),
        (NOBODYS_TEAM, "admin", (), None),
        (COMPANY, "manager", (TEAM,), NOT),
        (COMPANY, "admin", (), None),
        (COMPANY, "owner", (), OWN),
    ],
)
def test_the_lead_judges_or_an_admin_and_never_the_judged(
    evaluated: Evaluated, role: str, leads: tuple[UUID, ...], code: str | None
) -> None:
    actor = replace(ME, role=Role(role), leads=frozenset(leads))
    try:
        ensure_may_evaluate(actor, evaluated)
        found = None
    except DomainError as refused:
        found = refused.code

    assert found == code


def test_who_has_begun_goes_on_and_nobody_else_but_admins() -> None:
    ensure_may_evaluate(ME, BOB_ALONE, ANN)  # though not the lead any more
    ensure_may_evaluate(replace(ME, role=Role.admin), BOB_ALONE, BOB)
    for actor, evaluated, evaluator in (
        (replace(ME, leads=frozenset({TEAM})), BOB_IN_TEAM, ABOVE),
        (ME, MY_TEAM, ANN),  # became the lead of those
    ):
        with pytest.raises(DomainError):
            ensure_may_evaluate(actor, evaluated, evaluator)


@pytest.mark.parametrize(
    ("evaluated", "role", "leads", "may"),
    [
        (MYSELF, "member", (), True),
        (MYSELF, "viewer", (), False),
        (BOB_ALONE, "owner", (), False),
        (MY_TEAM, "member", (), True),
        (BOBS_TEAM, "member", (TEAM,), False),
        (NOBODYS_TEAM, "admin", (), False),
        (COMPANY, "owner", (), True),
        (COMPANY, "admin", (), False),
    ],
)
def test_only_the_judged_acknowledge(
    evaluated: Evaluated, role: str, leads: tuple[UUID, ...], may: bool
) -> None:
    actor = replace(ME, role=Role(role), leads=frozenset(leads))
    try:
        ensure_may_acknowledge(actor, evaluated)
        found = True
    except DomainError:
        found = False

    assert found is may
