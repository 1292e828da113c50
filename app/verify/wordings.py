"""What search knows of the goals: the letters of what they say, and the pairs of letters."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import collate, func, literal_column, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.tables import Wording
from app.verify.company import Company

SEARCHED = {
    "objective": ("title", "why", "description"),
    "key_result": ("title",),
    "initiative": ("title", "strategy"),
    "kpi": ("key", "name", "definition"),
}
Known = Mapping[tuple[str, UUID], Collection[int]]


async def wrong_wordings(session: AsyncSession, company: Company) -> list[str]:
    """Return what is searched and cannot be found, or is found by what it does not say."""
    known = await wordings(session, company)
    found: list[str] = []
    said = set()
    for kind, texts in SEARCHED.items():
        grams = Grams(company.organization.id, kind)
        for id, words in await sql.rows(session, words_of(company, kind, texts)):
            said.add((kind, id))
            found += wrong(f"{kind} {id}", grams.of(words), known.get((kind, id)))
    gone = sorted(known.keys() - said, key=str)
    return [
        *found,
        *(f"wording: there is no {kind} {id}, and search knows it." for kind, id in gone),
    ]


def wrong(told: str, grams: set[int], known: Collection[int] | None) -> Iterator[str]:
    """Yield what search does not know as it should."""
    if known is None:
        yield f"{told}: it has no wording, so search does not find it."
    elif grams != set(known):
        lost, more = len(grams - set(known)), len(set(known) - grams)
        yield f"{told}: of its wording {lost} grams are lost, and {more} are not its own."


def words_of(company: Company, kind: str, texts: Sequence[str]) -> Any:
    """Select what each goal of a kind says: folded as the service folds it, word by word.

    In a trigger the name of the table lends its collation, by which only ASCII has blanks.
    """
    row = getattr(sql, kind)
    said = func.app_folded(func.concat_ws(" ", *(getattr(row, text) for text in texts)))
    words = func.regexp_split_to_array(collate(said, "C"), literal_column(r"'\s+'"))
    return select(row.id, words).where(row.org_id == company.organization.id)


async def wordings(session: AsyncSession, company: Company) -> Known:
    """Return what search knows, by kind and id."""
    kept: Any = Wording
    mine = select(kept.kind, kept.id, kept.grams).where(kept.org_id == company.organization.id)
    return {(kind, id): grams for kind, id, grams in await sql.rows(session, mine)}


class Grams:
    """The letters and pairs of letters of one kind of goal, hashed, each once."""

    def __init__(self, org_id: UUID, kind: str) -> None:
        self.salt = f"{org_id}{kind}"
        self.hashed: dict[str, int] = {}

    def of(self, words: Sequence[str]) -> set[int]:
        """Return all that are in some words."""
        pairs = {word[n : n + 2] for word in words for n in range(len(word) - 1)}
        return {self.hash(gram) for gram in pairs | {letter for word in words for letter in word}}

    def hash(self, gram: str) -> int:
        """Return one, as the database keeps it."""
        if gram not in self.hashed:
            digest = sha256(f"{self.salt}{gram}".encode()).digest()
            self.hashed[gram] = int.from_bytes(digest[:8], signed=True)
        return self.hashed[gram]
