"""What figures propose as a score, and how the scores of key results make one above."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.figure import shown
from app.domain.mean import Part, weighted_mean

DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Result:
    """A key result that counts, as its objective's score sees it.

    `first` is the progress against the first target that was locked, where that has `moved`.
    """

    weight: Decimal
    progress: Decimal | None
    confirmed: Decimal | None = None
    moved: bool = False
    first: Decimal | None = None

    @property
    def proposed(self) -> Decimal | None:
        """What its progress says."""
        return rounded(self.progress)

    @property
    def first_proposed(self) -> Decimal | None:
        """What its progress would have said without another target."""
        return rounded(self.first) if self.moved else self.proposed

    @property
    def standing(self) -> Decimal | None:
        """What counts above: what people confirmed, else what is proposed."""
        return self.proposed if self.confirmed is None else self.confirmed

    @property
    def first_standing(self) -> Decimal | None:
        """What would count above without another target: nobody has confirmed that."""
        return self.first_proposed if self.moved else self.standing


def rounded(figure: Decimal | None) -> Decimal | None:
    """Return a figure as a score."""
    return None if figure is None else shown(figure, DECIMALS)


def proposed_above(results: Sequence[Result], progress: Decimal | None) -> Decimal | None:
    """Return the score of an objective as its key results say, else as its progress does."""
    parts = [Part(each.weight, each.standing) for each in results]
    return rounded(weighted_mean(parts) if parts else progress)


def first_proposed_above(results: Sequence[Result], progress: Decimal | None) -> Decimal | None:
    """Return the same against the first targets that were locked."""
    parts = [Part(each.weight, each.first_standing) for each in results]
    return rounded(weighted_mean(parts) if parts else progress)
