"""Moves a company in from a folder of CSV files; docs/admins.md says what they hold.

OKR_TOKEN=okr_pat_... python3 scripts/move_in.py docs/moving-in/harbourlight --org harbourlight

It needs nothing but Python 3.11. Run it again after whatever came in between: what is there stays.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from moving.alignments import move_alignments
from moving.company import Company
from moving.goals import move_goals
from moving.invitations import invite
from moving.people import move_people
from moving.plan import move_plan
from moving.references import troubles
from moving.report import Report
from moving.row import CannotMove
from moving.service import Refused, Service
from moving.sheets import read_folder

HERE = "http://127.0.0.1:8000"
NO_TOKEN = "Put the token of an admin into OKR_TOKEN: `okr token create --scope admin` makes one."
NOTHING_SENT = "Nothing was sent. Correct these rows, and run the same command again."
AGAIN = "Correct these rows, and run the same command again: what is there stays as it is."
LOOK_AT_IT = "Everything stands. Look at it, then invite people: the same with --invitations FILE."
GO_ON = "Run the same command again: it goes on from here."
NOT_INVITED = "Nobody was invited yet: that is for when everything stands."
STEPS = (move_people, move_plan, move_goals, move_alignments)


def main() -> int:
    """Move in, and return 0 where everything stands."""
    begun, options, report = time.monotonic(), read_options(), Report()
    try:
        complete = moved_in(options, report)
    except CannotMove as error:
        complete = False
        report.last = str(error)
    except Refused as refused:  # no row's fault: the token has ended, say
        complete = False
        report.last = f"{refused.problem['detail']} {GO_ON}"
    except KeyboardInterrupt:
        complete = False
        report.last = f"Stopped. {GO_ON}"
    report.end(time.monotonic() - begun)
    return 0 if complete else 1


def moved_in(options: Namespace, report: Report) -> bool:
    """Move in as far as nothing stands in the way, and say whether everything is there."""
    sheets = read_folder(options.folder)
    if not (token := os.environ.get("OKR_TOKEN")):
        raise CannotMove(NO_TOKEN)
    service = Service(options.url, options.org, token, options.language)
    company = Company.of(service)
    report.troubles += troubles(sheets, company)
    if report.troubles:
        raise CannotMove(NOTHING_SENT)
    if options.check:
        report.last = "The sheets agree with one another. Nothing was sent."
        return True
    for step in STEPS:
        step(service, company, sheets, report)
    if report.troubles:
        raise CannotMove(AGAIN + (f" {NOT_INVITED}" if options.invitations else ""))
    if options.invitations:
        invite(service, company, sheets, report, options.invitations)
    else:
        report.last = LOOK_AT_IT
    return True


def read_options() -> Namespace:
    """Read what was asked for."""
    asked = ArgumentParser(description="Move a company in from a folder of CSV files.")
    asked.add_argument("folder", type=Path, help="with people.csv and the other sheets")
    asked.add_argument("--org", required=True, help="the organization: its slug or its id")
    asked.add_argument("--url", default=os.environ.get("OKR_URL", HERE), help="of the service")
    asked.add_argument("--language", default="en", choices=("en", "zh"), help="of refusals")
    asked.add_argument("--check", action="store_true", help="look at the sheets, send nothing")
    asked.add_argument(
        "--invitations", type=Path, metavar="FILE", help="then invite everybody, into this file"
    )
    return asked.parse_args()


if __name__ == "__main__":
    sys.exit(main())
