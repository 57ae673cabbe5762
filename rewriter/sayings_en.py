"""More of what people say to refine a picture: "they all have party hats", "not so many", "the cake is chocolate"."""

import re

from dialog.scene import Thing
from rewriter import nouns_en
from rewriter.adding_en import add_words
from rewriter.english import article
from rewriter.groups import id_words
from rewriter.members_en import lives
from rewriter.operations import Operation
from rewriter.scalars import color_of
from rewriter.values import Context
from rewriter.words_en import is_wearable

Match = re.Match[str]
COMMAND = (
    r"(?:please |just )?(?:no|without|make|put|add|give|change|turn|draw|remove|let|use|paint|colou?r|have|show|move)\b"
)
REASON = re.compile(rf"^(?:[a-z][\w' ]{{3,60}}?),? so (?P<wish>{COMMAND}.+)$", re.IGNORECASE)
BECAUSE = re.compile(rf"^(?P<wish>{COMMAND}.{{3,80}}?),? (?:because|since|cause|'cause) [\w' ]{{5,80}}$", re.IGNORECASE)
RATHER = re.compile(r"^(?P<wish>.+? (?P<a>[a-z]+)),?(?: and| but)? not (?P<b>[a-z]+)$", re.IGNORECASE)
BOTH_ARE = re.compile(r"^they are (?:both|all|each) (?P<rest>.+)$", re.IGNORECASE)
EACH = re.compile(r"^(?P<who>they|we|the [a-z]+s) (?:all|both|each) (?P<rest>.+)$", re.IGNORECASE)
FLAVOURS = (
    "chocolate|strawberry|vanilla|lemon|cherry|carrot|cheese|banana|coconut|caramel|mint|honey|apple|pumpkin|coffee"
    "|matcha|blueberry|raspberry|peach|mango|pistachio"
)
FOODS = (
    "cake|cupcake|cake pop|ice cream|ice-cream|cookie|muffin|pie|donut|doughnut|milkshake|pudding|tart|birthday cake"
    "|macaron|macarons|yogurt|smoothie|candy|pancakes|waffle|bread|jam|tea"
)
BODY = (
    "head|nose|back|tail|shoulder|shoulders|hand|hands|paw|paws|arm|arms|lap|knee|ear|ears|horn|horns|wing|trunk|belly"
)
BARE_STYLES = "black and white|black-and-white|grayscale|greyscale|monochrome|sepia"


def wish_of(words: str) -> str:
    """Return "make it purple" of "she loves purple so make it purple"; other words as they are."""
    found = (REASON.match(words) or BECAUSE.match(words)) if len(words) < 300 else None
    return found.group("wish") if found else words


def plainer(words: str, context: Context) -> str:
    """Return the wish without its reason, "green" of "green, not red", and "they have" of "they all have"."""
    words = wish_of(words)
    rather = RATHER.match(words[:200])
    if rather and all(color_of(rather.group(name), context.lexicon) for name in "ab"):
        words = rather.group("wish")
    words = BOTH_ARE.sub(r"they are \g<rest>", words)
    each = EACH.match(words)
    return f"{each.group('who')} {each.group('rest')}" if each else words


def all_wear(m: Match, context: Context) -> list[Operation]:
    """ "they have party hats": worn by the several who were last spoken of; what is not worn is read elsewhere."""
    made = nouns_en.thing(m.group("y"), context.lexicon)
    order = {id_: index for index, id_ in enumerate(context.resolver.focus)}
    several = [s for s in context.scene.subjects if s.count != 1 and lives(s, context)]
    if made is None or not is_wearable(made.noun, made.concept, context.lexicon):
        return []
    if not several or re.match(r"^(?:they (?:are )?all|everyone|everybody|all of them)\b", m.group(0), re.IGNORECASE):
        return _each_wears(m.group("y"), made, context, m.group(0))
    meant = min(several, key=lambda s: order.get(s.id, len(order)))
    return [Operation("tail", id_words(meant), value=f"wearing {m.group('y')}", span=m.group(0))]


def _each_wears(said: str, made: Thing, context: Context, span: str) -> list[Operation]:
    """ "both of them should wear hats": a hat each."""
    living = context.resolver.living()
    many = said.endswith("s") and not re.match(r"^(?:an?|the|same|matching) ", said)
    worn = f"{article(said)} {said[: len(said) - len(said.split()[-1])]}{made.noun.split()[-1]}" if many else said
    paired = re.search(
        r"(?:glasses|shoes|boots|gloves|socks|pants|jeans|trousers|shorts|earrings|goggles|tights)$", said
    )
    value = f"wearing {said if paired else worn}"
    return [Operation("tail", id_words(s), value=value, span=span) for s in living] if len(living) > 1 else []


def too_many(m: Match, context: Context) -> list[Operation]:
    """ "not so many": a few of the several that were last spoken of."""
    several = [s for s in context.scene.subjects if s.count != 1]
    if not several:
        return []
    focus = context.resolver.focus
    meant = min(reversed(several), key=lambda s: focus.index(s.id) if s.id in focus else len(focus))
    return [Operation("set", id_words(meant), "vague", "a few", span=m.group(0))]


def all_but(m: Match, context: Context) -> list[Operation]:
    """ "make everything except the bear black and white": no subject has that, so it is kept as it was said."""
    said = f"everything except {m.group('x')} in {m.group('y')}"
    return [Operation("keep_words", value=said, span=m.group(0))]


def on_body(m: Match, context: Context) -> list[Operation]:
    """ "put a bee on the bear's nose": something that lives sits there; nobody holds or wears it."""
    owner = context.resolver.subject(m.group("o"))
    made = nouns_en.parse(m.group("x"), context.lexicon)
    if owner is None or made is None or not lives(made.subject, context):
        return []
    if context.resolver.find(m.group("x")):
        return []
    return add_words(f"{m.group('x')} sitting on {m.group('o')}'s {m.group('p')}", context, m.group(0))


def content(m: Match, context: Context) -> list[Operation]:
    """ "swap the honey for jam" where a jar of honey is: now it is one of jam."""
    old, new = m.group("x").lower(), re.sub(r"^(?:an?|some|the) ", "", m.group("y"), flags=re.IGNORECASE)
    for subject in context.scene.subjects:
        vessel, of, what = subject.noun.partition(" of ")
        if of and what.lower() == old:
            value = f"{vessel} of {new}"
            phrase = nouns_en.parse(f"{article(value)} {value}", context.lexicon)
            return [Operation("replace", id_words(subject), value=value, phrase=phrase, span=m.group(0))]
    return []


def flavour(m: Match, context: Context) -> list[Operation]:
    """ "make the cake chocolate": a cake still."""
    if context.resolver.subject(f"the {m.group('x')}") is None:
        return []
    value = m.group("y").lower()
    return [Operation("set", f"the {m.group('x')}", "attribute", value, span=m.group(0))]


def more_there(m: Match, context: Context) -> list[Operation]:
    """ "more people in the background" where none are yet."""
    if context.resolver.find(m.group("x")):
        return []
    return add_words(f"{m.group('x')} {m.group('w')}", context, m.group(0))


def less_so(m: Match, context: Context) -> list[Operation]:
    """ "less scary": said of the whole picture; nobody becomes scary by it."""
    if color_of(m.group("x"), context.lexicon) or m.group("x").endswith("s"):
        return []
    return [Operation("keep_words", value=f"{m.group('d') or 'less'} {m.group('x')}".lower(), span=m.group(0))]


def one_and_one(m: Match, context: Context) -> list[Operation]:
    """ "one boy and one girl" of two kids: each becomes a subject of its own."""
    pairs = [s for s in context.scene.subjects if s.count == 2 and lives(s, context)]
    made = [nouns_en.parse(f"{article(m.group(x))} {m.group(x)}", context.lexicon) for x in "xy"]
    if len(pairs) != 1 or any(p is None or not lives(p.subject, context) for p in made):
        return []
    group, span = id_words(pairs[0]), m.group(0)
    first, second = (f"{article(m.group(x))} {m.group(x)}" for x in "xy")
    return [
        Operation("split", group, value=second, phrase=made[1], span=span),
        Operation("replace", group, value=first, phrase=made[0], span=span),
    ]


def like_that(m: Match, context: Context) -> list[Operation]:
    """ "the boy has a blue one", after the girl's red coat: a coat of his own."""
    last, owner = context.resolver.in_focus(), context.resolver.subject(m.group("x"))
    color = color_of(m.group("c"), context.lexicon)
    if last is None or owner is None or owner.id == last.id or not color:
        return []
    things = [(verb, t.noun) for verb in ("wears", "holds") for t in getattr(last, verb) if t.color]
    if not things:
        return []
    field, noun = things[-1]
    said = f"{'wearing' if field == 'wears' else 'holding'} {article(m.group('c'))} {m.group('c')} {noun}"
    return [Operation("tail", m.group("x"), value=said, span=m.group(0))]


def and_also(m: Match, context: Context) -> list[Operation]:
    """ "and the dad a straw hat", after "the mom wears a yellow dress"."""
    owner, made = context.resolver.subject(m.group("x")), nouns_en.thing(m.group("y"), context.lexicon)
    if owner is None or made is None or not lives(owner, context):
        return []
    if not is_wearable(made.noun, made.concept, context.lexicon):
        return []
    return [Operation("tail", id_words(owner), value=f"wearing {m.group('y')}", span=m.group(0))]


def name_given(m: Match, context: Context) -> list[Operation]:
    """ "his name is Rex", "call the dog Rex": how this subject can be called from now on."""
    owner = next((said for said in (m.group("x"), m.group("y"), m.group("z")) if said), "it")
    subject = context.resolver.subject({"his": "him", "its": "it"}.get(owner.lower(), owner).removesuffix("'s"))
    name = m.group("n")
    if subject is None or context.lexicon.concept(name) or color_of(name, context.lexicon):
        return []
    said = name if name[0].isupper() else name.capitalize()
    return [Operation("set", id_words(subject), "attribute", f"named {said}", span=m.group(0))]


def drawn_so(m: Match, context: Context) -> list[Operation]:
    """ "draw the boy with glasses", where the boy is there: he gets them."""
    if context.resolver.subject(m.group("x")) is None:
        return []
    return [Operation("tail", m.group("x"), value=m.group("y"), span=m.group(0))]


def dusk(m: Match, context: Context) -> list[Operation]:
    """ "it is getting dark"."""
    return [Operation("frame", attribute="time", value=context.lexicon.value("time", "dusk"), span=m.group(0))]


def lettered(m: Match, context: Context) -> list[Operation]:
    """ "use blue letters": the text that is written in the picture."""
    color = m.group("c") or m.group("d")
    if not context.scene.text or not color_of(color, context.lexicon):
        return []
    return [Operation("keep_words", value=f"the text in {color.lower()} letters", span=m.group(0))]


def font(m: Match, context: Context) -> list[Operation]:
    """ "in a fun font": the text that is written in the picture."""
    if not context.scene.text:
        return []
    said = f"the text in {article(m.group('x'))} {m.group('x')} {m.group('k')}".replace(
        "in a big letters", "in big letters"
    )
    return [Operation("keep_words", value=said.lower(), span=m.group(0))]


def more_so(m: Match, context: Context) -> list[Operation]:
    """ "more colorful": said of the whole picture."""
    return [Operation("frame", attribute="mood", value=f"more {m.group('x').lower()}", span=m.group(0))]


SAYINGS = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            r"(?:they|both|all of them|both of them|each of them|everyone|everybody|all)"
            r"(?: are)?(?: all)? (?:should |must |could |need to |have to )?(?:all )?"
            r"(?:have|has|wear|wears|wearing|get|are wearing|got) (?P<y>.+)",
            all_wear,
        ),
        (
            r"(?:one (?:is |of them is )?(?:an? )?|an? )(?P<x>[a-z]+) and (?:one (?:is )?(?:an? )?|the other (?:one )?"
            r"(?:is )?(?:an? )?|an? )(?P<y>[a-z]+)",
            one_and_one,
        ),
        (
            r"(?P<x>the [a-z -]+?|he|she) (?:has|wears|gets|should have|is wearing|wants|holds) an? (?P<c>[a-z]+) one",
            like_that,
        ),
        (
            r"(?:use|with|in|put it in|write it in|make them) (?P<c>[a-z]+) (?:letters|lettering|text|writing|font)"
            r"|(?:(?:make|turn|have) )?the (?:letters|lettering|text|writing|words|font)"
            r"(?: (?:should be|is|are|to be|in))? (?P<d>[a-z]+)",
            lettered,
        ),
        (
            r"(?:make (?:it|everything|the picture|the whole thing) |it should be |a (?:bit|little) |much |even )*more "
            r"(?P<x>[a-z]+(?:ful|ous|ic|al|ive|cal|vivid|detailed|realistic|fun|cheerful|minimal))",
            more_so,
        ),
        (
            r"(?:use |with |in |make it |write it in |put it in )+an? (?P<x>[a-z]+(?:,? [a-z]+)?)"
            r" (?P<k>font|handwriting|typeface|lettering|script)",
            font,
        ),
        (r"(?:and )?(?P<x>the [a-z]+) (?P<y>an? [a-z -]+)", and_also),
        (
            r"(?:(?P<x>his|her|its|the [a-z ]+?'s) name (?:is|should be|will be|shall be)"
            r"|(?:name|call) (?P<y>him|her|it|the [a-z]+)"
            r"|(?P<z>he|she|it|the [a-z]+) (?:is|should be) (?:called|named)) (?P<n>[a-z]+(?:-[a-z]+)?)",
            name_given,
        ),
        (r"(?:draw|paint|show|make) (?P<x>the [a-z]+) (?P<y>(?:with|wearing|holding) [^,]+)", drawn_so),
        (r"(?:it is|it's) (?:getting|becoming|growing|slowly getting) (?:dark|late)", dusk),
        (r"(?:but )?not (?:so|that|quite so|as) many|too many|(?:that is|that's) too many|fewer", too_many),
        (
            r"(?:make|turn|paint|have|render|draw) (?:all|everything|everyone|the rest)(?: else)?"
            r" (?:except|but|besides|apart from|except for|other than) (?P<x>(?:the|his|her|its) [a-z]+)"
            rf"(?: to be| be| into| in)? (?P<y>{BARE_STYLES})",
            all_but,
        ),
        (
            rf"(?:make |have )?(?:everything|all of it|all)(?: is| be| in| should be)? (?P<y>{BARE_STYLES})"
            r" (?:except|but|besides|apart from|other than)(?: for)? (?P<x>(?:the|his|her|its) [a-z]+)",
            all_but,
        ),
        (
            rf"(?:put|place|add|draw|have|set) (?P<x>an? [a-z ]+?) (?:sitting |standing |sleeping )?"
            rf"(?:on|onto|on top of) (?P<o>the [a-z -]+?)'s (?P<p>{BODY})",
            on_body,
        ),
        (
            r"(?:swap|replace|change|exchange|switch|turn) (?:out )?the (?P<x>[a-z]+) (?:for|with|to|into|by)"
            r" (?P<y>[a-z ]{3,25})",
            content,
        ),
        (
            rf"(?:(?:make|turn|have) )?the (?P<x>{FOODS})(?: (?:should be|must be|is|to be|into))? (?P<y>{FLAVOURS})"
            rf"(?: flavou?r(?:ed)?)?",
            flavour,
        ),
        (
            r"(?:add |show |have |put |draw |with |and )*(?:some |a few |many |lots of )?more (?P<x>[a-z]+(?: [a-z]+)?)"
            r" (?P<w>(?:in|on|at|around|behind|near) .+)",
            more_there,
        ),
        (
            r"(?:make (?:it|them|this|everything) |a (?:bit|little) |much |it should be |look )*"
            r"(?P<d>less|not so|not as|not that) (?P<x>[a-z]+(?: [a-z]+)?)",
            less_so,
        ),
    )
)
