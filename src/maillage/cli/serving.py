"""Serves an instance: its address, its static files, its server."""

import errno
import hashlib
import os
import socket
import sys
from pathlib import Path

from .errors import Refusal, reason

LONGEST_GOODBYE = 5  # seconds that a stopped server leaves to its workers before it ends them


def reserve(host: str, port: int) -> socket.socket:
    """Take the address at once: a busy one is told before any long work, and nobody else gets it.

    Raises Refusal where the port is taken or may not be opened.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise Refusal(f"L’adresse {host} n’est pas celle de cette machine.") from error
    taken = socket.socket(family, kind)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
    except OSError as error:
        taken.close()
        raise Refusal(_refused(error, host, port)) from error
    return taken


def _refused(error: OSError, host: str, port: int) -> str:
    other = f"Choisissez-en un autre\u202f: --port {port + 1 if 1024 <= port < 65535 else 8001}."
    match error.errno:
        case errno.EADDRINUSE:
            return f"Le port {port} est déjà pris par un autre programme. {other}"
        case errno.EACCES | errno.EPERM:
            return f"Le port {port} est réservé à l’administrateur de la machine. {other}"
        case errno.EADDRNOTAVAIL:
            return f"L’adresse {host} n’est pas celle de cette machine."
        case _:
            return f"Le port {port} ne peut pas être ouvert ({reason(error)}). {other}"


def collect_static() -> bool:
    """Gather, compress and name after their content the static files, if any has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return False
    print_of_all = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            print_of_all.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".collected"
    if mark.exists() and mark.read_text("ascii") == print_of_all.hexdigest():
        return False
    call_command("collectstatic", interactive=False, clear=mark.exists(), verbosity=0)
    mark.write_text(print_of_all.hexdigest(), "ascii")
    return True


def serve(taken: socket.socket, *, workers: int) -> None:
    """Become the server of this instance on the reserved address; never returns."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    taken.set_inheritable(True)
    command = [
        sys.executable, "-m", "gunicorn", "maillage.config.wsgi:application",
        "--bind", f"fd://{taken.fileno()}", "--workers", str(workers), "--threads", "4",
        "--limit-request-line", "8190",  # a perimeter of a thousand communes is in its address
        "--log-level", "warning", "--graceful-timeout", str(LONGEST_GOODBYE),
    ]  # fmt: skip
    if settings.DEBUG:
        command.append("--reload")
    os.environ["MAILLAGE_HERE"] = address(taken).rstrip("/")  # for its letters
    sys.stdout.flush()
    os.execv(sys.executable, command)


def address(taken: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = taken.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}/"
