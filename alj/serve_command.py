"""`alj serve`: serves the sites on this machine alone; when the inbox changes, builds again and reloads open pages."""

import argparse
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from alj import build_command
from alj.cli import GOOD, tell_fault
from alj.reading import language_of
from intake.faults import StopsTheCommand
from intake.language import N_, Language
from intake.settings import read_settings
from intake.workspace import Workspace, open_workspace

ADDRESS = "127.0.0.1"
LOOK_EVERY = 2.0
"""Seconds between two looks at the inbox, and between two questions of an open page."""
BUILDS = "/-/builds"
"""Where a page asks how often the sites were built; no audience bears such a name."""
RELOADS_AT = "/-/reloads.js"
"""A file, since a page runs no script that stands in itself."""
# It asks again and again rather than waiting for an answer that comes late: a browser keeps six connections to a host,
# and a seventh page would never open.
RELOADS = """(() => {
  let builds = null;
  const ask = async () => {
    const answer = document.hidden ? null : await fetch("%s").catch(() => null);
    const now = answer && answer.ok ? await answer.text() : builds;
    if (builds !== null && now !== builds) location.reload();
    builds = now;
  };
  ask();
  setInterval(ask, %d);
})()"""


class Builds:
    """How often the sites were built since the server began."""

    def __init__(self) -> None:
        self.count = 0


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves the sites: no listing of folders, nothing kept by the browser; a page reloads after each build.

    What makes it reload is put into the answer, never into the published file.
    """

    def __init__(self, *args: Any, builds: Builds, **kwargs: Any) -> None:  # noqa: ANN401 (handed on to the base class)
        self.builds = builds
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer; the bare address leads to coordination's site."""
        path = urlsplit(self.path).path
        if path == "/":
            self.send_response(302)
            self.send_header("Location", "/coordination/index.html")
            self.end_headers()
        elif path == BUILDS:
            self._send(str(self.builds.count).encode(), "text/plain")
        elif path == RELOADS_AT:
            self._send((RELOADS % (BUILDS, LOOK_EVERY * 1000)).encode(), "text/javascript")
        elif path.endswith(".html"):
            self._send_page(Path(self.translate_path(self.path)))
        else:
            super().do_GET()

    def _send_page(self, path: Path) -> None:
        try:
            page = path.read_bytes()
        except OSError:
            self.send_error(404)
            return
        reloads = f'<script src="{RELOADS_AT}"></script></body>'.encode()
        self._send(page.replace(b"</body>", reloads), "text/html; charset=utf-8")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def list_directory(self, path: object) -> None:
        """Refuse to list a folder."""
        del path
        self.send_error(404)

    def end_headers(self) -> None:
        """Forbid keeping a copy: these pages are about young people."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Keep quiet."""


def run(options: argparse.Namespace) -> int:
    """Serve until stopped, or until the given minutes have passed."""
    workspace = open_workspace(options.workspace)
    language = language_of(options, read_settings(workspace.settings_file))
    builds = Builds()
    # Before the build, which takes long: that the port is taken is to be known at once.
    server = _server(workspace, builds, options.port)
    try:
        build_command.run(options)
    except BaseException:
        server.server_close()
        raise
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    print(language.text(N_("Serving on {address}; stop with Ctrl+C."), address=f"http://{ADDRESS}:{port}/"), flush=True)
    try:
        _watch(workspace, options, language, builds, time.monotonic() + options.minutes * 60)
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        server.server_close()
    return GOOD


def _server(workspace: Workspace, builds: Builds, port: int) -> ThreadingHTTPServer:
    """Return a server on a port of its own, which answers once it is started."""
    handler = partial(SiteHandler, builds=builds, directory=str(workspace.sites))
    try:
        return ThreadingHTTPServer((ADDRESS, port), handler)
    except (OSError, OverflowError) as taken:
        raise StopsTheCommand(N_("port {port} is taken: choose another with --port."), port=str(port)) from taken


def _watch(workspace: Workspace, options: argparse.Namespace, language: Language, builds: Builds, until: float) -> None:
    seen: dict[Path, int] = {}
    while time.monotonic() < until:
        here = {path: path.stat().st_mtime_ns for path in workspace.inbox.rglob("*") if path.is_file()}
        if here and here != seen:
            print(language.text(N_("The inbox has changed: building again.")), flush=True)
            try:
                build_command.run(options)
                builds.count += 1
            except StopsTheCommand as stopped:
                tell_fault(stopped, language)
        seen = here
        time.sleep(LOOK_EVERY)
