"""Turns what may go wrong into one French sentence that says what to do."""

import errno
import re

_REASONS = {
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOENT: "introuvable",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.EISDIR: "c’est un dossier",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.ENOSPC: "le disque est plein",
}

# What the command-line library says, and how we say it
_USAGE = [
    (r"No such option: (\S+).*", "L’option {0} n’existe pas."),
    (r"No such command '(.+?)'\..*", "La commande « {0} » n’existe pas."),
    (r"Missing command\.", "Il manque une commande."),
    (r"Missing argument '(.+?)'\.", "Il manque un argument\u202f: {0}."),
    (r"Missing option '(.+?)'.*", "Il manque l’option {0}."),
    (r"Option '(.+?)' requires an argument\.", "L’option {0} attend une valeur."),
    (r"Got unexpected extra arguments? ?\(?(.+?)\)?", "Argument en trop\u202f: {0}."),
    (r"Invalid value for (.+?): .*valid integer.*", "{0} attend un nombre entier."),
    (r"Invalid value for (.+?): .*greater than or equal to (\S+)", "{0} attend au moins {1}."),
    (r"Invalid value for (.+?): .*less than or equal to (\S+)", "{0} attend au plus {1}."),
    (r"Invalid value for (.+?): .*", "La valeur de {0} ne convient pas."),
]


class Refusal(Exception):
    """Something asked cannot be done; the message says why and what to do, in French."""


def reason(error: OSError) -> str:
    """Return a few French words for a system error."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def usage(message: str) -> str:
    """Return the command-line library's message in French where it is a usual one."""
    for pattern, french in _USAGE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return french.format(*(part.strip("'") for part in found.groups()))
    return message


def explain(error: Exception) -> str | None:
    """Return what to tell of an error that a person can mend, None for a defect of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError

    if type(error).__module__.startswith("maillage."):
        return str(error)  # every exception that we define speaks to a person
    match error:
        case ImproperlyConfigured() | CommandError():
            return str(error)
        case DatabaseError():
            return (
                f"La base de données refuse\u202f: {error}. Vérifiez DATABASE_URL, que le serveur "
                "de base de données répond, et que le dossier de données n’est pas plein."
            )
        case OSError(filename=str() as name):
            return f"{name}\u202f: {reason(error)}."
        case _:
            return None
