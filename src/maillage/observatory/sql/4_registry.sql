-- The registry: each active establishment of the units of stage 2, one row each.
--
-- Under partial diffusion (« statut de diffusion » P, of the unit or of the establishment) the law
-- forbids names and addresses to be published again: they never leave this query. [ND] is what
-- INSEE writes in their place. Code de commerce, art. A123-96; INSEE, « statutDiffusion ».
WITH joined AS (
    SELECT
        e.*,
        u.name,
        u.acronym,
        u.category,
        u.family AS family_rank,
        u.basis,
        u.conflict,
        u.partial OR coalesce(e.statutDiffusionEtablissement, 'P') <> 'O' AS partial,
        CASE WHEN e.nomenclatureActivitePrincipaleEtablissement IN ('NAP', 'NAF1993', 'NAFRev1')
            THEN NULL ELSE e.activitePrincipaleEtablissement END AS activity
    FROM establishments AS e
    INNER JOIN units AS u ON u.siren = e.siren
    WHERE e.etatAdministratifEtablissement = 'A'
)

SELECT
    joined.siren,
    joined.siret,
    CASE WHEN NOT joined.partial THEN joined.name END AS name,
    CASE WHEN NOT joined.partial THEN joined.acronym END AS acronym,
    CASE WHEN NOT joined.partial THEN coalesce(
        nullif(nullif(joined.enseigne1Etablissement, '[ND]'), ''),
        nullif(nullif(joined.denominationUsuelleEtablissement, '[ND]'), '')
    ) END AS sign,
    lpad(CAST(joined.category AS VARCHAR), 4, '0') AS category,
    families.value AS family,
    joined.basis,
    joined.conflict,
    joined.activity,
    coalesce(divisions.value, 'divers') AS sector,
    coalesce(sizes.value, 'NN') AS size,
    CASE WHEN joined.caractereEmployeurEtablissement IN ('O', 'N')
        THEN joined.caractereEmployeurEtablissement ELSE '' END AS declared,
    coalesce(joined.etablissementSiege, FALSE) AS headquarters,
    CASE WHEN joined.dateCreationEtablissement >= DATE '1000-01-01'
        AND joined.dateCreationEtablissement < DATE '2100-01-01'
        THEN joined.dateCreationEtablissement END AS created,
    nullif(nullif(joined.codeCommuneEtablissement, '[ND]'), '') AS commune,
    nullif(nullif(joined.codePostalEtablissement, '[ND]'), '') AS postal_code,
    CASE WHEN NOT joined.partial THEN nullif(concat_ws(
        ' ',
        nullif(joined.numeroVoieEtablissement, '[ND]'),
        nullif(joined.indiceRepetitionEtablissement, '[ND]'),
        nullif(joined.typeVoieEtablissement, '[ND]'),
        nullif(joined.libelleVoieEtablissement, '[ND]')
    ), '') END AS address,
    joined.partial,
    CASE WHEN NOT joined.partial
        THEN TRY_CAST(joined.coordonneeLambertAbscisseEtablissement AS DOUBLE) END AS x,
    CASE WHEN NOT joined.partial
        THEN TRY_CAST(joined.coordonneeLambertOrdonneeEtablissement AS DOUBLE) END AS y
FROM joined
LEFT JOIN families ON families.family = joined.family_rank
LEFT JOIN divisions ON divisions.division = substr(joined.activity, 1, 2)
LEFT JOIN sizes ON sizes.value = joined.trancheEffectifsEtablissement
ORDER BY joined.siret
