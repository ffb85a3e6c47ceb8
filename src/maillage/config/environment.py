"""Reads what an instance is told through environment variables."""

import os
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on", "oui"})
_NO = frozenset({"", "0", "false", "no", "off", "non"})
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding blanks; an empty one counts as absent."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """Return the items of a comma-separated variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str) -> bool:
    """Return a yes or no, absent meaning no.

    Raises ImproperlyConfigured for any other word: a misspelt switch must not pass for "no".
    """
    value = text(name).lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ImproperlyConfigured(f"{name} vaut « {value} »\u202f: écrivez 1 (oui) ou 0 (non).")


def origin(name: str) -> tuple[str, str]:
    """Return a web address without final slash, and its origin; both empty where absent.

    Raises ImproperlyConfigured for anything but `http://host…` or `https://host…`.
    """
    address = text(name).rstrip("/")
    if not address:
        return "", ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(
            f"{name} vaut « {address} »\u202f: écrivez l’adresse entière, "
            "par exemple https://ess.example.org."
        )
    return address, f"{parts.scheme}://{parts.netloc}"


def log_level(name: str) -> str:
    """Return a level of the log; raise ImproperlyConfigured for a word that is none."""
    level = text(name, "INFO").upper()
    if level not in _LEVELS:
        known = ", ".join(_LEVELS)
        raise ImproperlyConfigured(f"{name} vaut « {level} »\u202f: les niveaux sont {known}.")
    return level


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for the database at this address.

    Raises ImproperlyConfigured with an example where the address cannot be understood.
    """
    try:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL ne se comprend pas. Exemple\u202f: "
            "postgresql://utilisateur:mot-de-passe@serveur:5432/maillage "
            "(les signes particuliers du mot de passe s’écrivent %40 pour @, %2F pour /…)."
        ) from error


_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def email(name: str) -> dict[str, Any]:
    """Return Django's settings for sending e-mail by the way that a variable says.

    `console:` writes letters on the standard output, `file:///folder` one a file there,
    `smtp://`, `smtp+tls://` and `smtps://user:password@host:port` send them.
    Raises ImproperlyConfigured with an example where the address cannot be understood.
    """
    address = text(name, "console:")
    backends = "django.core.mail.backends"
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError:
        parts, port, host = urlsplit(""), None, None
    if parts.scheme == "console" and address == "console:":
        return {"EMAIL_BACKEND": f"{backends}.console.EmailBackend"}
    if parts.scheme == "file" and parts.path.startswith("/") and not host:
        folder = unquote(parts.path)
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    if parts.scheme in _MAIL_PORTS and host and parts.path in {"", "/"}:
        return {
            "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
            "EMAIL_HOST": host,
            "EMAIL_PORT": port or _MAIL_PORTS[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
        }
    raise ImproperlyConfigured(
        f"{name} ne se comprend pas. Exemple\u202f: "
        "smtp+tls://utilisateur:mot-de-passe@serveur:587 "
        "(les signes particuliers du mot de passe s’écrivent %40 pour @, %2F pour /…), "
        "console: pour écrire les lettres à l’écran, file:///dossier pour les y ranger."
    )
