"""Expected progress, health and staleness, as SQL: the rules are those of `domain/health.py`.

A test feeds both the same cases. What is frozen shows what it kept. Key results, objectives and
cycles come as tables, or as aliases of them.
"""

from typing import Any, NamedTuple

from sqlalchemy import Numeric, and_, case, cast, false, func, literal, literal_column, or_, select

from app.db import sql
from app.domain.actor import Actor
from app.domain.cycle import RUNNING
from app.domain.health import PATIENCE, WORST_FIRST, Health, HealthSource
from app.domain.key_result_state import KeyResultState
from app.domain.metric import MEASURED, MetricKind, ProgressSource

SQL = Any
ZERO: SQL = literal_column("0")
ONE: SQL = literal_column("1")
NO_WAYPOINTS: SQL = literal_column("'[]'::jsonb")


class Today(NamedTuple):
    """What depends on the day: expressions of a key result or an objective."""

    expected: SQL
    health: SQL
    source: SQL
    stale: SQL


def word(value: str) -> SQL:
    """Return one of our own words, written into the statement."""
    return literal_column(f"'{value}'")


def as_if_entered(actor: Actor) -> SQL:
    """Return what `ME` gives a read, for a change: the day and the margins to judge by."""
    margins = select(
        literal(actor.today).label("today"),
        sql.organization.timezone,
        sql.organization.health_at_risk,
        sql.organization.health_off_track,
    )
    return margins.where(sql.organization.id == actor.org_id).subquery("me")


class Judge(NamedTuple):
    """The rules for one cycle, on one day, by the margins of one organization.

    `me` has the day and the margins: `ME` where a read entered, `as_if_entered` in a change.
    """

    me: SQL
    cycle: SQL

    def passed(self) -> SQL:
        """Return the part of the cycle that has passed."""
        today, first, last = self.me.c.today, self.cycle.starts_on, self.cycle.ends_on
        part = cast(today - first, Numeric) / (last - first)
        return case((today < first, ZERO), (today >= last, ONE), else_=part)

    def judged(self, progress: SQL, expected: SQL) -> SQL:
        """Return how something goes that should be at `expected` and is at `progress`."""
        return case(
            (progress < expected - self.me.c.health_off_track, word(Health.off_track)),
            (progress < expected - self.me.c.health_at_risk, word(Health.at_risk)),
            else_=word(Health.on_track),
        )

    def computed(self, begun: SQL, progress: SQL, expected: SQL) -> SQL:
        """Return what the figures say, or `not_started` before the cycle and before any news."""
        early = or_(self.me.c.today < self.cycle.starts_on, progress.is_(None), ~begun)
        return case((early, word(Health.not_started)), else_=self.judged(progress, expected))

    def key_result(self, kr: SQL) -> Today:
        """Return what depends on the day, of a key result."""
        frozen, reported = kr.frozen_on.is_not(None), kr.reported_health.is_not(None)
        by_children = kr.progress_source == word(ProgressSource.children)
        expected = case((frozen, kr.frozen_expected), else_=self.expected_of(kr))
        computed = self.computed(or_(kr.started, by_children), kr.progress, expected)
        people, figures = word(HealthSource.reported), word(HealthSource.computed)
        return Today(
            expected=expected,
            health=case((frozen, kr.frozen_health), (reported, kr.reported_health), else_=computed),
            source=case((frozen, kr.frozen_source), (reported, people), else_=figures),
            stale=self.is_stale(kr),
        )

    def expected_of(self, kr: SQL) -> SQL:
        """Return the progress that a key result should have today."""
        at_the_end = case((self.me.c.today >= self.cycle.ends_on, ONE), else_=ZERO)
        return case(
            (kr.kind.in_([word(kind) for kind in sorted(MEASURED)]), ONE),
            (kr.kind == word(MetricKind.yes_no), at_the_end),
            (kr.waypoints != NO_WAYPOINTS, self.on_path(kr)),
            else_=self.passed(),
        )

    def on_path(self, kr: SQL) -> SQL:
        """Return where straight lines between waypoints lead to today: asked where there are any.

        It is a function of the database, for what is not called costs a read nothing.
        """
        days = (self.me.c.today, self.cycle.starts_on, self.cycle.ends_on)
        return func.app_expected_on_path(*days, kr.start, kr.target, kr.waypoints)

    def is_stale(self, kr: SQL) -> SQL:
        """Return whether there has been no news of a key result for too long."""
        return and_(self.is_asked(kr), self.check_in_due_on(kr) < self.me.c.today)

    def is_check_in_due(self, kr: SQL) -> SQL:
        """Return whether it is time for news of a key result."""
        return and_(self.is_asked(kr), self.check_in_due_on(kr) <= self.me.c.today)

    def is_asked(self, kr: SQL) -> SQL:
        """Return whether people tell how a key result goes, and nothing else moves it."""
        return and_(
            kr.frozen_on.is_(None),
            kr.progress_source == word(ProgressSource.check_ins),
            self.cycle.state.in_([word(state) for state in sorted(RUNNING)]),
        )

    def check_in_due_on(self, kr: SQL) -> SQL:
        """Return the day of the next check-in: so long after the latest, or after the start."""
        known = [(each, days) for each, days in PATIENCE.items() if each is not None]
        patience = case(
            *[(self.cycle.check_in == word(each), literal_column(str(d))) for each, d in known],
            else_=literal_column(str(PATIENCE[None])),
        )
        born = func.date(func.timezone(self.me.c.timezone, kr.created_at))
        since = func.coalesce(kr.checked_in_on, func.greatest(self.cycle.starts_on, born))
        return since + patience

    def objective(self, o: SQL, keys: SQL) -> Today:
        """Return what depends on the day, of an objective. `keys`: see `keys_of`."""
        frozen = o.frozen_on.is_not(None)
        expected = case(
            (frozen, o.frozen_expected), else_=func.coalesce(keys.expected, self.passed())
        )
        computed = self.computed(o.progress.is_not(None), o.progress, expected)
        worst = [(keys.worst == n, word(each)) for n, each in enumerate(WORST_FIRST)]
        people, figures = word(HealthSource.reported), word(HealthSource.computed)
        return Today(
            expected=expected,
            health=case((frozen, o.frozen_health), *worst, else_=computed),
            source=case((frozen, o.frozen_source), (keys.said, people), else_=figures),
            stale=and_(~frozen, keys.stale),
        )


def under(judge: Judge, o: SQL) -> SQL:
    """Return the key results of an objective, each judged once.

    OFFSET 0 keeps it at once: else every use of a figure would be the whole rule again.
    """
    kr, today = sql.key_result, judge.key_result(sql.key_result)
    rows = select(
        *kr.__table__.c,
        today.expected.label("expected"),
        today.health.label("health"),
        today.source.label("source"),
        today.stale.label("stale"),
        (kr.state == word(KeyResultState.active)).label("counts"),
    )
    mine = rows.where(kr.org_id == o.org_id, kr.objective_id == o.id)
    once = mine.offset(literal_column("0"))
    return once.correlate(judge.me, judge.cycle, o).lateral("k")


def keys_of(judge: Judge, o: SQL, *more: Any) -> SQL:
    """Return what an objective takes from its key results, as one lateral row.

    `more` are further aggregates: functions of the judged key results, dropped ones included.
    """
    k = under(judge, o).c
    rank = case(*[(k.health == word(each), n) for n, each in enumerate(WORST_FIRST)])
    worst = func.min(rank).filter(k.counts)
    said = func.min(rank).filter(k.counts, k.source == word(HealthSource.reported))
    rows = select(
        weighted_mean(k, k.expected).label("expected"),
        worst.label("worst"),
        func.coalesce(said == worst, false()).label("said"),
        func.coalesce(func.bool_or(k.stale).filter(k.counts), false()).label("stale"),
        func.round(weighted_mean(k, cast(k.confidence, Numeric)), 1).label("confidence"),
        *[each(k) for each in more],
    )
    return rows.correlate(judge.me, judge.cycle, o).lateral("keys")


def weighted_mean(k: SQL, value: SQL) -> SQL:
    """Return the weighted mean over the key results that count and have a value."""
    there = and_(k.counts, value.is_not(None))
    return func.sum(k.weight * value).filter(there) / func.sum(k.weight).filter(there)
