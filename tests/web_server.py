"""Debian's nginx on loopback with the configuration that `alj setup` writes, in front of a demo's sites."""

import base64
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alj.deploy_command import COPIES, deploy, sources_of
from alj.setup_command import FOLDER, sites_of, write_setup
from intake.language import Language
from intake.settings import Server, Settings
from intake.workspace import Workspace

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
PASSWORD = "made-up"
CANARY = "canary.txt"
"""A file in each site that says whose it is."""
MAIN = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    {temporary}
    include alj/alj.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True)
class Answer:
    """What the server said: status, headers by their names in small letters, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class WebServer:
    """The running server, the places that it serves, and who may read them: each site its like-named user."""

    folder: Path
    port: int
    sites: tuple[str, ...]

    @property
    def served(self) -> Path:
        """The folder with a place for each site."""
        return self.folder / "sites"

    def ask(
        self, target: str | bytes, user: str | None, *, method: str = "GET", password: str = PASSWORD,
        headers: Mapping[str, str] | None = None, version: str = "HTTP/1.1",
    ) -> Answer:  # fmt: skip
        """Ask for exactly these bytes, which no client library has put in order."""
        lines = {"Host": "127.0.0.1", "Connection": "close", **(headers or {})}
        if user is not None:
            lines["Authorization"] = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        raw = target if isinstance(target, bytes) else target.encode()
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(method.encode() + b" " + raw + b" " + version.encode() + b"\r\n" + head + b"\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        return _answer(answer)


def _answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        assert name.lower() not in headers, f"{name} twice"
        headers[name.lower()] = value
    return Answer(int(first.split()[1]), headers, body)


@contextmanager
def web_server(demo: Path, folder: Path) -> Iterator[WebServer]:
    """Serve a demo's sites from a folder of their own until the caller has seen enough."""
    served = folder / "sites"
    served.mkdir(parents=True)
    offices = [one.name.removeprefix("office-") for one in (demo / "output" / "site").glob("office-*")]
    settings = Settings(server=Server(sites=str(served)))
    # In the place of the demo's own workspace, which is not to be changed.
    write_setup(Workspace(folder), settings, offices, Language())
    shutil.copytree(folder / FOLDER / "nginx", folder / "alj")
    sites = tuple(sites_of(offices))
    users = (*sites, "nobody")
    (folder / "alj" / "passwords").write_text("".join(f"{one.lower()}:{{PLAIN}}{PASSWORD}\n" for one in users))
    for _ in range(2):  # so that there was an edition before
        deploy(sources_of(Workspace(demo), None), served)
    for site in sites:
        (served / site / CANARY).write_text(f"canary of {site}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (folder / "alj" / "listen.conf").write_text(f"listen 127.0.0.1:{port};\n")
    temporary = " ".join(f"{one}_temp_path {folder}/{one};" for one in TEMPORARY)
    user = "user root;" if served.owner() == "root" else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user, temporary=temporary))
    with subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE) as nginx:
        try:
            _wait_for(port, nginx)
            yield WebServer(folder, port, sites)
        finally:
            nginx.terminate()


def _wait_for(port: int, nginx: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert nginx.poll() is None, nginx.stderr and nginx.stderr.read()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("nginx does not answer")


def copy_of(server: WebServer, site: str) -> str:
    """Return the name of the copy that a site's place leads to."""
    return f"{COPIES}/{(server.served / site).resolve().name}"
