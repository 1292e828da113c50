"""Guards: KPIs that watch over an objective, and show on it how they stand."""
