"""kpis: figures that are watched, scores, sheets and their limits, evaluations, links to pages"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What people write of a KPI, and what they measured. `kpi_figure` (a period) and `kpi_total`
# (a cycle, to date) follow from these; they stand only where there is a value.
KPIS = """
CREATE TABLE kpi (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    definition VARCHAR(2000),
    unit VARCHAR(20),
    direction VARCHAR(24) NOT NULL,
    frequency VARCHAR(24) NOT NULL,
    scoring VARCHAR(24) NOT NULL,
    weight NUMERIC(19, 4) NOT NULL,
    baseline NUMERIC(19, 4),
    lower NUMERIC(19, 4),
    upper NUMERIC(19, 4),
    warning NUMERIC(19, 4) NOT NULL,
    target NUMERIC(19, 4),
    active_from DATE NOT NULL,
    active_until DATE,
    visibility VARCHAR(24) NOT NULL,
    key VARCHAR(32) NOT NULL,
    aggregate VARCHAR(24),
    steps JSONB,
    formula VARCHAR(500),
    owner_member_id UUID,
    owner_team_id UUID,
    CONSTRAINT pk_kpi PRIMARY KEY (org_id, id),
    CONSTRAINT uq_kpi_org_id_key UNIQUE (org_id, key),
    CONSTRAINT fk_kpi_org_id_owner_member_id
        FOREIGN KEY (org_id, owner_member_id) REFERENCES member (org_id, id),
    CONSTRAINT fk_kpi_org_id_owner_team_id
        FOREIGN KEY (org_id, owner_team_id) REFERENCES team (org_id, id),
    CONSTRAINT ck_kpi_owner CHECK (num_nonnulls(owner_member_id, owner_team_id) <= 1),
    CONSTRAINT ck_kpi_whose_team
        CHECK (visibility <> 'team' OR num_nonnulls(owner_member_id, owner_team_id) = 1),
    CONSTRAINT ck_kpi_weight CHECK (weight > 0 AND weight <= 1000),
    CONSTRAINT ck_kpi_finite CHECK (NOT ('NaN' IN (baseline, lower, upper, warning, target))),
    CONSTRAINT ck_kpi_span CHECK (active_from <= active_until),
    CONSTRAINT ck_kpi_formula CHECK (num_nonnulls(aggregate, formula) = 1),
    CONSTRAINT ck_kpi_key CHECK (key ~ '^[a-z][a-z0-9_]{0,31}$'),
    CONSTRAINT ck_kpi_direction CHECK (direction IN ('higher', 'lower', 'range')),
    CONSTRAINT ck_kpi_frequency
        CHECK (frequency IN ('weekly', 'monthly', 'quarterly', 'yearly')),
    CONSTRAINT ck_kpi_scoring CHECK (scoring IN ('linear', 'ratio', 'steps', 'veto')),
    CONSTRAINT ck_kpi_aggregate CHECK (aggregate IN ('sum', 'mean', 'last', 'max', 'min')),
    CONSTRAINT ck_kpi_visibility CHECK (visibility IN ('organization', 'team', 'private')),
    CONSTRAINT fk_kpi_org_id FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_kpi_org_id_owner_member_id_id ON kpi (org_id, owner_member_id, id);
CREATE INDEX ix_kpi_org_id_owner_team_id_id ON kpi (org_id, owner_team_id, id);
CREATE INDEX ix_kpi_org_id_created_at_id ON kpi (org_id, created_at, id);
CREATE INDEX ix_kpi_org_id_updated_at ON kpi (org_id, updated_at);

CREATE TABLE kpi_target (
    org_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    period_on DATE NOT NULL,
    target NUMERIC(19, 4) NOT NULL,
    CONSTRAINT pk_kpi_target PRIMARY KEY (org_id, kpi_id, period_on),
    CONSTRAINT fk_kpi_target_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_kpi_target_finite CHECK (NOT ('NaN' IN (target))),
    CONSTRAINT fk_kpi_target_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);

CREATE TABLE kpi_part (
    org_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    part_id UUID NOT NULL,
    CONSTRAINT pk_kpi_part PRIMARY KEY (org_id, kpi_id, part_id),
    CONSTRAINT fk_kpi_part_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kpi_part_org_id_part_id
        FOREIGN KEY (org_id, part_id) REFERENCES kpi (org_id, id),
    CONSTRAINT ck_kpi_part_not_itself CHECK (kpi_id <> part_id),
    CONSTRAINT fk_kpi_part_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_kpi_part_org_id_part_id ON kpi_part (org_id, part_id);

CREATE TABLE kpi_guard (
    org_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    objective_id UUID NOT NULL,
    CONSTRAINT pk_kpi_guard PRIMARY KEY (org_id, kpi_id, objective_id),
    CONSTRAINT fk_kpi_guard_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kpi_guard_org_id_objective_id
        FOREIGN KEY (org_id, objective_id) REFERENCES objective (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kpi_guard_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_kpi_guard_org_id_objective_id ON kpi_guard (org_id, objective_id);

CREATE TABLE measurement (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    kpi_id UUID NOT NULL,
    period_on DATE NOT NULL,
    value NUMERIC(19, 4) NOT NULL,
    note VARCHAR(2000),
    replaces_id UUID,
    author_id UUID NOT NULL,
    CONSTRAINT pk_measurement PRIMARY KEY (org_id, id),
    CONSTRAINT uq_measurement_org_id_replaces_id UNIQUE (org_id, replaces_id),
    CONSTRAINT fk_measurement_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id),
    CONSTRAINT fk_measurement_org_id_replaces_id
        FOREIGN KEY (org_id, replaces_id) REFERENCES measurement (org_id, id),
    CONSTRAINT fk_measurement_org_id_author_id
        FOREIGN KEY (org_id, author_id) REFERENCES member (org_id, id),
    CONSTRAINT ck_measurement_finite CHECK (NOT ('NaN' IN (value))),
    CONSTRAINT fk_measurement_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_measurement_org_id_kpi_id_period_on_id
    ON measurement (org_id, kpi_id, period_on, id);

CREATE TABLE kpi_figure (
    org_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    period_on DATE NOT NULL,
    value NUMERIC NOT NULL,
    target NUMERIC(19, 4),
    attainment NUMERIC,
    status VARCHAR(24) NOT NULL,
    measurement_id UUID,
    CONSTRAINT pk_kpi_figure PRIMARY KEY (org_id, kpi_id, period_on),
    CONSTRAINT fk_kpi_figure_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kpi_figure_org_id_measurement_id
        FOREIGN KEY (org_id, measurement_id) REFERENCES measurement (org_id, id),
    CONSTRAINT ck_kpi_figure_kpistatus CHECK (status IN ('green', 'yellow', 'red', 'none')),
    CONSTRAINT fk_kpi_figure_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);

CREATE TABLE kpi_total (
    org_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    cycle_id UUID NOT NULL,
    value NUMERIC,
    target NUMERIC,
    attainment NUMERIC,
    status VARCHAR(24) NOT NULL,
    measured INTEGER NOT NULL,
    measured_on DATE NOT NULL,
    CONSTRAINT pk_kpi_total PRIMARY KEY (org_id, kpi_id, cycle_id),
    CONSTRAINT fk_kpi_total_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_kpi_total_org_id_cycle_id
        FOREIGN KEY (org_id, cycle_id) REFERENCES cycle (org_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_kpi_total_kpistatus CHECK (status IN ('green', 'yellow', 'red', 'none')),
    CONSTRAINT ck_kpi_total_measured CHECK (measured > 0),
    CONSTRAINT fk_kpi_total_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_kpi_total_org_id_cycle_id ON kpi_total (org_id, cycle_id);
"""

# An evaluation speaks of KPIs alone: nothing here leads to an objective or to a score.
EVALUATIONS = """
CREATE TABLE evaluation (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    version INTEGER NOT NULL,
    assessment VARCHAR(2000),
    cycle_id UUID NOT NULL,
    owner_member_id UUID,
    owner_team_id UUID,
    evaluator_id UUID NOT NULL,
    state VARCHAR(24) NOT NULL,
    result NUMERIC,
    rating VARCHAR(40),
    comment VARCHAR(2000),
    CONSTRAINT pk_evaluation PRIMARY KEY (org_id, id),
    CONSTRAINT uq_evaluation_whose
        UNIQUE NULLS NOT DISTINCT (org_id, cycle_id, owner_member_id, owner_team_id),
    CONSTRAINT fk_evaluation_org_id_cycle_id
        FOREIGN KEY (org_id, cycle_id) REFERENCES cycle (org_id, id),
    CONSTRAINT fk_evaluation_org_id_owner_member_id
        FOREIGN KEY (org_id, owner_member_id) REFERENCES member (org_id, id),
    CONSTRAINT fk_evaluation_org_id_owner_team_id
        FOREIGN KEY (org_id, owner_team_id) REFERENCES team (org_id, id),
    CONSTRAINT fk_evaluation_org_id_evaluator_id
        FOREIGN KEY (org_id, evaluator_id) REFERENCES member (org_id, id),
    CONSTRAINT ck_evaluation_owner CHECK (num_nonnulls(owner_member_id, owner_team_id) <= 1),
    CONSTRAINT ck_evaluation_evaluationstate
        CHECK (state IN ('draft', 'shared', 'acknowledged')),
    CONSTRAINT fk_evaluation_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_evaluation_org_id_owner_member_id ON evaluation (org_id, owner_member_id);
CREATE INDEX ix_evaluation_org_id_owner_team_id ON evaluation (org_id, owner_team_id);
CREATE INDEX ix_evaluation_org_id_created_at_id ON evaluation (org_id, created_at, id);
CREATE INDEX ix_evaluation_org_id_updated_at ON evaluation (org_id, updated_at);

CREATE TABLE evaluation_line (
    org_id UUID NOT NULL,
    evaluation_id UUID NOT NULL,
    kpi_id UUID NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    weight NUMERIC(19, 4) NOT NULL,
    attainment NUMERIC,
    capped NUMERIC,
    weighted NUMERIC,
    CONSTRAINT pk_evaluation_line PRIMARY KEY (org_id, evaluation_id, kpi_id),
    CONSTRAINT fk_evaluation_line_org_id_evaluation_id
        FOREIGN KEY (org_id, evaluation_id) REFERENCES evaluation (org_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_evaluation_line_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id),
    CONSTRAINT ck_evaluation_line_weight CHECK (weight > 0 AND weight <= 1000),
    CONSTRAINT fk_evaluation_line_org_id
        FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_evaluation_line_org_id_kpi_id ON evaluation_line (org_id, kpi_id);
"""

# Whoever opens a link comes in as its maker, by a session of its own: it is signed, not stored.
LINKS = """
CREATE TABLE link (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    member_id UUID NOT NULL,
    session_id UUID NOT NULL,
    path VARCHAR(200) NOT NULL,
    query JSONB NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_link PRIMARY KEY (org_id, id),
    CONSTRAINT fk_link_org_id_member_id
        FOREIGN KEY (org_id, member_id) REFERENCES member (org_id, id),
    CONSTRAINT fk_link_org_id FOREIGN KEY (org_id) REFERENCES organization (id) ON DELETE CASCADE
);
CREATE INDEX ix_link_org_id_member_id_id ON link (org_id, member_id, id);
"""

# Where a key result stands may be the figure of a KPI, which is computed and not rounded.
# Who had more than the limits allow keeps it: it becomes a finding, and nothing new is refused.
COLUMNS = """
ALTER TABLE key_result
    ADD COLUMN kpi_id UUID,
    ADD COLUMN score NUMERIC(3, 2),
    ADD COLUMN score_reason VARCHAR(2000),
    ALTER COLUMN current TYPE NUMERIC,
    ADD CONSTRAINT fk_key_result_org_id_kpi_id
        FOREIGN KEY (org_id, kpi_id) REFERENCES kpi (org_id, id),
    ADD CONSTRAINT ck_key_result_score CHECK (score BETWEEN 0 AND 1);
CREATE INDEX ix_key_result_org_id_kpi_id ON key_result (org_id, kpi_id);
ALTER TABLE check_in ALTER COLUMN previous_value TYPE NUMERIC;
ALTER TABLE objective
    ADD COLUMN score NUMERIC(3, 2),
    ADD COLUMN score_reason VARCHAR(2000),
    ADD CONSTRAINT ck_objective_score CHECK (score BETWEEN 0 AND 1);
ALTER TABLE target
    ADD COLUMN kind VARCHAR(24),
    ADD CONSTRAINT ck_target_metrickind CHECK (kind IN ('increase', 'decrease', 'maintain_above',
        'maintain_below', 'maintain_between', 'milestones', 'yes_no'));
ALTER TABLE organization
    ADD COLUMN max_objectives INTEGER NOT NULL DEFAULT 3,
    ADD COLUMN max_kpis INTEGER NOT NULL DEFAULT 3,
    ADD COLUMN max_key_results INTEGER NOT NULL DEFAULT 5,
    ADD COLUMN limits VARCHAR(24) NOT NULL DEFAULT 'advise',
    ADD COLUMN rating_bands JSONB NOT NULL DEFAULT '[{"from": 1.1, "rating": "exceeded"},
        {"from": 0.95, "rating": "met"}, {"from": 0.7, "rating": "partly"},
        {"from": 0, "rating": "missed"}]',
    ADD CONSTRAINT ck_organization_limits CHECK (limits IN ('enforce', 'advise')),
    ADD CONSTRAINT ck_organization_most
        CHECK (least(max_objectives, max_kpis, max_key_results) BETWEEN 1 AND 100
            AND greatest(max_objectives, max_kpis, max_key_results) <= 100);
ALTER TABLE organization
    ALTER COLUMN max_objectives DROP DEFAULT, ALTER COLUMN max_kpis DROP DEFAULT,
    ALTER COLUMN max_key_results DROP DEFAULT, ALTER COLUMN limits DROP DEFAULT,
    ALTER COLUMN rating_bands DROP DEFAULT;
"""

# The first days of the periods that begin from one day to another, both included.
PERIODS = """
CREATE FUNCTION app_periods(frequency text, first date, last date) RETURNS SETOF date
IMMUTABLE PARALLEL SAFE ROWS 12 LANGUAGE sql AS $$
    SELECT each::date FROM (SELECT
        CASE frequency WHEN 'weekly' THEN 'week' WHEN 'monthly' THEN 'month'
            WHEN 'quarterly' THEN 'quarter' ELSE 'year' END AS unit,
        CASE frequency WHEN 'weekly' THEN '7 days' WHEN 'monthly' THEN '1 month'
            WHEN 'quarterly' THEN '3 months' ELSE '1 year' END::interval AS step
    ) AS of_it, generate_series(date_trunc(unit, first::timestamp), last::timestamp, step) AS each
    WHERE each >= first
$$
"""

# Who may see a KPI, as `kpi_visible` says it; and the KPIs that guard an objective, each with its
# latest status in some days. In PL/pgSQL, so that no statement takes them in: a read of what
# nothing watches does not even open the tables.
KPI_SEEN = """
CREATE FUNCTION app_kpi_seen(at UUID, kpi UUID, member UUID, manages BOOLEAN, administers BOOLEAN)
RETURNS BOOLEAN LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM kpi k WHERE k.org_id = at AND k.id = kpi AND (
            k.visibility = 'organization' OR administers OR k.owner_member_id = member
            OR k.owner_team_id IN (SELECT app_led())
            OR manages AND num_nonnulls(k.owner_member_id, k.owner_team_id) = 0
            OR k.visibility = 'team' AND (k.owner_team_id IN (SELECT app_teams())
                OR k.owner_member_id IN (SELECT app_mates()))));
END $$
"""
GUARDS = """
CREATE FUNCTION app_guards(at UUID, objective UUID, first DATE, last DATE,
    member UUID, manages BOOLEAN, administers BOOLEAN)
RETURNS JSON LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(json_build_object('kpi_id', k.id, 'name', k.name,
            'status', coalesce((SELECT f.status FROM kpi_figure f
                WHERE f.org_id = at AND f.kpi_id = k.id AND f.period_on BETWEEN first AND last
                ORDER BY f.period_on DESC LIMIT 1), 'none')) ORDER BY k.id), '[]')
        FROM kpi_guard g JOIN kpi k ON k.org_id = at AND k.id = g.kpi_id
        WHERE g.org_id = at AND g.objective_id = objective
            AND app_kpi_seen(at, k.id, member, manages, administers));
END $$
"""

# What is kept of closed cycles gets the members that it has by now: nothing was followed then,
# nothing guarded and nothing scored.
PICTURES = """
DO $$
DECLARE
    each uuid;
BEGIN
    FOR each IN SELECT id FROM organization LOOP
        PERFORM set_config('app.org_id', each::text, true);
        UPDATE snapshot SET document = document || jsonb_build_object(
            'guards', '[]'::jsonb, 'score', NULL, 'key_results', coalesce((
                SELECT jsonb_agg(key || '{"kpi_id": null, "score": null}' ORDER BY place)
                FROM jsonb_array_elements(document -> 'key_results') WITH ORDINALITY k (key, place)
            ), '[]')) WHERE org_id = each;
    END LOOP;
    PERFORM set_config('app.org_id', '', true);
END $$
"""

ROW_SECURITY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON {table}
    USING (org_id = (SELECT app_org())) WITH CHECK (org_id = (SELECT app_org()));
"""

EDITED = (
    "kpi",
    "kpi_target",
    "kpi_part",
    "kpi_guard",
    "kpi_figure",
    "kpi_total",
    "evaluation",
    "evaluation_line",
    "link",
)
KEPT = ("measurement",)  # what was measured stays told

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE, DELETE ON {", ".join(EDITED)} TO okr_app;
GRANT SELECT, INSERT ON {", ".join(KEPT)} TO okr_app;
"""

WORDED = """
CREATE TRIGGER wording AFTER INSERT OR DELETE OR UPDATE OF key, name, definition ON kpi
FOR EACH ROW EXECUTE FUNCTION app_word(key, name, definition)
"""


def run(statements: str) -> None:
    """Run statements one by one: the driver takes no more at once."""
    for statement in statements.split(";\n"):
        if statement.strip():
            op.execute(statement)


def upgrade() -> None:
    for tables in (KPIS, EVALUATIONS, LINKS, COLUMNS):
        run(tables)
    for function in (PERIODS, KPI_SEEN, GUARDS):
        op.execute(function)
    for table in (*EDITED, *KEPT):
        run(ROW_SECURITY.format(table=table))
    run(GRANTS)
    op.execute(WORDED)
    op.execute(PICTURES)


def downgrade() -> None:
    op.execute("DROP TRIGGER wording ON kpi")
    op.execute("DELETE FROM wording WHERE kind = 'kpi'")
    for function in ("app_periods", "app_guards", "app_kpi_seen"):
        op.execute(f"DROP FUNCTION {function}")
    for column in ("max_objectives", "max_kpis", "max_key_results", "limits", "rating_bands"):
        op.execute(f"ALTER TABLE organization DROP COLUMN {column}")
    for table in ("objective", "key_result"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN score, DROP COLUMN score_reason")
    op.execute("ALTER TABLE check_in ALTER COLUMN previous_value TYPE NUMERIC(19, 4)")
    op.execute(
        "ALTER TABLE key_result DROP COLUMN kpi_id, ALTER COLUMN current TYPE NUMERIC(19, 4)"
    )
    op.execute("ALTER TABLE target DROP COLUMN kind")
    for table in (*reversed(EDITED), *KEPT):
        op.execute(f"DROP TABLE {table} CASCADE")
