"""everybody: teams, themes, visibility, waypoints, targets, initiatives, snapshots"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE team (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    parent_id UUID,
    lead_id UUID,
    CONSTRAINT pk_team PRIMARY KEY (org_id, id),
    CONSTRAINT fk_team_org_id_parent_id
        FOREIGN KEY (org_id, parent_id) REFERENCES team (org_id, id),
    CONSTRAINT fk_team_org_id_lead_id
        FOREIGN KEY (org_id, lead_id) REFERENCES member (org_id, id),
    CONSTRAINT ck_team_not_itself CHECK (parent_id <> id),
    CONSTRAINT fk_team_org_id FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_team_org_id_parent_id ON team (org_id, parent_id);
CREATE INDEX ix_team_org_id_lead_id ON team (org_id, lead_id);

CREATE TABLE team_member (
    org_id UUID NOT NULL,
    team_id UUID NOT NULL,
    member_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_team_member PRIMARY KEY (org_id, team_id, member_id),
    CONSTRAINT fk_team_member_org_id_team_id
        FOREIGN KEY (org_id, team_id) REFERENCES team (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_team_member_org_id_member_id
        FOREIGN KEY (org_id, member_id) REFERENCES member (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_team_member_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_team_member_org_id_member_id ON team_member (org_id, member_id);

CREATE TABLE theme (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    description VARCHAR(2000),
    position INTEGER NOT NULL,
    CONSTRAINT pk_theme PRIMARY KEY (org_id, id),
    CONSTRAINT ck_theme_position CHECK (position >= 0),
    CONSTRAINT fk_theme_org_id FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);

CREATE TABLE initiative (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    strategy VARCHAR(2000),
    starts_on DATE,
    due_on DATE,
    effect VARCHAR(2000),
    url VARCHAR(2000),
    key_result_id UUID NOT NULL,
    owner_member_id UUID,
    state VARCHAR(24) NOT NULL,
    steps JSONB NOT NULL,
    CONSTRAINT pk_initiative PRIMARY KEY (org_id, id),
    CONSTRAINT fk_initiative_org_id_key_result_id
        FOREIGN KEY (org_id, key_result_id) REFERENCES key_result (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_initiative_org_id_owner_member_id
        FOREIGN KEY (org_id, owner_member_id) REFERENCES member (org_id, id),
    CONSTRAINT ck_initiative_days CHECK (starts_on <= due_on),
    CONSTRAINT fk_initiative_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE,
    CONSTRAINT ck_initiative_initiativestate
        CHECK (state IN ('planned', 'doing', 'done', 'dropped'))
);
CREATE INDEX ix_initiative_org_id_key_result_id ON initiative (org_id, key_result_id);
CREATE INDEX ix_initiative_org_id_owner_member_id ON initiative (org_id, owner_member_id);
CREATE INDEX ix_initiative_org_id_updated_at ON initiative (org_id, updated_at);

CREATE TABLE target (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    key_result_id UUID NOT NULL,
    set_by_id UUID,
    reason VARCHAR(2000),
    start NUMERIC(19, 4),
    target NUMERIC(19, 4),
    lower NUMERIC(19, 4),
    upper NUMERIC(19, 4),
    steps JSONB,
    CONSTRAINT pk_target PRIMARY KEY (org_id, id),
    CONSTRAINT fk_target_org_id_key_result_id
        FOREIGN KEY (org_id, key_result_id) REFERENCES key_result (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_target_org_id_set_by_id
        FOREIGN KEY (org_id, set_by_id) REFERENCES member (org_id, id),
    CONSTRAINT ck_target_finite CHECK (NOT ('NaN' IN (start, target, lower, upper))),
    CONSTRAINT fk_target_org_id FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_target_org_id_key_result_id_id ON target (org_id, key_result_id, id);

CREATE TABLE snapshot (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    cycle_id UUID NOT NULL,
    objective_id UUID NOT NULL,
    document JSONB NOT NULL,
    CONSTRAINT pk_snapshot PRIMARY KEY (org_id, id),
    CONSTRAINT fk_snapshot_org_id_cycle_id
        FOREIGN KEY (org_id, cycle_id) REFERENCES cycle (org_id, id),
    CONSTRAINT fk_snapshot_org_id_objective_id
        FOREIGN KEY (org_id, objective_id) REFERENCES objective (org_id, id),
    CONSTRAINT fk_snapshot_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ix_snapshot_org_id_cycle_id_objective_id
    ON snapshot (org_id, cycle_id, objective_id);
"""

# A wording is what a goal says, as grams: the letters and the pairs of letters in it, folded, each
# hashed together with the organization and the kind of goal.
WORDING = """
CREATE TABLE wording (
    org_id UUID NOT NULL,
    kind VARCHAR(24) NOT NULL,
    id UUID NOT NULL,
    grams BIGINT[] NOT NULL,
    CONSTRAINT pk_wording PRIMARY KEY (org_id, kind, id),
    CONSTRAINT fk_wording_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_wording_grams ON wording USING gin (grams) WITH (fastupdate = off);
CREATE POLICY operator ON wording FOR SELECT TO CURRENT_USER USING (true);
"""

# `app_found` runs as the owner, whose policy shows it every row: under the policy of a tenant no
# operator of a GIN index may run first. It asks for one organization, by `org_id` and by the grams.
SEARCH = (
    """
CREATE FUNCTION app_folded(said text) RETURNS text
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT lower(normalize(said, NFKC)) $$
""",
    r"""
CREATE FUNCTION app_words(asked text, shortest integer) RETURNS text[]
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY (
        SELECT word FROM regexp_split_to_table(app_folded(asked), '\s+') AS word
        WHERE length(word) >= shortest
    )
$$
""",
    """
CREATE FUNCTION app_says(folded text, words text[]) RETURNS boolean
IMMUTABLE PARALLEL SAFE COST 1000 LANGUAGE plpgsql AS $$
DECLARE
    word text;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF strpos(folded, word) = 0 THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$
""",
    r"""
CREATE FUNCTION app_grams(org_id uuid, kind text, folded text) RETURNS bigint[]
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(array_agg(('x' || encode(substr(sha256(convert_to(
        org_id || kind || gram, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), '{}')
    FROM (
        SELECT DISTINCT gram FROM (
            SELECT letter, letter || lead(letter) OVER (ORDER BY place) AS pair
            FROM string_to_table(folded, NULL) WITH ORDINALITY AS each (letter, place)
        ) AS letters, LATERAL (VALUES (letter), (pair)) AS either (gram)
        WHERE gram !~ '\s'
    ) AS grams
$$
""",
    r"""
CREATE FUNCTION app_word() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM wording w
        WHERE w.org_id = OLD.org_id AND w.kind = TG_TABLE_NAME AND w.id = OLD.id;
        RETURN NULL;
    END IF;
    SELECT app_folded(string_agg(field.value, E'\n')) INTO said
    FROM jsonb_each_text(to_jsonb(NEW)) AS field WHERE field.key = ANY (TG_ARGV);
    INSERT INTO wording (org_id, kind, id, grams)
    VALUES (NEW.org_id, TG_TABLE_NAME, NEW.id, app_grams(NEW.org_id, TG_TABLE_NAME, said))
    ON CONFLICT (org_id, kind, id) DO UPDATE SET grams = excluded.grams;
    RETURN NULL;
END $$
""",
    r"""
CREATE FUNCTION app_found(of_kind text, asked text) RETURNS SETOF uuid
STABLE ROWS 100 SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    words text := array_to_string(app_words(asked, 1), E'\n');
BEGIN
    RETURN QUERY SELECT w.id FROM wording w
    WHERE w.org_id = app_org() AND w.kind = of_kind
        AND w.grams @> app_grams(app_org(), of_kind, words);
END $$
""",
    "REVOKE EXECUTE ON FUNCTION app_found FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION app_found TO okr_app",
)

WORDED = {
    "objective": ("title", "why", "description"),
    "key_result": ("title",),
    "initiative": ("title", "strategy"),
}
ON_CHANGE = """
CREATE TRIGGER wording AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION app_word({columns})
"""

# As somebody of each organization: row security shows its owner no goal.
WHAT_WAS_THERE = """
DO $$
DECLARE
    each uuid;
BEGIN
    FOR each IN SELECT id FROM organization LOOP
        PERFORM set_config('app.org_id', each::text, true);
        UPDATE objective SET title = title WHERE org_id = each;
        UPDATE key_result SET title = title WHERE org_id = each;
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
END $$
"""

# What was there before keeps working as it did: everybody sees it.
COLUMNS = """
ALTER TABLE objective
    ADD COLUMN visibility VARCHAR(24) NOT NULL DEFAULT 'organization',
    ADD COLUMN theme_id UUID,
    ADD COLUMN owner_team_id UUID,
    ADD COLUMN copied_from_id UUID,
    ADD CONSTRAINT fk_objective_org_id_owner_team_id
        FOREIGN KEY (org_id, owner_team_id) REFERENCES team (org_id, id),
    ADD CONSTRAINT fk_objective_org_id_theme_id
        FOREIGN KEY (org_id, theme_id) REFERENCES theme (org_id, id),
    ADD CONSTRAINT fk_objective_org_id_copied_from_id
        FOREIGN KEY (org_id, copied_from_id) REFERENCES objective (org_id, id)
        ON DELETE SET NULL (copied_from_id),
    ADD CONSTRAINT ck_objective_owner CHECK (num_nonnulls(owner_member_id, owner_team_id) <= 1),
    ADD CONSTRAINT ck_objective_whose_team
        CHECK (visibility <> 'team' OR num_nonnulls(owner_member_id, owner_team_id) = 1),
    ADD CONSTRAINT ck_objective_visibility
        CHECK (visibility IN ('organization', 'team', 'private'));
ALTER TABLE objective ALTER COLUMN visibility DROP DEFAULT;
CREATE INDEX ix_objective_org_id_owner_team_id_id ON objective (org_id, owner_team_id, id);
CREATE INDEX ix_objective_org_id_theme_id_id ON objective (org_id, theme_id, id);
CREATE INDEX ix_objective_org_id_copied_from_id ON objective (org_id, copied_from_id);
ALTER TABLE key_result
    ADD COLUMN copied_from_id UUID,
    ADD COLUMN waypoints JSONB NOT NULL DEFAULT '[]',
    ADD CONSTRAINT fk_key_result_org_id_copied_from_id
        FOREIGN KEY (org_id, copied_from_id) REFERENCES key_result (org_id, id)
        ON DELETE SET NULL (copied_from_id);
ALTER TABLE key_result ALTER COLUMN waypoints DROP DEFAULT;
CREATE INDEX ix_key_result_org_id_owner_member_id ON key_result (org_id, owner_member_id);
CREATE INDEX ix_key_result_org_id_copied_from_id ON key_result (org_id, copied_from_id);
CREATE INDEX ix_objective_org_id_created_at_id ON objective (org_id, created_at, id);
CREATE INDEX ix_key_result_org_id_created_at_id ON key_result (org_id, created_at, id);
CREATE INDEX ix_alignment_org_id_created_at_id ON alignment (org_id, created_at, id);
ALTER TABLE check_in ADD COLUMN initiatives JSONB;
ALTER TABLE organization
    ADD COLUMN alignment_approval VARCHAR(24) NOT NULL DEFAULT 'owner',
    ADD COLUMN objective_visibility VARCHAR(24) NOT NULL DEFAULT 'organization',
    ADD CONSTRAINT ck_organization_approval CHECK (alignment_approval IN ('owner', 'automatic')),
    ADD CONSTRAINT ck_organization_objective_visibility
        CHECK (objective_visibility IN ('organization', 'team', 'private'));
ALTER TABLE organization
    ALTER COLUMN alignment_approval DROP DEFAULT, ALTER COLUMN objective_visibility DROP DEFAULT;
"""

# Whom a member works with, asked by statements that show what is not for everybody.
SIGHT = """
CREATE FUNCTION app_member() RETURNS uuid STABLE LANGUAGE sql AS
    $$ SELECT nullif(current_setting('app.member_id', true), '')::uuid $$;
CREATE FUNCTION app_led() RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
    WITH RECURSIVE led AS (
        SELECT t.id FROM team t WHERE t.org_id = app_org() AND t.lead_id = app_member()
        UNION
        SELECT t.id FROM team t JOIN led l ON t.parent_id = l.id WHERE t.org_id = app_org()
    )
    SELECT l.id FROM led l
$$;
CREATE FUNCTION app_teams() RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
    SELECT app_led()
    UNION
    SELECT tm.team_id FROM team_member tm
    WHERE tm.org_id = app_org() AND tm.member_id = app_member()
$$;
CREATE FUNCTION app_mates() RETURNS SETOF uuid STABLE LANGUAGE sql AS $$
    SELECT tm.member_id FROM team_member tm
    WHERE tm.org_id = app_org() AND tm.team_id IN (SELECT app_teams())
    UNION
    SELECT t.lead_id FROM team t
    WHERE t.org_id = app_org() AND t.id IN (SELECT app_teams()) AND t.lead_id IS NOT NULL
$$;
"""

# Where straight lines from stop to stop lead to on a day: `expected_on_path` of the rules.
PATHS = """
CREATE FUNCTION app_expected_on_path(
    today date, first date, last date, start numeric, target numeric, waypoints jsonb
) RETURNS numeric STABLE LANGUAGE plpgsql AS $$
BEGIN
    IF today < first OR today >= last THEN
        RETURN (today >= last)::int;
    END IF;
    RETURN (
        WITH stop AS (
            SELECT first AS day, start AS value, 0::bigint AS place
            UNION ALL
            SELECT (w.point ->> 'on')::date, (w.point ->> 'value')::numeric, w.place
            FROM jsonb_array_elements(waypoints) WITH ORDINALITY AS w (point, place)
            UNION ALL
            SELECT last, target, jsonb_array_length(waypoints) + 1
        ), line AS (
            SELECT s.day, s.value, lead(s.day) OVER way - s.day AS days,
                lead(s.value) OVER way - s.value AS rise
            FROM stop s
            WINDOW way AS (ORDER BY s.place)
        )
        SELECT greatest(0, least(1,
            ((l.value - start) * l.days + l.rise * (today - l.day)) / ((target - start) * l.days)
        ))
        FROM line l
        WHERE l.day <= today AND today < l.day + l.days
    );
END $$
"""

# As before, and: who it is, for the functions above; who writes learns which teams they lead.
ENTER = """
CREATE FUNCTION enter(
    named uuid, slugged text, of_account uuid, of_session uuid, of_token bytea,
    at timestamptz, writes boolean
) RETURNS TABLE (
    org_id uuid, member_id uuid, account_id uuid, role text, scope text,
    today date, timezone text, health_at_risk numeric, health_off_track numeric, leads uuid[]
) ROWS 1 LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    who record;
BEGIN
    who := authenticate(of_account, of_session, of_token, at);
    PERFORM set_config('app.org_id', '', true);
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
    PERFORM set_config('app.org_id', org_id::text, true),
        set_config('app.member_id', member_id::text, true);
    IF writes THEN
        PERFORM FROM organization_state s WHERE s.org_id = enter.org_id FOR NO KEY UPDATE;
        SELECT m.role INTO role FROM member m  -- who wrote before may have changed it
        WHERE m.org_id = enter.org_id AND m.id = enter.member_id AND m.state = 'active';
        IF NOT FOUND THEN
            PERFORM set_config('app.org_id', '', true);
            RETURN;
        END IF;
        leads := ARRAY (SELECT app_led());
    END IF;
    RETURN NEXT;
END $$
"""

FORMER_ENTER = """
CREATE FUNCTION enter(
    named uuid, slugged text, of_account uuid, of_session uuid, of_token bytea,
    at timestamptz, writes boolean
) RETURNS TABLE (
    org_id uuid, member_id uuid, account_id uuid, role text, scope text,
    today date, timezone text, health_at_risk numeric, health_off_track numeric
) ROWS 1 LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    who record;
BEGIN
    who := authenticate(of_account, of_session, of_token, at);
    PERFORM set_config('app.org_id', '', true);
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
    PERFORM set_config('app.org_id', org_id::text, true);
    IF writes THEN
        PERFORM FROM organization_state s WHERE s.org_id = enter.org_id FOR NO KEY UPDATE;
        SELECT m.role INTO role FROM member m  -- who wrote before may have changed it
        WHERE m.org_id = enter.org_id AND m.id = enter.member_id AND m.state = 'active';
        IF NOT FOUND THEN
            PERFORM set_config('app.org_id', '', true);
            RETURN;
        END IF;
    END IF;
    RETURN NEXT;
END $$
"""

ROW_SECURITY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table}
    USING (org_id = (SELECT app_org())) WITH CHECK (org_id = (SELECT app_org()));
"""

EDITED = ("team", "team_member", "theme", "initiative", "wording")
KEPT = ("target", "snapshot")  # what was meant stays told

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON {", ".join(EDITED)} TO okr_app;
GRANT SELECT, INSERT ON {", ".join(KEPT)} TO okr_app;
"""


def run(statements: str) -> None:
    """Run statements one by one: the driver takes no more at once."""
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)


def upgrade() -> None:
    run(TABLES)
    run(WORDING)
    run(COLUMNS)
    run(SIGHT)
    op.execute(PATHS)
    op.execute("DROP FUNCTION enter")
    op.execute(ENTER)
    for table in (*EDITED, *KEPT):
        run(ROW_SECURITY.format(table=table))
    run(GRANTS)
    for statement in SEARCH:
        op.execute(statement)
    for table, columns in WORDED.items():
        op.execute(ON_CHANGE.format(table=table, columns=", ".join(columns)))
    op.execute(WHAT_WAS_THERE)


def downgrade() -> None:
    for table in WORDED:
        op.execute(f"DROP TRIGGER wording ON {table}")
    op.execute("DROP FUNCTION app_found, app_word, app_grams, app_says, app_words, app_folded")
    op.execute("DROP FUNCTION enter")
    op.execute(FORMER_ENTER)
    op.execute("DROP FUNCTION app_expected_on_path")
    op.execute("DROP FUNCTION app_mates, app_teams, app_led, app_member")
    for column in ("alignment_approval", "objective_visibility"):
        op.execute(f"ALTER TABLE organization DROP COLUMN {column}")
    for table in ("objective", "key_result", "alignment"):
        op.execute(f"DROP INDEX ix_{table}_org_id_created_at_id")
    op.execute("ALTER TABLE check_in DROP COLUMN initiatives")
    for column in ("copied_from_id", "waypoints"):
        op.execute(f"ALTER TABLE key_result DROP COLUMN {column}")
    op.execute("ALTER TABLE objective DROP CONSTRAINT ck_objective_whose_team")
    for column in ("visibility", "theme_id", "owner_team_id", "copied_from_id"):
        op.execute(f"ALTER TABLE objective DROP COLUMN {column}")
    for table in ("wording", "snapshot", "target", "initiative", "theme", "team_member", "team"):
        op.execute(f"DROP TABLE {table}")
