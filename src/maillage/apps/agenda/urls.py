"""Addresses of its own, beside those of its sheet types."""

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern

from . import views


class YearConverter:
    """A year of four figures in an address."""

    regex = r"\d{4}"

    def to_python(self, value: str) -> int:
        """Read the year."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write the year."""
        return f"{value:04}"


class MonthConverter(YearConverter):
    """A month of two figures in an address."""

    regex = r"\d{2}"

    def to_url(self, value: int) -> str:
        """Write the month."""
        return f"{value:02}"


register_converter(YearConverter, "agenda_year")
register_converter(MonthConverter, "agenda_month")

app_name = "agenda"
urlpatterns: list[URLPattern] = [
    # The list of the sheet type under its own address, in groups of time.
    path("agenda/", views.event_list, name="list"),
    path("agenda/<slug:slug>.ics", views.event_calendar, name="event_calendar"),
    path("agenda/mois/<agenda_year:year>-<agenda_month:month>/", views.month, name="month"),
]
