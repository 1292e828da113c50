"""`okr doctor`: what is set, and whether the service can live with it. It changes nothing."""

from app.cli.doctor.command import doctor

__all__ = ["doctor"]
