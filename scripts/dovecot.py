"""A throw-away Dovecot for the tests: temporary folder, free port on loopback, unprivileged user, gone at the end.

Nothing of the system changes: the server reads the settings in its own folder only. Whatever a killed run has left
behind is cleared by the next one.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts import debian
from scripts.postgres import free_port
from scripts.say import Stop, tail
from scripts.throwaway import abandoned, running_on

PREFIX = "tekotori-dovecot-"
START_SECONDS = 30
PROGRAM = "/usr/sbin/dovecot"
PASSWORD = "only-on-loopback"  # noqa: S105  (guards mailboxes of the tests, for seconds)
# One process each and no chroot: what Dovecot needs root for is left out.
SETTINGS = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mailbox_list_index = no
namespace inbox {{
  inbox = yes
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    """Every name is a user with PASSWORD and an empty mailbox."""

    port: int
    tls_port: int  # with a certificate that nobody signed but itself
    certificate: Path


def account() -> tuple[pwd.struct_passwd, bool]:
    """Who runs the server: whoever runs the tests, or nobody where that is root. And whether that is another one."""
    is_root = os.geteuid() == 0
    return (pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())), is_root


@contextmanager
def throwaway() -> Iterator[Server]:
    """Yield a fresh server. It is stopped and its folder removed whatever happens inside."""
    debian.install(debian.DOVECOT)
    clear_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    process: subprocess.Popen[bytes] | None = None
    try:
        (folder / "owner").write_text(str(os.getpid()))
        server = Server(free_port(), free_port(), folder / "certificate.pem")
        prepare(folder, server)
        process = start(folder)
        wait_until_ready(process, folder, server.port)
        yield server
    finally:
        if process is not None:
            stop(process.pid)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(folder: Path, server: Server) -> None:
    user, is_other = account()
    make_certificate(folder)
    for name in ("run", "mail"):
        (folder / name).mkdir()
    settings = SETTINGS.format(
        folder=folder,
        user=user.pw_name,
        group=grp.getgrgid(user.pw_gid).gr_name,
        password=PASSWORD,
        port=server.port,
        tls_port=server.tls_port,
    )
    (folder / "dovecot.conf").write_text(settings)
    if is_other:
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)


def make_certificate(folder: Path) -> None:
    argv = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=127.0.0.1",
    ]
    argv += ["-addext", "subjectAltName=IP:127.0.0.1"]
    argv += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Stop(f"openssl made no certificate: {done.stderr.strip().splitlines()[-1]}")


def start(folder: Path) -> subprocess.Popen[bytes]:
    user, is_other = account()
    other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if is_other else {}
    with (folder / "out").open("wb") as out:
        return subprocess.Popen(  # type: ignore[call-overload]  # user, group
            [PROGRAM, "-F", "-c", str(folder / "dovecot.conf")],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **other,
        )


def wait_until_ready(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(10).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.02)
    logs = "\n".join(tail(folder / name, 5) for name in ("out", "log") if (folder / name).exists())
    raise Stop(f"Dovecot did not start:\n{logs}")


def stop(pid: int) -> None:
    """At once, with its children: nothing of its mailboxes is needed any more."""
    try:
        os.killpg(pid, signal.SIGKILL)  # a session of its own, so the group bears its number
    except ProcessLookupError:
        return


def clear_leftovers() -> None:
    """Stop and remove servers whose owner was killed before it could do so."""
    for folder in abandoned(PREFIX):
        pid = server_pid(folder)
        if pid is not None:
            stop(pid)
        shutil.rmtree(folder, ignore_errors=True)


def server_pid(folder: Path) -> int | None:
    return running_on(folder, "run/master.pid")
