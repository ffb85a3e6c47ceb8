"""Lambert-93 both ways."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maillage.observatory.lambert import degrees, metres


@given(st.floats(42, 51), st.floats(-5, 9))
def test_a_position_comes_back(lat: float, lon: float) -> None:
    found = degrees(*metres(np.array([lat]), np.array([lon])))
    assert np.allclose(np.concatenate(found), [lat, lon], atol=1e-8)


def test_a_known_point() -> None:
    """The point zero of French roads, before Notre-Dame, to some metres."""
    x, y = metres(np.array([48.8534]), np.array([2.3488]))
    assert abs(x[0] - 652_220) < 100
    assert abs(y[0] - 6_861_680) < 100
