"""The public address of a site, as somebody types it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

from ..errors import RequestError
from ..legible import oddity, told

_OF_A_PAGE = re.compile(r"\.(html?|php|xml|rss|mp3)/*$", re.IGNORECASE)

_ALLOWED = "http or https, a host and perhaps a path, such as https://example.org/sessions/"


def base_address(typed: str, option: str) -> str:
    """The address of a site's folder: http or https, ASCII, ending in a slash.

    Raises RequestError, naming the option, where it is none.
    """
    try:
        return _base(urlsplit(typed.strip()), typed)
    except ValueError as fault:  # also of brackets, ports and names that no host can have
        message = f"{option}: {told(typed)} is no address for a site: {fault}; allowed: {_ALLOWED}"
        raise RequestError(message, hint=f"{option} https://HOST/PATH/") from fault


def _base(parts: SplitResult, typed: str) -> str:
    """Raises ValueError with what is wrong."""
    if oddity(typed) or " " in typed.strip():
        raise ValueError("it holds a space, or a character that can't be shown")
    if parts.scheme not in ("http", "https"):
        raise ValueError("it does not begin with http:// or https://")
    if not parts.hostname:
        raise ValueError("it names no host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("it has a user, a question mark or a hash in it")
    if _OF_A_PAGE.search(parts.path):
        raise ValueError("it is that of a page, not of a folder")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.encode("idna").decode()
    port = "" if parts.port is None else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe='/%~+@')}".rstrip("/") + "/"
