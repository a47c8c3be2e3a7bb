"""A home of Piper's voices on this machine: an index and the files of two voices, which a test may spoil."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

NAME = "en_US-lessac-medium"
OTHER = "pt_PT-tugão-medium"
FOLDER = "en/en_US/lessac/medium/"
CARD = """# Model card for lessac (medium)

* Language: en_US (English, United States)
* Samplerate: 22,050Hz

## Dataset

* URL: https://example.org/speech
* License: for research\x1b[2J only

## Training

Trained from scratch.
"""
SMALL = {f"{NAME}.onnx": b"model" * 100_000, f"{NAME}.onnx.json": b'{"a": 1}'}


class Home:
    """What is there, by path below the home, and what was asked for."""

    def __init__(self, files: Mapping[str, bytes] = SMALL) -> None:
        self.files = {f"{FOLDER}{name}": data for name, data in files.items()}
        self.files[f"{FOLDER}MODEL_CARD"] = CARD.encode()
        self.index: dict[str, Any] = {
            NAME: entry(NAME, "lessac", "English", "United States", self.files),
            OTHER: entry(OTHER, "tugão", "Portuguese", "Portugal", {}),
        }
        self.asked: list[str] = []
        self.moved: dict[str, str] = {}
        """Paths that are answered with another address."""

        self.cut: set[str] = set()
        """Paths whose answers break off in the middle."""

    def answer(self, path: str) -> bytes | None:
        """What is at a path."""
        return json.dumps(self.index).encode() if path == "voices.json" else self.files.get(path)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it; gives its address."""
        home = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                """Answer one request."""
                path = unquote(self.path.lstrip("/"))
                home.asked.append(path)
                body = home.answer(path)
                if path in home.moved:
                    self.send_response(302)
                    self.send_header("Location", home.moved[path])
                    body = b""
                else:
                    self.send_response(404 if body is None else 200)
                body = body or b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(ConnectionError):  # whoever asked may have had enough
                    self.wfile.write(body[: len(body) // 2] if path in home.cut else body)

            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_address[1]}/"
            finally:
                server.shutdown()
                thread.join()


def listed(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Files as the index lists them."""
    return {
        path: {"size_bytes": len(data), "md5_digest": hashlib.md5(data, usedforsecurity=False).hexdigest()}
        for path, data in files.items()
    }


def entry(name: str, short: str, language: str, country: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """A voice with the keys that the real index has."""
    code = name[:5]
    return {
        "key": name,
        "name": short,
        "language": {
            "code": code,
            "family": code[:2],
            "region": code[3:],
            "name_native": language,
            "name_english": language,
            "country_english": country,
        },
        "quality": "medium",
        "num_speakers": 1,
        "speaker_id_map": {},
        "files": listed(files),
        "aliases": [name.lower().replace("_", "-")],
    }
