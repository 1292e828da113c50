"""Health: what depends on today, in SQL; and what keeps the figures of its last day."""
