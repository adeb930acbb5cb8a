"""`alj serve`: builds, serves the sites on this machine alone, and builds again when the inbox changes."""

import argparse
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from alj import build_command
from alj.cli import GOOD, tell_fault
from alj.reading import language_of
from intake.faults import StopsTheCommand
from intake.language import N_, Language
from intake.settings import read_settings
from intake.workspace import Workspace, open_workspace

ADDRESS = "127.0.0.1"
LOOK_EVERY = 2.0
"""Seconds between two looks at the inbox."""


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves the sites: no listing of folders, nothing kept by the browser."""

    def do_GET(self) -> None:
        """Answer; the bare address leads to coordination's site."""
        if self.path == "/":
            self.send_response(302)
            self.send_header("Location", "/coordination/index.html")
            self.end_headers()
            return
        super().do_GET()

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
    # Before the build, which takes long: that the port is taken is to be known at once.
    server = _server(workspace, options.port)
    try:
        build_command.run(options)
    except BaseException:
        server.server_close()
        raise
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    print(language.text(N_("Serving on {address}; stop with Ctrl+C."), address=f"http://{ADDRESS}:{port}/"), flush=True)
    try:
        _watch(workspace, options, language, time.monotonic() + options.minutes * 60)
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        server.server_close()
    return GOOD


def _server(workspace: Workspace, port: int) -> ThreadingHTTPServer:
    """Return a server on a port of its own, which answers once it is started."""
    handler = partial(SiteHandler, directory=str(workspace.output / "site"))
    try:
        return ThreadingHTTPServer((ADDRESS, port), handler)
    except (OSError, OverflowError) as taken:
        raise StopsTheCommand(N_("port {port} is taken: choose another with --port."), port=str(port)) from taken


def _watch(workspace: Workspace, options: argparse.Namespace, language: Language, until: float) -> None:
    seen: dict[Path, int] = {}
    while time.monotonic() < until:
        here = {path: path.stat().st_mtime_ns for path in workspace.inbox.rglob("*") if path.is_file()}
        if here and here != seen:
            print(language.text(N_("The inbox has changed: building again.")), flush=True)
            try:
                build_command.run(options)
            except StopsTheCommand as stopped:
                tell_fault(stopped, language)
        seen = here
        time.sleep(LOOK_EVERY)
