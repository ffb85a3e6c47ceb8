"""The command `maillage news`: reads the feeds of organisations."""

from . import instance
from .console import complain, say, step


def news() -> None:
    """Lit les flux d’actualités (RSS, Atom) des fiches publiées, l’un après l’autre.

    Un flux en échec garde ses dernières actualités ; l’atelier des éditeurs en dit la raison.
    """
    instance.open_instance()
    from django.conf import settings

    from maillage.apps.news.actions import feed_fetcher, read_feeds

    contact = settings.MAILLAGE_BASE_URL
    with step("Actualités") as progress, feed_fetcher(contact) as fetcher:
        reading = read_feeds(fetcher=fetcher, progress=progress)
    for feed, error in reading.failures:
        complain(f"{feed.sheet.name}, {feed.url}\u202f: {error}.")
    say(reading.sentence)
