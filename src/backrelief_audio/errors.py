"""One family of errors, and Problem, a fault of content as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .legible import escaped


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fault, told so that its owner can mend it."""

    where: str
    """The file and key, the option or the move it was found in."""

    what: str
    """What is wrong, with the value found."""

    allowed: str = ""
    """What would have been right, or empty where there is no more to say."""

    def __str__(self) -> str:
        told = f"{self.where}: {self.what}"
        return escaped(f"{told}; allowed: {self.allowed}" if self.allowed else told)


class BackreliefError(Exception):
    """The base of every error that a user is meant to read."""

    exit_code = 1
    """What the command line ends with (design: 1 failed, 2 usage, 4 something of the environment is missing)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        """What to type or do next, or empty."""


class RequestError(BackreliefError):
    """Raised when what was asked for can't be met, or is not understood."""

    exit_code = 2


MOST_TOLD = 50
"""So many faults are listed in a message; of the others the number is told."""


class ContentError(BackreliefError):
    """Raised when content files have faults; carries every fault of every file."""

    def __init__(self, problems: Iterable[Problem], *, hint: str = "") -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = [f"the content has {count} fault(s):", *(f"  {problem}" for problem in self.problems[:MOST_TOLD])]
        if count > MOST_TOLD:
            lines.append(f"  and {count - MOST_TOLD} more")
        super().__init__("\n".join(lines), hint=hint)


class SpeechError(BackreliefError):
    """Raised when a line can't be spoken; names the line."""


class MissingError(BackreliefError):
    """Raised when something of the environment is missing, such as a speech engine."""

    exit_code = 4


class FetchError(BackreliefError):
    """Raised when what is fetched is not there, or not what was promised."""


class LayoutError(BackreliefError):
    """Raised when a script can't be laid out to the asked length."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


class LengthError(LayoutError):
    """Raised when a script is too long or too short for the asked length, whatever its rests give."""

    def __init__(self, missing: int) -> None:
        self.missing = missing
        """Milliseconds to be filled; negative where there is too much."""

        told = "too little to fill it" if missing > 0 else "too much to fit in"
        super().__init__([Problem(where="session", what=f"{abs(missing)} ms {told}")])


class OutputError(BackreliefError):
    """Raised when a file can't be written where it was asked for."""
