"""Who sees which site through nginx: each their own and nothing else, whatever address they try."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web_server import CANARY, NGINX, WebServer, copy_of, web_server

pytestmark = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")

HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr"
    " 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
}
KEPT_BACK = {302, 400, 401, 403, 404, 405}
"""Answers that hold nothing of a site."""


@pytest.fixture(scope="module")
def server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with web_server(demo, tmp_path_factory.mktemp("nginx")) as running:
        places = running.served
        for site, other in pairs(running):
            (places / site / "file.txt").symlink_to(places / other / CANARY)
            (places / site / "folder").symlink_to(places / other, target_is_directory=True)
            (places / site / "machine.txt").symlink_to("/etc/hostname")
            (places / site / ".hidden.txt").write_text(f"canary of {other}")
            (places / site / ".git").mkdir()
            (places / site / ".git" / "config").write_text(f"canary of {other}")
        yield running


def pairs(server: WebServer) -> list[tuple[str, str]]:
    """Each site, and another one that its readers must not see."""
    return list(zip(server.sites, (*server.sites[1:], server.sites[0]), strict=True))


def addresses(own: str, other: str, copy: str) -> list[bytes]:
    """Ways to ask for another's file: of 13 users each tries them all."""
    first = f"%{ord(other[0]):02x}{other[1:]}"
    written = [
        f"/{other}/{CANARY}", f"/{other}/", f"/{other}", f"/{other}/index.html", f"/{other}/assets/search-index.js",
        f"//{other}/{CANARY}", f"/{other}//{CANARY}", f"/./{other}/{CANARY}", f"/{other}/./{CANARY}",
        f"/{own}/../{other}/{CANARY}", f"/{own}/./../{other}/{CANARY}", f"/{own}/x/../../{other}/{CANARY}",
        f"/{own}/%2e%2e/{other}/{CANARY}", f"/{own}/..%2f{other}/{CANARY}", f"/{own}/%2E%2E%2F{other}%2F{CANARY}",
        f"/{own}/%252e%252e/{other}/{CANARY}", f"/{own}/..%252f{other}/{CANARY}", f"/{own}/%%32%65%%32%65/{other}/",
        f"/{own}/..\\{other}\\{CANARY}", f"/{own}/..%5c{other}%5c{CANARY}", f"/{own}/..;/{other}/{CANARY}",
        f"/{own};/../{other}/{CANARY}", f"/{other};x=1/{CANARY}", f"/{other}/{CANARY};x=1",
        f"/{own}/%00/../../{other}/{CANARY}", f"/{other}/{CANARY}%00.html", f"/{own}%00/../{other}/{CANARY}",
        f"/{own}/%c0%ae%c0%ae/{other}/{CANARY}", f"/{own}/%e0%80%ae%e0%80%ae/{other}/{CANARY}",
        f"/{own}/．．/{other}/{CANARY}", f"/{first}/{CANARY}", f"/{other}%2f{CANARY}", f"/{other}%20/{CANARY}",
        f"/{other}./{CANARY}", f"/{other.upper()}/{CANARY}", f"/{other.lower()}/{CANARY}", f"/{other.title()}/{CANARY}",
        f"/{own}/file.txt", f"/{own}/folder/{CANARY}", f"/{own}/folder/", f"/{own}/machine.txt",
        f"/{own}/.hidden.txt", f"/{own}/%2ehidden.txt", f"/{own}/.git/config",
        f"/{own}/{CANARY}/../../{other}/{CANARY}",
        f"/{copy}/{CANARY}", f"/{own}/../{copy}/{CANARY}", f"/%2e{copy[1:]}/{CANARY}", "/.copies/",
        f"/{own}/../.copies",
        f"/{own}/../../../../../../etc/hostname", f"/{own}/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/hostname",
        f"http://elsewhere.example/{other}/{CANARY}", f"http://x@elsewhere.example/{own}/../{other}/{CANARY}",
        f"/{own}/{CANARY}%0d%0aX:%20/../../../{other}/{CANARY}", f"/{own}/x#/../../{other}/{CANARY}", "*", "",
    ]  # fmt: skip
    return [one.encode() for one in written]


def test_each_sees_its_own_and_nothing_else(server: WebServer) -> None:
    assert len(server.sites) == 13
    for own, other in pairs(server):
        tried = addresses(own, other, copy_of(server, other))
        assert len(tried) >= 40
        for target in tried:
            answer = server.ask(target, own.lower())
            assert answer.status in KEPT_BACK, (own, target, answer.status)
            assert b"canary of" not in answer.body, (own, target)
            assert len(answer.body) < 300, (own, target)
            assert_headers(answer.headers, target)
        answer = server.ask(f"/{own}/{CANARY}", own.lower())
        assert (answer.status, answer.body) == (200, f"canary of {own}".encode())
        assert_headers(answer.headers, "own")


def assert_headers(headers: object, what: object) -> None:
    assert isinstance(headers, dict)
    assert {name: headers.get(name) for name in HEADERS} == HEADERS, what
    assert headers["server"] == "nginx"
    assert not {"etag", "last-modified", "x-powered-by", "accept-ranges"} & set(headers)


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "elsewhere.example"}, {"Host": ""}, {"Host": "OTHER"}, {"X-Original-URL": "/OTHER/canary.txt"},
        {"X-Rewrite-URL": "/OTHER/canary.txt"}, {"X-Forwarded-User": "OTHER"}, {"X-Remote-User": "OTHER"},
        {"Remote-User": "OTHER"}, {"X-Accel-Redirect": "/OTHER/canary.txt"}, {"Range": "bytes=0-5"},
        {"If-None-Match": "*"}, {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}, {"Upgrade": "h2c"},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_no_header_opens_another_site(server: WebServer, headers: dict[str, str], version: str) -> None:
    own, other = "office-MIN", "office-NOR"
    sent = {name: value.replace("OTHER", other) for name, value in headers.items()}
    for target in (f"/{other}/{CANARY}", f"/{own}/nothing"):
        answer = server.ask(target, own.lower(), headers=sent, version=version)
        assert answer.status in KEPT_BACK
        assert b"canary" not in answer.body
        assert_headers(answer.headers, headers)
    answer = server.ask(f"/{own}/{CANARY}", own.lower(), headers=sent, version=version)
    assert answer.status in (200, 304, 400)
    assert answer.body == f"canary of {own}".encode() or answer.status != 200
    assert_headers(answer.headers, headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "COPY", "get"])
def test_nothing_but_reading_is_answered(server: WebServer, method: str) -> None:
    for site in ("office-MIN", "office-NOR"):
        answer = server.ask(f"/{site}/{CANARY}", "office-min", method=method)
        assert answer.status in (400, 405)
        assert b"canary" not in answer.body
        assert_headers(answer.headers, method)


def test_a_head_says_of_another_s_file_what_it_says_of_none(server: WebServer) -> None:
    there = server.ask(f"/office-NOR/{CANARY}", "office-min", method="HEAD")
    nowhere = server.ask("/office-NOR/nothing.txt", "office-min", method="HEAD")
    no_site = server.ask("/office-XXX/nothing.txt", "office-min", method="HEAD")
    assert there.status == nowhere.status == no_site.status == 404
    assert not there.body
    kept = [{name: value for name, value in one.headers.items() if name != "date"} for one in (there, nowhere, no_site)]
    assert kept[0] == kept[1] == kept[2]


@pytest.mark.parametrize(
    ("user", "password"),
    [(None, ""), ("office-nor", "wrong"), ("office-nor", ""), ("", "made-up"), ("stranger", "made-up")],
)
def test_who_has_no_password_learns_nothing(server: WebServer, user: str | None, password: str) -> None:
    for target in ("/", f"/office-NOR/{CANARY}", "/office-NOR", "/nothing", "/.copies/", "/office-NOR/.hidden.txt"):
        answer = server.ask(target, user, password=password)
        assert answer.status == 401
        assert "office" not in answer.body.decode()
        assert_headers(answer.headers, target)


@pytest.mark.parametrize("user", ["OFFICE-NOR", "Office-Nor", "nobody", "none"])
def test_who_is_in_no_rule_sees_no_site(server: WebServer, user: str) -> None:
    passwords = server.folder / "alj" / "passwords"
    if f"\n{user}:" not in passwords.read_text():
        passwords.write_text(passwords.read_text() + f"{user}:{{PLAIN}}made-up\n")
    for site in server.sites:
        answer = server.ask(f"/{site}/{CANARY}", user)
        assert answer.status == 404
        assert b"canary" not in answer.body


def test_the_bare_address_leads_each_reader_to_their_own_site(server: WebServer) -> None:
    for site in server.sites:
        answer = server.ask("/", site.lower(), headers={"Host": "elsewhere.example"})
        assert (answer.status, answer.headers["location"]) == (302, f"/{site}/index.html")
        assert_headers(answer.headers, "/")
    assert server.ask("/ministry/", "ministry").status == 200


def test_of_the_editions_before_nothing_is_left(server: WebServer) -> None:
    copies = {one.name for one in (server.served / ".copies").iterdir()}
    assert copies == {(server.served / site).resolve().name for site in server.sites}


def test_a_request_that_is_no_http_gets_the_headers_too(server: WebServer) -> None:
    for target in (b"/x y z", b"/" + b"a" * 40_000, b"no-slash"):
        answer = server.ask(target, "office-min")
        assert answer.status in (400, 414)
        assert_headers(answer.headers, target[:20])
    old = server.ask(b"/office-NOR/canary.txt", "office-min", version="HTTP/9.9")
    assert old.status == 505
