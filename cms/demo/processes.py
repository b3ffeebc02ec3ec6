"""The demonstration's four processes, started and stopped together."""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import closing

from django.conf import settings
from honcho.manager import Manager
from honcho.printer import Printer


class PortTaken(Exception):
    """The site cannot listen where it should: another program does, or the address is not ours."""

    def __init__(self, *, host: str, port: int, reason: int | None = errno.EADDRINUSE) -> None:
        advice = {
            errno.EADDRINUSE: "is in use. Stop what listens there, or choose another: make demo PORT=8001",
            errno.EADDRNOTAVAIL: "is no address of this machine. Leave HOST out, or name one that is.",
            errno.EACCES: "may be used by an administrator only. Choose a port above 1023: make demo PORT=8001",
        }
        super().__init__(f"{host}:{port} {advice.get(reason or 0, 'cannot be listened on. Choose another.')}")
        self.host, self.port = host, port


def check_port(host: str, port: int) -> None:
    """Raise PortTaken unless the address can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host=host, port=port, reason=error.errno) from error


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve(*, host: str, port: int, sink_port: int) -> int:
    """Run site, worker, scheduler and sink until one ends or Ctrl-C; the exit code."""
    python = f"{sys.executable} manage.py"
    at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    environment = {**os.environ, "MAIL_SMTP_PORT": str(sink_port), "PYTHONUNBUFFERED": "1"}
    commands: Mapping[str, str] = {
        "sink": f"{python} mail_sink --port {sink_port} --dir {settings.DEMO_OUTBOX_DIR}",
        "site": f"{sys.executable} -m gunicorn cms.wsgi --bind {at} --workers 2 --threads 4 --log-level warning --graceful-timeout 3",
        "worker": f"{python} db_worker --queue-name * --interval 0.5 --no-startup-delay --no-reload",
        "scheduler": f"{python} scheduler",
    }
    # exec: the shell makes way for the process, so that the signal to stop reaches it.
    manager = Manager(Printer(sys.stdout))
    for name, command in commands.items():
        manager.add_process(name, f"exec {command}".replace("*", "'*'"), env=environment)
    manager.loop()
    stopped_by_hand: set[int | None] = {130, 143, -2, 0, None}  # Ctrl-C, or a signal to stop
    return 0 if manager.returncode in stopped_by_hand else int(manager.returncode or 0)
