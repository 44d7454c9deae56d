"""Settings, from the environment. Importing this starts nothing and writes nothing.

REVENUES_MODE is `production` once DATABASE_URL is given, unless it says `demo` or `test`. Where
DATABASE_URL or REDIS_URL is missing, the settings point to this user's embedded services, which
the supervisor (revenues.config.services) starts.
"""

import os

import pgtrigger
from django.core.exceptions import ImproperlyConfigured

from revenues.config import environment as env
from revenues.config import logs
from revenues.config.embedded.places import ROOT, find_places, read_secret_key
from revenues.config.embedded.postgres import Postgres
from revenues.config.embedded.valkey import Valkey

BASE_DIR = ROOT
MODES = ("production", "demo", "test")
MODE = env.text("REVENUES_MODE", "production" if env.text("DATABASE_URL") else "demo")
if MODE not in MODES:
    message = f"REVENUES_MODE is {MODE!r}: give one of {', '.join(MODES)}."
    raise ImproperlyConfigured(message)
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
DEBUG = env.flag("DEBUG", default=False)

# PDF libraries read these from the process: a reprint must not depend on the day or the machine.
os.environ["SOURCE_DATE_EPOCH"] = "1743465600"
PRINT_FONTS = BASE_DIR / "static" / "build" / "print"
FONTCONFIG_FILE = PRINT_FONTS / "fonts.conf"
if FONTCONFIG_FILE.exists():
    os.environ["FONTCONFIG_FILE"] = str(FONTCONFIG_FILE)

# Where things are

if PRODUCTION:
    WHY = "a server in production is given its database, broker, key and host names."
    DATABASE_URL = env.required("DATABASE_URL", WHY)
    REDIS_URL = env.required("REDIS_URL", WHY)
    SECRET_KEY = env.required("SECRET_KEY", WHY)
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
    DATA_DIR = BASE_DIR / ".data"
else:
    PLACES = find_places()
    DATABASE_URL = env.text("DATABASE_URL", Postgres(PLACES).url)
    REDIS_URL = env.text("REDIS_URL", Valkey(PLACES).url)
    SECRET_KEY = env.text("SECRET_KEY") or read_secret_key(PLACES)
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")
    DATA_DIR = PLACES.data
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
MEDIA_ROOT = env.text("MEDIA_ROOT", str(DATA_DIR / "media"))
GIT_COMMIT = env.text("GIT_COMMIT", "unknown")

DATABASES = {
    "default": env.database(DATABASE_URL)
    | {"CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

# What is installed

INSTALLED_APPS = [
    "revenues.web",
    "revenues.runs",
    "revenues.approval",
    "revenues.authority",
    "revenues.audit",
    "valuation",
    "notices",
    "accounts",
    "ledger",
    "billing",
    "casework",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "django_linear_migrations",
    "django_celery_beat",
    "django_htmx",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "revenues.config.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "revenues.web.middleware.Fenced",
]
if TESTING:
    INSTALLED_APPS += ["zeal", "django_migration_linter"]
    MIDDLEWARE.insert(0, "zeal.middleware.zeal_middleware")
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
    ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]  # signing out reads it twice
ROOT_URLCONF = "revenues.config.urls"
WSGI_APPLICATION = "revenues.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "revenues.web.context.frame",
            ]
        },
    }
]

# History is compiled into triggers from these three: decided before the first migration.

PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_CREATED_AT_FUNCTION = "app_now()"
PGHISTORY_APPEND_ONLY = True
MIGRATION_LINTER_OPTIONS = {
    "exclude_apps": ["account", "django_celery_beat", "pghistory"],
    # A first migration makes its tables: an index in it locks nothing that anyone is using.
    "ignore_initial_migrations": True,
    "no_cache": True,
    # An empty list means every warning.
    "warnings_as_errors": [],
}

# Who may come in

AUTH_USER_MODEL = "authority.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "revenues.config.adapter.OfficerAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# Officers of a council come from one address: the whole office signs in at nine.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "30/m/ip,5/300s/key"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False

# What the browser is told

SESSION_COOKIE_AGE = env.number("SESSION_SECONDS", 8 * 60 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "revenues.web.views.errors.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

STATIC_URL = "/static/"
STATIC_ROOT = str(BASE_DIR / "static" / "collected")
STATICFILES_DIRS = [BASE_DIR / "static" / "site", BASE_DIR / "static" / "build" / "site"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# How dates and words look

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = True

# Work in the background: the database is the queue, a message is only its bell

CELERY_BROKER_URL = "memory://" if TESTING else env.broker(REDIS_URL)

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if email_url := env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = email_url
    EMAIL_PORT = env.number("EMAIL_PORT", 25)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "revenues@localhost")

LOGGING = logs.configuration(level=env.text("LOG_LEVEL", "INFO"), as_json=PRODUCTION)
