"""The compiler's own process: reads a template, writes HTML, until its input ends.

Run as a file, not as a module: it imports nothing of ours, so it starts fast and a crash takes nothing with it.
Protocol on both pipes: four bytes of length (big-endian), then that many bytes of JSON.
"""

import json
import resource
import signal
import struct
import sys
import time
from typing import Any, BinaryIO

import css_inline
import mjml

MEMORY_BYTES = 1 << 30


def read_frame(stream: BinaryIO) -> Any:
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    return json.loads(stream.read(length))


def write_frame(stream: BinaryIO, value: Any) -> None:
    data = json.dumps(value).encode()
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def compile_one(source: str, css: str) -> dict[str, Any]:
    started = time.perf_counter()
    # fonts={}: the default would call Google for every reader. No include_loader: a template reads no files.
    html = mjml.mjml2html(source, fonts={}, include_loader=None)
    if css:
        html = css_inline.inline(
            html, inline_style_tags=False, keep_style_tags=True, extra_css=css, load_remote_stylesheets=False
        )
    return {"html": html, "milliseconds": (time.perf_counter() - started) * 1000}


def answer(request: Any) -> dict[str, Any]:
    try:
        return compile_one(request["source"], request["css"])
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a Rust panic arrives as PanicException, which is no Exception
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; our end is the end of our input
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    while (request := read_frame(sys.stdin.buffer)) is not None:
        write_frame(sys.stdout.buffer, answer(request))


if __name__ == "__main__":
    main()
