#!/usr/bin/env python3
"""Django's command line for Daicho."""

import os
import sys

# What changes tables, empties them or sets a sequence connects as their owner; all else as the runtime role.
OWNER_COMMANDS = ("migrate", "flush", "loaddata", "pgtrigger", "createcachetable")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DAICHO_DATABASE_AS", "owner")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))  # a setting is missing or wrong: the sentence, without the way to it


if __name__ == "__main__":
    main()
