"""System checks of the database: run by `migrate`, and by `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from core.rights import append_only_tables

OLDEST_POSTGRESQL = 15


def check_database_version(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """core.E002: the server is older than the oldest one that the product is tested on."""
    return [
        checks.Error(
            f"データベース「{alias}」はPostgreSQL {major}です。"
            f"PostgreSQL {OLDEST_POSTGRESQL}以上のサーバーを使ってください。",
            id="core.E002",
        )
        for alias in databases or ()
        if (major := connections[alias].get_database_version()[0]) < OLDEST_POSTGRESQL
    ]


def check_trail_is_closed(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """core.E003 in production, else core.W003: the role that serves could change or remove the trail.

    Asked of the server itself, so that a superuser, an owner and a grant by hand are all found.
    """
    messages: list[checks.CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_class AS class JOIN pg_roles AS role ON role.rolname = %s"
                " WHERE class.relnamespace = current_schema()::regnamespace AND class.relname = ANY(%s)"
                " AND has_table_privilege(role.oid, class.oid, 'UPDATE, DELETE, TRUNCATE')",
                [settings.DATABASE_RUNTIME_ROLE, append_only_tables()],
            )
            (open_tables,) = cursor.fetchone()
        if open_tables:
            level, letter = (checks.Error, "E") if settings.TRAIL_MUST_BE_CLOSED else (checks.Warning, "W")
            messages.append(
                level(
                    f"製品を動かすロール「{settings.DATABASE_RUNTIME_ROLE}」が、変更記録の表{open_tables}個を"
                    "書き換えられます。表の所有者を別のロールにし、その接続先を DATABASE_OWNER_URL に"
                    "指定して migrate してください。",
                    id=f"core.{letter}003",
                )
            )
    return messages
