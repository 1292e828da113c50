"""`Accept`: which form of an answer a client takes (RFC 9110, section 12.5.1)."""

from functools import lru_cache

JSON = ("application/json", "application/problem+json")
HTML = "text/html"
PAGE = ("application/json", HTML, "application/problem+json")
# What has forms of its own; everything else is JSON.
SHEET = (
    "application/json",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/problem+json",
)
FORMS: dict[str, tuple[str, ...]] = {"/metrics": ("text/plain",), "/docs": (HTML,)}
USUAL = frozenset({b"", b"*/*", b"application/json", b"application/json, text/plain, */*"})
SPECIFIC = 1000  # a header with more ranges than anybody writes is read this far


def forms_of(path: str) -> tuple[str, ...]:
    """Return the media types that an address can answer in, the best first."""
    if path.startswith("/problems"):
        return PAGE
    if path.startswith("/orgs/"):
        return (HTML,)
    if path.endswith("/sheet"):
        return SHEET
    return FORMS.get(path, JSON)


def weight_of(parameters: list[str]) -> float:
    """Return how much a range is wanted: what is no weight refuses."""
    given = [p.strip()[2:] for p in parameters if p.strip()[:2].lower() == "q="]
    try:
        weight = float(given[0]) if given else 1.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def ranges_of(header: str) -> dict[str, float]:
    """Return the media ranges of a header, and how much each is wanted."""
    parts = [part.split(";") for part in header[:SPECIFIC].split(",")]
    return {kind.strip().lower(): weight_of(rest) for kind, *rest in parts if kind.strip()}


def wanted(form: str, ranges: dict[str, float]) -> float:
    """Return how much a form is wanted: the most specific range that fits it decides."""
    family = form.partition("/")[0]
    return next((ranges[r] for r in (form, f"{family}/*", "*/*") if r in ranges), 0.0)


@lru_cache(maxsize=1024)
def chosen(header: bytes, forms: tuple[str, ...]) -> str | None:
    """Return the form that a client likes best, or None where it takes none of them."""
    ranges = ranges_of(header.decode("latin-1"))
    if not ranges:
        return forms[0]
    weight, best = max((wanted(form, ranges), -n) for n, form in enumerate(forms))
    return forms[-best] if weight > 0 else None


def is_acceptable(header: bytes, path: str) -> bool:
    """Whether a client takes any form of an answer."""
    if header in USUAL or path.startswith("/_static/"):
        return True
    return chosen(header, forms_of(path)) is not None
