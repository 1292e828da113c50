"""Figures for Prometheus, kept in a registry of each application's own.

The children of a metric are looked up once for each operation and status, and kept: with labels
solved anew in every request they would cost more than the fast read's routing.
"""

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.db.engine import Database

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
Child = tuple[Counter, Histogram]


class Gauges(Collector):
    """What is looked up when somebody asks: requests under way, connections in use."""

    def __init__(self, in_progress: Callable[[], int], database: Callable[[], Database | None]):
        self.in_progress, self.database = in_progress, database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Look them up."""
        yield GaugeMetricFamily(
            "okr_requests_in_progress", "Requests under way.", value=self.in_progress()
        )
        size = GaugeMetricFamily("okr_pool_size", "Connections at most.", labels=["pool"])
        used = GaugeMetricFamily("okr_pool_in_use", "Connections in use.", labels=["pool"])
        for pool, (most, busy) in pools(self.database()).items():
            size.add_metric([pool], most)
            used.add_metric([pool], busy)
        yield from (size, used)


def pools(database: Database | None) -> dict[str, tuple[int, int]]:
    """Return the size of each pool and how much of it is in use."""
    if database is None:
        return {}
    sessions: Any = database.writers.kw["bind"].pool
    reads = database.reads.pool
    return {
        "sessions": (sessions.size(), sessions.checkedout()),
        "reads": (reads.get_max_size(), reads.get_size() - reads.get_idle_size()),
    }


class Metrics:
    """Counts what the service does."""

    def __init__(self, database: Callable[[], Database | None]) -> None:
        self.in_progress = 0
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "okr_requests",
            "Requests answered.",
            ["operation", "method", "status"],
            registry=self.registry,
        )
        self.durations = Histogram(
            "okr_request_duration_seconds",
            "How long a request took.",
            ["operation", "method"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.database_errors = Counter(
            "okr_database_errors",
            "Errors of the database, by SQLSTATE, or by what the driver calls them.",
            ["kind"],
            registry=self.registry,
        )
        self.children: dict[tuple[str, str, int], Child] = {}
        self.registry.register(Gauges(lambda: self.in_progress, database))

    def observe(self, operation: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        key = (operation, method if method in METHODS else "other", status // 100)
        child = self.children.get(key)
        if child is None:
            child = self.children[key] = self.child(*key)
        child[0].inc()
        child[1].observe(seconds)

    def child(self, operation: str, method: str, kind: int) -> Child:
        """Return what counts the requests of an operation with a class of status."""
        counter = self.requests.labels(operation, method, f"{kind}xx")
        return counter, self.durations.labels(operation, method)

    def text(self) -> bytes:
        """Write all figures in the text format of Prometheus."""
        return generate_latest(self.registry)
