-- Everything drawn comes from a hash of who it is about, what it is for and the seed: the same
-- seed draws the same, a later period keeps what an earlier one drew.

-- A number in [0, 1) for a purpose.
CREATE MACRO drawn(who, purpose) AS
    (hash(who, purpose, getvariable('seed')) % 1000000007) / 1000000007.0;

CREATE MACRO digit(n, rank) AS (n // CAST(10 ** rank AS BIGINT)) % 10;
CREATE MACRO doubled(d) AS CASE WHEN d > 4 THEN 2 * d - 9 ELSE 2 * d END;

-- The check digit that a SIREN or a SIRET of these leading digits (13 at most) has by Luhn's rule,
-- turned by five: no number made with it can be a real one.
CREATE MACRO impossible_key(n) AS (5 + 10 - (
      doubled(digit(n, 0)) + digit(n, 1) + doubled(digit(n, 2)) + digit(n, 3)
    + doubled(digit(n, 4)) + digit(n, 5) + doubled(digit(n, 6)) + digit(n, 7)
    + doubled(digit(n, 8)) + digit(n, 9) + doubled(digit(n, 10)) + digit(n, 11)
    + doubled(digit(n, 12))) % 10) % 10;

-- What the register writes where a unit refuses diffusion.
CREATE MACRO unless(hidden, text) AS
    CASE WHEN hidden AND text IS NOT NULL THEN '[ND]' ELSE text END;

-- The code of the nomenclature of 2025 where it follows from that of 2008 without doubt.
CREATE MACRO activity_2025(activity) AS
    CASE WHEN activity LIKE '__.__Z' THEN left(activity, 5) || 'Y' END;
