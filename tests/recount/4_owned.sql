-- Each case once, at the office that has it now; what its own rows lack comes from the case that it goes on from.
CREATE OR REPLACE TEMP TABLE links AS
SELECT f.id AS before, k.id AS after FROM known k JOIN known f ON f.id = k.former_case WHERE f.office <> k.office;

CREATE OR REPLACE TEMP TABLE owned AS
WITH RECURSIVE chain AS (
    SELECT id, id AS link, 0 AS depth FROM cases
    UNION ALL SELECT c.id, l.before, depth + 1 FROM chain c JOIN links l ON l.after = c.link WHERE depth < 20),
filled AS (
    SELECT chain.id, arg_min(left_school_on, depth) AS left_school_on, arg_min(listed_on, depth) AS listed_on,
        arg_min(letter_on, depth) AS letter_on, arg_min(reached_on, depth) AS reached_on,
        arg_min(interviewed_on, depth) AS interviewed_on,
        -- What the latest interview says: where it says nothing of a question, no earlier one answers it.
        arg_min({'accepts': accepts, 'trains': wants_training}, depth) FILTER (interviewed_on IS NOT NULL) AS says
    FROM chain JOIN cases ON cases.id = chain.link GROUP BY chain.id)
SELECT c.* EXCLUDE (left_school_on, listed_on, letter_on, reached_on, interviewed_on, accepts, wants_training), f.* EXCLUDE (id, says),
    says.accepts AS accepts, says.trains AS wants_training
FROM cases c JOIN filled f USING (id) WHERE c.id NOT IN (SELECT before FROM links);

CREATE OR REPLACE TEMP TABLE clocks AS
SELECT id, arg_max({'state': CASE WHEN offered THEN 'offer' WHEN exited_on IS NOT NULL THEN 'stopped'
    WHEN until >= getvariable('t') THEN 'running' ELSE 'past' END, 'left': until - getvariable('t')}, entered_on) AS clock
FROM entries GROUP BY id;

CREATE OR REPLACE TEMP TABLE listed AS
WITH second AS (
    SELECT a.id, min(contact_on) AS second_on FROM attempts a JOIN owned o USING (id)
    WHERE family AND kind <> 'letter' AND contact_on >= o.letter_on GROUP BY a.id),
answers AS (
    SELECT a.id, arg_min(kind, (contact_on, a.row)) AS answer_kind, min(contact_on) AS tried_on
    FROM attempts a JOIN owned o USING (id)
    WHERE family AND answer_day = o.reached_on GROUP BY a.id),
tries AS (SELECT id, count(*) AS tries FROM attempts JOIN answers USING (id) WHERE contact_on <= tried_on GROUP BY id)
SELECT o.*, second_on, working(listed_on + 10) AS letter_due, working(letter_on + 14) AS second_due,
    is_open AND do_not_contact IS NULL AS still_owed, answer_kind, tries, canton, clock.state AS clock,
    letter_on IS NOT NULL AND coalesce(reached_on < coalesce(second_on, DATE '9999-01-01'), false) AS answered_letter
FROM owned o LEFT JOIN second USING (id) LEFT JOIN answers USING (id) LEFT JOIN tries USING (id) LEFT JOIN clocks USING (id)
LEFT JOIN (SELECT commune, any_value(canton) AS canton FROM communes GROUP BY commune) USING (commune)
WHERE listed_on BETWEEN getvariable('first') AND getvariable('t') AND situation <> 'listed-in-error';
