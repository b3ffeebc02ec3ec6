"""Keeps the compiler in a process of its own: a crash, a hang or a memory hole there costs us one error."""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from mail.mjml.errors import CompilerDied, NotCompiled

CHILD = Path(__file__).with_name("child.py")


class Guard:
    """One child, kept between mails (starting it takes 100 times as long as compiling); one mail at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def compile(self, source: str, css: str, *, timeout_seconds: float) -> tuple[str, float]:
        """HTML and milliseconds. Raises NotCompiled or CompilerDied."""
        request = {"source": source, "css": css}
        with self._lock:
            if self._process is not None and not self._alive():
                self.stop()  # it died between two mails (out of memory, an operator): not this mail's fault
            answer = self._ask(request, time.monotonic() + timeout_seconds)
        if "error" in answer:
            raise NotCompiled(why=answer["error"])
        return answer["html"], answer["milliseconds"]

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _alive(self) -> bool:
        # After a fork the child belongs to the parent; two processes on one pipe would read each other's answers.
        return self._process is not None and self._owner == os.getpid() and self._process.poll() is None

    def _start(self) -> subprocess.Popen[bytes]:
        # -I: neither the environment nor the working folder decides what is imported.
        self._process = subprocess.Popen(  # noqa: S603 (our own file, no shell)
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._owner = os.getpid()
        return self._process

    def _ask(self, request: Any, deadline: float) -> Any:
        process = self._process or self._start()
        data = json.dumps(request).encode()
        try:
            process.stdin.write(struct.pack(">I", len(data)) + data)  # type: ignore[union-attr]  # opened with PIPE
            (length,) = struct.unpack(">I", self._read(process, 4, deadline))
            return json.loads(self._read(process, length, deadline))
        except (OSError, TimeoutError, EOFError) as error:
            code = process.poll()
            self.stop()
            timed_out = isinstance(error, TimeoutError)
            why = "did not answer in time" if timed_out else f"ended with code {code} while it worked"
            raise CompilerDied(why=why) from error

    @staticmethod
    def _read(process: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
        stream, data = process.stdout, b""
        assert stream is not None  # noqa: S101 (opened with PIPE)
        while len(data) < length:
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            piece = os.read(stream.fileno(), length - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


guard = Guard()
atexit.register(guard.stop)
