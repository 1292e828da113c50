from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.account import ExpiryUnfit, included, is_lost_answer, refresh_until, token_until
from app.domain.account import widest as widest_of
from app.domain.conflicts import IllegalTransition
from app.domain.membership import LastOwner, MemberState, ensure_owned, moved
from app.domain.role import Scope
from app.domain.slug import FORM, another_slug, slug_of

TODAY = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme"),
        ("  Café & Söhne GmbH ", "cafe-sohne-gmbh"),
        ("云海 OKR", "okr"),
        ("云海", "org-0a1b2c3d"),
        ("3M", "org-0a1b2c3d"),
        ("a" * 200, "a" * 63),
    ],
)
def test_a_slug_is_made_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name, "0a1b2c3d") == slug
    assert FORM.fullmatch(another_slug(slug, "0a1b2c3d"))


def test_a_token_lasts_at_most_a_leap_year() -> None:
    assert token_until(TODAY, None) == TODAY + timedelta(90)
    assert token_until(TODAY, TODAY + timedelta(366)) == TODAY + timedelta(366)
    for day in (TODAY - timedelta(1), TODAY + timedelta(367)):
        with pytest.raises(ExpiryUnfit):
            token_until(TODAY, day)


def test_a_scope_includes_those_before_it() -> None:
    assert widest_of([Scope.write, Scope.read]) is Scope.write
    assert included(Scope.write) == [Scope.read, Scope.write]


def test_a_refresh_token_never_outlives_its_session() -> None:
    assert refresh_until(NOON, NOON + timedelta(days=30)) == NOON + timedelta(days=7)
    assert refresh_until(NOON, NOON + timedelta(days=1)) == NOON + timedelta(days=1)
    assert is_lost_answer(NOON, NOON + timedelta(seconds=10))
    assert not is_lost_answer(NOON, NOON + timedelta(seconds=11))


def test_members_come_back_only_where_they_have_been() -> None:
    left = MemberState.deactivated
    assert moved(left, MemberState.active, has_account=True) is MemberState.active
    with pytest.raises(IllegalTransition):
        moved(left, MemberState.active, has_account=False)
    with pytest.raises(IllegalTransition):
        moved(MemberState.invited, MemberState.active, has_account=False)


def test_the_last_owner_stays() -> None:
    ensure_owned(was=True, is_still=False, others=1)
    ensure_owned(was=False, is_still=False, others=0)
    with pytest.raises(LastOwner):
        ensure_owned(was=True, is_still=False, others=0)
