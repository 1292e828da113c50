WITH RECURSIVE inside AS (  -- the cycle, and those inside it
    SELECT c.id FROM cycle c WHERE c.org_id = me.org_id AND c.id = :cycle_id
    UNION
    SELECT c.id FROM cycle c JOIN inside i ON c.parent_id = i.id WHERE c.org_id = me.org_id
), goal AS (  -- what can be shown: nothing that was dropped, but a root in any state
    SELECT o.id, 'objective' AS kind, o.cycle_id, NULL::uuid AS objective_id,
        coalesce(o.owner_member_id, o.owner_team_id, o.org_id) AS owner_id, o.owner_team_id,
        o.id NOT IN (SELECT id FROM sight) AS hidden
    FROM objective o
    WHERE o.org_id = me.org_id AND (o.state <> 'dropped' OR o.id = :root_id)
    UNION ALL
    SELECT kr.id, 'key_result', o.cycle_id, o.id,
        coalesce(kr.owner_member_id, o.owner_member_id, o.owner_team_id, o.org_id),
        o.owner_team_id, o.id NOT IN (SELECT id FROM sight)
    FROM key_result kr JOIN objective o ON o.org_id = kr.org_id AND o.id = kr.objective_id
    WHERE kr.org_id = me.org_id
        AND (kr.state = 'active' AND o.state <> 'dropped' OR kr.id = :root_id)
), way AS (  -- the edges that are asked for, and from each key result to its objective
    SELECT a.child_id, a.parent_id FROM alignment a
    WHERE a.org_id = me.org_id AND a.relation = ANY (:relation) AND a.state = ANY (:state)
    UNION ALL
    SELECT g.id, g.objective_id FROM goal g WHERE g.objective_id IS NOT NULL
), start AS (
    SELECT g.id FROM goal g
    WHERE NOT g.hidden AND (g.id = :root_id AND g.kind = :root_kind
        OR :root_id IS NULL AND g.cycle_id IN (SELECT id FROM inside))
), up AS (
    SELECT s.id, 0 AS distance FROM start s
    UNION
    SELECT g.id, u.distance + 1
    FROM up u JOIN way w ON w.child_id = u.id JOIN goal g ON g.id = w.parent_id
    WHERE :up AND u.distance < :depth
        AND (:anywhere OR g.cycle_id IN (SELECT id FROM inside))
), down AS (
    SELECT s.id, 0 AS distance FROM start s
    UNION
    SELECT g.id, d.distance + 1
    FROM down d JOIN way w ON w.parent_id = d.id JOIN goal g ON g.id = w.child_id
    WHERE :down AND d.distance < :depth
        AND (:anywhere OR g.cycle_id IN (SELECT id FROM inside))
), helping AS (
    SELECT a.child_id, a.parent_id FROM alignment a
    WHERE a.org_id = me.org_id AND a.relation <> 'depends_on' AND a.state = 'accepted'
    UNION ALL
    SELECT kr.id, kr.objective_id FROM key_result kr WHERE kr.org_id = me.org_id
), anchored AS (  -- what leads up to the organization's own
    SELECT o.id FROM objective o
    WHERE o.org_id = me.org_id AND o.owner_member_id IS NULL AND o.owner_team_id IS NULL
    UNION
    SELECT h.child_id FROM anchored a JOIN helping h ON h.parent_id = a.id
), reached AS (
    SELECT r.id, min(r.distance) AS distance
    FROM (SELECT * FROM up UNION ALL SELECT * FROM down) r GROUP BY r.id
), found AS (
    SELECT g.*, r.distance FROM reached r JOIN goal g ON g.id = r.id
), above_seen AS (  -- what is hidden, upward from what is seen
    SELECT h.id FROM found f JOIN way w ON w.child_id = f.id JOIN found h ON h.id = w.parent_id
    WHERE NOT f.hidden AND h.hidden
    UNION
    SELECT h.id FROM above_seen a JOIN way w ON w.child_id = a.id
        JOIN found h ON h.id = w.parent_id
    WHERE h.hidden
), below_seen AS (  -- and downward from it
    SELECT h.id FROM found f JOIN way w ON w.parent_id = f.id JOIN found h ON h.id = w.child_id
    WHERE NOT f.hidden AND h.hidden
    UNION
    SELECT h.id FROM below_seen b JOIN way w ON w.parent_id = b.id
        JOIN found h ON h.id = w.child_id
    WHERE h.hidden
), between AS (  -- a hidden goal is shown only where it joins two that are seen
    SELECT id FROM above_seen INTERSECT SELECT id FROM below_seen
), chosen AS (
    SELECT g.id, g.hidden, g.distance, (g.distance, g.id) > (:after_distance, :after_id) AS fresh,
        :root_id IS NULL AND g.cycle_id NOT IN (SELECT id FROM inside) AS outside,
        g.id IN (SELECT id FROM anchored) AS anchored
    FROM found g
    WHERE (NOT g.hidden OR :owner_id IS NULL AND :team_id IS NULL
            AND g.id IN (SELECT id FROM between))
        AND (:owner_id IS NULL OR g.owner_id = ANY (:owner_id))
        AND (:team_id IS NULL OR g.owner_team_id = ANY (:team_id))
), page AS (
    SELECT *, row_number() OVER (ORDER BY distance, id) AS place
    FROM chosen WHERE fresh ORDER BY distance, id LIMIT :most + 1
)
SELECT c.id, c.distance, c.outside, c.anchored, c.hidden, NULL::bigint AS place FROM chosen c
WHERE NOT c.fresh
UNION ALL SELECT p.id, p.distance, p.outside, p.anchored, p.hidden, p.place FROM page p
