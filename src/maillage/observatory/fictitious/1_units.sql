-- The legal units: who they are, where they sit, whether they still live at the period's end.
CREATE TABLE units AS
WITH placed AS (
    SELECT
        id,
        drawn(id, 'place') AS place,
        -- The first ones, which all live and show themselves, make every kind be there, where the
        -- stock is large enough for that.
        CASE WHEN id < len(getvariable('first_kinds'))
            THEN list_extract(getvariable('first_kinds'), id + 1)
            ELSE drawn(id, 'kind')
        END AS kind_at,
        (id * 38461237 + getvariable('seed') * 7919) % 100000000 AS body
    FROM range(getvariable('count')) AS ids(id)
),
described AS (
    SELECT
        placed.*,
        kinds.* EXCLUDE (least, category),
        -- An association of Moselle or Alsace is one of the local law, as a rule.
        CASE
            WHEN kinds.category = '9220' AND communes.local_law AND drawn(id, 'law') < 0.92
                THEN '9260'
            WHEN kinds.category = '5560' AND communes.local_law AND drawn(id, 'law') < 0.4
                THEN '5195'
            ELSE kinds.category
        END AS category,
        least(
            getvariable('today'),
            CASE
                WHEN id < getvariable('units')
                    THEN DATE '2025-11-20'
                        - CAST(floor(15000 * drawn(id, 'age') ** 1.6) AS INTEGER)
                ELSE CAST(
                    DATE '2025-11-20'
                    + to_months(CAST(1 + floor((id - getvariable('units'))
                        / getvariable('monthly')) AS INTEGER)) AS DATE)
                    - CAST(floor(28 * drawn(id, 'age')) AS INTEGER)
            END
        ) AS created,
        id >= len(getvariable('first_kinds'))
            AND id < getvariable('units')
            AND drawn(id, 'death') < 0.22 + 0.0022 * getvariable('months') AS ceased
    FROM placed
    ASOF JOIN kinds ON placed.kind_at >= kinds.least
    ASOF JOIN communes ON placed.place >= communes.least
)
SELECT
    id,
    place,
    lpad(CAST(body AS VARCHAR), 8, '0') || impossible_key(body) AS siren,
    category,
    activity,
    created,
    ceased,
    category = '1000' AS person,
    id >= len(getvariable('first_kinds'))
        AND drawn(id, 'partial') < CASE WHEN category = '1000' THEN 0.12 ELSE 0.02 END AS hidden,
    CASE
        WHEN ceased AND drawn(id, 'old flag') > 0.05 THEN NULL
        WHEN 100 * drawn(id, 'flag') >= 100 - flag_no THEN 'N'
        WHEN 100 * drawn(id, 'flag')
            < flag_yes + CASE WHEN flag_yes > 0 THEN 0.15 * getvariable('months') ELSE 0 END
            THEN 'O'
    END AS flag,
    CASE WHEN category <> '1000' THEN name || ' ' || ending END AS name,
    employers,
    size,
    1 + CAST(floor(spread * drawn(id, 'spread') ** 4) AS INTEGER) AS places,
    -- A unit out of the law's forms that only the list of ESS France names.
    name = 'Société d’utilité sociale fictive' AS list_only
FROM described
JOIN endings ON endings.number
    = CAST(floor(drawn(id, 'name') * getvariable('endings')) AS INTEGER);
