"""Markers that do not cover each other."""

import math

from hypothesis import given
from hypothesis import strategies as st

from maillage.search.grid import project
from maillage.search.query import Cluster
from maillage.search.spacing import spaced

MARKERS = st.lists(
    st.builds(
        Cluster,
        st.floats(48, 49),
        st.floats(6, 7),
        st.integers(1, 5000),
        uid=st.sampled_from("abc"),
    ),
    max_size=40,
)


@given(MARKERS, st.integers(3, 18))
def test_nobody_is_lost_and_markers_keep_their_distance(markers: list[Cluster], zoom: int) -> None:
    found = spaced(markers, zoom)
    assert sum(one.count for one in found) == sum(one.count for one in markers)
    places = [project(one.lat, one.lon) for one in found]
    for i, place in enumerate(places):
        for other in places[:i]:
            # no marker drawn is smaller than 28 pixels
            assert math.dist(place, other) * 256 * 2 ** (zoom - 0.5) > 28


def test_what_no_zoom_parts_is_one_place() -> None:
    pair = [Cluster(48.7, 6.2, 1, uid="a", title="A"), Cluster(48.7, 6.20001, 1, uid="b")]
    (merged,) = spaced(pair, 18)
    assert (merged.count, merged.stacked, merged.uids, merged.title) == (2, True, ("a", "b"), None)
    (merged,) = spaced(pair, 12)
    assert (merged.count, merged.stacked, merged.uids, merged.uid) == (2, False, (), None)
