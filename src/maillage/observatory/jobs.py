"""Jobs from size classes: Sirene holds no headcount, only a class of employees on 31 December.

The interval adds the bounds of the classes. The estimate takes for each class the geometric mean of
its bounds: inside a class small establishments outnumber large ones, so that the middle of the
class overstates; √(least × most) is the exact mean of a density in n^(-3/2), between Zipf's law
(n^-2), which describes the sizes of firms as a whole (Axtell, Science 293, 2001), and an even
spread. 10 to 19 employees count for 13.8, not 14.5; 250 to 499 for 353, not 374.5.

Above 10,000 employees the class is open: the interval has no upper bound then, and the estimate
takes 10,000, its lower bound, of which few establishments can be far. A class that is unknown
(« NN »: no employee, or unknown) counts for nothing in the three numbers.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from maillage.kernel.vocabularies import SizeClass


@dataclass(frozen=True, slots=True)
class Jobs:
    """Jobs as the size classes allow: an interval, and an estimate that says it is one.

    `most` is None where an establishment of 10,000 employees or more leaves it open.
    """

    least: int
    most: int | None
    estimate: int


def usual(size: SizeClass) -> float:
    """Return the employees that an establishment of this class counts for in an estimate."""
    if not size.least:
        return 0.0
    return sqrt(size.least * (size.most or size.least))


_LEAST = np.array([size.least or 0 for size in SizeClass], np.float64)
_MOST = np.array([size.most or 0 for size in SizeClass], np.float64)
_USUAL = np.array([usual(size) for size in SizeClass], np.float64)
_OPEN = list(SizeClass).index(SizeClass.FROM_10000)


def jobs(sizes: NDArray[np.float64]) -> Jobs:
    """Return the jobs of establishments, counted by size class in the order of SizeClass."""
    return Jobs(
        least=int(sizes @ _LEAST),
        most=None if sizes[_OPEN] else int(sizes @ _MOST),
        estimate=round(float(sizes @ _USUAL)),
    )
