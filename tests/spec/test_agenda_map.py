"""The map of a type keeps to that type, whatever one does there."""

import pytest
from django.test import Client
from factories import load, organisation

pytestmark = pytest.mark.usefixtures("places")


def test_the_map_of_events_shows_events_and_leads_to_itself(client: Client) -> None:
    place = ["commune:54395"]
    load(
        organisation("labo", located_in=place),
        {"type": "event", "id": "fete", "name": "La fête", "located_in": place},
    )
    agenda = client.get("/agenda/").content.decode()
    assert 'href="/carte/?type=event' in agenda
    page = client.get("/carte/?type=event&q=fete").content.decode()
    assert 'name="type" value="event"' in page
    assert "/carte/donnees/?type=event&amp;q=fete" in page
    bbox = "-5,41,10,51"
    markers = client.get(f"/carte/donnees/?type=event&bbox={bbox}").json()["features"]
    assert [one["properties"]["title"] for one in markers] == ["La fête"]
    # The map of organisations keeps its short address.
    assert 'data-url="/carte/donnees/"' in client.get("/carte/").content.decode()
