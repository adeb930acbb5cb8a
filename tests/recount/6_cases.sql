-- The caseload, the listed, the starts and the contacts, as definitions.html says who is in each figure.
INSERT INTO counted BY NAME
WITH open_cases AS (SELECT * FROM cases WHERE is_open),
monday AS (SELECT date_trunc('week', getvariable('t') + CASE WHEN isodow(getvariable('t')) > 5 THEN 7 ELSE 0 END)::DATE AS day),
acting AS (SELECT *, CASE WHEN due_on < getvariable('t') THEN 'overdue' WHEN due_on < day + 7 THEN 'week-0'
    WHEN due_on >= day + 35 THEN 'later' ELSE 'week-' || ((due_on - day) // 7) END AS week FROM open_cases, monday),
asking AS (SELECT * FROM cases WHERE NOT is_open AND asks),
held AS (SELECT id, arg_max(office, CASE WHEN left(id, 3) = office THEN 1 ELSE 0 END) AS office FROM held_leavers
    WHERE coalesce(opened_on <= getvariable('t'), true) AND id NOT IN (SELECT id FROM leavers) GROUP BY id)
SELECT 'open-cases' AS indicator, office, '' AS breakdown, '' AS category, 1 AS numerator, NULL AS base FROM open_cases
UNION ALL SELECT 'open-cases', office, 'open-for', CASE WHEN opened_on + INTERVAL 3 MONTH >= getvariable('t') THEN 'months-3'
    WHEN opened_on + INTERVAL 6 MONTH >= getvariable('t') THEN 'months-6' WHEN opened_on + INTERVAL 12 MONTH >= getvariable('t') THEN 'months-12'
    WHEN opened_on + INTERVAL 24 MONTH >= getvariable('t') THEN 'months-24' ELSE 'over-24' END, 1, NULL FROM open_cases
UNION ALL SELECT 'cases-a-post', office, '', '', 1, 0 FROM open_cases
UNION ALL SELECT 'cases-a-post', code, '', '', 0, posts FROM offices
UNION ALL SELECT 'overdue', office, '', '', (week IS NOT DISTINCT FROM 'overdue')::INT, 1 FROM acting
UNION ALL SELECT 'due-this-week', office, '', '', 1, NULL FROM acting WHERE week = 'week-0'
UNION ALL SELECT 'actions-by-week', office, '', '', 1, NULL FROM acting WHERE week IS NOT NULL
UNION ALL SELECT 'actions-by-week', office, 'due', week, 1, NULL FROM acting WHERE week IS NOT NULL
UNION ALL SELECT 'next-action', office, '', '', 1, NULL FROM acting WHERE week = 'overdue'
UNION ALL SELECT 'next-action', office, 'action', action, 1, NULL FROM acting WHERE week = 'overdue'
UNION ALL SELECT 'follow-ups-owed', office, '', '', 1, NULL FROM asking
UNION ALL SELECT 'follow-ups-overdue', office, '', '', (due_on < getvariable('t'))::INT, 1 FROM asking
UNION ALL SELECT 'held-cases', office, '', '', 1, NULL FROM held;

CREATE OR REPLACE TEMP TABLE profiles AS
WITH told AS (SELECT *, age(birth_month, listed_on) AS years FROM listed)
SELECT id, office, listed_on AS on_day, reached_on IS NOT NULL AS met, unnest([
    {'breakdown': 'sex', 'category': coalesce(sex::VARCHAR, 'unknown')},
    {'breakdown': 'track', 'category': coalesce(track::VARCHAR, 'unknown')},
    {'breakdown': 'canton', 'category': coalesce(canton, 'unknown')},
    {'breakdown': 'reason', 'category': coalesce(reason, 'unknown')},
    {'breakdown': 'nationality', 'category': coalesce(nationality_group::VARCHAR, 'unknown')},
    {'breakdown': 'age-group', 'category': CASE WHEN years IS NULL THEN 'unknown' WHEN years <= 15 THEN '15-under'
        WHEN years >= 20 THEN '20-over' ELSE years::VARCHAR END},
    {'breakdown': 'grade-group', 'category': CASE WHEN grade IS NULL THEN 'unknown' WHEN grade <= 7 THEN '7-under'
        WHEN grade >= 12 THEN '12-over' ELSE grade::VARCHAR END},
    {'breakdown': 'behind', 'category': CASE years_behind WHEN 0 THEN 'none' WHEN 1 THEN 'one' WHEN 2 THEN 'two'
        ELSE CASE WHEN years_behind > 2 THEN 'more' ELSE 'unknown' END END}], recursive := true)
FROM told;

INSERT INTO counted BY NAME
SELECT 'listed' AS indicator, office, listed_on AS on_day, '' AS breakdown, '' AS category, 1 AS numerator, NULL AS base
FROM listed
UNION ALL SELECT 'listed', office, on_day, breakdown, category, 1, NULL FROM profiles
UNION ALL SELECT 'reached', office, on_day, breakdown, category, met::INT, 1 FROM profiles
UNION ALL SELECT 'letter-sent', office, listed_on, '', '', (letter_on IS NOT NULL)::INT, 1 FROM listed
UNION ALL SELECT 'reached', office, listed_on, '', '', (reached_on IS NOT NULL)::INT, 1 FROM listed
UNION ALL SELECT 'reached', office, listed_on, 'reached-kind', coalesce(answer_kind, 'unknown'), 1, NULL
    FROM listed WHERE reached_on IS NOT NULL
UNION ALL SELECT 'reached', office, listed_on, 'attempt', CASE WHEN tries IS NULL THEN 'unknown' WHEN tries > 3 THEN 'later'
    ELSE 'attempt-' || tries END, 1, NULL FROM listed WHERE reached_on IS NOT NULL
UNION ALL SELECT 'reached', office, listed_on, 'reached-days', CASE WHEN tries IS NULL THEN 'unknown'
    WHEN reached_on - listed_on <= 14 THEN 'days-14' WHEN reached_on - listed_on <= 30 THEN 'days-30'
    WHEN reached_on - listed_on <= 60 THEN 'days-60' WHEN reached_on - listed_on <= 90 THEN 'days-90' ELSE 'later' END,
    1, NULL FROM listed WHERE reached_on IS NOT NULL
UNION ALL SELECT 'interviewed', office, listed_on, '', '', (interviewed_on IS NOT NULL)::INT, 1 FROM listed
UNION ALL SELECT 'accepts-support', office, listed_on, '', '', coalesce(accepts, false)::INT, 1 FROM listed
UNION ALL SELECT 'support-accepted', office, listed_on, '', '', coalesce(accepts, false)::INT, 1
    FROM listed WHERE interviewed_on IS NOT NULL
UNION ALL SELECT 'has-offer', office, listed_on, '', '', (coalesce(clock = 'offer', false) OR offer IS NOT NULL)::INT, 1 FROM listed
UNION ALL SELECT 're-enrolled', office, listed_on, '', '', (grp = 're-enrolled')::INT, 1 FROM listed
UNION ALL SELECT 'situation-known', office, listed_on, '', '', (grp NOT IN ('not-known', 'handed-over'))::INT, 1 FROM listed
UNION ALL SELECT 'situation', office, listed_on, '', '', 1, 1 FROM listed
UNION ALL SELECT 'situation', office, listed_on, 'group', grp, 1, NULL FROM listed
UNION ALL SELECT 'letter-in-time', office, listed_on, '', '', coalesce(letter_on <= letter_due, false)::INT, 1
    FROM listed WHERE letter_on IS NOT NULL OR (still_owed AND letter_due < getvariable('t'))
UNION ALL SELECT 'letter-answered', office, listed_on, '', '', answered_letter::INT, 1 FROM listed WHERE letter_on IS NOT NULL
UNION ALL SELECT 'second-contact-in-time', office, listed_on, '', '', coalesce(second_on <= second_due, false)::INT, 1
    FROM listed WHERE letter_on IS NOT NULL AND NOT answered_letter
    AND (second_on IS NOT NULL OR (still_owed AND second_due < getvariable('t')));

-- Each person counts once a school year, by the latest start; who is qualified or listed in error by none.
INSERT INTO counted BY NAME
WITH starts AS (
    SELECT *, CASE WHEN situation = 'moved-office' THEN stays ELSE situation END AS now FROM owned
    WHERE left_school_on BETWEEN getvariable('first') AND getvariable('t')),
counting AS (SELECT * FROM starts WHERE now <> 'listed-in-error'),
persons AS (SELECT arg_max({'office': office, 'day': left_school_on, 'now': now}, (left_school_on, opened_on, id)) AS latest
    FROM counting GROUP BY coalesce(person, id))
SELECT 'starts' AS indicator, office, left_school_on AS on_day, '' AS breakdown, '' AS category, 1 AS numerator
FROM counting WHERE now <> 'qualified'
UNION ALL SELECT 'starts', office, left_school_on, 'school', coalesce(school, 'unknown'), 1 FROM counting WHERE now <> 'qualified'
UNION ALL SELECT 'persons', latest.office, latest.day, '', '', 1 FROM persons WHERE latest.now <> 'qualified'
UNION ALL SELECT 'asked-by-themselves', office, opened_on, b, CASE b WHEN '' THEN '' ELSE origin::VARCHAR END, 1
    FROM owned, (VALUES (''), ('origin')) v(b) WHERE listed_on IS NULL AND origin::VARCHAR <> 'other-office'
UNION ALL SELECT 'contacts', o.office, c.contact_on, b, CASE b WHEN 'kind' THEN c.kind::VARCHAR WHEN 'result' THEN c.result::VARCHAR
    ELSE '' END, 1 FROM contacts c JOIN owned o USING (id), (VALUES (''), ('kind'), ('result')) v(b)
    WHERE c.result::VARCHAR <> 'to-do';
