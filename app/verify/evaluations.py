"""What evaluations keep: of what was shared, the lines that make its result; of a draft nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from app.domain.evaluation import EvaluationState
from app.tables import Evaluation, EvaluationLine
from app.verify.company import Company
from app.verify.sentences import differing

MOST = Decimal("1.2")  # of one KPI, whatever it attained
Lines = Sequence[EvaluationLine]


def wrong_evaluations(company: Company) -> Iterator[str]:
    """Yield what contradicts itself in evaluations."""
    kept: dict[UUID, list[EvaluationLine]] = defaultdict(list)
    for line in company.evaluation_lines:
        kept[line.evaluation_id].append(line)
    for each in company.evaluations:
        if each.state is EvaluationState.draft:
            yield from wrong_draft(each, kept[each.id])
        else:
            yield from wrong_shared(each, kept[each.id])
        if each.comment is not None and each.state is not EvaluationState.acknowledged:
            yield f"evaluation {each.id}: it has a comment, and nobody has acknowledged it."


def wrong_draft(evaluation: Evaluation, lines: Lines) -> Iterator[str]:
    """Yield what a draft keeps: it follows the figures of each day."""
    if lines:
        yield f"evaluation {evaluation.id}: it is a draft, and keeps {len(lines)} lines."
    nothing = {"result": None, "rating": None}
    yield from differing("evaluation", evaluation.id, dict(evaluation), nothing)


def wrong_shared(evaluation: Evaluation, lines: Lines) -> Iterator[str]:
    """Yield where lines do not follow from what they keep, or the result not from the lines."""
    for line in lines:
        attained = line.attainment
        capped = None if attained is None else sorted((Decimal(0), attained, MOST))[1]
        weighted = None if capped is None else line.weight * capped
        expected = {"capped": capped, "weighted": weighted}
        named = f"{evaluation.id} about KPI {line.kpi_id}"
        yield from differing("evaluation", named, dict(line), expected)
    result = mean_of(lines)
    yield from differing("evaluation", evaluation.id, dict(evaluation), {"result": result})
    if (evaluation.rating is None) is not (result is None):
        yield f"evaluation {evaluation.id}: it has a rating or a result, and not both."


def mean_of(lines: Lines) -> Decimal | None:
    """Return the weighted mean of what counts of each line, or None where nothing does."""
    counted = [(Fraction(each.weight), each.capped) for each in lines if each.capped is not None]
    weights = sum(weight for weight, _ in counted)
    if not weights:
        return None
    mean = sum(weight * Fraction(capped) for weight, capped in counted) / weights
    return Decimal(mean.numerator) / Decimal(mean.denominator)
