"""How near a number is to what it counts, in the words that sources put before it."""

from .base import Vocabulary, _


class Qualifier(Vocabulary):
    """What stands before a number that is not exact; an exact number has none."""

    ABOUT = ("environ", _("environ"))
    OVER = ("plus-de", _("plus de"))
    UNDER = ("moins-de", _("moins de"))
    NEARLY = ("pres-de", _("près de"))
    AT_MOST = ("au-plus", _("au plus"))
    AT_LEAST = ("au-moins", _("au moins"))
