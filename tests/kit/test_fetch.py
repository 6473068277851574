"""Nothing goes out but to an address that was looked at: spellings, rebinding, redirects, and replies without end."""

import socket
import threading

import pytest

from app.kit.errors import Refusal
from app.kit.fetch import Outbound, may_reach, resolved
from app.settings import Settings
from tests.kit.peer import Peer, certified, ok

# 60 ways to say "this machine", "this network" or "where the cloud keeps its keys". {p} is a port that listens.
SPELT = """
https://127.0.0.1:{p}/ https://127.1:{p}/ https://127.0.1:{p}/ https://2130706433:{p}/ https://0x7f000001:{p}/
https://0x7f.0x0.0x0.0x1:{p}/ https://0177.0.0.1:{p}/ https://017700000001:{p}/ https://0177.0x0.1:{p}/
https://127.000.000.001:{p}/ https://127.0.0.1.:{p}/ https://127.127.127.127:{p}/ https://0:{p}/ https://0.0.0.0:{p}/
https://00000000:{p}/ https://0x0:{p}/ https://[::1]:{p}/ https://[::]:{p}/ https://[0:0:0:0:0:0:0:1]:{p}/
https://[::ffff:127.0.0.1]:{p}/ https://[::ffff:7f00:1]:{p}/ https://[0:0:0:0:0:ffff:127.0.0.1]:{p}/
https://[64:ff9b::7f00:1]:{p}/ https://[64:ff9b::127.0.0.1]:{p}/ https://[64:ff9b:1::7f00:1]:{p}/
https://[2002:7f00:1::]:{p}/ https://[2002:7f00:0001::1]:{p}/ https://[::127.0.0.1]:{p}/ https://[::7f00:1]:{p}/
https://[2001:0:7f00:1::]:{p}/ https://[fe80::1]:{p}/ https://[fe80::1%25lo]:{p}/ https://[fc00::1]:{p}/
https://[fd00:ec2::254]:{p}/ https://[fec0::1]:{p}/ https://[ff02::1]:{p}/ https://[2001:db8::1]:{p}/
https://10.0.0.1:{p}/ https://172.16.0.1:{p}/ https://192.168.0.1:{p}/ https://100.64.0.1:{p}/ https://169.254.169.254/
https://169.254.169.254.:{p}/ https://2852039166/ https://0xA9FEA9FE/ https://198.18.0.1:{p}/ https://192.0.0.1:{p}/
https://224.0.0.1:{p}/ https://255.255.255.255:{p}/ https://240.0.0.1:{p}/ https://192.88.99.1:{p}/
https://good.test@127.0.0.1:{p}/ https://good.test:80@127.0.0.1:{p}/ https://@good.test:{p}/ https://good.test:{p}#@127.0.0.1/
https://good.test\\@127.0.0.1:{p}/ https://127。0。0。1:{p}/ https://１２７.0.0.1:{p}/ https://ⓛocalhost:{p}/
https://localhost:{p}/ https://localhost.:{p}/ https://inner.test:{p}/ https://both.test:{p}/ https://mapped.test:{p}/
https://nat64.test:{p}/ https://wide.test:{p}/ https://good.test:0/ https://good.test:/ https://good.test:99999/
https://:{p}/ https:///{p} https:127.0.0.1:{p} //127.0.0.1:{p}/ 127.0.0.1:{p} http://good.test:{p}/
http://127.0.0.1:{p}/ file:///etc/passwd file://127.0.0.1/x gopher://127.0.0.1:{p}/_GET ftp://127.0.0.1:{p}/
dict://127.0.0.1:{p}/ data:text/plain,x javascript:alert(1) https://good.test:{p}/a%0d%0ab\r\nX:y
""".strip("\n").replace("\n", " ").replace("\r  ", "\r\n").split(" ")

NAMES = {"good.test": ["93.184.216.34"], "inner.test": ["10.1.2.3"], "both.test": ["93.184.216.34", "127.0.0.1"],
         "mapped.test": ["::ffff:127.0.0.1"], "nat64.test": ["64:ff9b::7f00:1"], "wide.test": ["2606:4700::1", "::1"]}


def by_names(host: str, port: int) -> list[str]:
    return NAMES[host] if host in NAMES else resolved(host, port)


def settings(**more) -> Settings:
    return Settings(_env_file=None, **more)


def refused(outbound: Outbound, url: str, code: str, **more) -> str:
    with pytest.raises(Refusal) as no:
        outbound.ask("GET", url, **more)
    assert no.value.code == code, no.value.sentence
    assert no.value.sentence.endswith(".") and len(no.value.sentence) < 400
    return no.value.sentence


@pytest.fixture
def home():
    """Somebody may be reached at idp.test, though it is this machine: the admin listed it."""
    theirs, ours = certified("idp.test")
    return theirs, lambda **more: Outbound(settings(outbound_private_hosts="idp.test"), lambda *_: ["127.0.0.1"],
                                           ours, **more)


def test_no_spelling_of_this_machine_or_its_network_is_ever_called():
    assert len(SPELT) >= 60
    with Peer() as peer:
        outbound = Outbound(settings(), by_names)
        for url in SPELT:
            refused(outbound, url.format(p=peer.port), "outbound_address")
        assert peer.calls == 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "0"])
def test_a_name_that_only_the_resolver_reads_as_an_address_is_stopped_by_that_address(host):
    with pytest.raises(Refusal):
        Outbound(settings()).checked(host, 443)


def test_which_addresses_may_be_reached():
    assert all(map(may_reach, ("93.184.216.34", "2606:4700::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34")))
    assert not any(map(may_reach, ("64:ff9b::a00:1", "2002:5db8:d822::", "::", "::5db8:d822", "nonsense", "")))
    listed = ("10.1.2.3", "127.0.0.1", "fd12::1", "::1")
    assert not any(map(may_reach, listed)) and all(may_reach(each, True) for each in listed)
    never = ("169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::", "255.255.255.255", "::ffff:169.254.169.254")
    assert not any(may_reach(each, True) for each in never)


def test_it_calls_the_address_it_looked_at_under_the_name_it_was_given(home):
    theirs, outbound = home
    seen = []
    theirs.sni_callback = lambda _, name, __: seen.append(name)
    with Peer(ok(b'{"a": 1}'), theirs) as peer:
        reply = outbound().ask("POST", f"https://idp.test:{peer.port}/x?y=1", {"Accept": "a/b"}, b"body")
        assert reply.status == 200 and reply.json() == {"a": 1}
        said = peer.heard[0]
    assert said.startswith(b"POST /x?y=1 HTTP/1.1\r\n") and f"Host: idp.test:{peer.port}\r\n".encode() in said
    assert b"Content-Length: 4\r\n" in said and seen == ["idp.test"]


def test_a_name_that_changes_its_mind_after_the_look_leads_nowhere_new(home):
    theirs, _ = home
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    asked = []

    def fickle(host, port):
        asked.append(host)
        return next(answers)
    outbound = Outbound(settings(outbound_private_hosts="idp.test"), fickle, certified("idp.test")[1])
    with Peer(context=theirs) as peer:
        assert outbound.ask("GET", f"https://idp.test:{peer.port}/").status == 200
        assert asked == ["idp.test"]
        refused(outbound, f"https://idp.test:{peer.port}/", "outbound_address")
        assert peer.calls == 1


def test_a_redirect_is_not_followed(home):
    theirs, outbound = home
    with Peer() as inner, Peer(ok(b"", "302 Found", f"Location: http://127.0.0.1:{inner.port}/\r\n"), theirs) as peer:
        assert "not followed" in refused(outbound(), f"https://idp.test:{peer.port}/", "outbound_failed")
        assert inner.calls == 0


@pytest.mark.parametrize("told", [True, False], ids=["told", "chunked"])
def test_a_reply_without_end_is_cut_off(home, told):
    theirs, outbound = home

    def endless(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 99999999\r\n\r\n" if told
                                              else b"Transfer-Encoding: chunked\r\n\r\n"))
        while True:
            line.sendall(b"x" * 4096 if told else b"1000\r\n" + b"x" * 4096 + b"\r\n")
    with Peer(endless, theirs) as peer:
        assert "more than 64 KiB" in refused(outbound(), f"https://idp.test:{peer.port}/", "outbound_failed")
        assert "more than 1 KiB" in refused(outbound(), f"https://idp.test:{peer.port}/", "outbound_failed", limit=1024)


@pytest.mark.parametrize("dripped", [b"x", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b""],
                         ids=["half a head", "half a body", "nothing"])
def test_a_reply_that_drips_ends_with_the_time_for_all_of_it(home, dripped):
    theirs, outbound = home
    over = threading.Event()

    def drip(line):
        line.sendall(dripped)
        while dripped and not over.wait(0.01):
            line.sendall(b"x" if dripped == b"x" else b"")
        over.wait(5)
    with Peer(drip, theirs) as peer:
        assert "in time" in refused(outbound(in_all=0.25), f"https://idp.test:{peer.port}/", "outbound_failed")
        over.set()


def test_a_machine_that_takes_the_call_and_never_shakes_hands_is_given_up():
    with Peer(lambda line: line.recv(1)) as peer:
        outbound = Outbound(settings(outbound_private_hosts="idp.test"), lambda *_: ["127.0.0.1"], connect=0.2)
        assert "in time" in refused(outbound, f"https://idp.test:{peer.port}/", "outbound_failed")


def test_a_resolver_that_never_answers_is_given_up():
    over = threading.Event()
    outbound = Outbound(settings(), lambda *_: over.wait(5) and [], in_all=0.1)
    assert "looked up in time" in refused(outbound, "https://slow.test/", "outbound_failed")
    over.set()


def test_a_certificate_for_somebody_else_is_not_believed(home):
    theirs, _ = home
    outbound = Outbound(settings(outbound_private_hosts="other.test"), lambda *_: ["127.0.0.1"],
                        certified("idp.test")[1])
    with Peer(context=theirs) as peer:
        assert "certificate" in refused(outbound, f"https://other.test:{peer.port}/", "outbound_failed")
        assert peer.heard == []


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"])
def test_a_broken_reply_is_told_in_words(home, said):
    theirs, outbound = home
    with Peer(lambda line: line.sendall(said), theirs) as peer:
        refused(outbound(), f"https://idp.test:{peer.port}/", "outbound_failed")


def test_nobody_there_and_no_such_name_are_told_in_words():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    outbound = Outbound(settings(outbound_private_hosts="idp.test"), lambda *_: ["127.0.0.1"])
    assert "could not be asked" in refused(outbound, f"https://idp.test:{port}/", "outbound_failed")
    assert "no address" in refused(Outbound(settings(), lambda *_: []), "https://gone.test/", "outbound_failed")


def test_plain_http_goes_only_where_the_admin_says(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Peer() as peer:
        url = f"http://idp.test:{peer.port}/"
        refused(Outbound(settings(outbound_private_hosts="idp.test"), lambda *_: ["127.0.0.1"]), url,
                "outbound_address")
        refused(Outbound(settings(outbound_http_hosts="idp.test"), lambda *_: ["127.0.0.1"]), url, "outbound_address")
        assert peer.calls == 0
        both = settings(outbound_private_hosts=" IDP.test ,x", outbound_http_hosts="idp.test")
        assert Outbound(both, lambda *_: ["127.0.0.1"]).ask("GET", url).status == 200


@pytest.mark.parametrize("body", [b"[]", b"nonsense", b"\xff", b"[" * 60_000])
def test_a_reply_that_is_no_object_is_told_in_words(home, body):
    theirs, outbound = home
    with Peer(ok(body), theirs) as peer:
        reply = outbound().ask("GET", f"https://idp.test:{peer.port}/")
        with pytest.raises(Refusal, match="no JSON object"):
            reply.json()
