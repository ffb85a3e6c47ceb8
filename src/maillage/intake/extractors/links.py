"""Lists of links under headings: what each item names, its address and what is said of it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from maillage.kernel.contacts import parse_url
from maillage.kernel.text import fold

from ..candidates import Candidate, CandidateType, Draft, Value
from ..documents import Block, BlockKind, Document
from .dates import periods_in
from .names import comparable, is_a_season, proper_name, role_of
from .words import without_article

_EXTRACTOR = "links"
_RESOURCE = re.compile(
    r"(?:l |le |la |les |un |une |petit |grand )?(?:barometre|etudes?|dossier|guides?|livre "
    r"blanc|liste|rapport|"
    r"cartographie|carte|mapping|annuaire|panorama|atlas|video|film|podcast|fiches?|kit|manuel|"
    r"memento|"
    r"article|infographie|chiffres|open data|donnees|lexique|glossaire|boite a outils|replay|"
    r"webinaire|"
    r"newsletter|lettre|revue de presse|catalogue|repertoire|tribune|communique|plaquette|brochure|"
    r"synthese|enquete|notes?|tableau|documentation|tutoriel|modele|actes|bilan|reperes|"
    r"interview|charte)\b"
)
_READING = re.compile(r"(?:tout (?:sur|savoir)|comment|pourquoi|qu est ce|a quoi|\d+ )")
_PAPER = re.compile(r"\.pdf\b|/(?:articles?|blog|actualites?|actus?|podcasts?)/", re.IGNORECASE)
_RESOURCE_TITLES = re.compile(
    r"\b(?:ressources?|documentation|publications?|a lire|lectures?|guides?|etudes?|videos?|"
    r"bibliographie|"
    r"chiffres|en savoir plus)\b"
)
_EVENT = re.compile(
    r"(?:l |le |la |les )?(?:journees?|semaine|mois|fete|festival|salon|forum|quinzaine|"
    r"rencontres?|nuit|"
    r"universite d ete|congres|assises|foire|marche de)\b(?! nationale)"
)
_EVENTS_TITLE = re.compile(r"\b(?:agenda|evenements?|rendez vous|calendrier|manifestations)\b")
_PROJECT = re.compile(r"projets?\b(?! alimentaire territorial)")
_SOCIAL = {"facebook": "facebook", "fb": "facebook", "twitter": "twitter", "x": "twitter"}
_SOCIAL |= {"linkedin": "linkedin", "youtube": "youtube"}
_HOSTS = {"facebook.com": "facebook", "twitter.com": "twitter", "x.com": "twitter"}
_HOSTS |= {"linkedin.com": "linkedin", "youtube.com": "youtube", "youtu.be": "youtube"}
_GENERIC = re.compile(
    r"(?:ici|lien|site|voir|lire|en savoir|plus d|cliquez|telecharger|acceder|accueil|contact|"
    r"suite|"
    r"page|consulter|decouvrir|retour|haut de page|mentions|plan du site|info|rss|www|http|"
    r"voir (?:le )?site.*|inscription|programme|s inscrire|pdf|source)\b"
)
_SENTENCE = 90  # signs: what is longer is no name


def links(document: Document) -> Iterator[Candidate]:
    """Find what lists of links name: organisations, resources, events, projects."""
    lists = _lists(document)
    for block in document.blocks:
        if block.kind is BlockKind.ITEM and (block.path, block.kind) in lists:
            yield from _item(block)
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.FIELD, BlockKind.ITEM):
            yield from _named_address(block)
            yield from _named_as_its_site(block)


def _lists(document: Document) -> set[tuple[tuple[str, ...], BlockKind]]:
    """Return the parts of the page whose lists are lists of links, by their titles.

    A part without links is one too beside others: people leave out some addresses.
    """
    count: dict[tuple[str, ...], list[int]] = {}
    for block in document.of_kind(BlockKind.ITEM):
        held = count.setdefault(block.path, [0, 0])
        held[0] += 1
        held[1] += any(start <= 2 for start, _, _ in block.links)
    linked = {path for path, (items, links) in count.items() if links * 2 >= items}
    total = sum(items for items, _ in count.values())
    covered = sum(links for _, links in count.values())
    mostly = total and covered * 2 >= total
    kept = count if mostly else linked
    return {(path, BlockKind.ITEM) for path in kept}


def _item(block: Block) -> Iterator[Candidate]:
    if not block.links:
        yield from _without_link(block)
        return
    first = block.links[0]
    label = block.text[first[0] : first[1]].strip()
    if first[0] <= 2 and not _GENERIC.match(fold(label)):
        yield _candidate(block, first, block.links[1:])
        return
    for link in block.links:
        label = block.text[link[0] : link[1]].strip()
        if proper_name(label) and fold(label) not in _SOCIAL and not _GENERIC.match(fold(label)):
            yield _candidate(block, link, ())


def _candidate(
    block: Block, link: tuple[int, int, str], others: tuple[tuple[int, int, str], ...]
) -> Candidate:
    start, end, url = link
    label = re.sub(r"\s+", " ", block.text[start:end]).strip(" :")
    name, said = _split(label)
    draft = Draft(_type(label, block.path, url), block.line_at(start), block.path)

    def held(value: object, reason: str, first: int = start, last: int = end) -> Value:
        return Value.of(value, block, reason=reason, extractor=_EXTRACTOR, start=first, end=last)

    draft.add("name", held(name, "Texte du lien, dans une liste"))
    if draft.type is CandidateType.ORGANISATION:
        acronym = re.search(r"\s\(?([A-ZÉ]{3,8})\)?$", name)
        if acronym and not name.isupper() and len(name.split()) > 2:
            draft.add("acronym", held(acronym[1], "Sigle à la fin du nom"))
        if role := role_of(f"{label} {block.text[end : end + 60]}", block.path):
            draft.add("roles", held(role.value, "Mots du lien ou du titre au-dessus"))
    if address := web_address(url):
        draft.add("links", held(address, "Adresse du lien"))
    for first, last, other in others:
        if address := web_address(other, block.text[first:last]):
            draft.add("links", held(address, "Lien dans la même ligne", first, last))
    after = block.text[end:]
    tail = re.match(r"\s*(?:\([^)]*\))?\s*[:–—,-]\s*(?P<said>\S[^.\n]{3,})", after)
    if tail:
        first = end + tail.start("said")
        words = tail["said"].strip()
        draft.add("summary", held(words[:200], "Mots après le lien", first, first + len(words)))
    elif said:
        draft.add("summary", held(said, "Mots du lien"))
    return draft.candidate()


def _split(label: str) -> tuple[str, str]:
    """Return the name and what the label says of it: « Pivoine - Portail des communs »."""
    match = re.match(
        r"(?P<name>[^,:]{2,40}?)(?:\s+[-–—|]\s+|,\s+|\s*:\s+)(?P<said>\S.{3,})$", label
    )
    if match:
        return without_article(match["name"]) if match["name"][0].islower() else match[
            "name"
        ], match["said"]
    return (without_article(label) if label[:1].islower() else label), ""


def _type(label: str, path: tuple[str, ...], url: str = "") -> CandidateType:
    folded = fold(label)
    if _RESOURCE.match(folded) or _READING.match(folded) or _PAPER.search(url):
        return CandidateType.RESOURCE
    # « Journée de la transition » is who holds it, unless a date or the title says when.
    when = list(periods_in(label)) or any(_EVENTS_TITLE.search(fold(title)) for title in path)
    if is_a_season(label) or (when and _EVENT.match(folded)):
        return CandidateType.EVENT
    if _PROJECT.match(folded):
        return CandidateType.PROJECT
    if path and _RESOURCE_TITLES.search(fold(path[-1])):
        return CandidateType.RESOURCE
    return CandidateType.ORGANISATION


def web_address(url: str, label: str = "") -> dict[str, str]:
    """Return an address as a record holds it, or {} where it is none; `label` are its words."""
    written = url.strip()
    if re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)+(?:/|$))", written) and "@" not in written:
        written = f"http://{written}"
    try:
        checked = parse_url(written)
    except ValueError:
        return {}
    host = (urlsplit(checked).hostname or "").removeprefix("www.")
    kind = next((kind for name, kind in _HOSTS.items() if host.endswith(name)), "")
    kind = kind or _SOCIAL.get(fold(label), "") or ("autre" if label else "site")
    return {"kind": kind, "url": checked}


def _without_link(block: Block) -> Iterator[Candidate]:
    """An item of a list of links that has none: « Tournesol, prêt d’outils »."""
    name, _, said = block.text.partition(",")
    name = name.strip(" .:")
    if not proper_name(name) or len(name) > 50 or re.search(r"[«»?!]", name):
        return
    if _is_person(said) or is_a_season(name):
        return
    draft = Draft(CandidateType.ORGANISATION, block.line, block.path)
    held = Value.of(
        name,
        block,
        reason="Nom dans une liste d’organisations",
        extractor=_EXTRACTOR,
        end=len(name),
    )
    draft.add("name", held)
    if role := role_of("", block.path):
        draft.add(
            "roles", Value.of(role.value, block, reason="Titre de la liste", extractor=_EXTRACTOR)
        )
    if said.strip():
        draft.add(
            "summary",
            Value.of(
                said.strip()[:200],
                block,
                reason="Mots après le nom",
                extractor=_EXTRACTOR,
                start=len(name) + 1,
            ),
        )
    yield draft.candidate()


def _is_person(words: str) -> bool:
    return bool(
        re.match(
            r"\s*(?:vice |1er |ancien )?(?:conseill|president|directeur|directrice|elu|maire|"
            r"adjoint|charge|depute|senat|delegue|responsable|fondat)",
            fold(words).join("  "),
        )
        or re.match(
            r"(?:vice |\d\w+ )?(?:conseill|president|direct|elu|maire|adjoint|chargee? de|depute|"
            r"senat|delegue|responsable|fondat)",
            fold(words),
        )
    )


def _named_as_its_site(block: Block) -> Iterator[Candidate]:
    """A link inside a sentence whose words are the name of the site that it leads to."""
    for link in block.links:
        label = block.text[link[0] : link[1]].strip()
        host = comparable((urlsplit(link[2]).hostname or "") if "[" not in link[2] else "")
        key = comparable(label)
        if len(key) > 4 and key in host and len(label.split()) <= 6 and "." not in label:
            yield _candidate(block, link, ())


def _named_address(block: Block) -> Iterator[Candidate]:
    """A line « Nom : https://… », as pages without markup list their links."""
    match = re.match(
        r"^\W*(?P<name>[^:]{2,60}?)\s*(?:\([^)]{2,40}\)\s*)?[:–—,-]\s*(?P<url>(?:https?://|"
        r"www\.)\S+)",
        block.text,
    )
    if not match or not proper_name(match["name"][:1].upper() + match["name"][1:]):
        return
    if _GENERIC.match(fold(match["name"])) or len(match["name"].split()) > 7:
        return
    draft = Draft(_type(match["name"], block.path), block.line, block.path)
    name = match["name"].strip()
    name = name[:1].upper() + name[1:]
    start, end = match.span("name")
    draft.add(
        "name",
        Value.of(
            name, block, reason="Nom avant une adresse", extractor=_EXTRACTOR, start=start, end=end
        ),
    )
    if address := web_address(match["url"].rstrip(".,;)")):
        start, end = match.span("url")
        draft.add(
            "links",
            Value.of(
                address,
                block,
                reason="Adresse après le nom",
                extractor=_EXTRACTOR,
                start=start,
                end=end,
            ),
        )
    yield draft.candidate()
