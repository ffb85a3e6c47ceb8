"""Settings of an instance, from environment variables: docs/settings.md lists them all.

Without any variable this is a safe instance for one machine: SQLite in a data folder, no debug
pages, no outside host. `MAILLAGE_PROXY=1` is what a public instance behind a web server adds.
"""

from importlib.util import find_spec
from pathlib import Path

from maillage.config.environment import database, email, flag, log_level, origin, text, words

PACKAGE = Path(__file__).resolve().parent.parent

# The data folder: everything that an instance keeps, and nothing else, is there.
MAILLAGE_DATA = Path(text("MAILLAGE_DATA", "maillage-data")).expanduser().absolute()
MAILLAGE_INDEXES = MAILLAGE_DATA / "indexes"
MAILLAGE_OBSERVATORY = (
    Path(text("MAILLAGE_OBSERVATORY", str(MAILLAGE_DATA / "observatory"))).expanduser().absolute()
)

DEBUG = flag("MAILLAGE_DEBUG")
# The command makes the file with the instance; reading settings never writes.
_key = MAILLAGE_DATA / "secret.key"
SECRET_KEY = text("MAILLAGE_SECRET_KEY") or (_key.read_text("ascii") if _key.exists() else "")
ALLOWED_HOSTS = words("MAILLAGE_HOSTS", "localhost,127.0.0.1,[::1]")

# The public address, for links that leave the site: feeds, exports, e-mails. Empty: the request's.
MAILLAGE_BASE_URL, _origin = origin("MAILLAGE_BASE_URL")
# What letters and printed guides give in its place: `maillage serve` says where it answers.
MAILLAGE_HERE = text("MAILLAGE_HERE", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [_origin] if _origin else []

# Map background: empty draws contours only, and no visitor's address reaches a third party.
MAILLAGE_TILE_URL = text("MAILLAGE_TILE_URL")
MAILLAGE_TILE_ATTRIBUTION = text("MAILLAGE_TILE_ATTRIBUTION")

# Where `maillage territories sync` finds official centres and contours; empty: the State's servers.
MAILLAGE_CENTRES_URL = text("MAILLAGE_CENTRES_URL")
MAILLAGE_CONTOURS_URL = text("MAILLAGE_CONTOURS_URL")

# Where `maillage observatory fetch` finds its files; empty: data.gouv.fr.
MAILLAGE_SIRENE_UNITS_URL = text("MAILLAGE_SIRENE_UNITS_URL")
MAILLAGE_SIRENE_ESTABLISHMENTS_URL = text("MAILLAGE_SIRENE_ESTABLISHMENTS_URL")
MAILLAGE_SIRENE_GEOLOCATION_URL = text("MAILLAGE_SIRENE_GEOLOCATION_URL")
MAILLAGE_ESS_LIST_URL = text("MAILLAGE_ESS_LIST_URL")

INSTALLED_APPS = [
    "maillage.website",
    "maillage.apps.privacy",
    "maillage.apps.quality",
    "maillage.apps.links",
    "maillage.apps.contributions",
    "maillage.apps.directory",
    "maillage.apps.figures",
    "maillage.apps.observatory",
    "maillage.apps.policies",
    "maillage.apps.support",
    "maillage.apps.projects",
    "maillage.apps.agenda",
    "maillage.apps.news",
    "maillage.apps.library",
    "maillage.apps.learning",
    "maillage.apps.sheets",
    "maillage.apps.identity",
    "maillage.apps.territories",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "maillage.website.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "maillage.website.views.IndexTrouble",
]

ROOT_URLCONF = "maillage.config.urls"
WSGI_APPLICATION = "maillage.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.website.context.site",
            ],
        },
    },
]

if _database := text("DATABASE_URL"):
    DATABASES = {"default": database(_database)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": MAILLAGE_DATA / "maillage.sqlite3",
            "CONN_MAX_AGE": None,  # a new connection would read its pages from the file again
            "OPTIONS": {
                # Readers never wait for a writer, and a writer waits for another from its first
                # statement: otherwise SQLite refuses to upgrade a read lock, without waiting.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,  # seconds
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without a way to send them, letters are written on the standard output.
globals().update(email("MAILLAGE_EMAIL_URL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("MAILLAGE_EMAIL_FROM", "maillage@localhost")
EMAIL_TIMEOUT = 20  # seconds

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
# Separators belong to numbers written for people, through a filter: with this on, identifiers in
# addresses and attributes would get them too.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
# Leaflet's files come from a package whose Django application, unused here, wants GDAL: its folder
# is served without installing it, as `{% static "leaflet/leaflet.js" %}`.
_leaflet = find_spec("leaflet")
assert _leaflet
assert _leaflet.origin
STATICFILES_DIRS = [("leaflet", Path(_leaflet.origin).parent / "static" / "leaflet")]
STATIC_ROOT = MAILLAGE_DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = MAILLAGE_DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # In debug the files are read where they are; else `maillage serve` collects them at its start
    # (one second), compressed and named after their content, so that browsers keep them for ever.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_AGE = 12 * 3600  # seconds: one working day
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

if flag("MAILLAGE_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": log_level("MAILLAGE_LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "httpx": {"handlers": [], "level": "WARNING"},  # not a line for each feed
        # robots knock under any name: they are refused, which needs no page of log each
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL"},
    },
}
