"""A site as a podcast feed: RSS 2.0 as the Podcast Standards Project has it (PSP-1)."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .. import __version__
from ..legible import on_a_line
from ..model.site import Listed, Site
from .places import CHAPTERS, COVER, FEED, LIBRARY, PAGE, TRANSCRIPT, address, beside, picture_of
from .safety import DISCLAIMER
from .titles import titles
from .tracks import track_of

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}

PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of what podcasts are known by (podcast namespace, guid)."""

MOST_LETTERS = 255
"""Of a value, where nothing else is said of it (PSP-1)."""

MOST_BYTES = 4_000
"""Of a description (PSP-1)."""

_MOST_ABOUT = 700
"""Letters of a text in a description: however they are written there, they take less than MOST_BYTES."""

_AUTHOR = "backrelief-audio"
_SECOND = datetime.timedelta(seconds=1)

_FOREIGN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What can't stand in XML at all (XML 1.0, 2.2)."""


def feed(site: Site, base: str, identity: str) -> str:
    """The feed of a site whose folder has the address ``base``, which ends in ``/``; ends in a line break.

    ``identity`` is what the podcast is known by wherever it lies: equal ones are the same podcast to apps. The session
    that appeared last comes first, and apps that sort by date keep the order. There is no date of the whole, which apps
    may take for a reason not to look.
    """
    assert base.endswith("/"), base
    rss = Element("rss", {"version": "2.0", **{f"xmlns:{name}": uri for name, uri in NAMESPACES.items()}})
    channel = SubElement(rss, "channel")
    _whole(channel, site, base, identity)
    called = titles(site.sessions)
    newest = sorted(site.sessions, key=lambda one: one.appeared, reverse=True)
    for listed, moment in zip(newest, _moments(newest), strict=True):
        _item(SubElement(channel, "item"), listed, called[listed.path], moment, base)
    indent(rss, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(rss, encoding="unicode")}\n'


def _whole(channel: Element, site: Site, base: str, identity: str) -> None:
    """What is said of the podcast itself."""
    itself = {"href": base + address(FEED), "rel": "self", "type": "application/rss+xml"}
    SubElement(channel, "atom:link", itself)
    texts = {
        "title": _value(site.title) or _AUTHOR,
        "link": base + address(LIBRARY),
        "description": _paragraph(site.about) + _paragraph(DISCLAIMER),
        "language": "en",
        "generator": f"{_AUTHOR} {__version__}",
        "itunes:author": _AUTHOR,
        "itunes:type": "episodic",
        "itunes:explicit": "false",
        "itunes:block": "Yes",
        "podcast:locked": "yes",
        "podcast:guid": str(uuid.uuid5(PODCASTS, identity)),
        "podcast:medium": "podcast",
    }
    _add(channel, texts)
    SubElement(channel, "itunes:image", {"href": base + address(COVER)})
    category = SubElement(channel, "itunes:category", {"text": "Health & Fitness"})
    SubElement(category, "itunes:category", {"text": "Fitness"})


def _item(item: Element, listed: Listed, called: str, moment: datetime.datetime, base: str) -> None:
    """What is said of one session."""
    path = listed.path

    def found(ending: str) -> str:
        return base + address(beside(path, ending))

    texts = {
        "title": _value(called) or path.stem,
        "link": found(PAGE),
        "description": _description(listed),
        "pubDate": format_datetime(moment),
        "itunes:duration": str(round(listed.document["seconds"])),
        "itunes:explicit": "false",
        "itunes:episodeType": "full",
    }
    _add(item, texts)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = listed.guid
    SubElement(item, "enclosure", {"url": base + address(path), "length": str(listed.size), "type": "audio/mpeg"})
    SubElement(item, "itunes:image", {"href": base + address(picture_of(listed))})
    SubElement(item, "podcast:chapters", {"url": found(CHAPTERS), "type": "application/json+chapters"})
    SubElement(item, "podcast:transcript", {"url": found(TRANSCRIPT), "type": "text/vtt", "language": "en"})


def _moments(newest: Sequence[Listed]) -> Iterator[datetime.datetime]:
    """When each is said to have appeared: to the second, and each before the one ahead of it in the order."""
    ahead = datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
    for listed in newest:
        ahead = min(listed.appeared.replace(microsecond=0), ahead - _SECOND)
        yield ahead


def _description(listed: Listed) -> str:
    """What is needed, each move with its dose as far as there is room, and what is said of safety."""
    track = track_of(listed.path.stem, listed.document)
    needed = _paragraph(f"You need: {', '.join(track.needs) or 'nothing but a little room'}.")
    safety = _paragraph(" ".join(dict.fromkeys(track.safety))) + _paragraph(DISCLAIMER)
    moves = (f"{name}: {dose}" for name, dose in zip(track.moves, track.doses, strict=True))
    return needed + _list(moves, MOST_BYTES - len((needed + safety).encode())) + safety


def _list(lines: Iterable[str], room: int) -> str:
    """As many lines as fit in so many bytes, as an HTML list; empty where there are none."""
    told = ""
    for line in lines:
        more = f"<li>{_html(line)}</li>"
        if len(f"<ul>{told}{more}</ul>".encode()) > room:
            break
        told += more
    return f"<ul>{told}</ul>" if told else ""


def _paragraph(text: str) -> str:
    """A text as HTML, which apps show descriptions as; empty where nothing of it can be shown."""
    shown = _html(text)
    return f"<p>{shown}</p>" if shown else ""


def _html(text: str) -> str:
    return escape(_value(text, _MOST_ABOUT), quote=False)


def _value(text: str, most: int = MOST_LETTERS) -> str:
    """A text on one line that XML can hold and apps take."""
    plain = on_a_line(_FOREIGN.sub("", text))
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"


def _add(parent: Element, texts: Mapping[str, str]) -> None:
    for tag, text in texts.items():
        SubElement(parent, tag).text = text
