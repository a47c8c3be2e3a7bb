"""Many sessions in one folder, with a playlist for players and an index for people.

The folder can be made again at any time: what is whole and unchanged is kept. A manifest says what each session was
made of; it claims the files' names before the first of them is written and is written again after every session, so
that whoever is killed goes on where they stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePath

from ..errors import BackreliefError, OutputError
from ..model.episode import Show, Track
from ..model.request import Request
from ..model.sound import Bed
from ..publish.index import INDEX, index
from ..publish.m3u8 import PLAYLIST, m3u8
from ..publish.tracks import track_of
from ..speech.stored import StoredSpeech
from ..store import sweep, write_atomically, write_together
from ..units import Ms
from . import Workshop, check_free, make_folder
from .composing import Composed, Progress
from .ledger import MANIFEST, REPLACE, Ledger, read_ledger
from .marking import fingerprint
from .rendering import Face, faced, write_session
from .speaking import Notice, Speakers, unheard
from .underlying import bed_of

Ended = Callable[[Path, str], None]
"""Told the MP3 of each session and what became of it: made, kept or failed."""

_SOME_FAILED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One session of a show."""

    stem: str
    """File name without ending, ASCII."""

    request: Request
    title: str = ""
    """For players; empty: the session's own title."""

    track: tuple[int, int] | None = None
    """Number and total for players; None: its place among the sessions wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMade:
    """What became of a show."""

    folder: Path
    made: tuple[Path, ...]
    kept: tuple[Path, ...]
    """There already, whole and unchanged."""

    failed: tuple[tuple[str, str], ...]
    """Stem and why."""

    faults: tuple[int, ...] = ()
    """The exit code that each failure would have alone."""

    @property
    def there(self) -> tuple[Path, ...]:
        """Every session's MP3 and the playlist, as far as they were made."""
        sounds = sorted((*self.made, *self.kept))
        return (*sounds, self.folder / PLAYLIST) if sounds else ()


def exit_code(shows: Sequence[ShowMade]) -> int:
    """What a command that made these ends with: 0, 3 where some failed; where all did, their own code, else 1."""
    faults = {code for show in shows for code in show.faults}
    if not faults:
        return 0
    if any(show.made or show.kept for show in shows):
        return _SOME_FAILED
    return faults.pop() if len(faults) == 1 else BackreliefError.exit_code


def seed_of(folder: Path) -> int | None:
    """The seed that a show's folder was made from; None where there is none that can be read."""
    try:
        ledger = read_ledger(folder)
    except OutputError:  # told where the show is made
        return None
    return ledger.seed if ledger else None


def make_show(
    workshop: Workshop,
    folder: Path,
    *,
    title: str,
    about: str,
    wanted: Sequence[Wanted],
    force: bool = False,
    date: str,
    seed: int | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    notice: Notice = unheard,
    ended: Ended = lambda *_: None,
) -> ShowMade:
    """Make the sessions of a show that are missing, changed or damaged, and the files that tell of all of them.

    One that fails does not stop the others. ``fresh`` lets each session be asked to differ from those before it;
    ``seed`` is remembered with the folder. ``notice`` is told, each thing once, of other voices, of a routine's changes
    and of files that no session is left for. A file that this program did not write is replaced only if ``force``.

    Raises OutputError where the folder can't be made, or its playlist, index or manifest are somebody else's.
    """
    stems = [want.stem for want in wanted]
    assert len({stem.lower() for stem in stems}) == len(stems), f"two sessions of one name: {stems}"
    notice = _once(notice)
    ledger = _ledger(folder, force)
    ledger.title, ledger.seed = title, seed
    showing = _Showing(workshop, ledger, wanted, force=force, date=date, fresh=fresh, progress=progress, notice=notice)
    with workshop.speakers(notice) as speakers:
        for number, want in enumerate(wanted, 1):
            face = Face(title=want.title, album=title, track=want.track or (number, len(wanted)))
            ended(ledger.paths(want.stem)[0], showing.session(want, face, speakers))
    showing.publish(title, about)
    if left := ledger.others(stems):
        notice(f"no longer part of {folder}, and left as they are: {', '.join(left)}")
    return showing.outcome()


def _once(notice: Notice) -> Notice:
    """One that tells each thing once, however many sessions it is true of."""
    said: set[str] = set()

    def tell(message: str) -> None:
        if message not in said:
            said.add(message)
            notice(message)

    return tell


def _ledger(folder: Path, force: bool) -> Ledger:
    """What is known of the folder, swept of what killed runs left; nothing where it is new or to be replaced."""
    try:
        ledger = read_ledger(folder)
    except OutputError:
        if not force:
            raise
        ledger = None
    lists = [folder / PLAYLIST, folder / INDEX]
    if ledger is None:
        check_free(lists, force, REPLACE)
    ledger = ledger or Ledger(folder=folder)
    sweep(folder, [path.name for path in (*lists, folder / MANIFEST, *chain(*map(ledger.paths, ledger.entries)))])
    return ledger


class _Showing:
    """A show being made."""

    def __init__(
        self,
        workshop: Workshop,
        ledger: Ledger,
        wanted: Sequence[Wanted],
        *,
        force: bool,
        date: str,
        fresh: bool,
        progress: Progress | None,
        notice: Notice,
    ) -> None:
        self._workshop = workshop
        self._notice = notice
        self._ledger = ledger
        self._stems = [want.stem for want in wanted]
        self._force = force
        self._date = date
        self._fresh = fresh
        self._progress = progress
        self._begun = False
        self._recent: tuple[str, ...] = ()
        self._moves: tuple[str, ...] = ()
        self._tracks: list[Track] = []
        self._beds: dict[tuple[str, Ms], Bed | None] = {}
        self._digests: dict[str, str] = {}
        self._made: list[Path] = []
        self._kept: list[Path] = []
        self._failed: list[tuple[str, str]] = []
        self._faults: list[int] = []

    def session(self, want: Wanted, face: Face, speakers: Speakers) -> str:
        """Make one session where that is needed; made, kept or failed."""
        request = want.request
        if self._fresh:
            request = replace(request, recent=(*self._recent, *request.recent))
        self._moves = ()
        try:
            made = speakers.spoken(request, lambda request, speech: self._session(want.stem, face, request, speech))
        except BackreliefError as fault:
            self._failed.append((want.stem, f"{fault}; try: {fault.hint}" if fault.hint else str(fault)))
            self._faults.append(fault.exit_code)
            return "failed"
        finally:  # also of one that can't be written, so that the others don't change when it can be
            self._recent = tuple(dict.fromkeys((*reversed(self._moves), *self._recent)))
        (self._made if made else self._kept).append(self._ledger.paths(want.stem)[0])
        return "made" if made else "kept"

    def outcome(self) -> ShowMade:
        """What became of it."""
        return ShowMade(
            folder=self._ledger.folder,
            made=tuple(self._made),
            kept=tuple(self._kept),
            failed=tuple(self._failed),
            faults=tuple(self._faults),
        )

    def publish(self, title: str, about: str) -> None:
        """The playlist and the index, written where they are not as they should be."""
        if not self._tracks:
            return
        show = Show(title=title, about=about, tracks=tuple(self._tracks))
        told = {PLAYLIST: m3u8(show), INDEX: index(show), PurePath(MANIFEST): self._ledger.text(self._stems)}
        files = {self._ledger.folder / name: text.encode() for name, text in told.items()}
        write_together([(path, [text]) for path, text in files.items() if not _holds(path, text)])

    def _session(self, stem: str, face: Face, request: Request, speech: StoredSpeech) -> bool:
        """Whether it had to be made."""
        composed = self._workshop.composed(request, speech, self._progress, self._notice)
        document = faced(composed, face)
        self._moves = tuple(move["exercise"] for move in document["moves"])
        mark = fingerprint(composed, face, speech, self._digests)
        made = not self._ledger.whole(stem, mark)
        if made:
            self._make(stem, composed, face, speech)
            self._ledger.made(stem, document["title"], mark)
            self._remember()
        self._tracks.append(track_of(stem, document))
        return made

    def _make(self, stem: str, composed: Composed, face: Face, speech: StoredSpeech) -> None:
        if not self._force:
            check_free(self._ledger.foreign(stem), force=False, hint=REPLACE)
        bed = self._bed(composed.plan.request)
        self._begin()
        paths, store, date = self._ledger.paths(stem), self._workshop.store, self._date
        write_session(paths, composed, speech, face=face, bed=bed, store=store, date=date, progress=self._progress)

    def _begin(self) -> None:
        """Before the first file is written: the folder, and the names that will be ours."""
        if self._begun:
            return
        make_folder(self._ledger.folder)
        for stem in self._stems:
            if self._force or not self._ledger.foreign(stem):
                self._ledger.claim(stem)
        self._remember()
        self._begun = True

    def _remember(self) -> None:
        write_atomically(self._ledger.folder / MANIFEST, [self._ledger.text(self._stems).encode()])

    def _bed(self, request: Request) -> Bed | None:
        """What plays under it; the listener's own file is decoded once for all sessions of a length."""
        key = (request.bed, request.length)
        if key not in self._beds:
            self._beds[key] = bed_of(request, self._ledger.folder)
        return self._beds[key]


def _holds(path: Path, text: bytes) -> bool:
    """Whether a file has this content already."""
    try:
        return path.read_bytes() == text
    except OSError:
        return False
