"""What every installation shares. Secrets and addresses come from the environment, never from here."""

from pathlib import Path

import pghistory
from csp.constants import NONE, SELF
from environs import env

from config.settings.database import database, runtime_role

BASE_DIR = Path(__file__).resolve().parents[2]

INSTALLED_APPS = [
    "core.apps.CoreConfig",
    "registry.apps.RegistryConfig",
    "mynumber.apps.MyNumberConfig",
    "privacy_review.apps.PrivacyReviewConfig",
    "config.admin.DaichoAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # No page without a log-in: a view that is open says so itself with login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.audit.TrailMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, as django-axes asks: it turns a lock-out into its page.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "core.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and log-in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "core.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "core.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# The pair, not the address alone: behind one office proxy a single clerk would lock everybody out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "core.lockout.key_of_typed_name"  # not in clear: it may be a password
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds; a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"

# --- Browser rules --------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# --- Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Data -----------------------------------------------------------------------------------------

DATABASES = {"default": database(as_owner=env.str("DAICHO_DATABASE_AS", "runtime") == "owner")}

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a sheet of sixty series over ten years, and some

# --- The audit trail ------------------------------------------------------------------------------

# The context (who, which action, why) stands in each event row itself. A context table would have to stay
# writable for the runtime role, and so the trail would not be append-only.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

# The login role the product runs as. It may not change or remove a line of the trail: see core/rights.py.
DATABASE_RUNTIME_ROLE = runtime_role()
TRAIL_MUST_BE_CLOSED = False  # to the runtime role: a warning of core/checks.py, in production an error

# --- Log ------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # an address that does not exist is no event of the server's
        "weasyprint": {"level": "ERROR"},  # it tells of each property that is for screens alone
    },
}

# --- E-mail ---------------------------------------------------------------------------------------

# Nothing is sent unless an installation says how: notices stand on the screen either way.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 5  # seconds; who presses a button does not wait longer for a mail server that is away
DEFAULT_FROM_EMAIL = env.str("DAICHO_MAIL_FROM", "daicho@localhost")
SITE_URL = env.str("DAICHO_SITE_URL", "")  # "https://daicho.example.lg.jp": the links in messages

# --- The product's own declarations ---------------------------------------------------------------

ROLES = "config.roles.ROLES"
DEMO_ACCOUNTS_ALLOWED = False  # accounts that share one printed password: for trying the product alone
NAVIGATION = "config.navigation.NAVIGATION"
WORK = [
    "core.reports.work.waiting",
    "mynumber.work.waiting",
    "mynumber.work_corrections.waiting",
    "mynumber.work_board.waiting",
    "mynumber.work_governance.waiting",
    "privacy_review.work.waiting",
    "registry.work.waiting",
]
STAFF_TRANSFER = "registry.services.transfer.leave_post"  # what ends when a person leaves a post
REPORT_KINDS = [
    "mynumber.annual_report.AnnualSecurityReport",
    "privacy_review.review_report.PrivacyReviewReport",
]

SILENCED_SYSTEM_CHECKS: list[str] = []
