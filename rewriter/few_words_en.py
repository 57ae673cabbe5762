"""English wishes of few words: in whose manner, with what it is painted, who looks where, what is less so."""

import re

from rewriter import frames, nouns_en
from rewriter.adding_en import add_words
from rewriter.breeds_en import is_narrower
from rewriter.describing_en import adjectival
from rewriter.english import article
from rewriter.groups import id_words
from rewriter.living_en import is_animal, is_person
from rewriter.members_en import lives
from rewriter.operations import Operation
from rewriter.scalars import color_of, size_of
from rewriter.values import Context
from rewriter.words_en import is_wearable

Match = re.Match[str]


EVENTS = (
    r"party|birthday|wedding|picnic|festival|concert|carnival|parade|funeral|ceremony|celebration|barbecue|bbq|disco"
    r"|sleepover|christmas|halloween|fairytale|dream|fairy tale"
)


def like_event(m: Match, context: Context) -> list[Operation]:
    """ "make it look like a birthday party": said of the whole picture; nobody is exchanged for a party."""
    if not context.scene.subjects:
        return []
    said = m.group("y").lower()
    return [Operation("keep_words", value=f"like {article(said)} {said}", span=m.group(0))]


def better_so(m: Match, context: Context) -> list[Operation]:
    """ "I liked it better bigger": what is wished back is how it was."""
    size = size_of(m.group("y"), context.lexicon)
    if size and context.scene.subjects:
        return [Operation("set", "it", "size", size, span=m.group(0))]
    color = color_of(m.group("y"), context.lexicon)
    return [Operation("set", "it", "color", color, span=m.group(0))] if color else []


def from_there(m: Match, context: Context) -> list[Operation]:
    """ "again but from far away": the same picture in another shot, at another time."""
    facts = frames.whole(m.group("y"), context.lexicon)
    if not facts and not frames.LENS_EN.search(m.group("y")):
        return []
    said = facts or (("lens", frames.lens_value(m.group("y"), context.lexicon)),)
    return [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in said]


PAINTERS = (
    r"van gogh|vincent van gogh|monet|claude monet|picasso|rembrandt|hokusai|klimt|dali|matisse|da vinci|warhol"
    r"|edward hopper|hopper|mucha|cezanne|chagall|kandinsky|miro|frida kahlo|banksy|vermeer|munch|turner|basquiat"
    r"|studio ghibli|ghibli|miyazaki|pixar|disney|dr\.? seuss|beatrix potter|tim burton|lego|minecraft|qi baishi"
)


def painter(m: Match, context: Context) -> list[Operation]:
    """ "paint it like Van Gogh": a style in the user's own words."""
    name = m.group("y")
    small = ("van", "da")
    said = " ".join(
        w.capitalize() if w.islower() and (w not in small or not i) else w for i, w in enumerate(name.split())
    )
    return [Operation("frame", attribute="style", value=f"in the style of {said}", span=m.group(0))]


def performs(m: Match, context: Context) -> list[Operation]:
    """ "make him do a jump": a deed, done by one who can."""
    subject = context.resolver.subject(m.group("x"))
    if subject is None:
        return []
    return [Operation("act", id_words(subject), value=f"doing {m.group('y')}", span=m.group(0))]


def turned_round(m: Match, context: Context) -> list[Operation]:
    """ "turn the dog around": its back is to be seen."""
    subject = context.resolver.subject(m.group("x") or m.group("y") or m.group("z"))
    if subject is None:
        return []
    return [Operation("set", id_words(subject), "attribute", "turned around", span=m.group(0))]


def less_of_it(m: Match, context: Context) -> list[Operation]:
    """ "not that angry" of one who is angry: a little, and no more."""
    said = m.group("x").lower()
    subject = next((s for s in context.scene.subjects if said in s.attributes), None)
    if subject is None:
        return []
    gone = Operation("remove", said, span=m.group(0))
    return [gone, Operation("set", id_words(subject), "attribute", f"mildly {said}", span=m.group(0))]


def looks(m: Match, context: Context) -> list[Operation]:
    """ "the tiger looks up": where the eyes go, which is no place of the tiger's."""
    several = re.match(r"^(?:both|all)(?: the)? (?P<k>[a-z]+s)$", m.group("x"), re.IGNORECASE)
    subjects = context.resolver.named(several.group("k")) if several else context.resolver.subjects(m.group("x"))
    return [Operation("act", id_words(s), value=f"looking {m.group('y')}", span=m.group(0)) for s in subjects]


def as_icon(m: Match, context: Context) -> list[Operation]:
    """ "use a croissant as the icon"."""
    return add_words(m.group("x"), context, m.group(0)) if context.scene.subjects else []


def of_the_living(m: Match, context: Context) -> list[Operation]:
    """ "make them younger": who lives is meant, not the cake beside them."""
    living = [s for s in context.scene.subjects if lives(s, context)]
    value = m.group("y")
    return [Operation("set", id_words(s), "attribute", value, span=m.group(0)) for s in living] if living[1:] else []


def newcomer(m: Match, context: Context) -> list[Operation]:
    """ "a dog is running towards them", "his horse is eating": somebody new, and what it does."""
    owned = re.match(r"^(?:his|her|its|their) (?P<n>[a-z]+)$", m.group("x"), re.IGNORECASE)
    if owned:
        noun = owned.group("n")
        back = re.search(r"\b(?:his|her|its|their|him|them)\b", m.group("y"))
        if back or context.resolver.find(noun) or not (is_animal(noun) or is_person(noun)):
            return []
        return add_words(f"{article(noun)} {noun} {m.group('y')}", context, m.group(0))
    return add_words(f"{m.group('x')} {m.group('y')}", context, m.group(0))


MEDIA = {
    "oil": "oil painting", "oils": "oil painting", "watercolor": "watercolor", "watercolour": "watercolor",
    "watercolors": "watercolor", "pencil": "pencil drawing", "pencils": "pencil drawing", "ink": "ink drawing",
    "crayon": "crayon drawing", "crayons": "crayon drawing", "charcoal": "charcoal drawing",
    "pastel": "pastel drawing", "pastels": "pastel drawing", "acrylic": "acrylic painting",
    "gouache": "gouache painting",
    "chalk": "chalk drawing", "colored pencil": "colored pencil drawing", "colored pencils": "colored pencil drawing",
}  # fmt: skip


def drawn_with(m: Match, context: Context) -> list[Operation]:
    """ "paint it in oil": a style, named by what it is done with."""
    value = frames.style_value(MEDIA[m.group("y").lower()], context.lexicon)
    return [Operation("frame", attribute="style", value=value, span=m.group(0))]


def rather_a(m: Match, context: Context) -> list[Operation]:
    """ "the kid is a girl with pigtails": one of those that were called by a wider word."""
    owner, made = context.resolver.subject(m.group("x")), nouns_en.parse(f"a {m.group('y')}", context.lexicon)
    if owner is None or made is None or not is_narrower(made.subject.noun, owner.noun):
        return []
    value = f"a {m.group('y')}"
    known = [Operation("replace", id_words(owner), value=value, phrase=made, span=m.group(0))]
    if m.group("t"):
        known.append(Operation("tail", id_words(owner), value=m.group("t").strip(), span=m.group(0)))
    return known


def called_so(m: Match, context: Context) -> list[Operation]:
    """ "the friend is Charmander": now one knows who the friend is."""
    owner = context.resolver.subject(m.group("x"))
    if owner is None or owner.count != 1 or adjectival(m.group("y"), context.lexicon):
        return []
    made = nouns_en.parse(m.group("y"), context.lexicon)
    if made is None:
        return []
    return [Operation("replace", id_words(owner), value=m.group("y"), phrase=made, span=m.group(0))]


def aged(m: Match, context: Context) -> list[Operation]:
    """ "she is 5 with a pink swimsuit": an age, and what else is said."""
    owner = context.resolver.subject(m.group("x"))
    if owner is None or not lives(owner, context):
        return []
    age = Operation("set", id_words(owner), "attribute", f"{m.group('n')}-year-old", span=m.group(0))
    if not m.group("t"):
        return [age]
    said = re.sub(r"^,? ?(?:and )?(?:has )?", "", m.group("t"))
    said = said if said.startswith(("with", "in", "wearing")) else f"with {said}"
    return [age, Operation("tail", id_words(owner), value=said, span=m.group(0))]


def clothes_for(m: Match, context: Context) -> list[Operation]:
    """ "blue raincoat for the dog"."""
    owner, made = context.resolver.subject(m.group("x")), nouns_en.thing(m.group("y"), context.lexicon)
    if owner is None or made is None or not is_wearable(made.noun, made.concept, context.lexicon):
        return []
    said = m.group("y")
    said = said if said.startswith(("a ", "an ")) or made.count != 1 else f"{article(said)} {said}"
    return [Operation("wear", id_words(owner), value=said, span=m.group(0))]


FEW_WORDS = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            rf"(?:make|let|have) (?:it|this|everything|the (?:whole )?(?:picture|scene|thing)) (?:look|feel)(?: more)?"
            rf" like (?:an? |the )?(?P<y>(?:[a-z]+ )?(?:{EVENTS}))",
            like_event,
        ),
        (r"(?:again|once more|the same(?: again| thing| picture)?|same again),? (?:but|only) (?P<y>.+)", from_there),
        (
            r"(?:i |we )(?:think i )?(?:liked|preferred|like|prefer|loved)(?: it| him| her| them)?(?: better| more)?"
            r" (?P<y>[a-z]+)(?: better)?",
            better_so,
        ),
        (
            r"(?:(?:paint|draw|make|do|render|redo|redraw) (?:it|this|that|everything|the (?:whole )?(?:picture|scene"
            r"|thing)) (?:all )?)?(?:look |in the style of|as if (?:it was )?(?:painted |drawn |made )?by|like|as|a la)"
            rf" ?(?:like )?(?:a |an )?(?P<y>{PAINTERS})(?:'s)?(?: painting| picture| style| movie| film| drawing)?"
            rf"(?: (?:did|would|painted|drew) it)?",
            painter,
        ),
        (
            r"(?P<x>he|she|it|they|(?:both|all)(?: of them| the)?(?: [a-z]+s)?|the [a-z]+(?: [a-z]+)?)"
            r" (?:should )?looks? (?P<y>(?:up|down|away|back|around|left"
            r"|right|sideways|over|out|into|towards?|at)\b.*)",
            looks,
        ),
        (
            r"(?:use|put|have|with|take) (?P<x>an? [a-z ]+?) (?:as|for) (?:the|an?|its) (?:icon|symbol|logo|mascot|main"
            r" (?:subject|character|thing|object)|emblem|motif)",
            as_icon,
        ),
        (
            r"(?:make|have|let) (?:them|everyone|them both|them all)(?: all| both)? (?:look |be )?(?P<y>young(?:er)?"
            r"|old(?:er)?|happ(?:y|ier)|sad(?:der)?|angr(?:y|ier)|scared|surprised|sleepy|tired|fat(?:ter)?"
            r"|thin(?:ner)?|grumpy|excited|friendl(?:y|ier)|scar(?:y|ier))",
            of_the_living,
        ),
        (
            r"(?:paint|draw|do|make|render|redo) (?:it|this|that|everything|the (?:whole )?(?:picture|scene|thing))"
            rf" (?:in|with|using) (?P<y>{'|'.join(MEDIA)})",
            drawn_with,
        ),
        (
            r"(?P<x>it|he|she|the [a-z]+) (?:is|should be) an? (?P<y>[a-z]+(?: [a-z]+)?)"
            r"(?P<t> (?:with|in|wearing) .+)?",
            rather_a,
        ),
        (
            r"(?P<x>the (?:friend|buddy|companion|guest)|(?:his|her|its|the [a-z]+'s) friend) is (?P<y>[a-z]{3,})",
            called_so,
        ),
        (
            r"(?P<x>he|she|it|they|the [a-z]+) (?:is|are|should be) (?P<n>\d{1,3})(?: years? old)?"
            r"(?P<t>,? (?:and )?(?:with"
            r"|in|wearing|has) .+)?",
            aged,
        ),
        (
            r"(?:add |put |also )?(?P<y>(?:an? )?(?:[a-z]+ ){0,2}[a-z]+) for (?P<x>the [a-z]+|him|her|it|them)",
            clothes_for,
        ),
        (r"(?P<x>an? (?:[a-z]+ ){0,2}?[a-z]+|(?:his|her|its|their) [a-z]+) is (?P<y>[a-z]{3,}ing\b.*)", newcomer),
        (
            r"(?:turn|spin|flip) (?P<x>him|her|it|them|the [a-z]+(?: [a-z]+)?) (?:around|round|the other way"
            r"(?: round)?)"
            r"|(?:make|let|have) (?P<z>him|her|it|them|the [a-z]+(?: [a-z]+)?) (?:face|look) (?:the"
            r" other way|away|backwards)"
            r"|(?P<y>he|she|it|they|the [a-z]+(?: [a-z]+)?) should (?:turn around|face the other way)",
            turned_round,
        ),
        (r"(?:but )?(?:not (?:so|that|as|quite so|too)|less|a (?:bit|little) less) (?P<x>[a-z]+)", less_of_it),
        (
            r"(?:make|let|have) (?P<x>him|her|it|them|the [a-z]+(?: [a-z]+)?) (?:to )?do "
            r"(?P<y>(?:an?|the|some) [a-z -]+)",
            performs,
        ),
    )
)
