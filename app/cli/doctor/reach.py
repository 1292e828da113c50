"""Whether the database can be reached, and if not, what to do."""

from app.cli.doctor.finding import Finding, fail

REMEDIES = {
    "28P01": "Set the password of the role (psql: \\password), or correct it in {variable}.",
    "28000": "Make the role, or let it in: pg_hba.conf decides who may come from where.",
    "3D000": "Make the database: docs/operators.md says how; or correct its name in {variable}.",
    "53300": "Raise max_connections, or lower OKR_POOL_SIZE.",
    "57P03": "Wait: Postgres is starting or stopping.",
}
AWAY = "Start Postgres, or correct host and port in {variable}."


def unreachable(check: str, variable: str, error: BaseException) -> Finding:
    """Say what kept us from it."""
    said = str(error).strip().partition("\n")[0] or "no answer in time"
    remedy = REMEDIES.get(getattr(error, "sqlstate", None) or "", AWAY)
    return fail(check, f"cannot be reached: {said}", remedy.format(variable=variable))
