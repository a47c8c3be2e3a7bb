"""A commented file to begin an exercise of one's own from, or a copy of ours to change."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import OutputError, RequestError
from ..legible import MOST_ID
from ..store import write_atomically
from . import CONTENT, load_exercises
from .exercise_file import good_id

_OURS = CONTENT / "exercises"


def new_exercise(id_: str, own: Path, *, force: bool = False) -> Path:
    """Write ``id_``.toml into the user's folder of exercises, valid as it stands, and give its path.

    Forced, a file that is there is replaced, and an id of ours gives a copy of ours. Raises RequestError for an id that
    can't be one, OutputError where something is there already or can't be written.
    """
    path = own / f"{id_}.toml"
    if not good_id(id_):
        allowed = f"lower-case words joined by hyphens, {MOST_ID} letters at most"
        raise RequestError(
            f"{id_!r} is not a good id; allowed: {allowed}", hint="backrelief-audio exercises new my-move"
        )
    ours = {exercise.id: exercise for exercise in load_exercises()}
    aliases = {alias: exercise.id for exercise in ours.values() for alias in exercise.aliases}
    if id_ in aliases:
        raise RequestError(
            f"{id_} is another name of our {aliases[id_]}",
            hint=f"backrelief-audio exercises new {aliases[id_]} --force",
        )
    if os.path.lexists(path) and not force:
        raise OutputError(f"already there: {path}", hint="--force to replace it, or another id")
    if id_ in ours and not force:
        raise OutputError(f"{id_} is one of ours", hint="--force for a copy of ours to change, or another id")
    text = _copy(id_) if id_ in ours else template(id_)
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"can't make the folder {own}: {fault.strerror or fault}", hint=f"move away what stands at {own}"
        ) from fault
    write_atomically(path, [text.encode()])
    return path


def _copy(id_: str) -> str:
    text = (_OURS / f"{id_}.toml").read_text(encoding="utf-8")
    return f"# A copy of our {id_}: while this file is here, it stands in place of ours.\n{text}"


def template(id_: str) -> str:
    """A whole exercise with every key explained; only its name comes from the id."""
    words = id_.replace("-", " ")
    return _TEMPLATE.format(id=id_, title=words.title(), words=words)


_TEMPLATE = """\
# An exercise of your own. It is whole as it stands: try it, then change it line by line.
#   backrelief-audio exercises show {id}
#   backrelief-audio plan --minutes 10 --include {id}
# The name of the file is the exercise's id. Write numbers that are spoken as words, and sentences as one says them.

name = "{title}"             # as it is shown
spoken = "{words}"           # as it is said inside a sentence: "Next, {words}."
aliases = []                 # other names that can be typed, in lower case, joined by hyphens

# What it does, the main thing first: strength, core, activation, mobility, posture, yoga, stretch, calm. The planner
# puts strength and core into the middle, mobility also into the warm-up, held stretches into the cool-down.
kinds = ["mobility"]

# Areas, the main one first: thoracic, scapular, neck, chest, shoulders, core, posture, calm.
focus = ["shoulders", "thoracic"]

primary = ["deltoids"]             # muscles that do most of it, for the written catalogue
secondary = ["serratus"]           # muscles that help; may be left out
intensity = 1                      # 1 very gentle to 5 advanced

# Where it can be done, the usual place first: stand, seat, wall, bar, and on the floor quad (hands and knees), plank,
# kneel, prone, side.
positions = ["stand"]

# Alternatives, each a list of things needed together: [[]] needs nothing, [["band", "chair"], ["dumbbells"]] either.
# There are: chair, wall, mat, band, dumbbells, bar, doorway, towel. Whatever is done on the floor needs the mat.
equipment = [[]]

# both: both sides at once. alternating: right, left, right, left; one rep is a pair. each: all on the right, then all
# on the left; then {{side}} and {{other}} in a line become "right" and "left", and "switch = 8" says how many seconds
# it takes to change sides.
sides = "both"

counterpose = false   # true: child's pose has to follow, as after a deep backbend
wrists = false        # true: weight is on the hands
source = ["own"]      # where dose and form come from

# Exercises that take its place where it can't be done, the nearest first.
instead = ["shoulder-circle"]

[dose]   # reps, or "hold" in seconds; each with the usual amount, the least and the most
reps = {{ default = 8, least = 6, most = 12 }}
sets = {{ default = 1, least = 1, most = 2 }}

[tempo]   # seconds of each part of one rep; none where the dose is a hold
work = 2
hold = 0
return = 2
first = "work"   # or "return", for moves that begin by giving way, as a push-up does

[words]   # a word or two, said on the beats of the first reps
work = "reach"
hold = "hold"        # needed where the tempo has a hold
return = "and back"
side = "{{side}}"      # for alternating sides: which one now
every = false        # true: the words are said in every rep, as with breathing

# Several ways of one move, each a set of its own, are told like this (then sets are multiples of their number):
#   [[way]]
#   name = "forward"
#   line = "Circle forward."

[lines]   # what is said; short sentences that can be followed with closed eyes
setup = ["Stand with your feet hip-width apart.", "Let your arms hang, palms facing in."]   # how to get ready
setup_again = "Feet hip-width apart, arms hanging."                                        # the same in a few words
actions = ["Reach both arms forward and up.", "Let them float back down."]                 # what to do, in order
breath = "Breathe in as you reach, out as you come back."
reminders = ["Keep your neck long.", "Let your shoulders stay low."]   # two or more, each a few words
praise = ["Smooth and even."]                                          # what was probably done well
fault = "Leaning back while the arms rise."                            # what often happens, for the learning track
feel = "You may feel this around your shoulder blades."                # where it is felt, for the learning track
# leave = "Lower your knees, and sit back."   # how to come out of it, where nobody can rest in it (a plank, a bar)

[options]   # an easier and a harder way, in a few words; the first of each is told where the level asks for it
easier = ["reach only to shoulder height"]
harder = ["reach a little further each time"]

[[caution]]   # who has to be careful, as often as needed
# code: pregnancy-prone, pregnancy-core, postnatal, shoulder, neck, wrist, knee, balance, low-back, disc, osteoporosis,
# blood-pressure, head-down, migraine
code = "shoulder"
effect = "modify"                   # or "exclude": it is left out for them
note = "reach only where it is easy"   # how to modify it, in a few words that can be said

[[caution]]
code = "balance"
effect = "modify"
note = "sitting down for it"

[[version]]   # another way to do it; only what is written here differs
for = ["balance"]                   # cautions that it answers, or ["easier"] or ["harder"] for the first such option
option = "seated, feet flat"        # how it is done, in a few words
position = "seat"                   # where, with all that it needs there
equipment = ["chair"]
setup = ["Sit tall near the front of your chair, feet flat."]
setup_again = "Sit tall, feet flat."
# Also: actions, reminders and breath as above; reps = {{ default = 6, least = 4, most = 8 }}, or hold; held = 2, the
# seconds of the hold inside each rep; and, last, a table [version.words] with all the words on the beats, as above.
"""
