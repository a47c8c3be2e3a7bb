"""Care for one listener: what to avoid, how hard to work, and what that does to an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a caution does to an exercise."""

    EXCLUDE = "exclude"
    MODIFY = "modify"


class CautionCode(Enum):
    """Why an exercise may be wrong for somebody (the caution tags of the domain reference)."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    PREGNANCY_PRONE = "pregnancy-prone"
    PREGNANCY_CORE = "pregnancy-core"
    POSTNATAL = "postnatal"
    SHOULDER = "shoulder"
    NECK = "neck"
    WRIST = "wrist"
    KNEE = "knee"
    BALANCE = "balance"
    LOW_BACK = "low-back"
    DISC = "disc"
    OSTEOPOROSIS = "osteoporosis"
    BLOOD_PRESSURE = "blood-pressure"
    HEAD_DOWN = "head-down"
    MIGRAINE = "migraine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """One reason for care, and what it does."""

    code: CautionCode
    effect: Effect
    note: str = ""
    """How to modify, in a few words that can be said, or empty where it excludes."""


class Avoid(Enum):
    """What a listener asks to be spared, under a plain name."""

    PREGNANCY = "pregnancy"
    POSTPARTUM = "postpartum"
    SHOULDER = "shoulder"
    NECK = "neck"
    WRIST = "wrist"
    KNEE = "knee"
    BALANCE = "balance"
    LOW_BACK = "low-back"
    DISC = "disc"
    OSTEOPOROSIS = "osteoporosis"
    BLOOD_PRESSURE = "blood-pressure"
    HEAD_DOWN = "head-down"
    MIGRAINE = "migraine"
    FLOOR = "floor"

    @property
    def codes(self) -> frozenset[CautionCode]:
        """The cautions that it wakes; none for the floor, which is a matter of place."""
        return _CODES[self]


_CODES: dict[Avoid, frozenset[CautionCode]] = {
    **{avoid: frozenset(code for code in CautionCode if code.value == avoid.value) for avoid in Avoid},
    Avoid.PREGNANCY: frozenset({CautionCode.PREGNANCY_PRONE, CautionCode.PREGNANCY_CORE}),
    Avoid.POSTPARTUM: frozenset({CautionCode.POSTNATAL}),
    # The domain reference, 3: no head-down where blood pressure is uncontrolled, and nobody here can measure it.
    Avoid.BLOOD_PRESSURE: frozenset({CautionCode.BLOOD_PRESSURE, CautionCode.HEAD_DOWN}),
}


class Level(Enum):
    """How hard a session may be."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    GENTLE = "gentle"
    STANDARD = "standard"
    STRONG = "strong"

    @property
    def plain_to(self) -> int:
        """Up to this intensity a move is done as it is; the next is done by its easier option, above it none is."""
        return {Level.GENTLE: 2, Level.STANDARD: 4, Level.STRONG: 5}[self]


class Variant(Enum):
    """How a move differs from the exercise as it is usually done."""

    STANDARD = "standard"
    EASIER = "easier"
    HARDER = "harder"
