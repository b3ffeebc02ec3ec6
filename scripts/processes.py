"""`make run`: site with reload, worker, scheduler and a mail sink for development, stopped together by Ctrl-C."""

from __future__ import annotations

import os
import shlex
import sys

from scripts.say import VAR, Stop, line


def commands(host: str, port: int, sink_port: int) -> dict[str, str]:
    python = shlex.quote(sys.executable)
    return {
        "site": f"{python} manage.py runserver {host}:{port}",
        "worker": f"{python} manage.py db_worker --queue-name '*' --interval 1 --no-startup-delay",
        "scheduler": f"{python} manage.py scheduler",
        "sink": f"{python} manage.py mail_sink --port {sink_port} --dir {shlex.quote(str(VAR / 'outbox'))}",
    }


def number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT={text} is not a port: give a number from 1 to 65535.")
    return int(text)


def main() -> int:
    from honcho.manager import Manager
    from honcho.printer import Printer

    from cms.demo.processes import PortTaken, check_port, free_port

    host, port = os.environ.get("HOST") or "127.0.0.1", number(os.environ.get("PORT") or "8000")
    try:
        check_port(host, port)
    except PortTaken as problem:
        raise Stop(str(problem).replace("make demo", "make run")) from problem
    sink_port = free_port()
    env = os.environ | {
        "MAIL_SMTP_HOST": "127.0.0.1",
        "MAIL_SMTP_PORT": str(sink_port),
        "PYTHONUNBUFFERED": "1",
    }
    manager = Manager(Printer(sys.stdout))
    for name, command in commands(host, port, sink_port).items():
        manager.add_process(
            name, f"exec {command}", env=env
        )  # exec: the signal to stop reaches the process itself
    line(f"http://{host}:{port}/ until Ctrl-C. Mail is filed into var/outbox/.")
    manager.loop()
    stopped_by_hand = {130, -2, 0, None}
    return 0 if manager.returncode in stopped_by_hand else int(manager.returncode)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as problem:
        sys.exit(str(problem))
