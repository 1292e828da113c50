"""Invitations: each is shown once, so each is written down before the next one is made."""

import csv
import os
import time
from datetime import datetime
from pathlib import Path

from moving.company import Company
from moving.report import Report
from moving.service import Service
from moving.sheets import Sheets

COLUMNS = ("email", "name", "token", "expires_at")


def invite(service: Service, company: Company, sheets: Sheets, report: Report, file: Path) -> None:
    """Invite everybody of people.csv who has not come in and has no invitation that still opens."""
    holders = in_hand(file)
    emails = [row["email"].lower() for row in sheets["people"]]
    waiting = [company.members[e] for e in emails if company.members[e]["state"] == "invited"]
    wanted = [member for member in waiting if member["email"] not in holders]
    report.there["invitations"] = len(waiting) - len(wanted)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as kept:
        table = csv.writer(kept, lineterminator="\n")
        if not kept.tell():
            table.writerow(COLUMNS)
        for member in report.rows(file.name, wanted):
            made = service.act(f"/members/{member['id']}/invitation")["invitation"]
            table.writerow((member["email"], member["name"], *made.values()))
            kept.flush()
            report.count("invitations", made=True)


def in_hand(file: Path) -> set[str]:
    """Return who has an invitation in a file that has not expired."""
    if not file.exists():
        return set()
    with file.open(encoding="utf-8", newline="") as kept:
        rows = {row["email"]: row["expires_at"] for row in csv.DictReader(kept)}
    return {e for e, at in rows.items() if datetime.fromisoformat(at).timestamp() > time.time()}
