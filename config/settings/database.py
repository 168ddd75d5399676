"""Where the data lies: on the server that DATABASE_URL names, else on the embedded one.

Two roles share it. The owner's tables are changed by `migrate` and its like (see manage.py); everything else
runs as the runtime role, which may add to the audit trail but not change it (core/rights.py).
DATABASE_OWNER_URL names the owner of a real server; without it one role does both, and a check says so.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import env

from core.localdb import DATABASE, OWNER, RUNTIME, SOCKET_PORT, Cluster


def database(*, as_owner: bool) -> dict[str, Any]:
    """The entry of DATABASES. Raises ImproperlyConfigured where the address is not PostgreSQL's."""
    # Checked when it is taken up again: a server that was restarted costs a request nothing.
    connections = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    if not env.str("DATABASE_URL", ""):
        return {
            "ENGINE": "core.embedded_postgres",
            "NAME": DATABASE,
            "USER": OWNER if as_owner else RUNTIME,
            "HOST": str(Cluster.of_checkout().socket_directory),
            "PORT": SOCKET_PORT,
            **connections,
        }
    variable = "DATABASE_OWNER_URL" if as_owner and env.str("DATABASE_OWNER_URL", "") else "DATABASE_URL"
    named = env.dj_db_url(variable)
    if named["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            f"{variable} は postgresql://利用者:パスワード@ホスト/データベース の形で指定してください。"
        )
    return {**named, **connections}


def runtime_role() -> str:
    """The role that serves."""
    return database(as_owner=False)["USER"]
