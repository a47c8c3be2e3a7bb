"""What plays under a session, and the blocks that come of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..bedding import BEDS, generated_bed
from ..encoding import MONO, STEREO, Format
from ..mixing import blocks, blocks_over_bed
from ..mixing.sounds import Sounds
from ..model.request import NO_BED, Request
from ..model.sound import Bed, PlacedBlock
from ..model.timeline import Timeline
from ..music import file_bed


def bed_of(request: Request, folder: Path) -> Bed | None:
    """The bed that was asked for: made here, or the listener's own file; None for none.

    A file is decoded into ``folder``, or where the system keeps temporary files while that is not there. Raises
    RequestError, MissingError and OutputError as ``music.file_bed`` does.
    """
    if request.bed == NO_BED:
        return None
    if request.bed in BEDS:
        return generated_bed(request.bed)
    return file_bed(Path(request.bed), request.length, folder=folder if folder.is_dir() else None)


def check_bed(request: Request, folder: Path) -> None:
    """Raise as ``bed_of`` does where the listener's own file can't be used; what is made here always can."""
    if request.bed not in BEDS:
        bed_of(request, folder)


def blocks_of(
    timeline: Timeline, sounds: Sounds, bed: Bed | None, request: Request
) -> tuple[Format, Iterator[PlacedBlock]]:
    """A session's blocks and what they are encoded as: mono for a voice alone, stereo over a bed."""
    if bed is None:
        return MONO, blocks(timeline, sounds)
    return STEREO, blocks_over_bed(timeline, sounds, bed, request.bed_distance)
