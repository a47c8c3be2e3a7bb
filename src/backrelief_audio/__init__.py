"""backrelief-audio: guided upper-back sessions as MP3 files, to the exact second, by ear."""

__version__ = "0.5.0"
