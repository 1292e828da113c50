"""The demo company: a year of a manufacturer that becomes a brand, told through the commands."""

from app.demo.credentials import Demo
from app.demo.load import load

__all__ = ["Demo", "load"]
