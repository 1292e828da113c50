"""Where themes stand among each other."""

from collections.abc import Iterator

from app.domain.theme import LAST
from app.verify.company import Company


def wrong_themes(company: Company) -> Iterator[str]:
    """Yield the themes whose place nobody could have given them."""
    for theme in company.themes:
        if theme.position > LAST:
            yield f"theme {theme.id}: position is stored as {theme.position}, at most it is {LAST}."
