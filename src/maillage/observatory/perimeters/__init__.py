"""Perimeters of the ESS as dated folders that people edit, the shipped one among them."""

from .reading import (
    PerimeterError,
    choose_perimeter,
    copy_perimeter,
    load_perimeter,
    perimeter_of_vintage,
)
from .writing import as_json, categories_csv, write_perimeter

__all__ = [
    "PerimeterError",
    "as_json",
    "categories_csv",
    "choose_perimeter",
    "copy_perimeter",
    "load_perimeter",
    "perimeter_of_vintage",
    "write_perimeter",
]
