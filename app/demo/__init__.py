"""The demo company: a year of a manufacturer that becomes a brand, played by the rules."""

from app.demo.credentials import Demo
from app.demo.load import OtherSize, load
from app.demo.size import Size

__all__ = ["Demo", "OtherSize", "Size", "load"]
