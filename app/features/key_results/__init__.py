"""Key results: how people know that they got there, and the metric that tells."""
