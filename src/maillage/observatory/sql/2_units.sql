-- Legal units of which something says that they are ESS: one row each, with all that says so.
--
-- Three things may say it (loi n° 2014-856, art. 1er): the legal category, Sirene's own indicator
-- (O or N, often empty), ESS France's list. `basis` adds up what is said:
--   1 category included, 2 category ambiguous, 4 excluded activity, 8 indicator O,
--   16 indicator N, 32 in ESS France's list.
-- Lookups: category_rules has every category (form 0, 1 or 2, family), basis_rules every basis
-- (kept: a variant counts it, or its category is ambiguous). Names of natural persons are not read.
WITH candidates AS (
    SELECT
        u.siren,
        rule.category,
        rule.form,
        rule.family,
        -- codes of the nomenclatures before 2008 look like today's and mean something else
        CASE WHEN u.nomenclatureActivitePrincipaleUniteLegale IN ('NAP', 'NAF1993', 'NAFRev1')
            THEN NULL ELSE u.activitePrincipaleUniteLegale END AS activity,
        u.economieSocialeSolidaireUniteLegale AS flag,
        listed.siren IS NOT NULL AS is_listed,
        coalesce(u.etatAdministratifUniteLegale = 'A', FALSE) AS active,
        coalesce(u.statutDiffusionUniteLegale, 'P') <> 'O' AS partial,
        coalesce(
            nullif(nullif(u.denominationUniteLegale, '[ND]'), ''),
            nullif(nullif(u.denominationUsuelle1UniteLegale, '[ND]'), '')
        ) AS name,
        nullif(nullif(u.sigleUniteLegale, '[ND]'), '') AS acronym
    FROM legal_units AS u
    LEFT JOIN category_rules AS rule
        ON rule.category = coalesce(u.categorieJuridiqueUniteLegale, 0)
    LEFT JOIN ess_list AS listed ON listed.siren = u.siren
    WHERE rule.form > 0
        OR u.economieSocialeSolidaireUniteLegale = 'O'
        OR listed.siren IS NOT NULL
),

described AS (
    SELECT
        siren,
        category,
        family,
        active,
        partial,
        CASE WHEN partial THEN NULL ELSE name END AS name,
        CASE WHEN partial THEN NULL ELSE acronym END AS acronym,
        form
        -- an activity is excluded from legal forms only
        + CASE WHEN form > 0 AND EXISTS (
            SELECT 1 FROM excluded_activities AS excluded
            WHERE candidates.activity LIKE excluded.prefix || '%'
        ) THEN 4 ELSE 0 END
        + CASE flag WHEN 'O' THEN 8 WHEN 'N' THEN 16 ELSE 0 END
        + CASE WHEN is_listed THEN 32 ELSE 0 END AS basis
    FROM candidates
)

SELECT
    described.siren,
    described.category,
    described.family,
    described.basis,
    basis_rules.conflict,
    described.active,
    described.partial,
    described.name,
    described.acronym
FROM described
INNER JOIN basis_rules ON basis_rules.basis = described.basis
WHERE basis_rules.kept
