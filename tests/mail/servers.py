"""A real SMTP server that behaves as badly as a test asks, spoken byte by byte so that it can break off anywhere."""

import socket
import socketserver
import ssl
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Script:
    """Answers by command; "close" breaks the connection off. What is missing is answered politely."""

    greeting: str = "220 hostile ready"
    ehlo: str = "250-hostile\r\n250-SIZE 1000000\r\n250 DSN"
    mail: str = "250 2.1.0 ok"
    rcpt: str = "250 2.1.5 ok"
    data: str = "354 go ahead"
    end: str = "250 2.0.0 taken"
    rset: str = "250 ok"
    auth: str = "235 2.7.0 ok"
    early: str = ""  # said at the first line of the body
    close_in_body: bool = False


@dataclass
class Seen:
    commands: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0


class HostileServer(socketserver.ThreadingTCPServer):
    """`scripts` are used up one per message; the last one stays."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.port: int = self.server_address[1]
        self.scripts: deque[Script] = deque([Script()])
        self.seen = Seen()
        self.lock = threading.Lock()
        self.begun = 0
        self.answer_without_recipients = "503 5.5.1 No recipients"
        self.refuse: dict[str, str] = {}  # recipient domain -> answer
        self.greylist = ""  # the answer to a sender and recipient seen for the first time
        self._known: set[tuple[str, str]] = set()
        self.context: ssl.SSLContext | None = None
        self.is_implicit = False  # TLS from the first byte on
        # Called at "354", "end" and "answered" with the number of the message, before the server goes on.
        self.on_moment: Callable[[str, int], None] = lambda moment, number: None
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def refusal(self, sender: str, recipient: str) -> str:
        """What this recipient is answered instead of the script's answer."""
        if self.greylist and (sender, recipient) not in self._known:
            self._known.add((sender, recipient))
            return self.greylist
        return self.refuse.get(recipient.rpartition("@")[2], "")

    def script(self) -> Script:
        return self.scripts[0]

    def next_script(self) -> None:
        if len(self.scripts) > 1:
            self.scripts.popleft()

    def __enter__(self) -> "HostileServer":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed breaks the connection off; that is no error of the server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Session(socketserver.StreamRequestHandler):
    server: HostileServer

    def handle(self) -> None:
        self.server.seen.connections += 1
        self.sender = ""
        self.refused = False  # a sender that pipelines says DATA all the same
        if self.server.is_implicit:
            self._encrypt()
        if self._answer(self.server.script().greeting):
            while line := self.rfile.readline():
                if not self._command(line.decode().strip()):
                    return

    def _command(self, line: str) -> bool:
        self.server.seen.commands.append(line)
        verb, script = line[:4].lower(), self.server.script()
        if verb == "data":
            return self._empty_data() if self.refused else self._data(script)
        if verb == "star":
            return self._answer("220 go ahead") and self._encrypt()
        if verb in ("mail", "rset"):
            self.refused = False
        if verb == "rcpt" and self.refused:
            return self._answer("503 5.5.1 No sender")
        answer = getattr(script, verb, "250 ok" if verb in ("helo", "noop") else "221 bye")
        if verb in ("mail", "rcpt"):
            address = line.partition("<")[2].partition(">")[0]
            answer = self.server.refusal(self.sender, address) or answer if verb == "rcpt" else answer
            self.sender = address if verb == "mail" else self.sender
        going_on = self._answer(answer)
        if verb in ("mail", "rcpt") and not answer.startswith("2"):
            self.refused = True
            self.server.next_script()
        return going_on and verb != "quit"

    def _encrypt(self) -> bool:
        assert self.server.context is not None
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.setup()
        return True

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the wrapped one, which the server does not know

    def _empty_data(self) -> bool:
        self._answer(self.server.answer_without_recipients)
        if self.server.answer_without_recipients.startswith("354"):
            assert self.rfile.readline() == b".\r\n"
            self._answer("554 5.5.1 No valid recipients")
        return True

    def _data(self, script: Script) -> bool:
        if not self._answer(script.data) or not script.data.startswith("354"):
            self.server.next_script()
            return script.data != "close"
        with self.server.lock:
            self.server.begun += 1
            number = self.server.begun
        self.server.on_moment("354", number)
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if script.early:
                self.server.next_script()
                self._answer(script.early)
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                return False
            if script.close_in_body:
                self.server.next_script()
                self.connection.shutdown(socket.SHUT_RDWR)
                return False
            lines.append(line)
        if line:
            with self.server.lock:
                self.server.seen.messages.append(b"".join(lines))
                number = len(self.server.seen.messages)
            self.server.on_moment("end", number)
        self.server.next_script()
        answered = self._answer(script.end) if line else False
        self.server.on_moment("answered", number)
        return answered

    def _answer(self, answer: str) -> bool:
        if answer == "close":
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return not answer.startswith("421")
