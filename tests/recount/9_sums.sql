-- What was counted, put together by period, office and category as figures.parquet has it; "" is all offices.
CREATE OR REPLACE TEMP TABLE recount AS
WITH placed AS (
    SELECT * REPLACE (coalesce(period, getvariable('t')::VARCHAR) AS period) FROM counted WHERE on_day IS NULL
    UNION ALL SELECT * REPLACE (getvariable('year') AS period) FROM counted WHERE on_day BETWEEN getvariable('first') AND getvariable('t')
    UNION ALL SELECT * REPLACE (strftime(on_day, '%Y-%m') AS period) FROM counted WHERE on_day BETWEEN getvariable('first') AND getvariable('t')
    UNION ALL SELECT 'stock-at-month-end', office, NULL, '', '', 1, NULL, strftime(month_end, '%Y-%m')
    FROM entrants, (
        SELECT unnest(generate_series(getvariable('first'), getvariable('t'), INTERVAL 1 MONTH))::DATE - 1 AS month_end
        UNION SELECT getvariable('t'))
    WHERE breakdown = '' AND entered_on <= month_end AND coalesce(exited_on > month_end, true)
    UNION ALL SELECT 'open-at-month-end', office, NULL, '', '', open, NULL, strftime(month_end, '%Y-%m') FROM month_ends
    UNION ALL SELECT 'overdue-at-month-end', office, NULL, '', '', overdue, open, strftime(month_end, '%Y-%m') FROM month_ends)
SELECT indicator, period, coalesce(office, '') AS office, breakdown, category, sum(numerator) AS numerator, sum(base) AS base
FROM placed GROUP BY GROUPING SETS ((indicator, period, office, breakdown, category), (indicator, period, breakdown, category))
HAVING grouping(office) = 1 OR office IS NOT NULL;
