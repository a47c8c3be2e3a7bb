"""Nouns: what the program is about, as frozen dataclasses. No input or output."""
