"""An exercise as one listener does it: left out, modified for what is to be spared, easier or harder for the level."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..model.care import Avoid, CautionCode, Effect, Level, Variant
from ..model.exercise import Dose, Equipment, Exercise, Position, Range, Tempo, Version
from ..model.request import Dosing, Request
from ..model.roles import is_calm, is_work

LEARNT = {"reps": (3, 4, 5), "hold": (10, 10, 15)}
"""Least, usual and most of a dose in a session that teaches the moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """How a listener does an exercise."""

    exercise: Exercise
    """With the words, places, equipment and doses of the variant."""

    variant: Variant
    option: str
    """What is said of how it differs; empty for the standard."""


def adapted(exercise: Exercise, request: Request) -> Adapted | None:
    """The exercise for this listener; None where a caution or the level leaves it out."""
    spared = [caution for caution in exercise.cautions if caution.code in request.spared]
    beyond = exercise.intensity - request.level.plain_to
    if any(caution.effect is Effect.EXCLUDE for caution in spared) or beyond > 1:
        return None
    found: Adapted | None
    if spared:
        found = _modified(exercise, {caution.code: caution.note for caution in spared}, request)
    elif beyond == 1:
        if not exercise.easier:
            return None
        found = _by_option(exercise, exercise.easier[0], exercise.easier_version, Variant.EASIER, request)
    elif request.level is Level.STRONG and is_work(exercise) and exercise.harder:
        found = _by_option(exercise, exercise.harder[0], exercise.harder_version, Variant.HARDER, request)
    else:
        found = Adapted(exercise=exercise, variant=Variant.STANDARD, option="")
    return _placed_and_dosed(found, request)


def _modified(exercise: Exercise, notes: dict[CautionCode, str], request: Request) -> Adapted:
    """The version that answers most of the cautions, with the notes of the others."""
    doable = [version for version in exercise.versions if _doable(version, request)]
    answers = [len(notes.keys() & set(version.answers)) for version in doable]
    told = []
    if max(answers, default=0):
        version = doable[answers.index(max(answers))]
        exercise = versioned(exercise, version)
        notes = {code: note for code, note in notes.items() if code not in version.answers}
        told.append(version.option)
    told += [note for note in notes.values() if note]
    return Adapted(exercise=exercise, variant=Variant.EASIER, option=", and ".join(dict.fromkeys(told)))


def _by_option(
    exercise: Exercise, option: str, version: Version | None, variant: Variant, request: Request
) -> Adapted | None:
    """The easier or harder option; None for an easier one, and the standard for a harder one, that can't be done."""
    if version is None:
        return Adapted(exercise=exercise, variant=variant, option=option)
    if _doable(version, request):
        return Adapted(exercise=versioned(exercise, version), variant=variant, option=version.option or option)
    if variant is Variant.HARDER:
        return Adapted(exercise=exercise, variant=Variant.STANDARD, option="")
    return None


def _doable(version: Version, request: Request) -> bool:
    """Whether the listener has what a version needs and wants to be where it is done."""
    on_floor = version.position is not None and version.position.on_floor
    have = set(request.equipment)
    return have.issuperset(version.equipment or ()) and not (on_floor and request.no_floor)


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
    positions = exercise.positions
    if Avoid.PREGNANCY in request.avoid and (exercise.dose.hold or is_calm(exercise)):
        # Standing motionless is avoided in pregnancy (domain reference, 1.5).
        positions = tuple(position for position in positions if position is not Position.STAND)
    if not positions:
        return None
    return replace(found, exercise=replace(exercise, positions=positions, dose=_dosed(exercise.dose, request)))


def _dosed(dose: Dose, request: Request) -> Dose:
    """The part of the doses that this session may use."""
    reps, hold, sets = dose.reps, dose.hold, dose.sets
    if request.learn:
        one = 1 if sets.least == 1 else sets.least
        few = {key: Range(least=a, default=b, most=c) for key, (a, b, c) in LEARNT.items()}
        return Dose(sets=Range(default=one, least=one, most=one), reps=reps and few["reps"], hold=hold and few["hold"])
    return Dose(
        sets=_most_sets(sets, request.sets),
        reps=reps and _part(reps, request.dosing),
        hold=hold and _part(hold, request.dosing),
    )


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
