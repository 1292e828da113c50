"""How figures, days and instants are written for people, in each language."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.tables.account import Locale

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NONE, MINUS, TOGETHER = "\N{EN DASH}", "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
TIGHT = {"%", "‰", "°"}  # units that stand right behind their number


def number(value: float | int | None) -> str:
    """Return a number in groups of three digits; a dash where there is none."""
    if value is None:
        return NONE
    return f"{value:,}".replace("-", MINUS)


def measure(value: float | int | None, unit: str | None) -> str:
    """Return a number with its unit."""
    if value is None or not unit:
        return number(value)
    return f"{number(value)}{'' if unit in TIGHT else TOGETHER}{unit}"


def percent(value: float | None) -> str:
    """Return a share of one in hundredths."""
    return NONE if value is None else f"{value:.0%}".replace("-", MINUS)


def day(written: str | date, language: Locale) -> str:
    """Return a day."""
    it = date.fromisoformat(written) if isinstance(written, str) else written
    if language is Locale.zh:
        return f"{it.year}年{it.month}月{it.day}日"
    return f"{it.day} {MONTHS[it.month - 1]} {it.year}"


def moment(written: str, zone: str, language: Locale) -> str:
    """Return an instant, as a clock on the wall shows it in a zone."""
    it = datetime.fromisoformat(written).astimezone(ZoneInfo(zone))
    return f"{day(it.date(), language)} {it:%H:%M}"


def period(first: str, frequency: str, language: Locale) -> str:
    """Return what people call the period that begins on a day."""
    it = date.fromisoformat(first)
    quarter = (it.month + 2) // 3
    chinese = language is Locale.zh
    match frequency:
        case "monthly":
            return f"{it.year}年{it.month}月" if chinese else f"{MONTHS[it.month - 1]} {it.year}"
        case "quarterly":
            return f"{it.year}年第{quarter}季度" if chinese else f"Q{quarter} {it.year}"
        case "yearly":
            return f"{it.year}年" if chinese else f"{it.year}"
        case _:
            return f"{day(it, language)}起" if chinese else f"from {day(it, language)}"


def filters(language: Locale) -> dict[str, Any]:
    """Return how a page writes what is written in its own language."""
    return {
        "number": number,
        "measure": measure,
        "percent": percent,
        "day": lambda written: day(written, language),
        "moment": lambda written, zone: moment(written, zone, language),
        "period": lambda first, frequency: period(first, frequency, language),
    }
