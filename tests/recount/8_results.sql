-- What comes of it: the workshop, whether solutions last, and the rate of school leaving.

-- A participant of a case that was handed over goes on in the new one. Steps are due at equal fifths of the group's time.
CREATE OR REPLACE TEMP TABLE groups AS
SELECT *, max(days_held) OVER (PARTITION BY workshop) AS held FROM workshops
QUALIFY row_number() OVER (PARTITION BY workshop ORDER BY school_year DESC, office DESC, row DESC) = 1;

CREATE OR REPLACE TEMP TABLE part AS
WITH ours AS (
    SELECT p.* EXCLUDE (office), o.office, 1 AS place FROM participants p JOIN owned o USING (id)
    UNION ALL SELECT p.* EXCLUDE (office) REPLACE (o.id AS id), o.office, 2 FROM participants p JOIN owned o ON o.former_case = p.id),
once AS (SELECT * FROM ours WHERE joined_on <= getvariable('t') QUALIFY row_number() OVER (PARTITION BY workshop, id ORDER BY place) = 1),
progress AS (
    SELECT once.*, starts_on, ends_on, held AS days_held, coalesce(left_early_on <= getvariable('t'), false) AS gone,
        coalesce(internship_from <= getvariable('t'), false) AS found,
        [coalesce(s <= getvariable('t'), false) FOR s IN [step_1_on, step_2_on, step_3_on, step_4_on, step_5_on]] AS done,
        [starts_on + round((ends_on - starts_on) * n / 5)::INT FOR n IN range(1, 6)] AS due
    FROM once LEFT JOIN groups USING (workshop)),
measured AS (
    SELECT *, len([x FOR x IN done IF x]) AS steps_done, len([x FOR x IN due IF x <= getvariable('t')]) AS steps_due,
        list_position(done, false) AS next_step, due[next_step] AS next_due FROM progress)
SELECT *, starts_on <= getvariable('t') AND ends_on >= getvariable('first') AS this_year, CASE WHEN gone THEN 'left-early'
    WHEN steps_done = 5 THEN 'completed' WHEN ends_on < getvariable('t') THEN 'not-completed' ELSE 'still-in' END AS stay,
    CASE WHEN stay <> 'still-in' THEN stay WHEN starts_on > getvariable('t') THEN 'not-started'
    WHEN next_due < getvariable('t') THEN 'behind' WHEN next_due <= getvariable('t') + 7 THEN 'due-soon'
    WHEN steps_done > steps_due + 1 THEN 'ahead' ELSE 'on-time' END AS verdict
FROM measured;

INSERT INTO counted BY NAME
WITH running AS (
    SELECT places, (SELECT count(*) FROM part WHERE part.workshop = groups.workshop) AS joined
    FROM groups WHERE starts_on <= getvariable('t') AND ends_on >= getvariable('first'))
SELECT 'workshop-groups' AS indicator, NULL AS office, 1 AS numerator, NULL AS base FROM running
UNION ALL SELECT 'workshop-places', NULL, least(joined, places), places FROM running;

INSERT INTO counted BY NAME
WITH told AS (SELECT *, least(days_attended, days_held) AS attended FROM part WHERE days_attended IS NOT NULL AND days_held > 0)
SELECT 'workshop-participants' AS indicator, office, b AS breakdown, CASE b WHEN '' THEN '' ELSE verdict END AS category,
    1 AS numerator, NULL AS base FROM part, (VALUES (''), ('verdict')) v(b) WHERE this_year
UNION ALL SELECT 'workshop-attendance', office, b, CASE b WHEN '' THEN '' ELSE stay END, attended, days_held
    FROM told, (VALUES (''), ('stay')) v(b)
UNION ALL SELECT 'workshop-internship', office, b, CASE b WHEN '' THEN '' ELSE stay END, found::INT, 1
    FROM part, (VALUES (''), ('stay')) v(b)
UNION ALL SELECT 'workshop-stay', office, '', '', 1, 1 FROM part
UNION ALL SELECT 'workshop-stay', office, 'stay', stay, 1, NULL FROM part
UNION ALL SELECT 'workshop-left-early', office, '', '', gone::INT, 1 FROM part
UNION ALL SELECT 'workshop-left-early', office, 'left-at', coalesce('step-' || next_step, 'all-done'), 1, NULL FROM part WHERE gone
UNION ALL SELECT 'workshop-left-early', office, 'left-why', coalesce(leaving_reason::VARCHAR, 'unknown'), 1, NULL FROM part WHERE gone;

-- The three conditions, were a group to begin today.
INSERT INTO counted BY NAME
WITH checked AS (
    SELECT office, coalesce(left_school_on + INTERVAL 6 MONTH >= getvariable('t'), false) AS lately,
        coalesce(wants_training, false) AS wants, coalesce(accepts, false) AS accepts FROM owned WHERE is_open)
SELECT unnest(['workshop-left-lately', 'workshop-wants-training', 'workshop-accepts', 'workshop-eligible']) AS indicator, office,
    unnest([lately, wants, accepts, lately AND wants AND accepts])::INT AS numerator, 1 AS base FROM checked;

CREATE OR REPLACE TEMP TABLE chains AS
WITH RECURSIVE chain AS (
    SELECT id, id AS link, 0 AS depth FROM owned
    UNION ALL SELECT c.id, l.before, depth + 1 FROM chain c JOIN links l ON l.after = c.link WHERE depth < 20)
SELECT DISTINCT id, link FROM chain;

-- Where youngsters are so many months after a day; the unknown stay in the base. A case has its whole history with it.
CREATE OR REPLACE TEMP TABLE later AS
WITH solved AS (
    SELECT o.id, o.office, min(t.day) AS day FROM owned o JOIN chains c USING (id) JOIN turns t ON t.id = c.link
    WHERE o.situation <> 'listed-in-error' AND t.begins AND t.definite AND coalesce(t.day >= o.left_school_on, true)
    GROUP BY o.id, o.office),
asked AS (
    SELECT 'lasting-' || m AS indicator, id, office, NULL AS stay, (day + to_months(m))::DATE AS asked_on
    FROM solved, (VALUES (6), (12), (18)) v(m)
    UNION ALL SELECT 'after-workshop-' || m, id, office, stay, (ends_on + to_months(m))::DATE
    FROM part, (VALUES (3), (6), (12)) v(m))
SELECT a.*, CASE WHEN offer IS NOT NULL THEN 'positive' WHEN coalesce(grp, 'not-known') IN ('not-known', 'handed-over') THEN 'unknown'
    WHEN closes THEN 'out-of-scope' ELSE 'negative' END AS standing
FROM asked a LEFT JOIN turns t ON t.id = a.id AND t.day = a.asked_on WHERE asked_on <= getvariable('t');

-- After a solution by the day on which the months are over; after a workshop all who were ever asked for.
INSERT INTO counted BY NAME
SELECT indicator, office, CASE WHEN stay IS NULL THEN asked_on END AS on_day, b AS breakdown,
    CASE b WHEN '' THEN '' WHEN 'standing' THEN standing ELSE stay || '/' || standing END AS category,
    1 AS numerator, CASE b WHEN '' THEN 1 END AS base
FROM later, (VALUES (''), ('standing'), ('stay-standing')) v(b) WHERE b <> 'stay-standing' OR stay IS NOT NULL;

-- The annual table at each year's last day: each person by the latest start, on the first line of domain.md's that applies.
CREATE OR REPLACE TEMP TABLE lines AS
WITH counting AS (
    SELECT * FROM year_ends WHERE now <> 'listed-in-error'
    -- Whoever came onto a list only after the year's last day had left all the same; nobody had been reached.
    UNION ALL SELECT y.*, id, coalesce(person, id), office, left_school_on, opened_on, 'not-known', NULL, false, false
    FROM owned o, years_over y WHERE opened_on > ends AND left_school_on <= ends AND situation <> 'listed-in-error'
        AND NOT EXISTS (SELECT 1 FROM year_ends e WHERE e.year = y.year AND e.id = o.former_case)),
latest AS (
    SELECT *, count(*) OVER (PARTITION BY year, person) > 1 AS again FROM counting WHERE left_school_on BETWEEN begins AND ends
    QUALIFY row_number() OVER (PARTITION BY year, person ORDER BY left_school_on DESC, opened_on DESC, id DESC) = 1)
SELECT *, CASE WHEN now IN ('not-known', 'not-reached') AND reached_on IS NULL AND NOT was_known THEN 'never-reached'
    WHEN now IN ('not-known', 'not-reached') THEN 'no-longer-known'
    WHEN now IN ('declined', 'emigrated') THEN now
    WHEN now = 'school-abroad' THEN 'temporary-abroad'
    WHEN now IN ('school-lu', 'adult-education', 'apprenticeship') THEN 'temporary-luxembourg'
    WHEN returned OR again THEN 'left-again'
    WHEN now = 'employed' THEN 'employed'
    WHEN now IN ('employment-measure', 'internship', 'voluntary-service', 'workshop') THEN 'measure'
    ELSE 'no-occupation' END AS line
FROM latest WHERE now <> 'qualified';

-- By the ministry's rule since 2021; effective leavers are those on no day of the next school year at school again, since
-- they left. A year whose pupils are fewer than its leavers has no rate.
INSERT INTO counted BY NAME
WITH bases AS (
    SELECT school_year AS year, arg_max({'n': pupils}, row).n AS pupils FROM pupils WHERE lower(track) = 'all' GROUP BY school_year),
enrolled AS (
    SELECT coalesce(person, id) AS person, day, max(day) FILTER (begins) OVER (PARTITION BY id ORDER BY day) AS since
    FROM turns JOIN known USING (id) WHERE grp = 're-enrolled'),
persons AS (
    SELECT y.*, pupils, EXISTS (SELECT 1 FROM enrolled e WHERE e.person = y.person AND since >= y.left_school_on
        AND e.day > y.ends AND e.day <= y.ends + INTERVAL 1 YEAR) AS back
    FROM lines y JOIN bases USING (year)),
rates AS (SELECT year, count(*) AS leavers, count(*) FILTER (NOT back) AS effective, any_value(pupils) AS pupils FROM persons GROUP BY year)
SELECT 'leaving-rate' AS indicator, year AS period, leavers AS numerator, pupils AS base FROM rates WHERE leavers <= pupils AND pupils > 0
UNION ALL SELECT 'effective-leaving-rate', year, effective, pupils FROM rates WHERE leavers <= pupils AND pupils > 0;
