"""Brief English phrases that refine what is there or add to it: "golden retriever puppy", "chopsticks on the side"."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter import actions, nouns_en
from rewriter.adding_en import add_words
from rewriter.describing_en import adjectival
from rewriter.english import NUMBERS, UNCOUNTED, article, singulars
from rewriter.groups import id_words
from rewriter.living_en import is_animal, is_person
from rewriter.operations import Operation, Phrase
from rewriter.picture_en import setting
from rewriter.scalars import color_of
from rewriter.segment import VERB_START
from rewriter.values import Context, assign

Match = re.Match[str]
KIN = (
    "brother|sister|mother|father|mom|mum|mommy|dad|daddy|grandma|grandmother|grandpa|grandfather|friend|best friend"
    "|son|daughter|baby|wife|husband|boyfriend|girlfriend|twin|teacher|owner|dog|cat|puppy|kitten|horse|pet"
)
BESIDES = r"next to|beside|behind|in front of|near|with|on the (?:left|right) of|to the (?:left|right) of"
SPOT = (
    r"in the (?:corner|background|foreground|distance|sky|middle|cent(?:er|re)|front|back|air|window)"
    r"|on the (?:side|left|right|top|ground|wall|table|floor|ceiling|horizon|roof|bottom)"
    r"|behind|above|below|nearby|far away|overhead"
    r"|at the (?:top|bottom|back|front|side)|in front|in back|outside|everywhere|all around"
    r"|in the (?:top|bottom|upper|lower) .+"
)
SURFACES = "table|floor|desk|plate|shelf|carpet|rug|tablecloth|wall|walls|board|tray|counter|wallpaper"
POSTPOSED = "asleep|awake|alone|afraid|alive|upside down|on fire|in love|at rest|barefoot"
SKIES = {"rain": "rain", "snow": "snowfall", "storm": "storm", "fog": "fog", "mist": "fog", "wind": "wind"}


OTHER_WORDS = re.compile(
    rf"^{VERB_START}\b|\b(?:the|an?|of|to|in|on|at|with|and|or|not|more|less|fewer|other|another|same|first|second|third"
    rf"|last|left|right|one|{'|'.join(NUMBERS[2:])}|\d+|his|her|its|their)\b",
    re.IGNORECASE,
)


def refined(m: Match, context: Context) -> list[Operation]:
    """ "golden retriever puppy" where a puppy is: it is that kind of puppy from now on."""
    words, noun = m.group(0), m.group("x")
    found = context.resolver.find(noun)
    phrase = nouns_en.parse(f"{article(words)} {words}", context.lexicon)
    if found is None or phrase is None or OTHER_WORDS.search(words):
        return []
    if found.field == "notes" and not adjectival(words[: -len(noun)].strip(), context.lexicon):
        return []
    if found.field in ("action", "attributes", "notes"):
        return assign(f"the {noun}", words[: -len(noun)].strip(), context, words)
    if phrase.subject.size:
        return []
    if found.field == "subject" and (made := _made_so(phrase.subject, noun, context, words)):
        return made
    if found.field == "subject":
        named = tuple(context.resolver.named(noun))
        if len(named) != 1 or phrase.subject.noun.lower() in (noun.lower(), named[0].noun.lower()):
            return []
        return [Operation("replace", noun, value=words, phrase=phrase, span=words)]
    return assign(f"the {noun}", words, context, words) if found.field in ("wears", "holds") else []


def _made_so(said: Subject, noun: str, context: Context, span: str) -> list[Operation]:
    """ "red parrots" where parrots are: their color."""
    named = tuple(context.resolver.named(noun))
    if len(named) != 1 or not said.color or said.attributes or said.noun.lower() != named[0].noun.lower():
        return []
    return [Operation("set", id_words(named[0]), "color", said.color, span=span)]


def seen_doing(m: Match, context: Context) -> list[Operation]:
    """ "a cat watches her": somebody new who does something."""
    if nouns_en.gerund_like(m.group("x").split()[-1]):
        return []
    said, deed = m.group("x"), f"{m.group('v')} {m.group('o') or ''}".strip()
    phrase = nouns_en.parse(said, context.lexicon)
    if phrase is None or not (is_animal(phrase.subject.noun) or is_person(phrase.subject.noun)):
        concept = context.lexicon.concepts.get(phrase.subject.concept) if phrase else None
        if concept is None or concept.kind not in ("animal", "person"):
            return []
    return add_words(f"{said} {actions.as_action(deed)}", context, m.group(0))


def inner(m: Match, context: Context) -> list[Operation]:
    """ "the basket should be full of flowers" where the basket is only said of the puppy: kept as it was said."""
    found = context.resolver.find(m.group("x"))
    if found is None or found.field not in ("action", "attributes"):
        return []
    return [Operation("keep_words", value=f"the {m.group('x')} is {m.group('v')}", span=m.group(0))]


def kin(m: Match, context: Context) -> list[Operation]:
    """ "her brother is next to her"."""
    noun = m.group("x")
    if context.resolver.find(noun) or not context.scene.subjects:
        return []
    where = re.sub(r"^(?:standing|sitting) ", "", m.group("w") or "next to")
    return add_words(f"a {noun} {where} {m.group('a') or 'it'}", context, m.group(0))


def somewhere(m: Match, context: Context) -> list[Operation]:
    """ "sandcastle in the corner": a new subject said without an article."""
    noun = m.group("x")
    if context.resolver.find(noun) or noun.split()[0].endswith("ing"):
        return []
    head = noun.split()[-1]
    first = noun.split()[0].lower()
    several = first in ("people", "children", "men", "women", "kids") or bool(singulars(first))
    bare = several or head in UNCOUNTED or (head.endswith("s") and bool(singulars(head)))
    said = re.sub(r"\bon the side$", "at the side", m.group(0))
    return add_words(said if bare else f"{article(noun)} {said}", context, m.group(0))


def surface(m: Match, context: Context) -> list[Operation]:
    """ "wooden table": what it all stands on, unless it is there already."""
    if context.resolver.find(m.group("x")):
        return []
    return [Operation("keep_words", value=f"on {article(m.group('y'))} {m.group('y')}", span=m.group(0))]


def written(m: Match, context: Context) -> list[Operation]:
    """ "write Anna & Tom in the middle": words to be read, without quotation marks."""
    text = Operation("frame", attribute="text", value=m.group("x").strip(), span=m.group(0))
    where = m.group("w")
    return [text, Operation("place_text", value=f"the text {where}", span=m.group(0))] if where else [text]


def should_do(m: Match, context: Context) -> list[Operation]:
    """ "the swans should face each other"."""
    if context.resolver.subject(m.group("x")) is None:
        return []
    return [Operation("act", m.group("x"), value=actions.as_action(m.group("v")), span=m.group(0))]


def so_it_is(m: Match, context: Context) -> list[Operation]:
    """ "the black one should be asleep": words that stand behind their noun."""
    if context.resolver.subject(m.group("x")) is None:
        return []
    return [Operation("act", m.group("x"), value=m.group("v"), span=m.group(0))]


def moon(m: Match, context: Context) -> list[Operation]:
    """ "add a full moon": a thing in the sky; what time it is stays."""
    if context.resolver.find("moon"):
        return []
    made = nouns_en.parse("a moon in the sky", context.lexicon)
    if made is None:
        return []
    kind = (m.group("k") or "").strip()
    attributes = (*made.subject.attributes, kind) if kind else made.subject.attributes
    return [Operation("add", phrase=Phrase(replace(made.subject, attributes=attributes)), span=m.group(0))]


def new_weather(m: Match, context: Context) -> list[Operation]:
    """ "turn the snow into rain"."""
    if not context.scene.weather:
        return []
    return [Operation("frame", attribute="weather", value=SKIES[m.group("w").lower()], span=m.group(0))]


def usual_style(m: Match, context: Context) -> list[Operation]:
    """ "back to normal style"."""
    if not context.scene.style:
        return [Operation("comment", value=m.group(0), span=m.group(0))]
    return [Operation("remove", "style", span=m.group(0))]


def likeness(m: Match, context: Context) -> list[Operation]:
    """ "the kite looks like a butterfly" is no butterfly: kept as it was said."""
    if context.resolver.find(m.group("x")) is None:
        return []
    return [Operation("keep_words", value=m.group(0), span=m.group(0))]


def all_to(m: Match, context: Context) -> list[Operation]:
    """ "put them on the moon": where everything is, unless that is something of the picture."""
    place = re.sub(r"^(?:on top of|on|in|at|under|inside|by|near) (?:the |an? )?", "", m.group("y"))
    return [] if context.resolver.find(place) else setting(m, context)


def in_town(m: Match, context: Context) -> list[Operation]:
    """ "in tokyo at night": a place without an article, and when."""
    if context.resolver.find(m.group("x")):
        return []
    facts = (("setting", f"in {m.group('x')}"), ("time", context.lexicon.value("time", m.group("t").lower())))
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]


def blurred(m: Match, context: Context) -> list[Operation]:
    """ "blur the background"."""
    return [Operation("frame", attribute="lens", value="blurred background", span=m.group(0))]


def tones(m: Match, context: Context) -> list[Operation]:
    """ "warm colors"."""
    return [Operation("frame", attribute="mood", value=m.group("x").lower(), span=m.group(0))]


def palette(m: Match, context: Context) -> list[Operation]:
    """ "brown and cream colours": of the whole picture."""
    said = re.split(r", | and ", m.group("x").rpartition(" ")[0])
    known = [one for one in said if color_of(one, context.lexicon)]
    if not known or not context.scene.subjects:
        return []
    return [Operation("frame", attribute="mood", value=m.group("x").lower(), span=m.group(0))]


TONE = "warm|cool|soft|bright|pastel|vivid|muted|dark|earthy|neon|autumn|cold"
BRIEF = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            rf"(?:turn|change|switch) the (?:rain|snow|storm|fog|wind|mist) (?:in)?to (?P<w>{'|'.join(SKIES)})",
            new_weather,
        ),
        (
            r"(?:go )?(?:back to|return to|use) (?:the |a )?(?:normal|default|usual|regular) style"
            r"|(?:in |with |put (?:it|everything) in |make it |back (?:in|to) |go back to )*(?:full )?colou?rs?"
            r"(?: again| back)?",
            usual_style,
        ),
        (
            r"(?:make|have) the (?:background|backdrop) (?:blurry|blurred|out of focus)"
            r"|blur the (?:background|backdrop)",
            blurred,
        ),
        (
            r"in (?P<x>[a-z]{3,}(?: [a-z]{3,})?) (?:at|in the) "
            r"(?P<t>night|dawn|dusk|sunset|sunrise|noon|morning|evening|afternoon)",
            in_town,
        ),
        (
            r"(?:use |with |in |make it |only )?(?P<x>(?:(?:light|dark|pale) )?[a-z]+(?:, (?:[a-z]+))? and "
            r"(?:(?:light|dark|pale) )?[a-z]+ colou?rs)",
            palette,
        ),
        (rf"(?:use |with |in |more |make it )?(?P<x>(?:{TONE})(?:er)? (?:colou?rs|tones|hues|palette))", tones),
        (
            r"(?:add |with |and |put |draw |have |there should be |there is )+(?:an? |the )?"
            r"(?P<k>full |crescent |half |big |bright |huge |red |blood )?moon(?: (?:in|on) the (?:sky|background))?",
            moon,
        ),
        (
            r"(?:the )?(?:title|caption|headline|text)(?: is| should be|:|=)+ ?(?P<x>[\w&'.!? -]{2,60})(?P<w>(?!.))?",
            written,
        ),
        (
            r"(?:write|print|letter) (?:the (?:words?|text|names?) )?(?P<x>[A-Z][\w&'. -]{0,50}?)"
            r"(?: (?P<w>(?:in|at|on|under|above|below|across) (?:the|it|them|an?) .*|on it|on top|at the top"
            r"|below|underneath|above))?",
            written,
        ),
        (
            r"(?P<x>(?:the|both) [a-z -]+?|they|both) (?:should|must|could) "
            r"(?P<v>(?!be\b|have\b|wear\b|hold\b|look\b|go\b|get\b|not\b|become\b|turn\b|feel\b|stay\b|disappear\b)"
            r"[a-z]+ (?:each other|one another|at .+|to .+|towards? .+))",
            should_do,
        ),
        (rf"(?P<x>.+?) (?:should be|is|are|must be|to be) (?P<v>{POSTPOSED})", so_it_is),
        (r"(?P<x>the [a-z -]+?) (?:should )?looks? like (?P<y>(?:an? |the )[a-z -]+)", likeness),
        (
            r"(?:(?:make )?the )?(?P<x>[a-z]+)(?: should be| must be| is| are)?"
            r" (?P<v>(?:full of|made of|covered (?:in|with)) .+)",
            inner,
        ),
        (
            rf"(?:his|her|their|its|my) (?P<x>{KIN})(?: is| should be| stands| sits)?"
            rf"(?: (?P<w>(?:standing |sitting )?(?:{BESIDES})) (?P<a>her|him|it|them))?",
            kin,
        ),
        (
            r"(?:put|place|set|move|send|bring|take) (?:them|them all|everyone|everything|it all|all of them)"
            r" (?P<y>(?:to the|on|in|at|under|inside|by|near) .+)",
            all_to,
        ),
        (
            r"(?P<x>an? (?:[a-z]+ ){0,2}?[a-z]+) (?!is\b|has\b|was\b|wears\b|holds\b"
            r"|towards\b|across\b|besides\b|upwards\b|downwards\b|backwards\b|always\b)(?P<v>[a-z]+(?<!s)s)(?P<o> .+)?",
            seen_doing,
        ),
        (
            r"(?!(?:an?|the|it|he|she|they|his|her|its|their|put|place|add|draw|move|make|standing|sitting|two|three|"
            rf"some|more|show|with|and)\b)(?P<x>[a-z]+(?: [a-z]+)?) (?:{SPOT})",
            somewhere,
        ),
        (
            rf"(?:on )?(?:an? )?(?P<y>(?:wooden|wood|marble|stone|glass|round|white|black|dark|old|rustic)"
            rf" (?P<x>{SURFACES}))",
            surface,
        ),
        (
            r"(?!(?:an?|the|no|more|less|add|make|put|not|another|some|they|it|he|she|this|that|these|those|we|i)\b)"
            r"[a-z]+ (?:[a-z]+ )?(?P<x>[a-z]+(?: [a-z]+)?)",
            refined,
        ),
    )
)
