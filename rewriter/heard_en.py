"""English as it is typed or dictated, made plain: fillers, missing apostrophes, and corrections within a sentence."""

import re

from rewriter import lettering, roundabout_en, spoken_en
from rewriter.english import NUMBERS, word_list
from rewriter.sides_en import plain_sides
from rewriter.typos_en import mended

COLORS = "red|green|blue|yellow|orange|purple|pink|black|white|grey|gray|brown|silver|golden|gold|turquoise|teal|beige"
COUNTS = "|".join((*NUMBERS[1:], r"\d+"))
FILLERS = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"(?:^|(?<=[\s,.]))(?:u+m+|u+h+|e+rm+|hmm*|mm+)(?=[\s,.!?]|$)[,.]*\s*", ""),
        (r",? \byou know\b,?(?! (?:what|how|the|it|that)\b)", ","),
        (r"\b(?:i guess|basically|literally|honestly|obviously)\b,?\s*", ""),
        (r"\b(he|she|it) (?:is|has) got\b", r"\1 has"),
        (r"\b(they) have got\b", r"\1 have"),
        (rf"\b(want|need|with|have|get|so|and|maybe|,) like (?=(?:an?|some|the|{COUNTS})\b)", r"\1 "),
        (rf"(?<=, )like (?=(?:{COUNTS})\b)", ""),
        (
            rf"\b(?:say|about|around|roughly|maybe) (?=about |around |(?:{COUNTS})\b(?! (?:of the )?(?:clock|pm|am)))",
            "",
        ),
        (r"^(?:sort|kind|kinda) of (?:like )?", ""),
        (r"\bkinda\b", "kind of"),
        (r"\b(can|could|would|will) u\b", r"\1 you"),
        (r"\bu (?=can|could|should)", "you "),
        (r"\b(?:lil|lil'|lill)\b", "little"),
        (r"^(?P<x>(?:the|his|her|its) [\w' -]{2,30}?),? i mean(?:t)?$", r"i meant \g<x>"),
        (
            r"^(?:no+|nope|sorry|oops|wait|not (?:that|it|him|her|them|the [\w-]+))[,.!]*\s+"
            r"(?:(?:no|sorry|wait)[,.]?\s+)?"
            r"(?P<x>the (?!(?:same|other one|previous|last|first)\b)[\w'-]+(?: [\w-]+)?)[.!]?$",
            r"i meant \g<x>",
        ),
        (r"^(?:no,? )?i mean(?:t)?,? (?:to )?(?=(?:make|put|give|add|draw|change|turn|remove|move|paint)\b)", ""),
        (
            r"^((?:there(?: i|')s |there are |with |and |add |draw |show )?)(?P<a>an? [a-z]+) "
            r"(?=an? [a-z]+(?:,? and\b))",
            r"\1\g<a>, ",
        ),
        (
            r"^one (?:of them )?is (?:an? )?([a-z]+),? (?:and )?(?:the )?other (?:one )?(?:is )?(?:an? )?([a-z]+)$",
            r"one \1 and one \2",
        ),
        (
            r"^(?:my|our) (?:(?:little|young|older|younger|big) )?(?:daughter|son|kids?|child|children|girls?|boys?"
            r"|wife|husband|mom|mum|dad|friends?|boss|client|customer|teacher|niece|nephew|grandson|granddaughter"
            r"|sister|brother)(?: really| just)? (?:would like|would love|wants?|wanted|asked for|is asking for)"
            r"(?: to see| to have)? (?=an?\b|some\b|the\b|two\b|three\b|[a-z]+s\b)",
            "",
        ),
        (
            r"\bthe (eyes|ears|nose|mouth|tail|wings|hair|fur|paws|legs|arms|feet|hands|face|head|beak|mane|horns?"
            r"|teeth|shell|belly|roof|door|windows?|sails?|wheels?) of (the [a-z]+)\b(?! [a-z]+ (?:and|of)\b)",
            r"\2's \1",
        ),
        (r"^(?:no+|nope|sorry|wait)[,.]? i mean(?:t)? (?=(?:the|his|her|its|an?|in|on|at) )", "i meant "),
        (
            r"^(?:no+|nope)[,.]? (?:it is |it's |that is )?(?P<x>an? (?!more\b)[a-z]+(?: [a-z]+)?)[.!]?$",
            r"i meant \g<x>",
        ),
        (r"\b([Aa]) (?=(?:[aeio]|u(?!ni|s[eu]|k|t[ie]))[a-z]{2})(?!one\b|once\b|eu)", r"\1n "),
        (r"\bgonna\b", "going to"),
        (r"\bwanna\b", "want to"),
        (r"\bgimme\b", "give me"),
        (r"(?<=\w)[ ,]+(?:lol|lmao|haha+)[,.!]*$", ""),
        (r"(?<=[\w)])[ ,]+(?:pls|plz|pleeease|thx|ty|mate|dude)(?=[,.!?]|$)|(?<=[\w)]), ?man(?=[,.!?]|$)", ""),
        (r"\s*,\s*,+", ","),
    )
)
APOSTROPHES = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (r"’", "'"),
        (r"\b(do|does|did|is|are|was|were|have|has|had|would|should|could)nt\b", r"\1n't"),
        (r"\bcant\b", "can't"),
        (r"\bwont\b", "won't"),
        (r"\b(that|there|what|who|where|he|she)s\b(?= )", r"\1 is"),
        (r"\b(they|you)re\b", r"\1 are"),
        (r"\bim\b", "i'm"),
        (r"\bid (?=rather|like|love|prefer)", "i'd "),
        (r"\blets\b(?= )", "let's"),
        (
            rf"\bits(?= (?:on|in|at|under|inside|\w+ing|shaped|made|not|too|so|an?|very|really|gone|now|{COLORS})"
            rf"\b(?! \w+ (?:is|should"
            rf"|to)\b))",
            "it is",
        ),
        (r"\b(it|he|she|that|there|what|who|where|here)'s (?=\w)", r"\1 is "),
        (r"\b(they|we|you)'re\b", r"\1 are"),
        (r"\b(is|are|was|were)n't\b", r"\1 not"),
        (
            rf"\b((?:the|his|her|its|their|my) [\w-]+)'s (?=(?:an?|the|not|too|so|very|really|now|made|\w+ing"
            rf"|{COLORS})\b"
            rf"(?! [\w-]+ (?:is|are|should|could|to|in|on)\b)(?!ing\b))",
            r"\1 is ",
        ),
    )
)
THING = r"(?:it|he|she|they|(?:the|his|her|its|their|that|this) [\w'-]+(?: [\w'-]+){0,3}?|everything|both of them|both)"
GERUNDS = {
    "making": "make",
    "giving": "give",
    "putting": "put",
    "turning": "turn",
    "changing": "change",
    "removing": "remove",
} | {
    "adding": "add",
    "swapping": "swap",
    "replacing": "replace",
    "moving": "move",
    "having": "have",
    "taking": "take",
    "using": "use",
}
SAID = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (
            rf"\bmore ([a-z]+s)(?: please)?, (?:make it |so there are )?({COUNTS})\b(?: in total| altogether)?",
            r"make it \2 \1",
        ),
        (
            r"\b(an?|some|the) ([a-z]+(?: [a-z]+)?) (?:far away|far off|further away|off in the distance)\b",
            r"\1 \2 in the distance",
        ),
        (
            r"^((?:put|place|add|draw|have) (?:an?|some|the) [a-z -]+?) (?:there|in (?:its|their) place)(?: instead)?$",
            r"\1",
        ),
        (
            r"^(make|have|paint|colou?r) ((?:the |all the )[a-z ]+?) (?:in |all )*(?:different|various|many) colou?rs$",
            r"\1 \2 colorful",
        ),
        (
            r"^(?:and |now )?(?:a )?(?:little )?(?:(?:bit|little|lot|much|way) )?([a-z]+er) (the"
            r" [a-z -]+)$",
            r"make \2 \1",
        ),
        (r"^instead of (the [\w -]+?),? (an? .+)$", r"replace \1 with \2"),
        (
            r"\b(?:would|wouldn't|how about|maybe) ((?:an?|the) [\w' -]+?) (?:work|look|be|fit) (?:\w+ )?(?:better"
            r"|nicer|cooler) than"
            r" (the [\w -]+?)\?(?: (?:try|do|use|let's try) (?:that|it)\.?)?$",
            r"replace \2 with \1",
        ),
        (
            r"^(?P<x>the .+?) as (?:the|a) (?:background|backdrop|setting)(?: though| instead)?(?:,? instead of .+)?$",
            r"use \g<x> as the background",
        ),
        (r"\bput the same ([a-z]+) on (his|her|its|the) ([a-z]+)\b", r"make \2 \3 \1"),
        (r"^(go back(?: one| two| a step)?|undo(?: that| it)?|back|step back), (?=the |no |i |we )", r"\1. "),
        (r"^(make|paint|turn|colou?r|draw) it ([^,]+?), (the [\w-]+)((?:,| and).*)?$", r"\1 \3 \2\4"),
        (r"^it (?:is|should be) ([^,]+?), (the [\w-]+),?((?: and|,).*)?$", r"\2 should be \1\3"),
        (
            r"^(?:that is|it is|they are|this is) (?:way |far |a bit )?too (?:many|much|few|big|small|busy|dark"
            r"|bright)[,.!] (?=\w)",
            "",
        ),
        (r"\b(they (?:are|should be)) (?:both|all) (?=\w)", r"\1 "),
        (r"^(?:and )?(the [\w-]+) one too$", r"give \1 one too"),
        (r"\b(?:an?|some) ([a-z-]+), (an?|some) ([a-z -]+?) ones?(?=$|[,.])", r"\2 \3 \1"),
        (
            r"\bi(?:'d| would) (?:rather|prefer to|like to|love to) see (it|them|him|her|everything) (in|on|at|by"
            r"|under)\b",
            r"set \1 \2",
        ),
        (r"(?<! is)(?<! are)(?<! was)(?<!but)(?<=\w),? (?:and )?not (?:an?|any) [\w-]+(?: [\w-]+)?(?=$|[,.])", ""),
        (r"^(?:nah|nope|no no|nooo*)[, ]+(?=\w)", ""),
        (
            r"^(?:i think )?(?P<n>(?:picture|image|version|number) #?\w+|the (?:first|second|third|fourth|fifth) "
            r"(?:one|picture|image|version))"
            r" (?:was|is|looked) (?:\w+ ){0,2}(?:best|better|nicer|good|great|right|favou?rite)(?: one)?(?:,? (?:go"
            r"|take me|let's go) back(?: there| to it)?)?",
            r"go back to \g<n>",
        ),
        (
            r"^(?:i think )?(?:i )?(?:want|would like|need|prefer|give me|bring|can i have) (?P<n>(?:picture|image"
            r"|version|number) #?\w+) back(?:,? before [^.,]+)?",
            r"go back to \g<n>",
        ),
        (
            r"^(?:what about|how about|maybe|let's take|take) (?P<n>(?:the |my )?(?:very )?(?:first|second|third"
            r"|fourth|original|previous) (?:picture|image|one|version)"
            r"|(?:picture|image|version) \d+)(?:, the (?:very )?\w+(?: one)?)?,? but ",
            r"go back to \g<n>. ",
        ),
        (
            r"\bi (?:don't|do not) (?:really )?like (the [\w ]{2,30}?)[.,] (?=(?:make it |it should be )?[a-z]+(?:"
            r" instead|,| and|\?|$))",
            r"make \1 ",
        ),
        (r"(?: |, )(?:though|tho|honestly|mate)(?=[.!?]?$)", ""),
    )
)


def _said_plainly(text: str) -> str:
    """Return indirect or clipped wishes in the order that a plain one has."""
    text = re.sub(
        rf"^((?:what about|how about|maybe|perhaps|try|consider|i was thinking of)[, ]+)?"
        rf"({'|'.join(GERUNDS)})\b(?= \w)",
        lambda found: GERUNDS[found.group(2).lower()],
        text,
        flags=re.IGNORECASE,
    )
    for pattern, new in (*SAID, *SAID):
        text = pattern.sub(new, text)
    sentences = re.split(r"(?<=[.!?])\s+", text)
    if len(sentences) > 1:
        text = " ".join(_said_plainly(sentence) for sentence in sentences)
    return text


PAST = {
    "rode": "ride",
    "had": "have",
    "wore": "wear",
    "held": "hold",
    "sat": "sit",
    "stood": "stand",
    "lay": "lie",
    "ate": "eat",
} | {
    "flew": "fly",
    "ran": "run",
    "slept": "sleep",
    "drank": "drink",
    "drove": "drive",
    "swam": "swim",
    "sang": "sing",
    "got": "get",
}
WISHES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:what if|how about if|i(?:'d| would) (?:rather|prefer(?: it)?(?: if)?|like it if|love it if)|i wish"
        rf"|maybe if|imagine)"
        rf" (?P<x>{THING}) (?P<v>were|was|had|rode|wore|held|sat|stood|lay|ate|flew|ran|slept|drank|drove|swam|sang"
        rf"|got|[a-z]+ed)\b",
        rf"(?:^|(?<=[,;.!?] )|(?<=\band ))(?:could|can|would|should|might|shouldn't|couldn't) (?P<x>{THING})"
        r" (?P<v>be|feel|look|have|wear|get|stop|come|go|hold|sit|stand|lie|turn|become|say|read|shine|carry|ride|fly"
        r"|sleep|eat)\b",
    )
)


def _wished(text: str) -> str:
    """Return "what if the horse were black", "could the horse be black" as "the horse should be black"."""

    def told(found: re.Match[str]) -> str:
        verb = found.group("v").lower()
        base = "be" if verb in ("were", "was") else PAST.get(verb) or re.sub(r"(?<=[a-z]{3})ed$", "", verb)
        return f"{found.group('x')} should {base}"

    for pattern in WISHES:
        text = pattern.sub(told, text)
    return text


POINTERS = r"(?:he|she|it|they|him|her|them|his|its|their|that one|this one|one)"
NAMED = r"the (?:first |second |third |other |left |right )?[\w'-]+(?: [\w'-]+)?"
MEANT_AFTER = re.compile(
    rf"^(?P<said>.+?)[,.…]*\s+(?:(?:i mean|meaning|i meant)[,:]? (?P<a>{NAMED})|(?P<b>{NAMED}),? (?:i mean|i meant"
    rf"|that is))(?:,? not [^,.]+)?(?P<rest>[,.].*)?$",
    re.IGNORECASE | re.DOTALL,
)
NO_WAIT = re.compile(
    r"[\s,.…]+(?:no,? wait|wait,? no|no sorry|sorry,? no|oh no,? wait|scratch that|or rather|i mean"
    r"|(?:no,? )?make that(?! (?:one|it|the|his|her)\b))"
    r"[,:]?\s+",
    re.IGNORECASE,
)
LIGHT = frozenset(word_list("a an the some of in on at by it is are be and to with one two three four five six"))


KIN = frozenset(
    word_list(
        "mom mum mommy mummy mama dad daddy papa grandma grandpa granny nana baby santa auntie teacher grandmother"
    )
)
LISTED = re.compile(r", and |, | and ")
COUNTED = re.compile(
    rf"^(?:an?|the|some|his|her|my|our|{COUNTS}) [a-z]+(?: [a-z]+)?$|^(?:[a-z]+ )?(?:{'|'.join(KIN)})$"
)


def family(text: str) -> str:
    """Return "mom, dad, two boys and a baby" with an article before each: "a mom, a dad, two boys and a baby"."""
    items = LISTED.split(text.strip(" .!")) if len(text) < 120 else []
    if len(items) < 2 or not all(COUNTED.match(item.lower()) for item in items):
        return text
    for item in items:
        if item.lower().split()[-1] in KIN and not re.match(r"^(?:an?|the|his|her|my|our) ", item, re.IGNORECASE):
            text = re.sub(rf"(?<![a-z] ){re.escape(item)}\b|(?<=and ){re.escape(item)}\b", f"a {item}", text, count=1)
    return text


def plain(text: str) -> str:
    """Return ``text`` with fillers left out, contractions written out and its own corrections carried through."""
    if len(text) > 1000:
        return text
    text = mended(text)
    for pattern, new in (*APOSTROPHES, *FILLERS):
        text = pattern.sub(new, text)
    text = plain_sides(corrected(re.sub(r"\s{2,}", " ", text).strip(" ,")))
    text = family(text)
    wished = _wished(_said_plainly(roundabout_en.straight(spoken_en.typed(text))))
    sentences = re.split(r"(?<=[.!?])\s+", roundabout_en.straight(wished))
    text = " ".join(spoken_en.spoken(one) for one in sentences)
    return lettering.tie(_said_plainly(" ".join(spoken_en.spoken(one) for one in re.split(r"(?<=[.!?])\s+", text))))


def corrected(text: str) -> str:
    """Carry "no wait, three people" and "the dog I mean, not the boy" back into what was said before."""
    meant = MEANT_AFTER.match(text)
    if re.search(rf"\bi mean the [a-z]+ (?:{COLORS})\b", text, re.IGNORECASE):
        return text
    if meant:
        name = meant.group("a") or meant.group("b")
        said, count = _last_pointer(meant.group("said"), name)
        if count:
            return f"{said}{meant.group('rest') or ''}"
    parts = NO_WAIT.split(text)
    if len(parts) == 2 and all(part.strip() for part in parts) and not re.match(r"\s*the\b", parts[1]):
        return _replaced(parts[0].strip(" ,."), parts[1].strip())
    return text


def _last_pointer(said: str, name: str) -> tuple[str, int]:
    """Put ``name`` in the place of the last pronoun of ``said``, else of the first."""
    found = list(re.finditer(rf"\b{POINTERS}\b", said, re.IGNORECASE))
    if not found:
        return said, 0
    at = found[0]
    possessive = at.group().lower() in ("his", "its", "their")
    return f"{said[: at.start()]}{name}{chr(39) + 's' if possessive else ''}{said[at.end() :]}", 1


def _replaced(before: str, after: str) -> str:
    """Return ``before`` with the phrase that ``after`` says better replaced by it; ``after`` alone if there is none."""
    words = [word for word in re.findall(r"[\w'-]+", after.lower()) if word not in LIGHT]
    for word in words[:4]:
        found = re.search(rf"(?:(?:{COUNTS}|an?|the|some) )?(?:[\w-]+ )??\b{re.escape(word)}\b", before, re.IGNORECASE)
        if found and re.match(rf"(?:{COUNTS}|an?|the|some) ", f"{after} ", re.IGNORECASE):
            start = re.search(rf"(?:{COUNTS}|an?|the|some) (?:[\w-]+ )*?{re.escape(word)}\b", before, re.IGNORECASE)
            at = start or found
            return f"{before[: at.start()]}{after}{before[at.end() :]}"
    return (
        after
        if re.match(r"(?:make|put|give|add|draw|change|turn|the|it|he|she|they)\b", after)
        else f"{before}, {after}"
    )
