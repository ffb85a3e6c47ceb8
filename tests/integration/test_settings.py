"""Settings from environment variables: safe without any, strict with wrong ones."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.decorators.clickjacking import xframe_options_exempt

import maillage.config.settings
from maillage.website.middleware import content_security_policy

SETTINGS = maillage.config.settings.__file__


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that reads the settings under the given variables only."""

    def read(**variables: str) -> dict[str, Any]:
        for name in ("MAILLAGE_SECRET_KEY", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("MAILLAGE_DATA", str(tmp_path / "data"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(SETTINGS)

    return read


def test_without_variables_it_is_safe_for_one_machine(read: Any, tmp_path: Path) -> None:
    settings = read()
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["DATABASES"]["default"]["NAME"] == tmp_path / "data" / "maillage.sqlite3"
    assert settings["MAILLAGE_TILE_URL"] == ""
    assert not (tmp_path / "data").exists(), "reading settings wrote something"


def test_every_file_is_in_the_data_folder(read: Any, tmp_path: Path) -> None:
    settings = read()
    for name in ("MAILLAGE_INDEXES", "MEDIA_ROOT", "STATIC_ROOT"):
        assert settings[name].is_relative_to(tmp_path / "data")


def test_the_key_is_the_variable_else_the_file(read: Any, tmp_path: Path) -> None:
    assert read()["SECRET_KEY"] == ""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.key").write_text("kept")
    assert read()["SECRET_KEY"] == "kept"
    assert read(MAILLAGE_SECRET_KEY="given")["SECRET_KEY"] == "given"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "smtp+tls://ess%40example.org:a%2Fb@mail.example.org",
            {
                "EMAIL_HOST": "mail.example.org",
                "EMAIL_PORT": 587,
                "EMAIL_HOST_USER": "ess@example.org",
                "EMAIL_HOST_PASSWORD": "a/b",
                "EMAIL_USE_TLS": True,
                "EMAIL_USE_SSL": False,
            },
        ),
        ("smtps://mail.example.org:4650", {"EMAIL_PORT": 4650, "EMAIL_USE_SSL": True}),
        ("smtp://localhost", {"EMAIL_PORT": 25, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}),
        ("file:///var/lettres%20parties", {"EMAIL_FILE_PATH": "/var/lettres parties"}),
    ],
)
def test_letters_leave_by_the_way_that_is_said(
    read: Any, address: str, expected: dict[str, Any]
) -> None:
    settings = read(MAILLAGE_EMAIL_URL=address)
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.parametrize(
    "address", ["mail.example.org", "smtp://", "smtp://h:port", "http://h", "file:rel", "console"]
)
def test_another_way_is_refused(read: Any, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MAILLAGE_EMAIL_URL ne se comprend pas"):
        read(MAILLAGE_EMAIL_URL=address)


def test_behind_a_proxy_everything_is_encrypted(read: Any) -> None:
    settings = read(MAILLAGE_PROXY="1", MAILLAGE_HOSTS="ess.example.org, www.example.org")
    assert settings["ALLOWED_HOSTS"] == ["ess.example.org", "www.example.org"]
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert settings["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]


def test_the_proxy_header_is_not_believed_without_a_proxy(read: Any) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in read()


def test_the_public_address_may_send_forms(read: Any) -> None:
    settings = read(MAILLAGE_BASE_URL="https://ess.example.org/")
    assert settings["MAILLAGE_BASE_URL"] == "https://ess.example.org"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://ess.example.org"]


@pytest.mark.parametrize("address", ["ess.example.org", "ftp://ess.example.org", "https://"])
def test_a_public_address_without_scheme_is_refused(read: Any, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MAILLAGE_BASE_URL"):
        read(MAILLAGE_BASE_URL=address)


def test_postgresql_by_its_address(read: Any) -> None:
    database = read(DATABASE_URL="postgresql://anne:s%40c@db.example.org:5433/ess")["DATABASES"]
    assert database["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert database["default"]["PASSWORD"] == "s@c"
    assert database["default"]["PORT"] == 5433


@pytest.mark.parametrize("address", ["oups", "mongodb://x/y", "postgresql://a:b@c:port/d"])
def test_an_unreadable_database_address_gets_an_example(read: Any, address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="postgresql://utilisateur"):
        read(DATABASE_URL=address)


@pytest.mark.parametrize(
    ("word", "expected"), [("1", True), ("oui", True), ("0", False), ("", False)]
)
def test_yes_and_no(read: Any, word: str, expected: bool) -> None:
    assert read(MAILLAGE_DEBUG=word)["DEBUG"] is expected


def test_another_word_than_yes_or_no_is_refused(read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="MAILLAGE_PROXY vaut « yess »"):
        read(MAILLAGE_PROXY="yess")


def test_a_log_level_that_does_not_exist_is_refused(read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="MAILLAGE_LOG_LEVEL"):
        read(MAILLAGE_LOG_LEVEL="bavard")


def policy(response: HttpResponse) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def test_pages_load_only_their_own_files(settings: Any) -> None:
    settings.MAILLAGE_TILE_URL = ""
    response = content_security_policy(lambda request: HttpResponse())(RequestFactory().get("/"))
    directives = policy(response)
    assert directives["default-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'self'"
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


def test_the_map_background_is_the_only_foreign_picture(settings: Any) -> None:
    settings.MAILLAGE_TILE_URL = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
    response = content_security_policy(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert policy(response)["img-src"] == "'self' data: https://*.tiles.example.org"


def test_embeds_may_be_framed_anywhere() -> None:
    view = xframe_options_exempt(lambda request: HttpResponse())
    response = content_security_policy(view)(RequestFactory().get("/"))
    assert policy(response)["frame-ancestors"] == "*"


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_responses_carry_the_security_headers(client: Any) -> None:
    response = client.get("/admin/login/")
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "camera=()" in response.headers["Permissions-Policy"]
