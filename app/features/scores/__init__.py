"""Scores: proposed by the figures, confirmed or overridden by those who answer for them."""
