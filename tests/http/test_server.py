"""Odd requests on a real connection: what a client library would not send."""

import asyncio
from collections.abc import Iterator

import pytest
from httpx2 import AsyncClient

from app.main import create_app
from app.settings import Settings
from tests.fuzz.service import served
from tests.people import Person

HOST = b"Host: test\r\n"
CLOSE = HOST + b"Connection: close\r\n"
POST = b"POST /v1/orgs/acme/cycles HTTP/1.1\r\nContent-Type: application/json\r\n" + CLOSE


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with served(create_app(settings)) as url:
        yield url


async def sent(address: str, *parts: bytes) -> tuple[bytes, bytes]:
    """Send bytes, and return the head and the body of what comes back."""
    host, _, port = address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for part in parts:
        writer.write(part)
    await writer.drain()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"TRACE /livez HTTP/1.1\r\n" + CLOSE, 405),
        (b"PROPFIND /livez HTTP/1.1\r\n" + CLOSE, 405),
        (b"OPTIONS /livez HTTP/1.1\r\n" + CLOSE, 405),
        (b"OPTIONS * HTTP/1.1\r\n" + CLOSE, 404),
        (b"GET http://elsewhere.example/livez HTTP/1.1\r\n" + CLOSE, 200),
        (b"GET /livez?a=%zz HTTP/1.1\r\n" + CLOSE, 422),
        (b"GET /%00 HTTP/1.1\r\n" + CLOSE, 404),
        (b"GET /%ff%c0%80 HTTP/1.1\r\n" + CLOSE, 404),
        (b"GET /livez HTTP/1.1\r\nHost: a\r\n" + CLOSE, 400),
        (b"GET /livez HTTP/1.0\r\n", 200),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + CLOSE, 414),
        (b"GET /livez HTTP/1.1\r\nX-A: " + b"a" * 40_000 + b"\r\n" + CLOSE, 431),
        (b"GET /livez HTTP/1.1\r\n" + b"X-A: a\r\n" * 3000 + CLOSE, 200),
        (b"GET /livez HTTP/1.1\r\nAccept: \xff\r\n" + CLOSE, 406),
        (b"GET /livez HTTP/1.1\r\nContent-Length: 3\r\n" + CLOSE + b"\r\n{{{", 200),
        (b"HEAD /livez HTTP/1.1\r\n" + CLOSE, 200),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_odd_requests(address: str, request_: bytes, status: int) -> None:
    head, body = await sent(address, request_, b"" if b"\r\n\r\n" in request_ else b"\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    if status >= 400:
        assert b"application/problem+json" in head
    assert (body == b"") == request_.startswith(b"HEAD")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (POST + b"Content-Length: 300000\r\n\r\n", 413),
        (POST + b"Content-Length: 99999999999999999999\r\n\r\n{}", 400),
        (POST + b"Content-Length: -1\r\n\r\n{}", 400),
        (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 401),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 401),
        (b"get /livez HTTP/1.1\r\n" + CLOSE + b"\r\n", 400),
        (b"GET /liv\xc3\xa9 HTTP/1.1\r\n" + CLOSE + b"\r\n", 400),
        (b"GET /livez HTTP/1.1\r\nHost : test\r\n\r\n", 400),
        (b"GET /livez HTTP/9.9\r\n" + CLOSE + b"\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_lies_about_a_body_and_broken_lines(
    address: str, request_: bytes, status: int
) -> None:
    head, _ = await sent(address, request_)  # the server's own 400 is plain text
    assert head.startswith(f"HTTP/1.1 {status} ".encode())


async def test_a_connection_serves_on_after_a_refusal(address: str, ann: Person) -> None:
    async with AsyncClient(base_url=address, headers=ann.headers) as client:
        for _ in range(20):
            assert (await client.get(f"/v1/orgs/{ann.org_id}/cycles/x")).status_code == 404
            assert (await client.get(f"/v1/orgs/{ann.org_id}/cycles")).status_code == 200
