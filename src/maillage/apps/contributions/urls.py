"""Addresses of its own."""

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern

from maillage.apps.sheets.types import registry

from .documents import intake_views
from .members import editors, sign_in
from .proposing import follow, form_views
from .resemblance import duplicate_views
from .reviewing import review_views


class _TypeConverter:
    """The type of a sheet, written in addresses as its list is: `annuaire` for organisations."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> str:
        """Return the key of the type with this path."""
        for key, known in registry.items():
            if known.path == value:
                return key
        raise ValueError(value)

    def to_url(self, key: str) -> str:
        """Return the path of a type."""
        return registry[key].path


register_converter(_TypeConverter, "sheet_type")

app_name = "contributions"
urlpatterns: list[URLPattern] = [
    path("contribuer/", form_views.home, name="home"),
    path("contribuer/connexion/", sign_in.sign_in, name="sign_in"),
    path("contribuer/connexion/<str:who>/<str:token>/", sign_in.enter, name="enter"),
    path("contribuer/deconnexion/", sign_in.sign_out, name="sign_out"),
    path("contribuer/fiche/<slug:uid>/", form_views.change, name="change"),
    path("contribuer/fiche/<slug:uid>/signaler/", form_views.report, name="report"),
    path("contribuer/fiche/<slug:uid>/editeurs/", editors.editors, name="editors"),
    path("contribuer/suivi/<str:token>/", follow.follow, name="follow"),
    path("contribuer/<sheet_type:type_key>/", form_views.new, name="new"),
    path("relecture/", review_views.queue_page, name="queue"),
    path("relecture/lot/", review_views.bulk, name="bulk"),
    path("relecture/<int:pk>/", review_views.review, name="review"),
    path("relecture/doublons/", duplicate_views.duplicate_list, name="duplicates"),
    path("relecture/doublons/<slug:kept>/<slug:other>/", duplicate_views.compare, name="compare"),
    path(
        "relecture/doublons/<slug:kept>/<slug:other>/distinctes/",
        duplicate_views.keep_apart,
        name="keep_apart",
    ),
    path("relecture/document/", intake_views.intake, name="intake"),
    path("relecture/documents/<int:pk>/", intake_views.document, name="document"),
    path("relecture/documents/<int:pk>/texte/", intake_views.document_text, name="document_text"),
    path("relecture/<int:pk>/annuler/", review_views.undo, name="undo"),
    path("relecture/<int:pk>/rattacher/", review_views.attach, name="attach"),
]
