-- What domain.md fixes: the table of situations, with the groups as the charts join them (a measure or an activation is
-- one group), and the order in which steps due on one day are told.
CREATE OR REPLACE TEMP TABLE rules (situation VARCHAR, grp VARCHAR, offer VARCHAR, definite BOOLEAN, closes BOOLEAN, months INT);
INSERT INTO rules VALUES
    ('school-lu', 're-enrolled', 'education', true, false, 12),
    ('school-abroad', 're-enrolled', 'education', true, false, 12),
    ('adult-education', 're-enrolled', 'education', true, false, 12),
    ('apprenticeship', 'in-training', 'apprenticeship', true, false, 12),
    ('internship', 'in-training', 'traineeship', false, false, 4),
    ('employment-measure', 'measure', 'employment', false, false, 6),
    ('employed', 'employed', 'employment', true, false, 12),
    ('voluntary-service', 'measure', NULL, false, false, 12),
    ('workshop', 'measure', NULL, false, false, 5),
    ('seeking-training', 'no-occupation', NULL, false, false, 3),
    ('seeking-work', 'no-occupation', NULL, false, false, 3),
    ('no-occupation', 'no-occupation', NULL, false, false, 3),
    ('ill-or-caring', 'settled', NULL, false, false, 6),
    ('settled-otherwise', 'settled', NULL, true, false, 12),
    ('declined', 'not-known', NULL, false, false, 6),
    ('not-reached', 'not-known', NULL, false, false, 3),
    ('not-known', 'not-known', NULL, false, false, NULL),
    ('emigrated', 'out-of-scope', NULL, false, true, NULL),
    ('qualified', 'out-of-scope', NULL, false, true, NULL),
    ('listed-in-error', 'out-of-scope', NULL, false, true, NULL),
    ('moved-office', 'handed-over', NULL, false, false, NULL);

CREATE OR REPLACE TEMP TABLE protocol (action VARCHAR, place INT);
INSERT INTO protocol VALUES
    ('first-letter', 1), ('first-contact', 2), ('second-contact', 3), ('further-attempt', 4), ('another-try', 5),
    ('interview', 6), ('confirm-situation', 7), ('follow-up', 8), ('workshop-check', 9), ('own-step', 10);

-- The due day itself where it is a working day, else the next one.
CREATE OR REPLACE TEMP TABLE workdays AS
WITH each AS (SELECT unnest(generate_series(DATE '1990-01-01', DATE '2060-12-31', INTERVAL 1 DAY))::DATE AS day)
SELECT day, min(CASE WHEN isodow(day) < 6 AND day NOT IN (SELECT day_off FROM days_off) THEN day END)
    OVER (ORDER BY day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS working FROM each;
CREATE OR REPLACE TEMP MACRO working(due) AS (SELECT workdays.working FROM workdays WHERE workdays.day = due);

CREATE OR REPLACE TEMP MACRO age(born, day) AS
    year(day) - year(born) - CASE WHEN month(day) < month(born) THEN 1 ELSE 0 END;

CREATE OR REPLACE TEMP MACRO waited(begun, ended) AS CASE
    WHEN begun + INTERVAL 1 MONTH >= ended THEN 'month-1' WHEN begun + INTERVAL 2 MONTH >= ended THEN 'month-2'
    WHEN begun + INTERVAL 3 MONTH >= ended THEN 'month-3' WHEN begun + INTERVAL 4 MONTH >= ended THEN 'month-4'
    WHEN begun + INTERVAL 6 MONTH >= ended THEN 'months-5-6' WHEN begun + INTERVAL 12 MONTH >= ended THEN 'months-7-12'
    ELSE 'over-a-year' END;

-- One row a thing counted: `period` says where it is counted; else `on_day` puts it into its month and school year, and
-- without either it counts on the day itself. No office: it is counted for all together only. `base` is its share in the
-- base, null where the figure has none or a category the base of the total.
CREATE OR REPLACE TEMP TABLE counted (indicator VARCHAR, office VARCHAR, on_day DATE, breakdown VARCHAR DEFAULT '',
    category VARCHAR DEFAULT '', numerator DOUBLE, base DOUBLE, period VARCHAR);
CREATE OR REPLACE TEMP TABLE years_over (year VARCHAR, begins DATE, ends DATE);
CREATE OR REPLACE TEMP TABLE year_ends (year VARCHAR, begins DATE, ends DATE, id VARCHAR, person VARCHAR, office VARCHAR,
    left_school_on DATE, opened_on DATE, now VARCHAR, reached_on DATE, was_known BOOLEAN, returned BOOLEAN);
CREATE OR REPLACE TEMP TABLE month_ends (month_end DATE, office VARCHAR, open INT, overdue INT);
