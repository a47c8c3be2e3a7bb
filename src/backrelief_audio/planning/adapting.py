"""An exercise as one listener does it: left out, modified for what is to be spared, easier or harder for the level."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model.care import Avoid, CautionCode, Effect, Level, Variant
from ..model.exercise import STANDS_ON, Dose, Equipment, Exercise, Position, Range, Tempo, Version
from ..model.request import Dosing, Request
from ..model.roles import is_calm, is_work

LEARNT = {"reps": (3, 4), "hold": (10, 10)}
"""Least and usual dose in a session that teaches the moves; the most is what else is usual, for long sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """How a listener does an exercise."""

    exercise: Exercise
    """With the words, places, equipment and doses of the variant."""

    variant: Variant
    option: str
    """What is said of how it differs; empty for the standard."""


def adapted(exercise: Exercise, request: Request) -> Adapted | None:
    """The exercise for this listener; None where a caution, the level or the want of a place leaves it out.

    A caution comes first: a move that is modified is never done by its harder option, and one that is too much for the
    level besides is told both ways to make it easier.
    """
    spared = {caution.code: caution.note for caution in exercise.cautions if caution.code in request.spared}
    beyond = exercise.intensity - request.level.plain_to
    if left_out_by(exercise, request) or beyond > 1:
        return None
    found: Adapted | None
    if spared:
        found = _modified(exercise, spared, request, easier=beyond == 1)
    elif beyond == 1:
        option = next(iter(exercise.easier), "")
        found = _by_option(exercise, option, exercise.easier_version, Variant.EASIER, request)
    elif request.level is Level.STRONG and not request.learn and is_work(exercise) and exercise.harder:
        found = _by_option(exercise, exercise.harder[0], exercise.harder_version, Variant.HARDER, request)
    else:
        found = Adapted(exercise=exercise, variant=Variant.STANDARD, option="")
    return _placed_and_dosed(found, request)


def left_out_by(exercise: Exercise, request: Request) -> frozenset[CautionCode]:
    """The cautions that leave an exercise out for this listener."""
    excluding = (caution.code for caution in exercise.cautions if caution.effect is Effect.EXCLUDE)
    return request.spared.intersection(excluding)


def _modified(exercise: Exercise, notes: dict[CautionCode, str], request: Request, *, easier: bool) -> Adapted | None:
    """The version that answers most of the cautions, with the notes of the others, and the easier option if wanted.

    None where there is nothing to say of how it is modified: a caution that is not told is not kept.
    """
    doable = [version for version in exercise.versions if _doable(version, request)]
    best = max(doable, key=lambda version: len(notes.keys() & set(version.answers)), default=None)
    option = next(iter(exercise.easier), "")
    told = []
    if best is not None and notes.keys() & set(best.answers):
        exercise = versioned(exercise, best)
        notes = {code: note for code, note in notes.items() if code not in best.answers}
        told.append(best.option)
    elif easier:
        found = _by_option(exercise, option, exercise.easier_version, Variant.EASIER, request)
        if found is None:
            return None
        exercise, easier = found.exercise, False
        told.append(found.option)
    told += [note for note in notes.values() if note]
    if easier and exercise.easier_version is None:  # its words alone: another version can't be done on top of this one
        told.append(option)
    options = [words for words in dict.fromkeys(told) if words]
    return Adapted(exercise=exercise, variant=Variant.EASIER, option=", and ".join(options)) if options else None


def _by_option(
    exercise: Exercise, option: str, version: Version | None, variant: Variant, request: Request
) -> Adapted | None:
    """The easier or harder option; None for an easier one, and the standard for a harder one, that can't be done."""
    if version is None:
        return Adapted(exercise=exercise, variant=variant, option=option) if option else None
    if _doable(version, request):
        return Adapted(exercise=versioned(exercise, version), variant=variant, option=version.option or option)
    if variant is Variant.HARDER:
        return Adapted(exercise=exercise, variant=Variant.STANDARD, option="")
    return None


def _doable(version: Version, request: Request) -> bool:
    """Whether the listener has what a version needs and may be where it is done."""
    have = set(request.equipment)
    if version.position is not None:
        if (version.position.on_floor and request.no_floor) or version.position in barred(request):
            return False
        if STANDS_ON.get(version.position) not in (None, *have):
            return False
    return have.issuperset(version.equipment or ())


def barred(request: Request) -> frozenset[Position]:
    """Positions that nothing is done in: on the front in pregnancy (domain reference, 1.5)."""
    return frozenset({Position.PRONE}) if Avoid.PREGNANCY in request.avoid else frozenset()


def versioned(exercise: Exercise, version: Version) -> Exercise:
    """The exercise done in another way."""
    tempo = exercise.tempo
    if tempo is not None and version.held is not None:
        tempo = Tempo(work=tempo.work, hold=version.held, back=tempo.back, first=tempo.first)
    position: tuple[Position, ...] = exercise.positions if version.position is None else (version.position,)
    needs: tuple[tuple[Equipment, ...], ...] = exercise.equipment if version.equipment is None else (version.equipment,)
    return replace(
        exercise,
        tempo=tempo,
        positions=position,
        equipment=needs,
        dose=replace(exercise.dose, reps=version.reps or exercise.dose.reps, hold=version.hold or exercise.dose.hold),
        words=version.words or exercise.words,
        setup=version.setup or exercise.setup,
        setup_again=version.setup_again or exercise.setup_again,
        actions=version.actions or exercise.actions,
        reminders=version.reminders or exercise.reminders,
        breath=version.breath or exercise.breath,
        wrists=exercise.wrists and CautionCode.WRIST not in version.answers,
    )


def _placed_and_dosed(found: Adapted | None, request: Request) -> Adapted | None:
    """Where this listener may do it, and within which doses; None where no place is left."""
    if found is None:
        return None
    exercise = found.exercise
    positions = tuple(position for position in exercise.positions if position not in barred(request))
    if keeps_moving(request) and (exercise.dose.hold or is_calm(exercise)):
        positions = tuple(position for position in positions if position is not Position.STAND)
    if not positions:
        return None
    return replace(found, exercise=replace(exercise, positions=positions, dose=_dosed(exercise.dose, request)))


def keeps_moving(request: Request) -> bool:
    """Whether nothing is held while standing: standing motionless is avoided in pregnancy (domain reference, 1.5)."""
    return Avoid.PREGNANCY in request.avoid


def _dosed(dose: Dose, request: Request) -> Dose:
    """The part of the doses that this session may use."""
    reps, hold, sets = dose.reps, dose.hold, dose.sets
    if request.learn:
        least = sets.least
        again = Range(default=least, least=least, most=min(max(least, 2), sets.most))
        return Dose(sets=again, reps=reps and _learnt(reps, "reps"), hold=hold and _learnt(hold, "hold"))
    return Dose(
        sets=_most_sets(sets, request.sets),
        reps=reps and _part(reps, request.dosing),
        hold=hold and _part(hold, request.dosing),
    )


def _learnt(dose: Range, unit: str) -> Range:
    least, usual = LEARNT[unit]
    return Range(default=usual, least=least, most=max(dose.default, usual))


def _most_sets(sets: Range, most: int | None) -> Range:
    """At most so many sets, but never fewer than the exercise needs."""
    if most is None:
        return sets
    limit = max(most, sets.least)
    return Range(default=min(sets.default, limit), least=sets.least, most=min(sets.most, limit))


def _part(dose: Range, dosing: Dosing) -> Range:
    if dosing is Dosing.LOW:
        return Range(default=dose.least, least=dose.least, most=dose.default)
    if dosing is Dosing.HIGH:
        return Range(default=dose.most, least=dose.default, most=dose.most)
    return dose
