"""Django's PostgreSQL backend for the embedded server: whoever connects finds it running or starts it."""

from typing import Any

from django.db.backends.postgresql import base, client
from django.db.utils import OperationalError

from core.localdb import Cluster, LocalDatabaseError


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`, with the psql that comes with the server."""

    @classmethod
    def settings_to_cmd_args_env(cls, settings_dict: Any, parameters: Any) -> Any:
        arguments, environment = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [str(Cluster.of_checkout().psql), *arguments[1:]], environment

    def runshell(self, parameters: Any) -> None:
        self.connection.ensure_connection()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Tries to connect first, so that a running server costs nothing; starts it only when nobody answers."""

    client_class = DatabaseClient

    def get_new_connection(self, conn_params: Any) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            try:
                Cluster.of_checkout().start()
            except LocalDatabaseError as error:
                raise OperationalError(str(error)) from error
            return super().get_new_connection(conn_params)
