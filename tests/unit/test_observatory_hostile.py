"""Files as they come when something went wrong: each is named, and nothing is half-built."""

import re
import shutil
import zipfile
from random import Random

import duckdb
import pytest
from stocks import establishment, unit, write_stock

from maillage.cli.main import main
from maillage.observatory.build import BuildRequest, build
from maillage.observatory.errors import BuildError, ObservatoryError, StockError
from maillage.observatory.perimeters import load_perimeter
from maillage.observatory.sources import files
from maillage.observatory.vintage import Store

NUMBERS = range(1, 300)
UNITS = [unit(f"{number:09}", name=f"Été n° {number}, « l’Œuvre »") for number in NUMBERS]
ESTABLISHMENTS = [establishment(f"{number:09}00011", size="11") for number in NUMBERS]


def parquet(file):
    """Return a Parquet of the texts of a CSV."""
    made = file.with_suffix(".parquet")
    duckdb.execute(f"COPY (FROM read_csv('{file}', all_varchar = true)) TO '{made}'")
    return made


def zipped(file, **contents):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("_", "."), content)
    return file


class Desk:
    """A good stock, its vintage, and what becomes of another one."""

    def __init__(self, folder):
        self.folder = folder
        self.units, self.establishments = write_stock(folder / "stock", UNITS, ESTABLISHMENTS)
        self.store = folder / "store"
        self.vintage = self.build()
        self.before = self.state()

    def build(self, units=None, establishments=None, **more):
        request = BuildRequest(
            units or self.units,
            establishments or self.establishments,
            more.pop("store", self.store),
            load_perimeter(),
            **more,
        )
        return build(request)

    def state(self):
        paths = sorted(self.store.rglob("*"))
        return {path: path.read_bytes() for path in paths if path.is_file()}

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def refuses(self, words, error=StockError, **request):
        with pytest.raises(error, match=re.escape(words).replace("\\ ", r"[\s\u202f]")):
            self.build(**request)
        assert self.state() == self.before


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(good):
    yield good
    if good.state() != good.before:  # a build has succeeded
        shutil.rmtree(good.store)
        good.vintage = good.build()
        good.before = good.state()


@pytest.mark.parametrize("role", ["units", "establishments"])
def test_a_file_that_is_no_stock_is_named(desk, role):
    csv = getattr(desk, role)
    content, typed = csv.read_bytes(), parquet(csv).read_bytes()
    header = content.partition(b"\n")[0]
    for name, bad, words in (
        ("vide.csv", b"", "vide.csv : ce fichier est vide."),
        ("page.parquet", b"<html>Erreur 503</html>", "page.parquet : il manque siren"),
        ("coupe.parquet", typed[: len(typed) // 2], "Il est incomplet ou endommagé"),
        ("fin.parquet", typed[:-1], "Il est incomplet ou endommagé"),
        ("debut.parquet", b"PAR1", "Il est incomplet ou endommagé"),
        ("latin.csv", header + b"\n" + b"\xe9" * 40, "Il n’est pas écrit en UTF-8."),
        ("utf16.csv", content.decode().encode("utf-16"), "il n’est pas écrit en UTF-8."),
        ("cite.csv", content + b'"000000099,O\n', "Ses lignes n’ont pas le même nombre"),
        ("court.csv", content + b"000000099,O\n", "Ses lignes n’ont pas le même nombre"),
        ("nuls.csv", b"\0" * 4096, "il manque siren"),
    ):
        desk.refuses(words, **{role: desk.file(name, bad)})
    desk.refuses("c’est un dossier. Nommez le fichier", **{role: desk.folder})
    desk.refuses("ce fichier n’existe pas", **{role: desk.folder / "rien.csv"})


def test_headers_without_rows_are_no_stock(desk):
    units, establishments = (
        desk.file(f"sans-{path.name}", path.read_bytes().partition(b"\n")[0] + b"\n")
        for path in (desk.units, desk.establishments)
    )
    desk.refuses("Aucune date de dernier traitement", units=units)
    desk.refuses("Le fichier des établissements n’en contient aucun", establishments=establishments)


def test_pages_that_are_damaged_are_told(desk):
    content = bytearray(parquet(desk.units).read_bytes())
    content[4:200] = b"\xff" * 196
    desk.refuses(
        "Vérifiez que les fichiers du stock sont entiers",
        BuildError,
        units=desk.file("pages.parquet", bytes(content)),
    )


def test_rows_that_stand_twice_are_refused(desk):
    for role in ("units", "establishments"):
        content = getattr(desk, role).read_bytes()
        twice = desk.file("double.csv", content + content.splitlines(keepends=True)[1])
        desk.refuses("aucune de leurs lignes n’est en double", BuildError, **{role: twice})


def test_archives_that_cannot_be_read_are_named(desk):
    content = desk.units.read_bytes()
    whole = zipped(desk.folder / "entier.zip", stock_csv=content).read_bytes()
    start = whole.rfind(b"PK\x01\x02")  # what the archive says of its only member

    def changed(local, central, value):
        archive = bytearray(whole)
        archive[local] = archive[start + central] = value
        return desk.file("change.zip", bytes(archive))

    for archive, words in (
        (zipped(desk.folder / "deux.zip", a_csv=content, b_csv=content), "contient 2 fichiers"),
        (zipped(desk.folder / "sans.zip", lisez_txt=content), "contient 0 fichiers"),
        (desk.file("coupe.zip", whole[:-40]), "endommagée ou incomplète"),
        (desk.file("abime.zip", whole[:90] + b"\0" * 50 + whole[140:]), "endommagée"),
        (desk.file("signe.zip", b"PK"), "endommagée ou incomplète"),
        (changed(6, 8, 1), "Décompressez-la vous-même"),  # encrypted
        (changed(8, 10, 9), "Décompressez-la vous-même"),  # a compression that Python has not
    ):
        desk.refuses(words, units=archive)


def test_an_archive_larger_than_the_disk_is_not_unpacked(desk, monkeypatch):
    bomb = zipped(desk.folder / "bombe.zip", stock_csv=b"0" * 50_000_000)
    assert bomb.stat().st_size < 100_000
    usage = shutil.disk_usage(desk.folder)
    monkeypatch.setattr(files, "disk_usage", lambda _: usage._replace(free=300_000_000))
    desk.refuses("n’a pas la place de décompresser cette archive (50 Mo)", units=bomb)


def test_two_archives_may_have_one_name(desk):
    (desk.folder / "a").mkdir()
    (desk.folder / "b").mkdir()
    vintage = desk.build(
        zipped(desk.folder / "a" / "stock.zip", u_csv=desk.units.read_bytes()),
        zipped(desk.folder / "b" / "stock.zip", e_csv=desk.establishments.read_bytes()),
    )
    assert vintage.manifest.counts == desk.vintage.manifest.counts


def test_codes_that_are_none_are_read_as_unknown(desk):
    units, establishments = write_stock(
        desk.folder / "codes",
        [
            unit("ABCDEFGHI", category="XX", dateDernierTraitementUniteLegale="hier"),
            unit("000000001", flag="?", state="", diffusion="?", activity="💥"),
            unit("000000002", dateDernierTraitementUniteLegale="12026-11-03"),
        ],
        [
            establishment("ABCDEFGHI00011", size="ZZ", declared="?", commune="💥", activity="é"),
            establishment("00000000100011", commune="999999", dateCreationEtablissement="hier"),
            establishment("00000000200011", dateCreationEtablissement="20261-01-01"),
        ],
    )
    for made in (units, parquet(units)), (establishments, parquet(establishments)):
        vintage = desk.build(*((made[1], establishments) if made[0] is units else (units, made[1])))
        counts = vintage.manifest.counts
        assert (vintage.manifest.period, counts["establishments"]) == ("2026-11", 3)
        assert counts["registry"] == 2
        found = duckdb.execute(
            "SELECT siret, name, created FROM read_parquet($1) ORDER BY siret",
            [str(vintage.registry)],
        ).fetchall()
        assert found == [("00000000100011", None, None), ("00000000200011", None, None)]


def test_identifiers_with_gaps_become_numbers_and_are_identifiers_again(desk):
    floats = desk.folder / "nombres.parquet"
    duckdb.execute(
        f"""
        COPY (
            SELECT * REPLACE (CAST(siren AS DOUBLE) AS siren, CAST(siret AS DOUBLE) AS siret)
            FROM read_csv('{desk.establishments}', all_varchar = true)
        ) TO '{floats}'
        """
    )
    vintage = desk.build(establishments=floats)
    assert vintage.manifest.counts == desk.vintage.manifest.counts


def test_quotes_that_come_late_are_read(desk):
    """What is guessed of a CSV from its first rows must not refuse the later ones."""
    many = [unit(f"{number:09}", name="AMIS") for number in range(25_000)]
    late = unit("999999999", name='L’ŒUVRE, dite "LE FOYER" # 2')
    units, _ = write_stock(desk.folder / "tard", [*many, late], [])
    establishments = write_stock(
        desk.folder / "tard2", [], [establishment("99999999900011", enseigne1Etablissement="# 1")]
    )[1]
    vintage = desk.build(units, establishments)
    found = duckdb.execute("SELECT name, sign FROM read_parquet($1)", [str(vintage.registry)])
    assert found.fetchall() == [('L’ŒUVRE, dite "LE FOYER" # 2', "# 1")]


def test_a_list_that_is_none_is_named(desk):
    for content, words in (
        (b"", "ce fichier est vide"),
        (b"Nom;Ville\na;b\n", "il manque la colonne SIREN"),
        (b"SIREN;Nom\ninconnu;a\n", "ne contient aucun numéro"),
        (b"SIREN;Nom\n1;" + b"x" * 200_000, "n’est pas un CSV lisible"),
    ):
        desk.refuses(words, ess_list=desk.file("liste.csv", content))


def test_what_the_machine_cannot_do_is_told(desk):
    for memory in ("", "beaucoup", "-1GB", "0", "1MB", "1e9GB"):
        desk.refuses("Donnez 100 Mo ou plus", BuildError, memory=memory, again=True)
    for store in (desk.units, desk.units / "store"):
        desk.refuses("Choisissez-en un autre par --out", BuildError, store=store)


@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_wrong_bytes_is_read_or_refused(desk, seed):
    dice = Random(seed)
    role = dice.choice(["units", "establishments"])
    csv = getattr(desk, role)
    source = dice.choice([csv, zipped(desk.folder / f"{role}.zip", x_csv=csv.read_bytes())])
    content = bytearray(source.read_bytes())
    for _ in range(dice.choice([1, 3, 30])):
        content[dice.randrange(len(content))] = dice.randrange(256)
    try:
        desk.build(**{role: desk.file(f"{seed}{source.suffix}", bytes(content))})
    except ObservatoryError as error:
        assert str(error)
        assert desk.state() == desk.before
    assert not any((desk.store / "drafts").glob("*"))
    assert Store(desk.store).current()


def test_the_command_says_it_and_ends_with_code_2(desk, monkeypatch, capsys):
    page = desk.file("page.csv", b"<html>Erreur 503</html>")
    options = {"out": desk.store, "legal-units": page, "establishments": desk.establishments}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    monkeypatch.setattr("sys.argv", ["maillage", "observatory", "build", *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 2
    assert "page.csv\u202f: il manque siren" in capsys.readouterr().err
    assert desk.state() == desk.before
