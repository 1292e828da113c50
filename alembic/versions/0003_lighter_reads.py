"""lighter reads: two more lists lie in their usual order; who works on a goal is asked apart"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("initiative", "member")

# Whether a member owns a key result of an objective, or an initiative under one. In PL/pgSQL, so
# that no statement takes it in: a read of what everybody may see does not even open the tables.
IS_INVOLVED = """
CREATE FUNCTION app_is_involved(at UUID, objective UUID, member UUID) RETURNS BOOLEAN
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM key_result k WHERE k.org_id = at AND k.objective_id = objective
            AND (k.owner_member_id = member OR EXISTS (
                SELECT FROM initiative i WHERE i.org_id = at
                    AND i.key_result_id = k.id AND i.owner_member_id = member)));
END $$
"""


def upgrade() -> None:
    for table in TABLES:
        columns = "(org_id, created_at, id)"
        op.execute(f"CREATE INDEX ix_{table}_org_id_created_at_id ON {table} {columns}")
    op.execute(IS_INVOLVED)


def downgrade() -> None:
    op.execute("DROP FUNCTION app_is_involved")
    for table in TABLES:
        op.execute(f"DROP INDEX ix_{table}_org_id_created_at_id")
