"""Tests of trusted hosts: which Host headers are served, redirected and refused."""

from __future__ import annotations

import pytest

from tests.toolkit.conftest import TestClientFactory
from toolkit.middleware.trustedhost import ENFORCE_DOMAIN_WILDCARD, TrustedHostMiddleware
from toolkit.responses import PlainTextResponse
from toolkit.testclient import WebSocketDenialResponse

HOSTS = ["example.org", "*.example.com", "www.shop.test", "[::1]", "api_service"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("example.org", 200),
        ("EXAMPLE.org:8000", 200),
        ("a.b.example.com", 200),
        ("[::1]:80", 200),
        ("api_service:8000", 200),
        ("example.com", 400),
        ("evilexample.com", 400),
        ("example.org.evil.com", 400),
        ("example.org@evil.com", 400),
        ("evil.com/example.org", 400),
        ("[::1", 400),
        ("[::1]evil", 400),
        ("[::ffff:999.9.9.9]", 400),
        ("example.org:", 400),
        ("example.org:evil", 400),
        ("", 400),
    ],
)
def test_only_known_hosts_are_served(test_client_factory: TestClientFactory, host: str, status: int) -> None:
    client = test_client_factory(TrustedHostMiddleware(PlainTextResponse("ok"), allowed_hosts=HOSTS))
    response = client.get("/", headers={"host": host})
    assert response.status_code == status
    assert response.text == ("ok" if status == 200 else "Invalid host header")


@pytest.mark.parametrize(("www_redirect", "status"), [(True, 307), (False, 400)])
def test_bare_host_is_redirected_to_www(
    test_client_factory: TestClientFactory, www_redirect: bool, status: int
) -> None:
    app = TrustedHostMiddleware(PlainTextResponse("ok"), allowed_hosts=HOSTS, www_redirect=www_redirect)
    response = test_client_factory(app, base_url="https://shop.test:8443").get("/a?b=c", follow_redirects=False)
    assert response.status_code == status
    assert response.headers.get("location") == ("https://www.shop.test:8443/a?b=c" if www_redirect else None)


@pytest.mark.parametrize("allowed", [None, ["*"], ["example.org", "*"]])
def test_any_host_is_served_by_default(test_client_factory: TestClientFactory, allowed: list[str] | None) -> None:
    client = test_client_factory(TrustedHostMiddleware(PlainTextResponse("ok"), allowed_hosts=allowed))
    assert client.get("/", headers={"host": "[malformed"}).status_code == 200


@pytest.mark.parametrize("pattern", ["*example.com", "a.*.com", "example.*", "*.*.com"])
def test_wildcard_in_any_other_place_is_a_mistake(pattern: str) -> None:
    with pytest.raises(AssertionError, match=ENFORCE_DOMAIN_WILDCARD.replace("*", r"\*")):
        TrustedHostMiddleware(PlainTextResponse("ok"), allowed_hosts=[pattern])


def test_websocket_of_another_host_is_denied(test_client_factory: TestClientFactory) -> None:
    client = test_client_factory(TrustedHostMiddleware(PlainTextResponse("ok"), allowed_hosts=HOSTS))
    with pytest.raises(WebSocketDenialResponse) as denial, client.websocket_connect("/"):
        pass
    assert denial.value.status_code == 400
