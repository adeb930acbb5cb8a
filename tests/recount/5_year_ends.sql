-- Who had left school in a school year, and what was known of them, at the end of the year's last day `t`.
INSERT INTO years_over VALUES (getvariable('year'), getvariable('first'), getvariable('t'));
INSERT INTO year_ends
SELECT getvariable('year'), getvariable('first'), getvariable('t'), id, coalesce(person, id), office, left_school_on, opened_on,
    CASE WHEN situation = 'moved-office' THEN stays ELSE situation END, reached_on,
    EXISTS (SELECT 1 FROM turns t WHERE t.id = o.id AND grp NOT IN ('not-known', 'handed-over')),
    EXISTS (SELECT 1 FROM turns t WHERE t.id = o.id AND begins AND grp = 're-enrolled' AND t.day >= o.left_school_on)
FROM owned o WHERE left_school_on <= getvariable('t');
