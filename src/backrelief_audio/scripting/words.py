"""Choosing and filling in words: phrasings that don't repeat, sides, numbers, lengths of time."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from random import Random

from ..model.exercise import Side
from ..model.phrases import Phrasebook
from ..units import Ms

REMEMBERED = 4
"""So many phrasings of a kind are not used again at once."""

_AGAIN = 3
"""How much further in the order the next phrasing of a kind stands within one move: away from what the moves after it
begin with, so that they need not give way to it."""


class Words:
    """One session's choice of words. Deterministic: the same seed asks for the same phrasings in the same order.

    Each kind of phrase has an order of its own, and each move its place in it: so what is said of one exercise changes
    what is said of others only where a phrasing would come again too soon.
    """

    def __init__(self, book: Phrasebook, seed: int) -> None:
        self.book = book
        self.place = 0
        """Which move the words are for."""

        self._seed = seed
        self._orders: dict[str, list[str]] = {}
        self._used: dict[str, deque[str]] = {}
        self._times: Counter[tuple[str, int]] = Counter()
        """How many of a kind were taken for a move."""

    def varied(self, key: str, **names: str) -> str:
        """A phrasing that was not among the last four of its kind, filled in, as a sentence."""
        return _sentence(self.one_of(key, self.book.varied[key]).format(**names))

    def one_of(self, key: str, phrasings: Sequence[str]) -> str:
        """One of several texts, not among the last four (or all but one, of fewer) taken under the same key."""
        used = self._used.setdefault(key, deque(maxlen=min(REMEMBERED, len(phrasings) - 1)))
        if key not in self._orders:
            self._orders[key] = self.shuffled(key, phrasings)
        order, taken = self._orders[key], self._times[key, self.place]
        first = (self.place + _AGAIN * taken) % len(order)
        self._times[key, self.place] += 1
        text = next(text for text in order[first:] + order[:first] if text not in used)
        used.append(text)
        return text

    def shuffled(self, key: str, texts: Sequence[str]) -> list[str]:
        """The texts in an order of this session; ``key`` says what they are of."""
        return Random(f"{self._seed} words {key}").sample(texts, len(texts))

    def fixed(self, key: str, **names: str) -> tuple[str, ...]:
        """What is always said the same way."""
        return tuple(text.format(**names) for text in self.book.fixed[key])

    def number(self, value: int) -> str:
        """A number in words."""
        return self.book.number(value)

    def sided(self, text: str, side: Side | None) -> str:
        """A line with its sides put in; the right side where none is meant."""
        side = side or Side.RIGHT
        names = {"side": self.book.sides[side.value], "other": self.book.sides[side.other.value]}
        capitals = {key.capitalize(): name.capitalize() for key, name in names.items()}
        return text.format(**names, **capitals)

    def sentence(self, text: str, side: Side | None) -> str:
        """A few words with their sides put in, as a sentence of their own."""
        return _sentence(f"{self.sided(text, side)}.")

    def minutes(self, length: Ms) -> str:
        """A length as one says it: whole or half minutes, else about the nearest whole."""
        halves = round(length / 30_000)
        exact = abs(halves * 30_000 - length) < 1000
        whole, half = divmod(halves, 2) if exact else (max(round(length / 60_000), 1), 0)
        if half:
            said = self.fixed("minutes-and-a-half", number=self.number(whole))[0]
        else:
            said = self.fixed("minute")[0] if whole == 1 else self.fixed("minutes", number=self.number(whole))[0]
        return said if exact else self.fixed("about", minutes=said)[0]

    def moves(self, count: int) -> str:
        """So many moves: "one move", "ten moves"."""
        if count == 1:
            return self.fixed("one-move")[0]
        return self.fixed("moves", number=self.number(count))[0]

    def listing(self, items: Sequence[str]) -> str:
        """Several things in one phrase: a, b, and c."""
        if len(items) < 3:
            return f" {self.fixed('and')[0]} ".join(items)
        return f"{', '.join(items[:-1])}, {self.fixed('and')[0]} {items[-1]}"


def sentences(text: str) -> tuple[str, ...]:
    """A text as sentences, for engines that speak one at a time best."""
    return tuple(part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part)


def _sentence(text: str) -> str:
    """With a capital at the start of each sentence, whatever was put in there."""
    return " ".join(part[0].upper() + part[1:] for part in sentences(text))


def clause(text: str) -> str:
    """A sentence as it stands inside another: without its capital and its stop."""
    return text[:1].lower() + text[1:].rstrip(".")


def flat(texts: Iterable[str]) -> tuple[str, ...]:
    """All sentences of several texts."""
    return tuple(part for text in texts for part in sentences(text))
