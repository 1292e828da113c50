"""What somebody reads while a company moves in, and when it is there."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

from moving.row import CannotMove, Row, Trouble, Wrong
from moving.service import Refused
from moving.sheets import SHEETS

T = TypeVar("T")
QUARTERS, WORTH_A_LINE = 4, 20  # fewer rows are told of when they are done
ADVICE = {
    "alignment_loop": "Leave one of these alignments out.",
    "cycle_closed": "Name a cycle that is not closed.",
    "not_the_owner": "Write “proposed” as its state: its owner agrees in person.",
    "owner_unfit": "Name somebody who has not left, and who is no viewer.",
    "role_too_low": "Only an owner of the organization may do this: take an owner's token.",
    "team_differs": "Change the team in the service, or its row here.",
}
SCOPE = "The token does not reach far enough: take one with scope admin."
DONE = "{name:12} {made:5} made, {there:5} were there"
WAITING = (
    "{count} alignments wait for the owners of their parents: GET /v1/me/work shows them theirs."
)
REFUSED = "{count} rows are wrong:"
TOOK = "{made} made in {seconds:.1f} s."


class Report:
    """Counts what was made and what was there, and keeps what is wrong."""

    def __init__(self) -> None:
        self.made: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        self.troubles: list[Trouble] = []
        self.remarks: list[str] = []
        self.waiting = 0  # alignments whose parent's owner is asked
        self.last = ""  # what to do next

    def count(self, name: str, *, made: bool) -> None:
        """Count something that is there now, or was before."""
        (self.made if made else self.there)[name] += 1

    def rows(self, name: str, rows: Sequence[T]) -> Iterator[T]:
        """Yield some rows, and show how far they have come."""
        on_terminal, total = sys.stdout.isatty(), len(rows)
        told = 0
        for done, row in enumerate(rows):
            yield row
            part = (done + 1) * QUARTERS // total
            if on_terminal or (part > told and total >= WORTH_A_LINE) or done + 1 == total:
                told, end = part, "\r" if on_terminal and done + 1 < total else "\n"
                print(f"{name:16} {done + 1:4} of {total}", end=end, flush=True)

    def refused(self, row: Row, refused: Refused, *, below: Sequence[Row] = ()) -> None:
        """Keep what the service says against a row, or against those sent with it."""
        if refused.code == "scope_too_low":
            raise CannotMove(SCOPE)
        advice, found = ADVICE.get(refused.code, ""), refused.problem["errors"]
        if not found:
            self.troubles.append(Trouble(row, "", refused.problem["detail"], advice))
        for error in found:
            where, names = place(error["pointer"], row, below)
            told = ADVICE.get(error["code"], advice)
            self.troubles.append(Trouble(where, names, error["detail"], told))

    def wrong(self, row: Row, wrong: Wrong) -> None:
        """Keep why a row was not sent."""
        self.troubles.append(wrong.of(row))

    def end(self, seconds: float) -> None:
        """Say what there is now, what is wrong, and what comes next."""
        for name in dict.fromkeys([*self.made, *self.there]):
            print(DONE.format(name=name, made=self.made[name], there=self.there[name]))
        if self.waiting:
            print(WAITING.format(count=self.waiting))
        print(
            *self.remarks,
            TOOK.format(made=self.made.total(), seconds=seconds),
            sep="\n",
            flush=True,
        )
        if self.troubles:
            count = len({(each.row.file, each.row.line) for each in self.troubles})
            print(REFUSED.format(count=count), *self.troubles, sep="\n", file=sys.stderr)
        print(self.last, end="\n" if self.last else "", file=sys.stderr)


def place(pointer: str, row: Row, below: Sequence[Row]) -> tuple[Row, str]:
    """Return the row and the column that a pointer is about. `below` were sent in a list."""
    parts = pointer.strip("/").split("/")
    if len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(below):
        row, parts = below[int(parts[1])], parts[2:]
    needed, more = SHEETS[row.file.removesuffix(".csv")]
    names = [name for part in parts for name in (part, part.removesuffix("_id"))]
    return row, next((name for name in names if name in needed + more), "")
