"""Stretches of a frame, and its slots that are plain values: the role of their span, the words they are drawn from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``role`` "" outside of spans. ``key`` names the span, ``head`` the span that it belongs to."""

    text: str
    role: str = ""
    key: str = ""
    head: str = ""


VALUES = {
    "C": ("COLOR", "color"), "A": ("ATTR", "attr"), "S": ("SIZE", "size"), "PART": ("PART", "part"),
    "TIME": ("TIME", "time"), "WEA": ("WEA", "weather"), "WEAA": ("WEA", "weathera"), "STY": ("STY", "style"),
    "LENS": ("LENS", "lens"), "LENSP": ("LENS", "lensp"), "MOOD": ("MOOD", "mood"),
    "OC": ("OLD", "color"), "OTIME": ("OLD", "time"), "OSET": ("OLD", "setting"), "OSTY": ("OLD", "style"),
    "oc": ("", "color"), "ok": ("", "number"), "w": ("", "wear"),
}  # fmt: skip
