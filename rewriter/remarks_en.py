"""English remarks: opinions that change nothing by themselves."""

import re

COMMENT = re.compile(
    r"\b(?:better|nicer|prettier|ugly|good|great|nice|beautiful|perfect|lovely|awesome|wrong|weird"
    r"|boring|amazing|wonderful|liked?|prefer(?:red)?|love (?:it|this))\b",
    re.IGNORECASE,
)
OPINION = re.compile(
    r"^(?:it|this|that|they|the [\w ]{1,30}?) (?:is|are|was|were|looks?|looked|seems?) (?:\w+ ){0,3}?"
    r"(?:boring|weird|ugly|better|nicer|prettier|great|good|nice|perfect|lovely|wrong|"
    r"odd|strange|off|silly|stupid|ridiculous|terrible|awful|bad|horrible|cheap|dull|lame)(?: now| already| like "
    r"that)?$",
    re.IGNORECASE,
)
COMMENT_START = re.compile(r"^(?:it|this|that|the|i|looks?|very|so|much|not|what)\b", re.IGNORECASE)
PRAISED = (
    r"(?:nice one|love it|great|lovely|perfect|awesome|wow|cool|amazing|nice)[,!. ]+(?:this|that|it) (?:could|would"
    r"|might"
    r"|should) (?:really |easily |totally )*be (?:an? |my |the )[\w -]+?(?: honestly| really| actually)?[\s,!.~]*"
)
""" "nice one, this could be an album cover": no wish."""
