-- What was known at the end of a day, and the situation of each case on every day up to it, day by day.
CREATE OR REPLACE TEMP TABLE known AS
SELECT * REPLACE (
    CASE WHEN listed_on <= getvariable('t') THEN listed_on END AS listed_on,
    CASE WHEN left_school_on <= getvariable('t') THEN left_school_on END AS left_school_on,
    CASE WHEN closed_on <= getvariable('t') THEN closed_on END AS closed_on,
    CASE WHEN closed_on <= getvariable('t') THEN closing_reason::VARCHAR END AS closing_reason)
FROM leavers WHERE opened_on <= getvariable('t');

CREATE OR REPLACE TEMP TABLE attempts AS
SELECT id, c.row, kind::VARCHAR AS kind, contact_on, minor, with_whom::VARCHAR AS with_whom,
    with_whom::VARCHAR IN ('parents', 'youngster') AS family,
    CASE WHEN answered_on > getvariable('t') THEN 'awaiting-answer' ELSE result::VARCHAR END AS result,
    result IN ('responded', 'reached', 'refused') AND coalesce(answered_on, contact_on) <= getvariable('t') AS answered,
    coalesce(answered_on, contact_on) AS answer_day
FROM contacts c SEMI JOIN known USING (id)
WHERE result::VARCHAR <> 'to-do' AND contact_on <= getvariable('t');

CREATE OR REPLACE TEMP TABLE reached AS
SELECT id, min(answer_day) AS reached_on FROM attempts WHERE answered AND family GROUP BY id;

-- A contact that a school or service answered is no unanswered one.
CREATE OR REPLACE TEMP TABLE unanswered AS
SELECT id, contact_on, reached_on, row_number() OVER (PARTITION BY id ORDER BY contact_on) AS number
FROM attempts LEFT JOIN reached USING (id)
WHERE NOT (answered AND NOT family) AND (reached_on IS NULL OR contact_on < reached_on);

-- Of statements of one first day the one confirmed last stands.
CREATE OR REPLACE TEMP TABLE statements AS
WITH told AS (
    SELECT id, from_date, arg_max(situation::VARCHAR, (confirmed_on, o.row)) AS situation,
        max(confirmed_on) AS confirmed_on, arg_max(coalesce(to_office, ''), (confirmed_on, o.row)) AS to_office
    FROM outcomes o SEMI JOIN known USING (id) WHERE confirmed_on <= getvariable('t') GROUP BY id, from_date),
dated AS (
    SELECT told.*, greatest(from_date, confirmed_on) + to_months(months) AS expiry,
        situation IS DISTINCT FROM lag(situation) OVER (PARTITION BY id ORDER BY from_date) AS changes
    FROM told JOIN rules USING (situation)),
runs AS (SELECT *, sum(changes::INT) OVER (PARTITION BY id ORDER BY from_date) AS run FROM dated)
SELECT id, from_date, situation, to_office, confirmed_on, lead(from_date) OVER (PARTITION BY id ORDER BY from_date) AS following,
    coalesce(max(expiry) OVER (PARTITION BY id, run ORDER BY from_date), DATE '9999-01-01')::DATE AS expires_on
FROM runs;

CREATE OR REPLACE TEMP TABLE days AS
WITH first AS (
    SELECT id, least(opened_on, (SELECT min(from_date) FROM statements s WHERE s.id = known.id),
        (SELECT min(contact_on) FROM unanswered u WHERE u.id = known.id AND number = 3)) AS day FROM known),
each AS (SELECT id, unnest(generate_series(day, getvariable('t'), INTERVAL 1 DAY))::DATE AS day FROM first),
tried AS (
    SELECT DISTINCT id, unnest(generate_series(contact_on, least(contact_on + INTERVAL 3 MONTH, reached_on,
        (getvariable('t') + 1)::DATE) - INTERVAL 1 DAY, INTERVAL 1 DAY))::DATE AS day FROM unanswered WHERE number >= 3)
SELECT each.id, each.day, s.id IS NOT NULL AND each.day < s.expires_on AS stated, s.id IS NOT NULL AS was_stated,
    CASE WHEN s.id IS NOT NULL AND each.day < s.expires_on THEN s.situation
         WHEN tried.id IS NOT NULL THEN 'not-reached' ELSE 'not-known' END AS situation,
    s.to_office
FROM each ASOF LEFT JOIN statements s ON each.id = s.id AND each.day >= s.from_date
LEFT JOIN tried ON each.id = tried.id AND each.day = tried.day;

CREATE OR REPLACE TEMP TABLE turns AS
SELECT d.*, definite, closes, offer, grp,
    d.situation IS DISTINCT FROM lag(d.situation) OVER w AS begins, coalesce(lag(stated) OVER w, false) AND NOT stated AS expires
FROM days d JOIN rules USING (situation) WINDOW w AS (PARTITION BY id ORDER BY day);

CREATE OR REPLACE TEMP TABLE today AS SELECT * FROM turns WHERE day = getvariable('t');

-- Open until the first of: closed on, a situation that closes, a definite solution; again once it is no longer definite.
CREATE OR REPLACE TEMP TABLE openness AS
WITH here AS (
    SELECT *, coalesce(lag(definite) OVER (PARTITION BY id ORDER BY day), false) AS before
    FROM turns WHERE situation <> 'moved-office'),
solution AS (
    SELECT id, arg_max(definite, day) AS is_definite, arg_max(situation, day) AS stays,
        max(day) FILTER (definite AND NOT before) AS definite_from,
        max(day) FILTER (before AND NOT definite) AS reopened_on, min(day) FILTER (closes) AS closes_from
    FROM here GROUP BY id),
moves AS (SELECT id, max(day) FILTER (begins) AS moved_on, max(day) = getvariable('t') AS moved_now
    FROM turns WHERE situation = 'moved-office' GROUP BY id),
taken AS (SELECT k.former_case AS id, min(k.opened_on) AS taken_on FROM known k JOIN known f ON f.id = k.former_case
    WHERE k.office <> f.office GROUP BY k.former_case),
together AS (
    SELECT k.*, s.* EXCLUDE (id), moved_on, coalesce(moved_now, false) AND taken_on IS NULL AS waits,
        moved_on IS NOT NULL AND taken_on IS NOT NULL AS taken_up, taken_on,
        coalesce(closing_reason IN ('refused', 'died', 'too-old', 'emigrated', 'qualified', 'listed-in-error',
            'moved-office'), false) AS for_good
    FROM known k LEFT JOIN solution s USING (id) LEFT JOIN moves USING (id) LEFT JOIN taken USING (id)),
closed AS (
    SELECT *, CASE WHEN NOT (coalesce(reopened_on > closed_on, false) AND NOT for_good)
        AND NOT ((waits OR taken_up) AND (coalesce(closing_reason = 'moved-office', false) OR coalesce(closed_on >= moved_on, false)))
        THEN closed_on END AS held_closed FROM together)
SELECT *, held_closed IS NULL AND closes_from IS NULL AND NOT coalesce(is_definite, false) AND NOT taken_up AS is_open,
    NOT taken_up AND closes_from IS NULL AND NOT (held_closed IS NOT NULL AND for_good) AS still_asked
FROM closed;
