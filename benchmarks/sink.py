"""An SMTP server (aiosmtpd) in a process of its own that takes every mail and keeps none; prints its port."""

import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts.postgres import free_port


class Forgetful:
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 2.0.0 Taken"


def main() -> None:
    controller = Controller(Forgetful(), hostname="127.0.0.1", port=free_port(), ready_timeout=30)
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()  # until the other end is closed
    controller.stop()


if __name__ == "__main__":
    main()
