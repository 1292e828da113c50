"""Recomputes what is stored, from scratch and by another way, and looks for what should not be."""

from app.verify.run import verify

__all__ = ["verify"]
