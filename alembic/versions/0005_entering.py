"""entering: who enters is told to the transaction without a query for each thing told"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# PERFORM runs a query; an assignment only calls the function. Everything else is as it was.
CALLED, QUERIED = "told :=", "PERFORM"

AUTHENTICATE = """
CREATE OR REPLACE FUNCTION authenticate(
    of_account uuid, of_session uuid, of_token bytea, at timestamptz,
    OUT account_id uuid, OUT scope text, OUT bound_to uuid
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    told text;
BEGIN
    IF of_token IS NULL THEN
        SELECT s.account_id, 'admin' INTO account_id, scope FROM session s
        WHERE s.id = of_session AND s.account_id = of_account
            AND s.ended_at IS NULL AND s.expires_at > at;
    ELSE
        SELECT t.account_id, t.scope, t.org_id INTO account_id, scope, bound_to
        FROM personal_token t
        WHERE t.hash = of_token AND t.expires_on >= (at AT TIME ZONE 'UTC')::date;
    END IF;
    IF account_id IS NULL THEN
        RAISE EXCEPTION 'no valid token' USING ERRCODE = 'OK401';
    END IF;
    {way} set_config('app.account_id', account_id::text, true);
END $$
"""

ENTER = """
CREATE OR REPLACE FUNCTION enter(
    named uuid, slugged text, of_account uuid, of_session uuid, of_token bytea,
    at timestamptz, writes boolean
) RETURNS TABLE (
    org_id uuid, member_id uuid, account_id uuid, role text, scope text,
    today date, timezone text, health_at_risk numeric, health_off_track numeric, leads uuid[]
) ROWS 1 LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    who record;
    told text;
BEGIN
    who := authenticate(of_account, of_session, of_token, at);
    {way} set_config('app.org_id', '', true);
    SELECT o.id, m.id, m.account_id, m.role, who.scope,
        (at AT TIME ZONE o.timezone)::date, o.timezone, o.health_at_risk, o.health_off_track
    INTO org_id, member_id, account_id, role, scope,
        today, timezone, health_at_risk, health_off_track
    FROM member m JOIN organization o ON o.id = m.org_id
    WHERE m.account_id = who.account_id AND m.state = 'active'
        AND (o.id = named OR o.slug = slugged)
        AND (who.bound_to IS NULL OR o.id = who.bound_to);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    {way} set_config('app.org_id', org_id::text, true);
    {way} set_config('app.member_id', member_id::text, true);
    IF writes THEN
        PERFORM FROM organization_state s WHERE s.org_id = enter.org_id FOR NO KEY UPDATE;
        SELECT m.role INTO role FROM member m  -- who wrote before may have changed it
        WHERE m.org_id = enter.org_id AND m.id = enter.member_id AND m.state = 'active';
        IF NOT FOUND THEN
            {way} set_config('app.org_id', '', true);
            RETURN;
        END IF;
        leads := ARRAY (SELECT app_led());
    END IF;
    RETURN NEXT;
END $$
"""


def upgrade() -> None:
    for function in (AUTHENTICATE, ENTER):
        op.execute(function.format(way=CALLED))


def downgrade() -> None:
    for function in (AUTHENTICATE, ENTER):
        op.execute(function.format(way=QUERIED))
