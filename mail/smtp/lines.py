"""The open connections of one worker. Opening one may take long and is done in a thread; all else in one loop."""

import select
import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from mail.conf import SmtpServer
from mail.smtp.connecting import connect, describe
from mail.smtp.line import Line, Step

_READ = select.POLLIN | select.POLLERR | select.POLLHUP


class Lines:
    """At most `most` connections, opened as they are needed."""

    def __init__(self, server: SmtpServer, *, most: int) -> None:
        self.server, self._most = server, most
        self._waker, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._threads = ThreadPoolExecutor(max_workers=most, thread_name_prefix="smtp")
        self._opening: list[Future[smtplib.SMTP]] = []
        self._lines: list[Line] = []
        self.failure = ""  # why no connection can be had, once there is none

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    @property
    def are_busy(self) -> bool:
        return any(line.is_busy for line in self._lines)

    def idle(self) -> list[Line]:
        return [line for line in self._lines if line.step is Step.IDLE]

    def open(self, number: int) -> None:
        """See to it that so many more are there or on their way, as far as there is room."""
        coming = len(self._opening)
        room = self._most - len(self._lines) - coming
        for _ in range(min(number - coming, room)):
            opening = self._threads.submit(connect, self.server)
            opening.add_done_callback(self._wake)
            self._opening.append(opening)

    def turn(self, *, seconds: float) -> None:
        """Wait until something moves or the time is over, and let everything move that can."""
        by_number = {line.sock.fileno(): line for line in self._lines}
        poll = select.poll()
        poll.register(self._woken, select.POLLIN)
        for number, line in by_number.items():
            poll.register(number, select.POLLIN | (select.POLLOUT if line.wants_to_write else 0))
        for number, events in poll.poll(max(0.0, seconds) * 1000):
            if number in by_number:
                _move(by_number[number], events)
            else:
                self._woken.recv(4096)
        self._take_opened()
        for line in self._lines:
            if line.is_busy and line.is_late:
                line.lose("the server did not answer in time")

    def tidy(self) -> None:
        """Forget the closed ones, once their outcome was taken."""
        self._lines = [line for line in self._lines if line.step is not Step.CLOSED]

    def close(self) -> None:
        for line in self._lines:
            line.quit()
        for opening in self._opening:
            opening.add_done_callback(_close_late)
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._waker.close()
        self._woken.close()

    def _take_opened(self) -> None:
        for opening in [future for future in self._opening if future.done()]:
            self._opening.remove(opening)
            error = opening.exception()
            if error is None:
                self._lines.append(Line(opening.result(), timeout_seconds=self.server.timeout_seconds))
            elif not isinstance(error, OSError):  # SMTPException is one; anything else is a fault of ours
                raise error
            elif self._lines:
                self._most = len(self._lines)  # the server allows no more at a time; these go on
            elif not self._opening:
                self.failure = describe(error)

    def _wake(self, _future: "Future[smtplib.SMTP]") -> None:
        try:
            self._waker.send(b"x")
        except OSError:
            return  # the run is over


def _move(line: Line, events: int) -> None:
    if events & _READ:
        line.read()
    if events & select.POLLOUT and line.step is not Step.CLOSED:
        line.write()


def _close_late(opening: "Future[smtplib.SMTP]") -> None:
    """A connection that came when the run was over."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
