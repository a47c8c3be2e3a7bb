"""The address of a site as it is typed."""

from __future__ import annotations

import pytest

from backrelief_audio.errors import RequestError
from backrelief_audio.publish.base import base_address


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("http://nas.local:8080/back/mine", "http://nas.local:8080/back/mine/"),
        ("https://example.org/a/b//", "https://example.org/a/b/"),
        ("HTTPS://Example.ORG/Back", "https://example.org/Back/"),
        ("http://[fd00::1]:80/x", "http://[fd00::1]:80/x/"),
        ("https://bücher.example/rücken", "https://xn--bcher-kva.example/r%C3%BCcken/"),
        ("https://example.org/a%20b", "https://example.org/a%20b/"),
        ("  https://example.org/x  ", "https://example.org/x/"),
    ],
)
def test_an_address_ends_in_a_slash(typed: str, base: str) -> None:
    """Whatever was typed, links can be put behind it, and all of it is ASCII."""
    assert base_address(typed, "--base-url") == base


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "https://",
        "https:///path",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://user:secret@example.org/",
        "https://exa mple.org/",
        "https://example.org/\x1b",
        "https://[::1/",
        "https://example.org:port/",
        "https://example.org:99999/",
        f"https://{'a' * 64}.org/",
        "https://a..b/",
        "file:///etc/passwd",
        "https://example.org/back/index.html",
        "https://example.org/feed.xml/",
        "javascript:alert(1)",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    """No scheme, no host, a user, a question mark: told with the option and with what is allowed."""
    with pytest.raises(RequestError, match=r"--base-url: .*no address.*allowed: http or https") as refused:
        base_address(typed, "--base-url")
    assert refused.value.hint == "--base-url https://HOST/PATH/"
