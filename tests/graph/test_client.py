from __future__ import annotations

import asyncio
import base64
import logging
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from oneone.errors import BadInput, Missing, NeedsAttention, OneoneError, SignInNeeded, TryLater, Unknown
from oneone.graph.accounts import LocalTokens
from oneone.graph.client import Graph, Session
from oneone.graph.funnel import CONNECT
from oneone.graph.onenote import OneNote
from tests.graph.wire import BASE, DANA, NOW, Purse, Wire, answer, refusal


async def read(session: Session) -> str:
    return await OneNote(session).page_html("users/u-1", "1-p!2-s")


async def create(session: Session) -> str:
    return (await OneNote(session).create_page("users/u-1", "1-s", "<html/>")).id


def page() -> httpx.Response:
    return answer(200, b"<html><body>1:1</body></html>")


# ------------------------------------------------------------ tokens


def test_the_token_goes_in_the_header_as_the_account() -> None:
    wire = Wire([page()])
    wire.run(read)
    assert wire.request.headers["authorization"] == f"Bearer local:{DANA}"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/v1.0/x",
        "http://127.0.0.1:9999/v1.0/x",
        "https://127.0.0.1:8365/v1.0/x",
        "http://dana@127.0.0.1:8365/v1.0/x",
    ],
)
def test_a_next_link_to_another_place_gets_no_request(link: str) -> None:
    wire = Wire([answer(200, {"value": [{"id": "p"}], "@odata.nextLink": link})])

    async def listing(session: Session) -> None:
        await OneNote(session).pages_since("me", "1-s", NOW)

    with pytest.raises(NeedsAttention, match="another server"):
        wire.run(listing)
    assert len(wire.asked) == 1


def test_a_redirect_is_not_followed() -> None:
    wire = Wire([answer(302, b"", location="https://evil.example/")])
    with pytest.raises(NeedsAttention):
        wire.run(read)
    assert len(wire.asked) == 1


@pytest.mark.parametrize("url", ["https://graph.microsoft.com/v1.0", "http://sandbox:8365/v1.0"])
def test_local_sign_in_is_refused_unless_graph_is_on_this_machine(url: str) -> None:
    with pytest.raises(BadInput, match="ONEONE_SIGN_IN"):
        LocalTokens(url)


@pytest.mark.parametrize("url", ["http://graph.microsoft.com/v1.0", "graph.microsoft.com", "ftp://127.0.0.1/"])
def test_a_real_token_never_crosses_plain_http(url: str) -> None:
    with pytest.raises(BadInput, match="https"):
        Graph(url, LocalTokens(BASE), Purse(), lambda: NOW)


class Entra:
    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def token(self, account: str, claims: str | None) -> str:
        self.asked.append(claims)
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()  # it may wait for the network: never on the event loop
        return f"secret-{len(self.asked)}"


def test_claims_that_graph_demands_are_answered_with_a_new_token_once() -> None:
    claims = base64.b64encode(b'{"access_token":{}}').decode().rstrip("=")
    challenge = f'Bearer realm="", error="insufficient_claims", claims="{claims}"'
    entra = Entra()
    wire = Wire([answer(401, {}, www_authenticate=challenge), page()], tokens=entra)
    assert "1:1" in wire.run(read)
    assert entra.asked == [None, '{"access_token":{}}']
    assert [r.headers["authorization"] for r in wire.asked] == ["Bearer secret-1", "Bearer secret-2"]


def test_a_page_is_posted_again_after_claims_since_nothing_was_done() -> None:
    challenge = f'Bearer claims="{base64.b64encode(b"{}").decode()}"'
    wire = Wire([answer(401, {}, www_authenticate=challenge), answer(201, {"id": "p"})], tokens=Entra())
    assert wire.run(create) == "p"


def test_claims_demanded_twice_end_in_sign_in() -> None:
    challenge = f'Bearer claims="{base64.b64encode(b"{}").decode()}"'
    wire = Wire([answer(401, {}, www_authenticate=challenge) for _ in range(2)], tokens=Entra())
    with pytest.raises(SignInNeeded):
        wire.run(read)


def test_neither_token_nor_names_nor_texts_are_logged_or_raised(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    wire = Wire([page(), refusal(403, "20185")], tokens=Entra())

    async def both(session: Session) -> None:
        await OneNote(session).page_html("users/lee@contoso.com", "1-p")
        await OneNote(session).page_html("users/lee@contoso.com", "1-p")

    with pytest.raises(NeedsAttention) as raised:
        wire.run(both)
    told = caplog.text + str(raised.value) + repr(raised.value.facts)
    assert "secret" not in told
    assert "lee" not in told.casefold()


# ------------------------------------------------------------ reads and writes that fail


@pytest.mark.parametrize(
    "failure",
    [
        refusal(503, "10002"),
        refusal(500, "19999"),
        refusal(504, "UnknownError"),
        refusal(408),
        answer(502, b"<html>Bad gateway</html>"),
        answer(400, b""),
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
    ],
    ids=lambda f: f"{f.status_code}" if isinstance(f, httpx.Response) else type(f).__name__,
)
def test_a_read_is_repeated_after_a_pause(failure: httpx.Response | httpx.RequestError) -> None:
    wire = Wire([failure, page()])
    assert "1:1" in wire.run(read)
    assert len(wire.asked) == 2
    low, high = (0.2, 0.4) if isinstance(failure, httpx.ConnectError) else (0.8, 1.6)
    assert low <= wire.sleeps[0] <= high


def test_a_read_is_tried_three_times_within_seconds_and_then_later() -> None:
    wire = Wire([refusal(503), refusal(503), refusal(503)])
    with pytest.raises(TryLater) as raised:
        wire.run(read)
    assert len(wire.asked) == 3
    assert sum(wire.sleeps) < 10
    assert not raised.value.throttled
    assert wire.answers == []


def test_a_short_wait_that_graph_names_is_kept_in_place() -> None:
    wire = Wire([refusal(503, retry_after="6"), page()])
    wire.run(read)
    assert wire.sleeps == [6.0]


def test_a_long_wait_that_graph_names_is_for_a_later_pass() -> None:
    wire = Wire([refusal(503, retry_after="120")])
    with pytest.raises(TryLater) as raised:
        wire.run(read)
    assert raised.value.wait == timedelta(minutes=2)
    assert wire.sleeps == []


def test_what_a_person_must_change_is_not_repeated() -> None:
    wire = Wire([refusal(403, "20185")])
    with pytest.raises(NeedsAttention, match="password"):
        wire.run(read)


def test_a_page_made_seconds_ago_is_missing_for_the_caller_to_judge() -> None:
    wire = Wire([refusal(404, "20102")])
    with pytest.raises(Missing):
        wire.run(read)
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        refusal(504, "UnknownError"),
        refusal(503, "10002"),
        refusal(500, "19999"),
        answer(502, b""),
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.WriteError("reset"),
        httpx.WriteTimeout("slow"),
        httpx.RemoteProtocolError("closed"),
        httpx.DecodingError("broken gzip"),
        answer(201, b'{"id": "1-p!'),
        answer(201, b""),
        answer(201, {}),
    ],
    ids=lambda f: f"{f.status_code}-{len(f.content)}" if isinstance(f, httpx.Response) else type(f).__name__,
)
def test_a_create_without_a_clear_answer_is_unknown_and_sent_once(
    failure: httpx.Response | httpx.RequestError,
) -> None:
    wire = Wire([failure])
    with pytest.raises(Unknown):
        wire.run(create)
    assert wire.request.method == "POST"
    assert wire.sleeps == []


@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), refusal(400)])
def test_a_create_that_surely_did_not_happen_is_for_later(failure: httpx.Response | httpx.RequestError) -> None:
    wire = Wire([failure])
    with pytest.raises(TryLater):
        wire.run(create)
    assert len(wire.asked) == 1


# ------------------------------------------------------------ 429


@pytest.mark.parametrize("work", [read, create])
def test_a_429_is_never_repeated_and_closes_the_account(work: object) -> None:
    wire = Wire([refusal(429, "20166")])
    with pytest.raises(TryLater) as raised:
        wire.run(work)  # type: ignore[arg-type]
    assert raised.value.throttled
    assert raised.value.wait == timedelta(minutes=5)
    assert wire.purse.blocks == [None]
    assert wire.counts == {"onenote": 1, "throttled": 1}


def test_a_429_with_a_wait_closes_the_account_for_so_long() -> None:
    wire = Wire([refusal(429, "20166", retry_after="90")])
    with pytest.raises(TryLater) as raised:
        wire.run(read)
    assert raised.value.wait == timedelta(seconds=90)
    assert wire.purse.blocks == [timedelta(seconds=90)]


def test_a_call_that_goes_well_relaxes_an_earlier_block_once_a_session() -> None:
    wire = Wire([page(), page()])

    async def twice(session: Session) -> None:
        await read(session)
        await read(session)

    wire.run(twice)
    assert wire.purse.relaxed == 1


# ------------------------------------------------------------ the allowance


def test_what_was_reserved_and_not_sent_is_given_back() -> None:
    wire = Wire([page(), page()])

    async def work(session: Session) -> None:
        async with session.budget(4):
            await read(session)
            await read(session)

    wire.run(work)
    assert wire.purse.taken == [4]
    assert wire.purse.given_back == [2]


def test_a_call_beyond_the_reserved_ones_takes_one_more() -> None:
    wire = Wire([page(), page()])

    async def work(session: Session) -> None:
        async with session.budget(1):
            await read(session)
            await read(session)

    wire.run(work)
    assert wire.purse.taken == [1, 1]
    assert wire.purse.given_back == []


def test_each_try_of_a_read_counts() -> None:
    wire = Wire([refusal(503), refusal(503), page()])

    async def work(session: Session) -> None:
        async with session.budget(4):
            await read(session)

    wire.run(work)
    assert wire.counts == {"onenote": 3}
    assert wire.purse.given_back == [1]


def test_a_spent_allowance_sends_nothing() -> None:
    wire = Wire([], purse=Purse(empty=True))
    with pytest.raises(TryLater) as raised:
        wire.run(create)
    assert raised.value.throttled
    assert wire.asked == []


def test_what_was_reserved_is_kept_when_the_work_took_longer_than_a_minute() -> None:
    wire = Wire([])

    async def work(session: Session) -> None:
        async with session.budget(4):
            wire.now += timedelta(minutes=2)

    wire.run(work)
    assert wire.purse.given_back == []


def test_one_account_does_not_spend_what_another_reserved() -> None:
    wire = Wire([page()])

    async def work(session: Session) -> None:
        async with session.budget(2):
            graph = Graph(BASE, LocalTokens(BASE), wire.purse, lambda: NOW, transport=wire.transport())
            await read(graph.session("lee@contoso.com"))
            await graph.aclose()

    wire.run(work)
    assert wire.purse.taken == [2, 1]
    assert wire.purse.given_back == [2]


def test_a_purse_that_fails_afterwards_does_not_hide_that_the_page_was_made() -> None:
    wire = Wire([answer(201, {"id": "p"})], purse=Purse(broken=True))

    async def work(session: Session) -> str:
        async with session.budget(4):
            return await create(session)

    assert wire.run(work) == "p"


def test_at_most_four_calls_of_an_account_are_under_way() -> None:
    under_way, most = 0, 0

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.002)
            under_way -= 1
            return page()

    async def work() -> None:
        graph = Graph(BASE, LocalTokens(BASE), Purse(), lambda: NOW, transport=Slow())
        await asyncio.gather(*(read(graph.session(DANA)) for _ in range(12)))
        await graph.aclose()

    asyncio.run(work())
    assert most == 4


# ------------------------------------------------------------ connections


def test_every_account_shares_one_pool_and_closing_closes_it() -> None:
    class Pool(httpx.MockTransport):
        closed = False

        async def aclose(self) -> None:
            self.closed = True

    tokens: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        tokens.append(request.headers["authorization"])
        return page()

    pool = Pool(handle)

    async def work() -> None:
        graph = Graph(BASE, LocalTokens(BASE), Purse(), lambda: NOW, transport=pool)
        for name in ("dana", "lee", "dana"):
            await read(graph.session(name))
        await graph.aclose()

    asyncio.run(work())
    assert tokens == ["Bearer local:dana", "Bearer local:lee", "Bearer local:dana"]
    assert pool.closed


def test_closing_ends_the_connections_so_that_the_next_run_works() -> None:
    ended = threading.Semaphore(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # keeps the connection until the other side closes it

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, format: str, *args: object) -> None: ...

        def finish(self) -> None:
            super().finish()
            ended.release()

    async def work(base: str) -> str:
        graph = Graph(base, LocalTokens(base), Purse(), lambda: NOW)
        found = await read(graph.session(DANA))
        assert not ended.acquire(blocking=False)
        await graph.aclose()
        assert await asyncio.to_thread(ended.acquire, timeout=5)
        return found

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        base = f"http://127.0.0.1:{server.server_port}/v1.0"
        assert [asyncio.run(work(base)) for _ in range(2)] == ["<html>", "<html>"]
        server.shutdown()
        thread.join()


def test_an_unreachable_graph_is_told_within_three_seconds_and_not_asked_again_at_once() -> None:
    wire = Wire([httpx.ConnectTimeout("away"), httpx.ConnectError("refused")])

    async def twice(session: Session) -> list[OneoneError]:
        said: list[OneoneError] = []
        for _ in range(2):
            with pytest.raises(TryLater) as away:
                await read(session)
            said.append(away.value)
        return said

    first, second = wire.run(twice)
    assert (len(wire.asked), sum(wire.sleeps) + 2 * CONNECT) <= (2, 3.0)
    assert "was not reached" in str(first)
    assert "was not reached" in str(second)


def test_one_missed_connection_does_not_close_the_way() -> None:
    wire = Wire([httpx.ConnectError("refused"), page(), page()])

    async def twice(session: Session) -> str:
        return await read(session) + await read(session)

    assert wire.run(twice).count("1:1") == 2
