"""What every list of sessions says besides the sessions' own words of safety."""

from __future__ import annotations

DISCLAIMER = "General exercise guidance, not medical advice: have new or unexplained pain assessed first."
