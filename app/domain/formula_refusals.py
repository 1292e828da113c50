"""How a formula is refused."""

from collections.abc import Sequence
from uuid import UUID

from app.domain.errors import Conflict, NotValid

MOST_CHARACTERS, MOST_BRACKETS, MOST_NAMES, MOST_LEVELS = 500, 20, 30, 10


class FormulaUnreadable(NotValid):
    """It says something that formulas do not know; `position` counts characters from 1."""

    code = "formula_unreadable"


class FormulaTooLarge(NotValid):
    """It is longer, deeper or names more than anybody can follow."""

    code = "formula_too_large"

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            pointer, characters=MOST_CHARACTERS, brackets=MOST_BRACKETS, names=MOST_NAMES
        )


class FormulaWithoutPart(NotValid):
    """It names no KPI, and so would never be measured."""

    code = "formula_without_part"


class FormulaPartUnknown(NotValid):
    """No KPI that the author may see has this key."""

    code = "formula_part_unknown"


class FormulaFrequency(NotValid):
    """A part is measured less often than the formula."""

    code = "formula_frequency"


class FormulaPath(Conflict):
    """A refusal that shows a path through formulas, from a KPI to its part and so on."""

    code = "formula_path"

    def __init__(self, path: Sequence[UUID]) -> None:
        steps = [{"kind": "kpi", "id": str(id)} for id in path]
        super().__init__({"path": steps}, length=len(steps), most=MOST_LEVELS)


class FormulaLoop(FormulaPath):
    """A KPI would be worked out from itself."""

    code = "formula_loop"


class FormulaTooDeep(FormulaPath):
    """Formulas would stand on formulas on more levels than anybody can follow."""

    code = "formula_too_deep"
