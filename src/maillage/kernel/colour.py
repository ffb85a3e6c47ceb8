"""Colours and their contrast, as the accessibility rules measure it.

Source: WCAG 2.2, « relative luminance » and « contrast ratio »; success criterion 1.4.3 asks 4.5
for text.
"""

import re

MINIMUM_TEXT_CONTRAST = 4.5
PAPER = "#FBF8F2"
DARK_GROUND = "#12191C"

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def parse_colour(text: str) -> str:
    """Return a colour as `#RRGGBB` in capitals; raise `ValueError` for any other text."""
    colour = text.strip()
    if not _HEX.fullmatch(colour):
        raise ValueError(f"« {text} » n’est pas une couleur : écrire # et six chiffres, #0B6E6E.")
    return colour.upper()


def luminance(colour: str) -> float:
    """Return the relative luminance of `#RRGGBB`, from 0 (black) to 1 (white)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def check_text_colour(colour: str, ground: str) -> None:
    """Raise `ValueError` when text of this colour cannot be read on the ground."""
    ratio = contrast(colour, ground)
    if ratio < MINIMUM_TEXT_CONTRAST:
        shown = f"{ratio:.1f}".replace(".", ",")
        way = "plus foncée" if luminance(ground) > 0.5 else "plus claire"
        raise ValueError(
            f"Le contraste de {colour} sur {ground} est de {shown} : il faut au moins 4,5. "
            f"Choisir une couleur {way}."
        )
