"""gunicorn's settings for `make run`: quiet; its last words say where the product is and how to log in."""

import errno
import os
import socket
import sys
from pathlib import Path
from typing import Any

PORT = int(os.environ.get("PORT", "8000"))
LOG_IN = Path(__file__).resolve().parents[1] / ".local" / "log-in.txt"  # written by `make setup`

wsgi_app = "config.wsgi"
bind = f"127.0.0.1:{PORT}"
workers = 2  # processes, not threads: WeasyPrint is not made for threads
timeout = 120  # seconds; the longest report is a PDF in about three
loglevel = "warning"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Say in a sentence that the port is taken, where gunicorn would try five times and give up."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            sys.exit(
                f"ポート{PORT}は別のプログラムが使っています。"
                f"それを止めるか、make run PORT={PORT + 1} のように別のポートを指定してください。"
            )


def when_ready(server: Any) -> None:
    """The last lines of `make run`."""
    how_to_log_in = LOG_IN.read_text(encoding="utf-8").strip() if LOG_IN.exists() else ""
    sys.stdout.write(f"\n{how_to_log_in}\nhttp://127.0.0.1:{PORT}/ で動いています。Ctrl+Cで止まります。\n")
    sys.stdout.flush()
