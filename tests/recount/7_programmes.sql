-- Accompaniment, the Youth Guarantee, class interventions and the workshop.
INSERT INTO counted BY NAME
WITH steps AS (
    SELECT id, o.office, step::VARCHAR AS step, started_on, CASE WHEN ended_on <= getvariable('t') THEN ended_on END AS ended_on,
        CASE WHEN ended_on > getvariable('t') THEN 'under-way' ELSE coalesce(a.result::VARCHAR, 'under-way') END AS result, is_open
    FROM accompaniment a JOIN owned o USING (id) WHERE started_on <= getvariable('t')),
taken AS (SELECT id, office, (SELECT list(step) FROM steps s WHERE s.id = owned.id) AS steps FROM owned WHERE is_open)
SELECT 'accompanied' AS indicator, office, NULL::DATE AS on_day, '' AS breakdown, '' AS category,
    (steps IS NOT NULL)::INT AS numerator, 1 AS base FROM taken
UNION ALL SELECT 'plan-with-alternative', office, NULL, '', '', list_contains(steps, 'plan-b')::INT, 1
    FROM taken WHERE list_contains(steps, 'plan-a')
UNION ALL SELECT 'steps-under-way', office, NULL, b, CASE b WHEN '' THEN '' ELSE step END, 1, NULL
    FROM steps, (VALUES (''), ('step')) v(b) WHERE is_open AND result = 'under-way' AND ended_on IS NULL
UNION ALL SELECT 'steps-successful', office, ended_on, b, CASE b WHEN '' THEN '' ELSE step END,
    (result IN ('achieved', 'contact-established', 'assistance-ensured'))::INT, 1
    FROM steps, (VALUES (''), ('step')) v(b) WHERE ended_on IS NOT NULL
UNION ALL SELECT 'referrals', office, started_on, b, CASE b WHEN '' THEN '' WHEN 'step' THEN step ELSE result END, 1, NULL
    FROM steps, (VALUES (''), ('step'), ('step-result')) v(b) WHERE step LIKE 'referral-%';

CREATE OR REPLACE TEMP TABLE entrants AS
SELECT e.*, o.office, unnest([{'breakdown': '', 'who': ''}, {'breakdown': 'sex', 'who': coalesce(sex::VARCHAR, 'unknown')},
    {'breakdown': 'entry-age', 'who': CASE WHEN entry_age < 20 THEN '15-19' ELSE '20-24' END}], recursive := true)
FROM entries e JOIN owned o USING (id);

CREATE OR REPLACE TEMP TABLE exits AS
SELECT e.*, grp, offer, closes, e.office AS at_office FROM entrants e
LEFT JOIN days d ON d.id = e.id AND d.day = e.exited_on
LEFT JOIN rules ON rules.situation = coalesce(e.led_to, d.situation, 'not-known') WHERE exited_on IS NOT NULL;

INSERT INTO counted BY NAME
SELECT 'past-four-months' AS indicator, office, NULL::DATE AS on_day, '' AS breakdown, '' AS category,
    coalesce(clock.state = 'past', false)::INT AS numerator, 1 AS base
    FROM owned LEFT JOIN clocks USING (id) WHERE is_open
UNION ALL SELECT 'passing-soon', office, NULL, '', '', 1, NULL FROM owned JOIN clocks USING (id)
    WHERE is_open AND clock.state = 'running' AND clock.left <= 30
UNION ALL SELECT 'guarantee-stock', office, NULL, breakdown, who, 1, NULL FROM entrants WHERE exited_on IS NULL
UNION ALL SELECT 'guarantee-stock', office, NULL, 'duration', waited(entered_on, getvariable('t')), 1, NULL
    FROM entrants WHERE exited_on IS NULL AND breakdown = ''
UNION ALL SELECT 'stock-past-four-months', office, NULL, breakdown, who, (until < getvariable('t'))::INT, 1
    FROM entrants WHERE exited_on IS NULL
UNION ALL SELECT 'guarantee-entrants', office, entered_on, breakdown, who, 1, NULL FROM entrants
UNION ALL SELECT 'guarantee-exits', office, exited_on, breakdown, who, 1, NULL FROM exits
UNION ALL SELECT 'guarantee-exits', office, exited_on, 'duration', waited(entered_on, exited_on), 1, NULL
    FROM exits WHERE breakdown = ''
UNION ALL SELECT 'guarantee-exits', office, exited_on, 'destination', CASE WHEN offered THEN offer
    WHEN grp IN ('not-known', 'handed-over') THEN 'unknown' WHEN closes THEN 'out-of-scope' ELSE 'negative' END, 1, NULL
    FROM exits WHERE breakdown = ''
UNION ALL SELECT 'positive-exits', office, exited_on, breakdown, who, offered::INT, 1 FROM exits
UNION ALL SELECT 'timely-exits', office, exited_on, breakdown, who, (offered AND exited_on <= until)::INT, 1 FROM exits;

INSERT INTO counted BY NAME
WITH later AS (
    SELECT id, office, m, breakdown, who, (exited_on + to_months(m))::DATE AS asked_on FROM exits, (VALUES (6), (12), (18)) v(m)),
standing AS (
    SELECT l.*, CASE WHEN offer IS NOT NULL THEN 'positive' WHEN coalesce(grp, 'not-known') IN ('not-known', 'handed-over')
        THEN 'unknown' WHEN closes THEN 'out-of-scope' ELSE 'negative' END AS place
    FROM later l LEFT JOIN turns t ON t.id = l.id AND t.day = l.asked_on)
SELECT 'after-exit-' || m AS indicator, office, asked_on AS on_day, '' AS breakdown, '' AS category, 1 AS numerator, 1 AS base FROM standing WHERE breakdown = ''
UNION ALL SELECT 'after-exit-' || m, office, asked_on, 'standing', place, 1, NULL FROM standing WHERE breakdown = ''
UNION ALL SELECT 'after-exit-' || m, office, asked_on, breakdown || '-standing', who || '/' || place, 1, NULL
    FROM standing WHERE breakdown <> '';

INSERT INTO counted BY NAME
WITH phases AS (
    SELECT o.office, path::VARCHAR AS path, CASE WHEN implemented_from <= getvariable('t') THEN 'implemented'
        WHEN signed_on <= getvariable('t') THEN 'signed' WHEN guided_on <= getvariable('t') THEN 'guided'
        WHEN informed_on <= getvariable('t') THEN 'informed' ELSE 'none' END AS phase
    FROM youth_guarantee y JOIN owned o USING (id) WHERE is_open
    -- What lies later was not known; a path without any day counts on every day.
    AND coalesce(least(unemployed_since, informed_on, guided_on, signed_on, implemented_from) <= getvariable('t'), true))
SELECT 'guarantee-path' AS indicator, office, b AS breakdown, CASE b WHEN '' THEN '' ELSE path END AS category, 1 AS numerator
    FROM phases, (VALUES (''), ('path')) v(b)
UNION ALL SELECT 'guarantee-phase', office, b, CASE b WHEN '' THEN '' WHEN 'phase' THEN phase ELSE path || '/' || phase END, 1
    FROM phases, (VALUES (''), ('phase'), ('path-phase')) v(b);

INSERT INTO counted BY NAME
WITH visits AS (SELECT office, held_on, b, CASE b WHEN '' THEN '' ELSE school END AS which, coalesce(pupils, 0) AS pupils,
    coalesce(offered, 0) AS offered, CASE WHEN offered IS NOT NULL THEN coalesce(taken_up, 0) ELSE 0 END AS taken
    FROM interventions, (VALUES (''), ('school')) v(b))
SELECT 'interventions' AS indicator, office, held_on AS on_day, b AS breakdown, which AS category, 1 AS numerator, NULL AS base FROM visits
UNION ALL SELECT 'intervention-pupils', office, held_on, b, which, pupils, NULL FROM visits
UNION ALL SELECT 'intervention-offered', office, held_on, b, which, offered, pupils FROM visits
UNION ALL SELECT 'intervention-taken-up', office, held_on, b, which, taken, offered FROM visits;

-- A school is visited when a class of it was, by whichever office, in the school year; it counts at its own office.
INSERT INTO counted BY NAME
SELECT 'preparatory-visited' AS indicator, office, getvariable('year') AS period, b AS breakdown,
    CASE b WHEN '' THEN '' ELSE code END AS category, (code IN (
        SELECT school FROM interventions WHERE held_on BETWEEN getvariable('first') AND getvariable('t')))::INT AS numerator, 1 AS base
FROM schools, (VALUES (''), ('school')) v(b) WHERE preparatory::VARCHAR = 'yes' AND office IS NOT NULL;
