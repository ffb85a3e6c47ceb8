"""Made-up panoramas, for what shows them."""

from maillage.kernel.vocabularies import Family, Sector, SizeClass
from maillage.observatory.panorama import Ambiguity, Counts, FamilyCounts, Jobs, Panorama


def panorama(n: int, *, fictitious: bool = False, variant: str = "loi-2014") -> Panorama:
    """Return a panorama of `n` ESS establishments out of 11 times as many."""

    def counts(total: int) -> Counts:
        each, rest = divmod(total, len(Sector))
        sectors = dict.fromkeys(Sector, each) | {Sector.SPORT: each + rest}
        employing = [one for one in SizeClass if one.is_employer]
        sizes = dict.fromkeys(employing, total // 20)
        sizes[SizeClass.UNKNOWN] = total - sum(sizes.values())
        most = None if total > 1_000 else 9 * total
        return Counts(total, total // 4, total // 5, Jobs(total, most, 3 * total), sectors, sizes)

    jobs = Jobs(n // 10, n, n // 2)
    families = tuple(
        FamilyCounts(family, n - 5 * (n // 10) if one == 0 else n // 10, n // 20, n // 30, jobs)
        for one, family in enumerate(Family)
    )
    name = f"{'fictif-' if fictitious else ''}2026-11-1f3a9c07"
    doubt = Ambiguity(n, n // 2, n // 3, jobs, n // 4, n // 5, n // 6, jobs)
    return Panorama(
        name, variant, ("54395",), counts(n), counts(11 * n), families, doubt, fictitious
    )
