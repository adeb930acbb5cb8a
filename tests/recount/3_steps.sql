-- The Youth Guarantee's entries and exits, and what each case owes by the contact protocol.
CREATE OR REPLACE TEMP TABLE entries AS
WITH paths AS (SELECT id, arg_min(unemployed_since, row) AS since FROM youth_guarantee GROUP BY id),
starts AS (
    SELECT id, birth_month, left_school_on AS entered_on, false AS later FROM known WHERE left_school_on IS NOT NULL
    UNION ALL SELECT id, birth_month, since, true FROM known JOIN paths USING (id)
    WHERE since > left_school_on AND since <= getvariable('t')),
aged AS (SELECT *, age(birth_month, entered_on) AS entry_age FROM starts WHERE age(birth_month, entered_on) BETWEEN 16 AND 24),
next AS (SELECT *, lead(entered_on) OVER (PARTITION BY id ORDER BY entered_on) AS next_entry,
    lag(entered_on) OVER (PARTITION BY id ORDER BY entered_on) AS earlier FROM aged),
events AS (
    SELECT id, day, situation, true AS offered FROM turns WHERE begins AND offer IS NOT NULL
    UNION ALL SELECT id, day, situation, false FROM turns WHERE begins AND offer IS NULL AND (definite OR closes)
    UNION ALL SELECT id, day, 'not-known', false FROM turns WHERE expires
    UNION ALL SELECT id, closed_on, NULL, false FROM known
    WHERE closed_on IS NOT NULL AND closing_reason IS DISTINCT FROM 'moved-office'),
waiting AS (
    -- Who becomes unemployed while still waiting enters no second time.
    SELECT n.* FROM next n WHERE earlier IS NULL OR EXISTS (SELECT 1 FROM events e
        WHERE e.id = n.id AND e.day >= n.earlier AND e.day < n.entered_on)),
bounded AS (SELECT * EXCLUDE (next_entry), lead(entered_on) OVER (PARTITION BY id ORDER BY entered_on) AS next_entry FROM waiting)
SELECT b.id, b.entered_on, b.entry_age, (b.entered_on + INTERVAL 4 MONTH)::DATE AS until,
    e.day AS exited_on, e.offered, e.situation AS led_to
FROM bounded b LEFT JOIN LATERAL (
    SELECT * FROM events e WHERE e.id = b.id AND e.day >= b.entered_on AND (b.next_entry IS NULL OR e.day < b.next_entry)
    ORDER BY e.day, e.offered DESC LIMIT 1) e ON true;

CREATE OR REPLACE TEMP TABLE histories AS
WITH told AS (
    SELECT id, min(contact_on) FILTER (kind = 'letter' AND family AND (minor IS NULL OR minor = (with_whom = 'parents'))) AS letter_on,
        max(contact_on) FILTER (kind <> 'letter' AND family) AS called_on, max(contact_on) AS last_on
    FROM attempts GROUP BY id),
answers AS (
    SELECT id, arg_max(result, (answer_day, row)) AS answer, max(answer_day) AS refused_on FROM attempts
    WHERE answered AND (with_whom = 'youngster' OR (with_whom = 'parents' AND coalesce(minor, true))) GROUP BY id),
talked AS (
    SELECT id, max(interviewed_on) AS interviewed_on, arg_max(accepts::VARCHAR, (interviewed_on, row)) = 'yes' AS accepts,
        arg_max({'says': vocational_interest::VARCHAR}, (interviewed_on, row)).says = 'yes' AS wants_training,
        arg_max(main_reason::VARCHAR, (interviewed_on, row)) AS reason
    FROM interviews WHERE interviewed_on <= getvariable('t') GROUP BY id),
tries AS (SELECT id, count(*) AS silent FROM unanswered GROUP BY id)
SELECT o.*, letter_on, called_on, last_on, reached_on, interviewed_on, accepts, wants_training, reason, coalesce(silent, 0) AS silent,
    coalesce(answer = 'refused' AND NOT coalesce(interviewed_on > refused_on, false), false) AS refuses
FROM openness o LEFT JOIN told USING (id) LEFT JOIN reached USING (id) LEFT JOIN answers USING (id)
LEFT JOIN talked USING (id) LEFT JOIN tries USING (id);

-- Each follow-up is met by a statement confirmed 30 days before to 60 days after it, and lapses after that.
CREATE OR REPLACE TEMP TABLE owed AS
WITH groups AS (SELECT workshop, arg_max(ends_on, (school_year, office, row)) AS ends_on FROM workshops GROUP BY ALL),
asked AS (
    SELECT id, 'follow-up' AS action, (exited_on + to_months(m))::DATE AS day
    FROM entries, (VALUES (6), (12), (18)) v(m) WHERE exited_on IS NOT NULL
    UNION SELECT p.id, 'workshop-check', (ends_on + to_months(m))::DATE
    FROM participants p SEMI JOIN known USING (id) JOIN groups USING (workshop), (VALUES (3), (6), (12)) v(m)
    WHERE joined_on <= getvariable('t'))
SELECT id, action, min(day) AS day FROM asked a WHERE day + 60 >= getvariable('t') AND NOT EXISTS (
    SELECT 1 FROM outcomes o WHERE o.id = a.id AND o.confirmed_on <= getvariable('t')
        AND o.confirmed_on BETWEEN a.day - 30 AND a.day + 60)
GROUP BY id, action;

CREATE OR REPLACE TEMP TABLE due AS
WITH standing AS (
    SELECT id, arg_max({'day': expires_on, 'following': following}, from_date) AS latest
    FROM statements WHERE from_date <= getvariable('t') GROUP BY id),
-- Nobody need confirm what is for good, or what another situation is known to end before.
current AS (
    SELECT h.*, is_open AND NOT refuses AS talks, is_open AND NOT refuses AND do_not_contact IS NULL AS writes,
        CASE WHEN latest.day < DATE '9999-01-01' AND coalesce(latest.following > latest.day, true) THEN latest.day END AS confirm_by
    FROM histories h LEFT JOIN standing USING (id)),
steps AS (
    SELECT id, 'first-letter' AS action, listed_on + 10 AS day FROM current WHERE writes AND letter_on IS NULL
    UNION ALL SELECT id, 'first-contact', opened_on + 14 FROM current WHERE writes AND listed_on IS NULL AND last_on IS NULL
    UNION ALL SELECT id, 'second-contact', letter_on + 14 FROM current
    WHERE writes AND reached_on IS NULL AND NOT coalesce(called_on >= letter_on, false)
    UNION ALL SELECT id, 'further-attempt', last_on + 28 FROM current WHERE writes AND reached_on IS NULL AND silent < 3
    UNION ALL SELECT id, 'another-try', (last_on + INTERVAL 3 MONTH)::DATE FROM current WHERE writes AND reached_on IS NULL AND silent >= 3
    UNION ALL SELECT id, 'interview', reached_on + 30 FROM current WHERE talks AND interviewed_on IS NULL
    UNION ALL SELECT id, 'confirm-situation', confirm_by FROM current WHERE talks
    UNION ALL SELECT id, o.action, o.day FROM current JOIN owed o USING (id) WHERE NOT refuses AND still_asked
    UNION ALL SELECT id, 'own-step', own_next_step_on FROM current WHERE is_open),
moved AS (SELECT id, action, working(day) AS day FROM steps WHERE day IS NOT NULL)
SELECT id, min(day) AS due_on, arg_min(action, (day, place)) AS action, bool_or(action IN ('follow-up', 'workshop-check')) AS asks
FROM moved JOIN protocol USING (action) GROUP BY id;

CREATE OR REPLACE TEMP TABLE cases AS
SELECT h.*, due_on, action, coalesce(asks, false) AS asks, t.situation, t.grp, t.offer
FROM histories h LEFT JOIN due USING (id) LEFT JOIN today t USING (id);
