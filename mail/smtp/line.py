"""One connection as a small state machine: it never waits, and stops before the dot until it is told to end."""

import re
import smtplib
import ssl
import time
from collections import deque
from enum import Enum

from mail.mime import Envelope
from mail.replies import Outcome, Stage, Verdict, classify
from mail.smtp.connecting import describe

_LEADING_DOT = re.compile(rb"(?m)^\.")
_CHUNK = 65_536
_LONGEST_REPLY = 65_536  # a server that says more than this in one answer is not talking SMTP
_WANTED = {Stage.MAIL: (250,), Stage.RCPT: (250, 251, 252), Stage.DATA: (354,)}
_NOT_NOW = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Step(Enum):
    IDLE = "idle"
    OFFERED = "offered"  # MAIL, RCPT and DATA are on their way
    BODY = "body"  # the server said 354
    STANDING = "standing"  # everything but the dot is written
    ENDED = "ended"  # from here on only the server knows, so silence is never read as a failure
    RESETTING = "resetting"  # after a refusal, until the server has cleared its buffers
    CLOSED = "closed"


_BEFORE_THE_DOT = (Step.OFFERED, Step.BODY, Step.STANDING)


class Line:
    """`offer` an envelope, let `read` and `write` go on until it is STANDING, `end` it; `outcome` says what came of it."""

    def __init__(self, smtp: smtplib.SMTP, *, timeout_seconds: float) -> None:
        if smtp.sock is None:
            raise OSError("the connection is closed")
        self._smtp, self.sock = smtp, smtp.sock
        self.sock.setblocking(False)
        self._timeout = timeout_seconds
        self._pipelining = smtp.has_extn("pipelining")
        self.takes_utf8 = smtp.has_extn("smtputf8")
        self.step = Step.IDLE
        self.outcome: Outcome | None = None
        self._refusal: Outcome | None = None
        self._in, self._out = bytearray(), memoryview(b"")
        self._commands: deque[tuple[Stage, bytes]] = deque()  # not written yet
        self._expected: deque[Stage] = deque()  # written, not answered yet
        self._body = b""
        self._deadline = 0.0

    @property
    def is_busy(self) -> bool:
        return self.step not in (Step.IDLE, Step.CLOSED)

    @property
    def wants_to_write(self) -> bool:
        return bool(self._out)

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self._deadline

    # --- What the sender says.

    def offer(self, envelope: Envelope) -> None:
        self.outcome = self._refusal = None
        self._body = envelope.data
        self._commands.extend(_commands(self._smtp, envelope))
        self.step = Step.OFFERED
        self._next_commands()

    def end(self) -> None:
        """The dot."""
        self.step = Step.ENDED
        self._say(b".\r\n")

    def drop(self) -> None:
        """Leave at once: what was not ended, a server throws away. A QUIT would become part of a body."""
        self.step = Step.CLOSED
        self._out = memoryview(b"")
        self._smtp.close()

    def quit(self) -> None:
        """Say goodbye without waiting for the answer."""
        if self.step is Step.IDLE:
            self._say(b"QUIT\r\n")
        self.drop()

    # --- What the network does.

    def write(self) -> None:
        try:
            while self._out:
                self._out = self._out[self.sock.send(self._out) :]
                self._wait_anew()
        except _NOT_NOW:
            return
        except OSError as error:
            self.lose(describe(error))
            return
        if self.step is Step.BODY:
            self.step = Step.STANDING
            self._body = b""

    def read(self) -> None:
        """Take what the server has said; a message that it gave up early has its outcome then."""
        try:
            while chunk := self.sock.recv(_CHUNK):
                self._in += chunk
                self._wait_anew()
                self._answers()
                if self.step is Step.CLOSED:
                    return
        except _NOT_NOW:
            return
        except OSError as error:
            self.lose(describe(error))
            return
        self.lose("the server closed the connection")

    def lose(self, why: str) -> None:
        """The connection is of no more use."""
        if self._refusal is not None and self.outcome is None:
            self.outcome = self._refusal
        elif self.step in _BEFORE_THE_DOT:
            # Nothing was ended, so nothing was taken: safe to send again.
            self.outcome = Outcome(Verdict.TEMPORARY, "4.4.2", why, connection_lost=True)
        elif self.step is Step.ENDED:
            self.outcome = Outcome(Verdict.UNCERTAIN, reply=why, connection_lost=True)
        self.drop()

    # --- The steps of one message.

    def _say(self, data: bytes) -> None:
        self._out = memoryview(bytes(self._out) + data if self._out else data)
        self._wait_anew()
        self.write()

    def _wait_anew(self) -> None:
        self._deadline = time.monotonic() + self._timeout

    def _next_commands(self) -> None:
        """All of them in one write where the server takes that (RFC 2920), else one."""
        number = len(self._commands) if self._pipelining else 1
        going = [self._commands.popleft() for _ in range(number)]
        self._expected.extend(stage for stage, _line in going)
        self._say(b"".join(line for _stage, line in going))

    def _answers(self) -> None:
        while self.step is not Step.CLOSED and (reply := _take_reply(self._in)):
            self._answered(*reply)
        if len(self._in) > _LONGEST_REPLY:
            self.lose("the server's answer is no SMTP")

    def _answered(self, code: int, text: str) -> None:
        match self.step:
            case Step.OFFERED:
                self._command_answered(self._expected.popleft(), code, text)
            case Step.BODY | Step.STANDING:
                self._given_up_early(code, text)
            case Step.ENDED:
                self._settled(classify(Stage.END, code, text))
            case Step.RESETTING if code != 421:
                self.step = Step.IDLE
            case _:  # unasked: a server that closes the channel
                self.drop()

    def _command_answered(self, stage: Stage, code: int, text: str) -> None:
        if code not in _WANTED[stage]:
            self._refusal = self._refusal or _refusal(stage, code, text)
            if not self._expected or self._refusal.connection_lost:
                self._give_up(self._refusal)
        elif stage is Stage.DATA:
            self._go_ahead()
        elif not self._expected:
            self._next_commands()

    def _go_ahead(self) -> None:
        if self._refusal is not None:  # RFC 2920: a server that says 354 to no recipient gets an empty end
            self.outcome, self.step = self._refusal, Step.RESETTING
            self._say(b".\r\n")
            return
        self.step = Step.BODY
        self._say(_LEADING_DOT.sub(b"..", self._body) if b"\n." in self._body else self._body)

    def _give_up(self, refusal: Outcome) -> None:
        self._commands.clear()
        self.outcome = refusal
        if refusal.connection_lost:
            self.drop()
            return
        self.step = Step.RESETTING
        self._say(b"RSET\r\n")

    def _given_up_early(self, code: int, text: str) -> None:
        """A server that speaks before the end has given up on the message; no mark is needed then."""
        refusal = _refusal(Stage.DATA, code, text)
        self.outcome = Outcome(refusal.verdict, refusal.status, refusal.reply, connection_lost=True)
        self.drop()

    def _settled(self, outcome: Outcome) -> None:
        self.outcome, self.step = outcome, Step.IDLE
        if outcome.connection_lost:
            self.drop()


def _refusal(stage: Stage, code: int, text: str) -> Outcome:
    outcome = classify(stage, code, text)
    if outcome.verdict is not Verdict.SENT:
        return outcome
    # A success where none is due means nothing that we could trust, and the two of us are out of step.
    return Outcome(Verdict.TEMPORARY, outcome.status, outcome.reply, connection_lost=True)


def _commands(smtp: smtplib.SMTP, envelope: Envelope) -> list[tuple[Stage, bytes]]:
    sender, recipient = _options(smtp, envelope)
    lines = {
        Stage.MAIL: " ".join([f"MAIL FROM:<{envelope.sender}>", *sender]),
        Stage.RCPT: " ".join([f"RCPT TO:<{envelope.recipient}>", *recipient]),
        Stage.DATA: "DATA",
    }
    return [(stage, f"{line}\r\n".encode()) for stage, line in lines.items()]


def _options(smtp: smtplib.SMTP, envelope: Envelope) -> tuple[list[str], list[str]]:
    """SIZE, SMTPUTF8 and, where offered, DSN (RFC 3461): report failures only, to the envelope sender."""
    sender, recipient = [], []
    if smtp.has_extn("size"):
        sender.append(f"SIZE={len(envelope.data)}")
    if envelope.needs_utf8:
        sender += ["BODY=8BITMIME", "SMTPUTF8"]
    if smtp.has_extn("dsn"):
        sender += ["RET=HDRS", f"ENVID={envelope.envelope_id}"]
        recipient += ["NOTIFY=FAILURE,DELAY"]
    return sender, recipient


def _take_reply(buffer: bytearray) -> tuple[int, str] | None:
    """One whole answer off the front of the buffer, or None while it is not whole."""
    lines, start = [], 0
    while (end := buffer.find(b"\n", start)) >= 0:
        line = bytes(buffer[start:end]).rstrip(b"\r")
        start = end + 1
        lines.append(line[4:].decode("utf-8", "replace"))
        if line[3:4] != b"-":
            del buffer[:start]
            # No number is no SMTP: read as "not available", after which nothing more is expected of it.
            return (int(line[:3]) if line[:3].isdigit() else 421), "\n".join(lines)
    return None
