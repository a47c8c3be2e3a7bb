"""The feed, read back by feedparser and held to the rules of PSP-1."""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from sites import DAY, DOCUMENTS, SITE, listed, site

from backrelief_audio.legible import oddity
from backrelief_audio.model.site import Site
from backrelief_audio.publish.feed import NAMESPACES, feed

BASE = "http://192.168.1.7:8642/k3Yt0/"


def channel(told: Site = SITE, base: str = BASE, identity: str = "mine") -> ElementTree.Element:
    """The feed's channel."""
    rss = ElementTree.fromstring(feed(told, base, identity))
    assert (rss.tag, rss.attrib) == ("rss", {"version": "2.0"})
    (found,) = rss
    return found


def text(parent: ElementTree.Element, tag: str) -> str:
    """The text of the one element of that name."""
    (found,) = parent.findall(tag, NAMESPACES)
    assert found.text
    return found.text


def attribute(parent: ElementTree.Element, tag: str, name: str) -> str:
    """An attribute of the one element of that name."""
    (found,) = parent.findall(tag, NAMESPACES)
    return found.attrib[name]


def items(told: Site = SITE, base: str = BASE) -> list[ElementTree.Element]:
    """The feed's sessions."""
    return channel(told, base).findall("item")


def test_feedparser_finds_every_session() -> None:
    """A common reader finds nothing wrong, and each session with its file, length, day, picture and page."""
    found = feedparser.parse(feed(SITE, BASE, "mine").encode())
    assert not found.bozo
    assert (found.version, found.encoding) == ("rss20", "utf-8")
    assert found.feed.title == SITE.title
    assert found.feed.image.href == f"{BASE}cover.jpg"
    assert [entry.title for entry in found.entries] == [one.document["title"] for one in SITE.sessions]
    assert [entry.id for entry in found.entries] == [one.guid for one in SITE.sessions]
    for entry, one in zip(found.entries, SITE.sessions, strict=True):
        (enclosure,) = entry.enclosures
        assert enclosure.href.startswith(BASE)
        assert unquote(enclosure.href.removeprefix(BASE)) == one.path.as_posix()
        assert (int(enclosure.length), enclosure.type) == (one.size, "audio/mpeg")
        assert float(entry.itunes_duration) == one.document["seconds"]
        assert datetime.date(*entry.published_parsed[:3]) == one.day
        assert not entry.guidislink


def test_it_is_text_as_psp_1_asks() -> None:
    """UTF-8 is declared, the three name spaces are those of the standard, and there is a line break at the end."""
    told = feed(SITE, BASE, "mine")
    assert told.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ')
    for name, uri in {
        "atom": "http://www.w3.org/2005/Atom",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "podcast": "https://podcastindex.org/namespace/1.0",
    }.items():
        assert f'xmlns:{name}="{uri}"' in told
    assert told.endswith("</rss>\n")


def test_the_channel_has_what_psp_1_asks() -> None:
    """Everything that is required of a podcast is there, and what is recommended."""
    found = channel()
    (itself,) = found.findall("atom:link", NAMESPACES)
    assert itself.attrib == {"rel": "self", "type": "application/rss+xml", "href": f"{BASE}feed.xml"}
    assert text(found, "title") == "Upper-back sessions"
    assert "To follow by ear." in text(found, "description")
    assert "not medical advice" in text(found, "description")
    assert text(found, "link") == f"{BASE}index.html"
    assert text(found, "language") == "en"
    assert attribute(found, "itunes:category", "text") == "Health & Fitness"
    assert attribute(found, "itunes:category/itunes:category", "text") == "Fitness"
    assert text(found, "itunes:explicit") == "false"
    assert attribute(found, "itunes:image", "href") == f"{BASE}cover.jpg"
    assert text(found, "podcast:locked") == "yes"
    assert text(found, "itunes:block") == "Yes"
    assert text(found, "itunes:author") == "backrelief-audio"
    assert text(found, "itunes:type") == "episodic"
    assert text(found, "podcast:medium") == "podcast"
    assert uuid.UUID(text(found, "podcast:guid")).version == 5


def test_every_session_has_what_psp_1_asks() -> None:
    """Everything that is required of an episode is there, and what is recommended."""
    found = items()
    assert len(found) == len(SITE.sessions)
    assert len({text(item, "guid") for item in found}) == len(found)
    for item, one in zip(found, SITE.sessions, strict=True):
        assert text(item, "title") == one.document["title"]
        (enclosure,) = item.findall("enclosure")
        assert set(enclosure.attrib) == {"url", "length", "type"}
        assert attribute(item, "guid", "isPermaLink") == "false"
        assert text(item, "guid") == one.guid
        assert parsedate_to_datetime(text(item, "pubDate")).utcoffset() == datetime.timedelta(0)
        assert text(item, "itunes:duration") == f"{one.document['seconds']:.0f}"
        assert text(item, "itunes:explicit") == "false"
        assert text(item, "itunes:episodeType") == "full"
        assert attribute(item, "podcast:chapters", "type") == "application/json+chapters"
        assert attribute(item, "podcast:transcript", "type") == "text/vtt"


def test_values_are_no_longer_than_psp_1_allows() -> None:
    """Values have at most 255 letters without spaces around them, descriptions at most 4,000 bytes."""
    crowded = {**DOCUMENTS[3], "moves": DOCUMENTS[3]["moves"] * 30}
    long = site(listed(document=crowded, title="ä" * 400), title="a " * 300, about="&" * 5000)
    for element in channel(long).iter():
        if element.tag == "description":
            assert 1000 < len((element.text or "").encode()) <= 4000
            Balanced(element.text or "")
        else:
            assert len(element.text or "") <= 255
        if not len(element):
            assert (element.text or "") == (element.text or "").strip()


class Balanced(HTMLParser):
    """Reads HTML of which every element is closed; the words of each."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """An element begins; it has no attributes."""
        assert attrs == []
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The innermost element ends."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words of the innermost element."""
        self.words.append((self.open[-1], data))


def test_addresses_are_ascii_and_end_as_apps_look_for() -> None:
    """Every address is the site's, of plain ASCII, unambiguous, and ends in what the file is."""
    endings = {"enclosure": ".mp3", "image": ".jpg", "chapters": ".chapters.json", "transcript": ".vtt"}
    seen = set()
    for element in channel().iter():
        tag = element.tag.rpartition("}")[2]
        for name in ("url", "href"):
            if told := element.get(name):
                assert re.fullmatch(re.escape(BASE) + r"[A-Za-z0-9._~/%-]+", told)
                assert told.endswith(endings.get(tag, "feed.xml"))
                seen.add(tag)
    assert seen == {*endings, "link"}
    odd = items()[3]
    assert text(odd, "link") == f"{BASE}zw%C3%B6lf/r%C3%BCcken%20%26%20mehr.html"
    assert attribute(odd, "enclosure", "url") == f"{BASE}zw%C3%B6lf/r%C3%BCcken%20%26%20mehr.mp3"


def test_a_session_without_a_cover_has_the_feed_s() -> None:
    """A session shows its own cover, or else that of the whole."""
    pictures = [attribute(item, "itunes:image", "href").removeprefix(BASE) for item in items()]
    assert pictures[1:3] == ["neck.jpg", "cover.jpg"]


def test_what_it_is_known_by_does_not_hang_on_the_address() -> None:
    """At another address podcast and sessions are known by the same ids; another podcast is known by another."""
    here, there = channel(base=BASE), channel(base="https://example.org/a/b/")
    assert text(here, "podcast:guid") == text(there, "podcast:guid") != text(channel(identity="yours"), "podcast:guid")
    assert [text(item, "guid") for item in here.findall("item")] == [
        text(item, "guid") for item in there.findall("item")
    ]
    moved = feed(SITE, "https://example.org/a/b/", "mine").replace("https://example.org/a/b/", BASE)
    assert moved == feed(SITE, BASE, "mine")


def test_known_podcasts_have_their_known_ids() -> None:
    """The id is made as the podcast namespace has it, by its own example."""
    assert text(channel(identity="podnews.net/rss"), "podcast:guid") == "9b024349-ccf0-5f69-a609-6b82873eab3c"


NOON = datetime.datetime.combine(DAY, datetime.time(12), tzinfo=datetime.timezone.utc)


def test_apps_that_sort_by_date_keep_the_order() -> None:
    """Of sessions written in one second, no two have one date, and the first in the site is the newest."""
    told = site(*(listed(f"{number:05d}.mp3", DOCUMENTS[1], appeared=NOON) for number in range(150)))
    moments = [parsedate_to_datetime(text(item, "pubDate")) for item in items(told)]
    assert all(one > other for one, other in pairwise(moments))
    assert moments[0] == NOON
    assert [text(item, "guid") for item in items(told)] == [one.guid for one in told.sessions]


def test_a_new_session_changes_no_other_s_date() -> None:
    """What is built later is the newest, whatever it is called, and on whatever day it is due; the others stay."""
    hour = datetime.timedelta(hours=1)
    before = [listed("b.mp3", appeared=NOON), listed("c.mp3", appeared=NOON - hour)]
    later = listed("a.mp3", day=DAY - datetime.timedelta(days=7), appeared=NOON + hour)
    dates = {text(item, "guid"): text(item, "pubDate") for item in items(site(*before))}
    after = items(site(*before, later))
    assert text(after[0], "guid") == later.guid
    assert dates.items() <= {text(item, "guid"): text(item, "pubDate") for item in after}.items()


def test_an_empty_site_is_a_feed() -> None:
    """A folder without sessions is a podcast without episodes."""
    assert items(site(title="", about="")) == []
    assert not feedparser.parse(feed(site(title="", about=""), BASE, "mine").encode()).bozo
    assert text(channel(site(title="", about="")), "title") == "backrelief-audio"


def test_a_description_tells_what_is_in_it() -> None:
    """What is needed comes first, then every move with its dose in order, then safety, and no word of treatment."""
    for item, one in zip(items(), SITE.sessions, strict=True):
        words = Balanced(text(item, "description")).words
        moves = [told for tag, told in words if tag == "li"]
        assert [told.partition(":")[0] for told in moves] == [move["name"] for move in one.document["moves"]]
        assert all(re.search(r": .*\d+ (reps|s)\b", told) for told in moves)
        paragraphs = [told for tag, told in words if tag == "p"]
        assert paragraphs[0].startswith("You need: ")
        spoken = [cue["text"] for cue in one.document["cues"] if cue["kind"] == "safety"]
        assert spoken
        assert all(line in paragraphs[1] for line in spoken)
        assert paragraphs[2].startswith("General exercise guidance, not medical advice: ")
        assert not re.search(r"\b(cure|treat|heal|relie[fv]|therap)", " ".join(paragraphs), re.IGNORECASE)


ODD = "<b>&amp; “quoted” 'single' \"double\" ]]> <!-- \ufffe\uffff 🙂 łatwo"


def test_odd_texts_come_back_as_they_are() -> None:
    """What means something in XML or HTML is read as it was written; what XML can't hold is gone."""
    told = site(listed(title=ODD), title=ODD, about=ODD)
    plain = ODD.replace("\ufffe\uffff ", "")
    assert text(channel(told), "title") == plain
    assert text(items(told)[0], "title") == plain
    assert Balanced(text(channel(told), "description")).words[0] == ("p", plain)


TITLES = st.text(min_size=1, max_size=300).filter(lambda title: bool(title.strip()) and not oddity(title))
"""Of all that is let through where documents are read."""


@given(title=TITLES, whole=st.text(max_size=300))
def test_no_title_breaks_it(title: str, whole: str) -> None:
    """Whatever sessions and folders are called, there is a feed that names them."""
    told = replace(site(listed(title=title)), title=whole, about=whole)
    assert text(channel(told), "title")
    found = text(items(told)[0], "title")
    kept = re.sub("[\ufffe\uffff]", "", " ".join(title.split()))
    assert found == kept.strip() or (len(kept) > 255 and kept.startswith(found[:-1])) or not kept.strip()
    assert feed(told, BASE, "mine") == feed(told, BASE, "mine")
