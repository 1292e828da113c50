"""The name of an organization in addresses."""

import re
from unicodedata import normalize

from app.domain.errors import Conflict

LENGTH = 63
FORM = re.compile("[a-z][a-z0-9-]{0,62}")


class SlugTaken(Conflict):
    """Another organization has this slug."""

    code = "slug_taken"


def slug_of(name: str, random: str) -> str:
    """Return a slug made of a name, or one of random characters where it gives none."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LENGTH].rstrip("-")
    return slug if FORM.fullmatch(slug) else f"org-{random}"


def another_slug(slug: str, random: str) -> str:
    """Return a slug beside one that is taken."""
    return f"{slug[: LENGTH - len(random) - 1].rstrip('-')}-{random}"
