"""The runtime role's rights: it reads and writes the registers, and only adds to what is a record.

Triggers write the trail (core/trail.py), but triggers do not stop TRUNCATE and a session can switch them off.
So the rights do it: the tables belong to the owner, who migrates, and the product serves as another role.
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections, transaction


def append_only_tables() -> list[str]:
    """The tables whose rows nobody changes or removes: every event table, and models with `append_only`."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and (getattr(model, "pgh_tracked_model", None) or getattr(model, "append_only", False))
    )


def grant_runtime_rights(using: str = "default", **kwargs: Any) -> None:
    """After every `migrate`: make the runtime role's rights what this module says, as the tables' owner.

    What was granted or taken by hand since is undone. Raises CommandError when the role is missing and may
    not be made. Does nothing where the owner is the runtime role: core/checks.py warns of that.
    """
    connection = connections[using]
    name = settings.DATABASE_RUNTIME_ROLE
    role = connection.ops.quote_name(name)
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s, quote_ident(current_schema())", [name])
        is_owner, schema = cursor.fetchone()
        if is_owner:
            return
        _make_sure_of_role(cursor, name, role)
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        present = set(connection.introspection.table_names(cursor))  # fewer after migrating backwards
        for table in present.intersection(append_only_tables()):
            cursor.execute(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {role}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")


def _make_sure_of_role(cursor: Any, name: str, role: str) -> None:
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone() is not None:
        return
    cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone() != (True,):
        raise CommandError(
            f"実行用のロール「{name}」がデータベースサーバーにありません。管理者の権限で "
            f"CREATE ROLE {role} LOGIN PASSWORD '…' を実行してから、もう一度 migrate してください。"
        )
    # Without a log-in, which the server's administrator gives. A member may step down to it, as tests do.
    cursor.execute(f"CREATE ROLE {role} NOLOGIN")
    cursor.execute(f"GRANT {role} TO CURRENT_USER")
