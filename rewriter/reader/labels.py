"""What a turn can be, and what a span of its words can be for."""

INTENTS = ("draw", "edit", "back", "answer")

ROLES = (
    "TGT", "NEW", "OLD", "REP", "REM", "RES", "WEAR", "HOLD", "COUNT", "MORE", "LESS", "COLOR", "SIZE", "ATTR", "ACT",
    "REL", "ANC", "PLACE", "SET", "TIME", "WEA", "STY", "LENS", "MOOD", "TEXT", "PART",
)  # fmt: skip
"""TGT: something in the picture that is spoken of; NEW, REP: the noun of what comes, of what comes in place of OLD;
REM, RES: what goes, what comes back; MORE, LESS: how many more, fewer; REL, ANC: "next to", what it is next to;
SET, WEA, STY: setting, weather, style; PART: a part of the body or of a thing. The others say what they are."""

TAGS = ("O", *(f"{edge}-{role}" for role in ROLES for edge in "BI"))
"""Tags of the tokens: outside, beginning or inside of a span (BIO)."""

TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}
