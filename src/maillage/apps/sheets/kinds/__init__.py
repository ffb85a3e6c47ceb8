"""Kinds of field: what a value may be, and what becomes of it everywhere."""

from .base import (
    MAX_TEXT,
    InvalidValue,
    Kind,
    Leaf,
    Markdown,
    Parsed,
    Prose,
    Shown,
    is_known,
)
from .composite import Many, Part, Record
from .contact import Address, Email, Link, Person, Phone, bare_url
from .values import Commune, Flag, Number, Reference, Term, Territory, Year, parse_uid, partial_date

__all__ = [
    "MAX_TEXT",
    "Address",
    "Commune",
    "Email",
    "Flag",
    "InvalidValue",
    "Kind",
    "Leaf",
    "Link",
    "Many",
    "Markdown",
    "Number",
    "Parsed",
    "Part",
    "Person",
    "Phone",
    "Prose",
    "Record",
    "Reference",
    "Shown",
    "Term",
    "Territory",
    "Year",
    "bare_url",
    "is_known",
    "parse_uid",
    "partial_date",
]
