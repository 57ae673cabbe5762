"""English wishes: a table of sentence patterns, each with the function that turns it into operations."""

import re
from collections.abc import Callable

from rewriter import actions, frames, nouns_en
from rewriter.lexicon import CONCEPT
from rewriter.operations import Operation, Phrase
from rewriter.resolve import clean, is_picture, is_pronoun, strip_article
from rewriter.segment import strip_en
from rewriter.values import (
    VERBS,
    Context,
    assign,
    color_of,
    count_of,
    describe_subject,
    field_of,
    frame_value,
    place_of,
    size_of,
)

Match = re.Match[str]
Handler = Callable[[Match, Context], list[Operation]]

COMMENT = re.compile(
    r"\b(?:better|nicer|prettier|ugly|good|great|nice|beautiful|perfect|lovely|awesome|wrong|weird|boring|amazing|wonderful|like (?:it|this|that)|love (?:it|this))\b",
    re.IGNORECASE,
)
COMMENT_START = re.compile(r"^(?:it|this|that|the|i|looks?|very|so|much|not|what)\b", re.IGNORECASE)


def remove(m: Match, context: Context) -> list[Operation]:
    """Take away each item named."""
    return [Operation("remove", item, span=m.group(0)) for item in _items(m.group("x"))]


def absent(m: Match, context: Context) -> list[Operation]:
    """Wish something away, whether it is there or not."""
    return remove(m, context)


def swap(m: Match, context: Context) -> list[Operation]:
    """Put one thing in the place of another."""
    x, y = m.group("x"), m.group("y")
    return assign(_plain(x), y, context, m.group(0))


def exchange(m: Match, context: Context) -> list[Operation]:
    """Let two subjects change places."""
    return [Operation("exchange", m.group("x"), value=m.group("y"), span=m.group(0))]


def make(m: Match, context: Context) -> list[Operation]:
    """ "make X Y": the longest beginning that names something in the scene is X."""
    words = m.group("x").split()
    span = m.group(0)
    for cut in _cuts(words, 8):
        target, value = " ".join(words[:cut]), " ".join(words[cut:])
        value = re.sub(
            r"^(?:to be|into|to|be|look like|look|appear|become|as|in)\s+(?!the (?:style|left|right))", "", value
        )
        if is_pronoun(target) or is_picture(target) or field_of(target):
            return assign(target, value, context, span)
        if cut > 1 or target[:1].isupper() or len(words) == 2:
            found = context.resolver.find(target)
            if found and _complete(target, context):
                return assign(target, value, context, span)
    return []


def _cuts(words: list[str], most: int) -> list[int]:
    """Return where a target may end, the longest first; a pronoun stands alone."""
    if len(words) > 1 and is_pronoun(words[0]) and words[0].lower() not in ("his", "its", "their", "her", "one"):
        return [1]
    if len(words) > 1 and words[0].lower() == "her" and context_free_adjective(words[1]):
        return [1]
    return list(range(min(len(words) - 1, most), 0, -1))


def context_free_adjective(word: str) -> bool:
    """Tell whether "her" before ``word`` is a pronoun ("make her smile") rather than a possessive ("her hair")."""
    return word.lower() in VERBS or word.lower().endswith("ing") or word.lower() in nouns_en.ADJECTIVES


def _complete(target: str, context: Context) -> bool:
    """Refuse "the cat black" as a name: its last word must be part of the noun."""
    last = target.rpartition(" ")[2]
    return not color_of(last, context.lexicon) and not size_of(last, context.lexicon) and last.lower() not in VERBS


def one_of(m: Match, context: Context) -> list[Operation]:
    """Change one of several."""
    value = m.group("y")
    return [
        Operation("split", m.group("x"), value=value, phrase=nouns_en.parse(value, context.lexicon), span=m.group(0))
    ]


def give(m: Match, context: Context) -> list[Operation]:
    """Let somebody wear, hold or have things."""
    return [op for item in _items(m.group("y")) for op in own(m.group("x"), item, context, m.group(0))]


def own(target: str, item: str, context: Context, span: str) -> list[Operation]:
    """Return the operation that gives ``item`` to ``target``: worn, held, or a part of it."""
    made = nouns_en.thing(item, context.lexicon)
    if made is None:
        return []
    if made.noun.rpartition(" ")[2].rstrip("s") in {part.rstrip("s") for part in nouns_en.PARTS}:
        return [Operation("part", target, made.noun, f"with {item}", span=span)]
    kind = "wear" if nouns_en.is_wearable(made.noun, made.concept, context.lexicon) else "hold"
    return [Operation(kind, target, value=item, span=span)]


TAIL_VERBS = (("wear", "wearing"), ("hold", "holding"), ("carr", "holding"), ("ha", "with"))


def tail(m: Match, context: Context) -> list[Operation]:
    """ "the cat should wear X", "it needs X": what a subject gets, in the words that follow the noun."""
    verb = m.group("v").lower()
    if verb.startswith(("need", "get")):
        return give(m, context) if context.resolver.subject(m.group("x")) else []
    said = next(form for start, form in TAIL_VERBS if verb.startswith(start))
    return [Operation("tail", m.group("x"), value=f"{said} {m.group('y')}", span=m.group(0))]


def put(m: Match, context: Context) -> list[Operation]:
    """ "put X on Y": move what is there, dress somebody, or add something new."""
    x, y, span = m.group("x"), m.group("y"), m.group(0)
    definite = is_pronoun(x) or re.match(r"^(?:the|this|that|his|her|its|their)\b", x, re.IGNORECASE)
    place = place_of(y)
    if definite and place and (is_pronoun(x) or context.resolver.find(x)):
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.whole(y, context.lexicon, loose=False)
    anchor = nouns_en.RELATION.search(" " + y)
    if (
        (definite or x.lower() in ("everything", "everyone"))
        and (facts or not anchor or not context.resolver.find(anchor.group(2)))
        and (is_pronoun(x) or is_picture(x) or context.resolver.find(x))
    ):
        said = facts or (("setting", frame_value("setting", y, context.lexicon)),)
        return [
            *(Operation("frame", x, name, value, span=span) for name, value in said),
            Operation("unplace", x, span=span),
        ]
    if definite and context.resolver.find(x):
        return [Operation("move", x, "where", y, span=span)]
    made = nouns_en.thing(x, context.lexicon)
    target = anchor.group(2) if anchor else ""
    if (
        made
        and re.match(r"^(?:on|around|over)\b", y)
        and nouns_en.is_wearable(made.noun, made.concept, context.lexicon)
        and context.resolver.subject(target)
    ):
        return [op for item in _items(x) for op in own(target, item, context, span)]
    return _add(f"{x} {y}", context, span)


def add(m: Match, context: Context) -> list[Operation]:
    """ "add X": text, weather, clothes, one more of the same, or new subjects."""
    return _add(m.group("x"), context, m.group(0))


def _add(words: str, context: Context, span: str) -> list[Operation]:
    words = strip_en(words)
    quoted = re.search(r"[\"“']([^\"”']+)[\"”']", words)
    if quoted and re.search(
        r"\b(?:text|words?|caption|title|sign|saying|says|write|reading)\b", words + span, re.IGNORECASE
    ):
        return [Operation("frame", attribute="text", value=quoted.group(1), span=span)]
    bare = strip_article(words)
    facts = frames.whole(words, context.lexicon, loose=False) or frames.whole(bare, context.lexicon, loose=False)
    if facts and facts[0][0] in ("weather", "time", "style", "lens"):
        return [Operation("frame", attribute=name, value=value, span=span) for name, value in facts]
    owner = re.match(r"^(.+?) (?:to|on|for) ((?:the |it\b|him\b|her\b|them\b|his |its |their ).*)$", words)
    if (
        owner
        and not owner.group(1).lower().endswith((" next", " close"))
        and context.resolver.subject(owner.group(2))
        and not place_of("on " + owner.group(2))
    ):
        made = nouns_en.thing(owner.group(1), context.lexicon)
        if made and (
            nouns_en.is_wearable(made.noun, made.concept, context.lexicon)
            or made.noun.split()[-1] in nouns_en.PARTS
            or " to " in words
        ):
            return [op for item in _items(owner.group(1)) for op in own(owner.group(2), item, context, span)]
    operations: list[Operation] = []
    for piece in nouns_en.split_subjects(words, context.lexicon):
        operations += _add_piece(piece, context, span)
    return operations


def _add_piece(piece: str, context: Context, span: str) -> list[Operation]:
    phrase = nouns_en.parse(piece, context.lexicon)
    if phrase is None:
        return [Operation("note", value=piece, span=span)]
    s, lexicon = phrase.subject, context.lexicon
    living = [x for x in context.scene.subjects if x.concept and lexicon.concepts[x.concept].kind in nouns_en.ALIVE]
    plain = not s.action and not phrase.relation and not s.place
    if plain and nouns_en.is_wearable(s.noun, s.concept, lexicon) and len(living) == 1:
        return [Operation("wear", living[0].noun, value=piece, span=span)]
    if re.match(r"^(?:another|one more|two more|three more|\w+ more)\b", piece, re.IGNORECASE) and plain:
        return [Operation("more", s.noun, value=str(max(1, s.count)), phrase=phrase, span=span)]
    frame = [Operation("frame", attribute=name, value=value, span=span) for name, value in phrase.frame]
    more = [Operation("add", phrase=Phrase(extra), span=span) for extra in phrase.more]
    return [Operation("add", phrase=phrase, span=span), *more, *frame]


def move(m: Match, context: Context) -> list[Operation]:
    """ "move X to Y"."""
    x, y, span = (
        m.group("x"),
        re.sub(r"^(?:to|over|towards?)\s+(?!the (?:left|right) of)", "", m.group("y")),
        m.group(0),
    )
    place = place_of(m.group("y")) or place_of(y)
    if place:
        return [Operation("move", x, "place", place, span=span)]
    facts = frames.whole(y, context.lexicon, loose=False)
    if facts and facts[0][0] == "setting":
        return [
            *(Operation("frame", x, name, value, span=span) for name, value in facts),
            Operation("unplace", x, span=span),
        ]
    return [Operation("move", x, "where", y, span=span)]


def setting(m: Match, context: Context) -> list[Operation]:
    """ "set it in Y", "use Y as the background"."""
    words = m.group("y")
    rest, facts = frames.take(words, context.lexicon)
    found = dict(facts)
    if rest and "setting" not in found:
        found["setting"] = frames.setting_value(rest, context.lexicon)
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in found.items()]


def style(m: Match, context: Context) -> list[Operation]:
    """A style in known or free words."""
    value = frames.style_value(m.group("y"), context.lexicon)
    facts = frames.whole(m.group("y"), context.lexicon, loose=False)
    if facts and facts[0][0] != "style":
        return [Operation("frame", attribute=name, value=said, span=m.group(0)) for name, said in facts]
    return [Operation("frame", attribute="style", value=value, span=m.group(0))]


def lens(m: Match, context: Context) -> list[Operation]:
    """A shot in known or free words; "like a food photo" in the same clause is the style."""
    words = m.group("y")
    style_part = re.search(
        r",?\s+(?:like|as) (?:an? )?(.*(?:photo|photograph|painting|shot|poster))$", words, re.IGNORECASE
    )
    found = [("style", frames.style_value(style_part.group(1), context.lexicon))] if style_part else []
    first = frames.lens_value(words[: style_part.start()] if style_part else words, context.lexicon)
    return [
        Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in (("lens", first), *found)
    ]


def count(m: Match, context: Context) -> list[Operation]:
    """ "one egg is enough", "only two cats"."""
    phrase = nouns_en.parse(m.group("x"), context.lexicon)
    if phrase is None or phrase.subject.count < 1:
        return []
    amount = phrase.subject.count
    if context.resolver.find(phrase.subject.noun) is None:
        return []
    return [Operation("set", phrase.subject.noun, "count", str(amount), span=m.group(0))]


def let(m: Match, context: Context) -> list[Operation]:
    """ "have it sit on a teapot": a verb phrase of a subject."""
    words = m.group("x").split()
    for cut in _cuts(words, 6):
        target, value = " ".join(words[:cut]), " ".join(words[cut:])
        if is_pronoun(target) or (cut > 1 and context.resolver.subject(target) and _complete(target, context)):
            return describe_subject(target, re.sub(r"^(?:be|to)\s+", "", value), context.lexicon, m.group(0)) or []
    return []


def state(m: Match, context: Context) -> list[Operation]:
    """ "the cat should be white", "it is raining"."""
    x, y = m.group("x"), m.group("y")
    if x.lower() == "there" or not (is_pronoun(x) or is_picture(x) or field_of(x) or context.resolver.find(x)):
        return []
    return assign(x, y, context, m.group(0))


TOO = {"small": "big", "tiny": "big", "little": "big", "big": "small", "large": "small", "huge": "small"}
TOO_LIGHT = {"dark": "brighter", "bright": "darker"}


def too(m: Match, context: Context) -> list[Operation]:
    """ "the robot is too small": a complaint is a wish for the contrary."""
    x, y = m.group("x"), m.group("y").lower()
    if y in TOO_LIGHT:
        return [Operation("frame", attribute="mood", value=TOO_LIGHT[y], span=m.group(0))]
    if not (is_pronoun(x) or context.resolver.find(x)):
        return []
    if y in TOO:
        return [Operation("set", x, "size", TOO[y], span=m.group(0))]
    return [Operation("set", x, "vague", "a few", span=m.group(0))]


def bring_back(m: Match, context: Context) -> list[Operation]:
    """Restore what was there before."""
    return [Operation("restore", item, span=m.group(0)) for item in _items(m.group("x"))]


def revert(m: Match, context: Context) -> list[Operation]:
    """ "undo the style change"."""
    field = field_of(m.group("x"))
    return [Operation("revert", attribute=field, span=m.group(0))] if field else []


def resize(m: Match, context: Context) -> list[Operation]:
    """ "shrink the cat", "enlarge it"."""
    size = "small" if m.group("v").lower().startswith(("shrink", "reduce", "scale down")) else "big"
    return [Operation("set", m.group("x"), "size", size, span=m.group(0))]


def write(m: Match, context: Context) -> list[Operation]:
    """Words to be read in the picture."""
    return [Operation("frame", attribute="text", value=m.group("x").strip("\"'“” "), span=m.group(0))]


def _items(words: str) -> list[str]:
    return [item for item in (clean(part) for part in nouns_en.items(words)) if item]


def _plain(words: str) -> str:
    return re.sub(r"^(?:the )?colou?r of ", "", words.strip(), flags=re.IGNORECASE)


TABLE: tuple[tuple[str, Handler], ...] = (
    (r"(?:undo|revert|cancel|take back) (?:the |that )?(?P<x>.+?)(?: (?:change|edit|thing))?", revert),
    (r"(?:bring|put|get|give me|add) (?P<x>.+?) back(?: in| again)?", bring_back),
    (r"(?:bring back|restore) (?P<x>.+)", bring_back),
    (r"(?:write|put the (?:text|words)|add the (?:text|words|caption|title)) (?P<x>[\"“'].+[\"”']).*", write),
    (r"take (?P<x>the .+|its .+|his .+|her .+|their .+) (?:off|away|out)(?: .*)?", remove),
    (
        r"one of (?P<x>them|the [\w ]+?|those) (?:should |could |must |to |is |needs to )?(?:be )?(?P<y>.+)",
        one_of,
    ),
    (
        r"(?P<x>it|he|she|they|the .+?|his .+?|her .+?|its .+?) (?:is|are|looks?|seems?) (?:a (?:bit|little) |far |way |much )?too (?P<y>small|tiny|little|big|large|huge|dark|bright|many|much)",
        too,
    ),
    (
        r"(?:remove|delete|erase|drop|scrap|nix|axe|forget|get rid of|take away|take out|take off|lose|ditch|cut out|leave out|leave off|skip|hide|omit|clear|eliminate)"
        r" (?P<x>.+?)(?: from (?:the |his |her |its |their ).*)?",
        remove,
    ),
    (
        r"(?:i )?(?:do not|don'?t|no longer) (?:want|need|like|draw|show|include|have|use|put)(?: to see| any| in)* (?P<x>.+?)(?: (?:anymore|any more|any longer|there|in (?:it|there)))?",
        remove,
    ),
    (
        r"(?:there (?:should|must|shall) be |with |and |show |have |i want )?(?:no|without)(?: more| any)? (?P<x>.+?)(?: (?:anymore|any more|at all|in (?:it|the picture|the image|the scene)))?",
        absent,
    ),
    (
        r"(?P<x>.+?) (?:should|can|could|must|has to|needs to) (?:go|disappear|be (?:gone|removed|deleted|taken away))(?: away)?",
        remove,
    ),
    (r"(?P<x>the .+?|his .+?|her .+?|its .+?) (?:is|are) (?:not needed|unnecessary|too much)", remove),
    (
        r"(?:make|turn|change|let|have|replace|swap) one(?: of (?:the |them\b)?(?P<x>[\w ]*?))? (?:into |to |be |become |with |for )?(?P<y>an? .+|\w+)",
        one_of,
    ),
    (r"(?:swap|switch|exchange) (?:the places of |the positions of )?(?P<x>the .+?) and (?P<y>the .+)", exchange),
    (r"(?:replace|swap|exchange|substitute|trade|switch)(?: out)? (?P<x>.+?) (?:with|for|by) (?P<y>.+)", swap),
    (r"instead of (?P<x>.+?),? (?:i want|draw|put|use|have|make it|give (?:it|him|her|them)|show) (?P<y>.+)", swap),
    (
        r"(?:put|set|place|move|bring|take|send) (?P<x>it|him|her|them|everything|everyone|the .+?) (?P<y>(?:in front of|on|in|at|under|to|inside|into|onto|near|by|outside|beside|behind|next to) .+?) instead of .+",
        put,
    ),
    (r"(?:use|draw|put|have|make it|show|give (?:it|him|her|them)) (?P<y>an? .+?|some .+?) instead of (?P<x>.+)", swap),
    (
        r"(?:change|set|switch|update) (?:the )?(?:background|setting|scene|backdrop|location) (?:to|into|as|for) (?P<y>.+)",
        setting,
    ),
    (
        r"(?:change|turn|transform|convert|switch|set|update|alter) (?P<x>.+?)(?:'s colou?r)? (?:into|to|from .+? to) (?P<y>.+)",
        swap,
    ),
    (r"(?:make|turn|paint|colou?r|dye|render|keep|do) (?P<x>.+)", make),
    (
        r"(?:give|hand|get|bring|buy) (?P<x>it|him|her|them|the .+?|each .+?|both|everyone) (?P<y>(?:an?|some|the|two|three|four|big|small|tiny|long|short|his|her|its|their|\w+) ?.+)",
        give,
    ),
    (r"dress (?P<x>it|him|her|them|the .+?) (?:in|up in|up as) (?P<y>.+)", give),
    (
        r"(?P<x>it|he|she|they|the .+?|both) (?:should|could|must|can|needs to|has to|is|are|to)? ?(?:be )?(?P<v>needs?|gets?|wears?|wearing|hold|holds|holding|carry|carries|carrying|have|has|having) (?P<y>.+)",
        tail,
    ),
    (r"(?:let|have|make) (?P<x>it|him|her|them|the .+?) (?P<v>wear|hold|carry|have) (?P<y>.+)", tail),
    (
        r"(?:set|place|situate|locate) (?:it|this|that|him|her|them|the scene|everything|the picture) (?P<y>(?:in|on|at|by|under|inside|against|outside|near) .+)",
        setting,
    ),
    (
        r"(?:use|put|with|have|add) (?P<y>.+?) (?:as (?:the|a) (?:background|backdrop|setting)|in the background instead|behind (?:it|him|her|them) instead)",
        setting,
    ),
    (r"(?:the )?(?:background|setting|scene|backdrop) (?:should be|must be|could be|is|be|:) (?P<y>.+)", setting),
    (
        r"(?:zoom|close|come|pull|get|move|push) (?:the camera )?(?:in|out|back|closer|up)\b.*",
        lambda m, c: [
            Operation("frame", attribute="lens", value=frames.lens_value(m.group(0), c.lexicon), span=m.group(0))
        ],
    ),
    (
        r"(?:move|shift|push|relocate|bring|drag|slide) (?P<x>it|him|her|them|the .+?|everything) (?P<y>(?:to|on|onto|into|in|at|next|near|beside|behind|under|above|below|left|right|up|down|closer|over|a bit|further|towards?)\b.*)",
        move,
    ),
    (r"(?:shrink|reduce|scale down) (?P<x>.+)".replace("(?:shrink", "(?P<v>shrink"), resize),
    (r"(?P<v>enlarge|scale up|magnify) (?P<x>.+)", resize),
    (
        r"(?:put|place|stick|pop|throw|hang|lay|position) (?P<x>.+?) (?P<y>(?:on top of|in front of|next to|to the (?:left|right)|on|in|at|under|around|over|inside|into|onto|near|by|outside|beside|behind|above|below|against|between) .+)",
        put,
    ),
    (r"(?:only|just) (?P<x>(?:one|two|three|four|five|six|\d+) .+)", count),
    (
        r"(?P<x>(?:one|two|three|four|five|six|\d+) .+?) (?:is|are|will be|would be) (?:enough|fine|sufficient|plenty)",
        count,
    ),
    (
        r"(?:i want|there should be|show|draw|make it) (?:only |just )?(?P<x>(?:one|two|three|four|five|six|\d+) [\w ]+)",
        count,
    ),
    (r"(?:let|have|get|make) (?P<x>.+)", let),
    (r"(?:shoot|photograph|film|capture|view|see) (?:it|this|that|the .+?|him|her|them) (?P<y>.+)", lens),
    (r"(?:in|with) (?P<y>the style of .+)", style),
    (
        r"(?:as|like|in) (?P<y>(?:an? )?.*(?:style|painting|drawing|sketch|illustration|watercolou?r|art|photo|poster|cartoon|anime|comic|render))",
        style,
    ),
    (
        r"(?:add|include|insert|pop|throw in|toss in|place|put|draw in|draw|show|there should be|there should also be|there is|there are|let there be|i(?: also)? want|i'?d (?:also )?(?:like|love)|i would (?:also )?(?:like|love)|i need|we need|with|plus|give me|and|put in) "
        r"(?P<x>.+)",
        add,
    ),
    (r"(?:put|place) (?P<x>.+)", add),
    (
        r"(?P<x>it|he|she|they|this|that|the .+?|his .+?|her .+?|its .+?|their .+?) (?:should be|could be|must be|needs to be|has to be|can be|is|are|to be|in|looks?|should look|turns?|becomes?) (?P<y>.+)",
        state,
    ),
)
PATTERNS = tuple((re.compile(rf"^{pattern}$", re.IGNORECASE), handler) for pattern, handler in TABLE)


def parse(clause: str, context: Context) -> list[Operation]:
    """Return what one English clause asks for; [] when it is not understood."""
    words = strip_en(clause)
    short = _short(words, context)
    if short:
        return short
    for pattern, handler in PATTERNS:
        found = pattern.match(words) if len(words) < 400 else None
        if found and (operations := handler(found, context)):
            return operations
    return _last(words, context)


def _short(words: str, context: Context) -> list[Operation]:
    """Read a clause that is only a value: "blue", "at night", "bigger", "anime style"."""
    lexicon = context.lexicon
    words = re.sub(r"^(?:in|try) (?=\w+$)", "", words)
    color, size = color_of(words, lexicon), size_of(words, lexicon)
    if color:
        return [Operation("set", "", "color", color, span=words)]
    if size and context.scene.subjects:
        return [Operation("set", "", "size", size, span=words)]
    if count_of(words) and context.scene.subjects:
        return [Operation("set", "", "count", str(count_of(words)), span=words)]
    place = place_of(words)
    if place:
        return [Operation("move", "", "place", place, span=words)]
    facts = frames.whole(words, lexicon, loose=False)
    return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]


def _last(words: str, context: Context) -> list[Operation]:
    """What is left: a tail of the subject, a free style or lens, a new noun phrase, a remark."""
    lexicon = context.lexicon
    first = words.split(" ", 1)[0].lower() if words else ""
    if first in ("wearing", "holding", "carrying") and context.scene.subjects:
        return [Operation("tail", "", value=words, span=words)]
    if frames.LENS_EN.search(words) and not COMMENT.search(words):
        return lens(re.match(r"(?P<y>.*)", words), context)  # type: ignore[arg-type]
    if (
        (first.endswith("ing") or first in VERBS)
        and len(first) > 3
        and context.scene.subjects
        and not lexicon.find(first, (CONCEPT,))
    ):
        return describe_subject("", words, lexicon, words)
    facts = frames.whole(words, lexicon)
    if facts:
        return [Operation("frame", attribute=name, value=value, span=words) for name, value in facts]
    if COMMENT.search(words) and COMMENT_START.match(words):
        return [Operation("comment", value=words, span=words)]
    if re.match(r"^(?:an?|two|three|four|five|some|another|one more|\d) ", words, re.IGNORECASE):
        return _add(words, context, words)
    return []
