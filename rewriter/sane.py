"""Rules that every proposed operation must pass before it is applied, one per kind.

A pattern may match words it was not meant for. What fails a rule is corrected where its type says what was meant
(a replacement by "daytime" sets the time), else refused: then the words are told, not drawn.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from rewriter import frames, words_en
from rewriter.chinese import has_cjk
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation, Phrase
from rewriter.reference import clean, is_picture, is_pronoun, strip_article
from rewriter.scalars import color_of
from rewriter.segment import VERB_START
from rewriter.values import Context, field_of
from rewriter.words_zh import AMOUNT

DEGREE = re.compile(
    r"^(?:(?:a |an )?(?:little|tiny|wee)? ?(?:bit|little|lot)(?! of)|more|less|much|slightly|way|far"
    r"|even|very|so|too)\b",
    re.IGNORECASE,
)
ADJECTIVE = re.compile(r"(?:ful|less|ous|ish|able|ible|tic|ical|ent|ant|ive|ary|some|like)$", re.IGNORECASE)
DETERMINED = re.compile(
    rf"^(?:an?|the|some|another|one|his|her|its|their|my|{'|'.join(words_en.NUMBER)}|\d+|several|many|few|lots of)\b",
    re.IGNORECASE,
)
COMMAND = re.compile(
    rf"\b(?:it|he|she|they|you|we|i|everything|one)\b.{{0,12}}\b(?:should|could|must|can|would|will|to be|needs?)\b"
    rf"|^{VERB_START}\b(?! (?:of|fire|down|up|around)\b)|\b(?:else|other|instead|everything|anything"
    rf"|please|one (?:sleep|play))\b"
    r"|^(?:cheer|stop|go back|keep|leave|swap)\b",
    re.IGNORECASE,
)
COMMAND_ZH = re.compile(
    r"其他|其它|除了|别的|应该|不要|别再|请|左边那|右边那|第[一二三四五六七八九十\d][只个条匹辆位]|改成|换成|变成|^都|^再|一点$"
)
SELECTOR_ZH = re.compile(r"第[一二三四五六七八九十\d]|[左右上下]边|那[只个条匹辆位]|这[只个条匹辆位]|一半|其中")
PREPOSITION = re.compile(
    r"^(?:on|in|at|under|inside|outside|near|beside|behind|over|above|below|between|next to|on top of|in front of) ",
    re.IGNORECASE,
)
FRAME = ("setting", "time", "weather", "style", "lens", "mood", "text")
NOT_A_NOUN_ZH = re.compile(
    r"第.{1,2}[张个版]|是|^[点些满](?![心缀])|^[都没再也还就别不]|没有|那张|这张|更好|不要|改成|换成|变成|的时候|怎么|什么|应该"
)
CORNER = re.compile(r"\b(?:corner|edge|left|right|top|bottom|side) ?(?:of the (?:picture|image))?$", re.IGNORECASE)


def check(operation: Operation, context: Context) -> list[Operation]:
    """Return ``operation``, or what its words must have meant; [] when it makes no sense."""
    rule = RULES.get(operation.kind)
    return rule(operation, context) if rule else [operation]


def _replace(op: Operation, context: Context) -> list[Operation]:
    """What comes instead must be a noun: a concept, or something with a determiner or measure word."""
    if op.phrase is None:
        return []
    facts = _facts(op.value, context.lexicon)
    whole = not op.target or is_pronoun(op.target) or is_picture(op.target)
    if facts and not op.phrase.subject.concept:
        old = context.resolver.find(op.target)
        if old and old.field in ("action", "attributes", "notes", "wears", "holds") and not whole:
            return [op]
        fits = whole or field_of(op.target) or (old.field in FRAME if old else False)
        if old and old.field == "subject" and not fits and re.fullmatch(r"an? [a-z]+", op.value):
            return [op]
        return [Operation("frame", attribute=name, value=said, span=op.span) for name, said in facts] if fits else []
    if not whole and context.resolver.find(op.target) is None and not field_of(op.target):
        return []
    if DEGREE.match(op.value) and not has_cjk(op.value):
        bare = DEGREE.sub("", op.value).strip()
        return _set(Operation("set", op.target, "attribute", bare, span=op.span), context) if bare else []
    return [op] if _is_noun(op.phrase, op.value, context.lexicon) else []


def _facts(value: str, lexicon: Lexicon) -> frames.Frame:
    """Return the facts of the whole picture that ``value`` is, taken apart at 的 ("夏天的白天")."""
    pieces = [piece for piece in value.split("的") if piece] if has_cjk(value) else [strip_article(value)]
    read = [frames.whole(piece, lexicon, loose=False) for piece in pieces]
    return tuple(fact for facts in read for fact in facts) if read and all(read) else ()


def _is_noun(phrase: Phrase, value: str, lexicon: Lexicon) -> bool:
    noun = phrase.subject.noun
    if has_cjk(noun):
        return _is_noun_zh(phrase, value)
    words = noun.lower().split()
    if not words or len(words) > 6 or COMMAND.search(value):
        return False
    if phrase.subject.concept:
        return not (set(_before(value, words[-1])) & (words_en.MARKERS | {"at", "to", "than"}))
    adjective = words[-1] in words_en.ADJECTIVES or ADJECTIVE.search(words[-1]) or color_of(words[-1], lexicon)
    return not (adjective and len(words) == 1 and not DETERMINED.match(value)) and (
        DETERMINED.match(value) is not None or has_cjk(value) or len(words) < 4
    )


def _before(value: str, head: str) -> list[str]:
    words = [word.strip(",") for word in value.lower().split()]
    at = next((i for i, word in enumerate(words) if word.startswith(head[:3])), len(words))
    return words[:at]


def _is_noun_zh(phrase: Phrase, value: str) -> bool:
    if phrase.subject.concept:
        return COMMAND_ZH.search(value) is None
    return NOT_A_NOUN_ZH.search(phrase.subject.noun) is None and COMMAND_ZH.search(phrase.subject.noun) is None


def _set(op: Operation, context: Context) -> list[Operation]:
    """An attribute is no command, no clause and no place; with a preposition it is where somebody stands."""
    if SELECTOR_ZH.search(op.target) and context.resolver.find(op.target) is None:
        return []
    if op.attribute != "attribute":
        return [op]
    value = clean(op.value)
    if re.match(r"^in (?:his|her|their) (?:\w+ )?(?:\d0s|\w+ies|teens)$", value):
        return [op]
    if PREPOSITION.match(value) and not field_of(op.target):
        facts = frames.whole(value, context.lexicon, loose=False) or ()
        if not facts:
            season = re.match(r"^(.+?),? with .+", value)
            facts = frames.whole(season.group(1), context.lexicon, loose=False) if season else ()
        if facts:
            return [Operation("frame", op.target, name, said, span=op.span) for name, said in facts]
        return _move(Operation("move", op.target, "where", value, span=op.span), context)
    value = DEGREE.sub("", value).strip() or value
    value = f"turned {value}" if value in ("on", "off") else value
    if re.match(r"^(?:the|his|her|its|their) ", value, re.IGNORECASE):
        return []
    if COMMAND.search(value) or (has_cjk(value) and COMMAND_ZH.search(value)):
        return []
    if has_cjk(op.target) and COMMAND_ZH.search(op.target):
        return []
    return [replace(op, value=value)]


def _act(op: Operation, context: Context) -> list[Operation]:
    value = op.value
    falls = re.match(r"^(snowing|raining)\b", value, re.IGNORECASE)
    if falls and (not op.target or is_pronoun(op.target)):
        return [Operation("frame", "", "weather", frames.WEATHER_VERBS[falls.group(1).lower()], span=op.span)]
    if has_cjk(value):
        return [] if COMMAND_ZH.search(value) or not value.strip("了的着过吧") else [op]
    if re.match(r"^(?:everything|painting the|drawing|removing|adding|making|changing|swapping|keeping)\b", value):
        return []
    mutual = re.search(r"^[a-z]+ing (?:at |to |towards? |with )?(?:each other|one another)$", value)
    return [op] if mutual or not COMMAND.search(value) else []


def _frame(op: Operation, context: Context) -> list[Operation]:
    """A setting names no subject of the scene and no corner of the picture."""
    value = op.value.strip()
    if not value or len(value) > 160:
        return []
    if op.attribute == "setting":
        if CORNER.search(value) and op.target and not has_cjk(value):
            return _move(Operation("move", op.target, "where", value, span=op.span), context)
        nouns = [s.noun for s in context.scene.subjects if s.noun]
        named = [n for n in nouns if re.search(rf"\b(?:the|a|an) (?:\w+ )?{re.escape(n)}s?\b", value)]
        joined = has_cjk(value) and any(n in value and len(n) < len(value) for n in nouns if has_cjk(n) and len(n) > 1)
        if named or joined:
            return []
    if op.attribute in ("time", "weather") and re.search(r" and the ", value):
        return []
    return [op]


def _add(op: Operation, context: Context) -> list[Operation]:
    """What is added is a noun that a picture can show."""
    if op.phrase is None:
        return [op]
    noun = op.phrase.subject.noun
    if has_cjk(noun):
        listed = AMOUNT.match(noun) is not None or bool(color_of(noun, context.lexicon))
        return [op] if op.phrase.subject.concept or not (listed or NOT_A_NOUN_ZH.search(noun)) else []
    words = noun.lower().split()
    if op.phrase.subject.concept:
        return [op]
    single = len(words) == 1 and op.phrase.subject.count == 1
    alone = (
        single and words[0] != "baby" and (words[0] in words_en.ADJECTIVES or bool(color_of(words[0], context.lexicon)))
    )
    empty = words[-1] in ("more", "mores", "less", "there", "further", "away", "back", "instead", "others")
    return [] if alone or empty or len(words) > 7 or is_pronoun(noun) else [op]


def _move(op: Operation, context: Context) -> list[Operation]:
    """A place in words holds no second clause ("左边狗在右边")."""
    subjects = [s.noun for s in context.scene.subjects if s.noun and has_cjk(s.noun)]
    if has_cjk(op.value) and any(re.search(rf"[边侧].*{re.escape(n)}.*[边侧]", op.value) for n in subjects):
        return []
    return [op] if len(op.value) < 120 else []


def _thing(op: Operation, context: Context) -> list[Operation]:
    """Something worn or held names no subject of the scene ("sunglasses and the cat a bow tie")."""
    for subject in context.scene.subjects:
        if subject.noun and not has_cjk(subject.noun) and re.match(rf"^the {re.escape(subject.noun)} \w", op.value):
            return []
    return [] if COMMAND.search(op.value) and not DETERMINED.match(op.value) else [op]


def _part(op: Operation, context: Context) -> list[Operation]:
    return [] if has_cjk(op.value) and COMMAND_ZH.search(op.value) else [op]


def _remove(op: Operation, context: Context) -> list[Operation]:
    """What is neither there nor a noun cannot be wished away."""
    if context.resolver.find(op.target) is not None or field_of(op.target) or is_pronoun(op.target):
        return [op]
    if context.resolver.group(op.target) is not None:
        return []
    name = strip_article(op.target).strip(" ,.，。!！?？")
    if has_cjk(name):
        amount = AMOUNT.match(op.target)
        bad = not name or NOT_A_NOUN_ZH.search(name) or re.search(r"^[在把给让变改换]|^[么太这那很]|[只个条]$", name)
        return [op] if not bad or (amount and amount.end() == len(op.target)) else []
    words = name.lower().split()
    numbered = bool(words) and words[0] in words_en.NUMBER
    verb = bool(words) and re.match(rf"^{VERB_START}$|^(?:wait|go|stop|do|be|way|more|problem|idea|longer)$", words[0])
    return [op] if numbered or (words and len(words) < 5 and not verb and "please" not in words) else []


def _restore(op: Operation, context: Context) -> list[Operation]:
    """ "bring back the pixel art": a fact of the picture is set again; a name that is still there is no wish."""
    facts = _facts(op.target, context.lexicon)
    if facts:
        if has_cjk(op.target):
            return [Operation("frame", attribute=name, value=said, span=op.span) for name, said in facts]
        return [replace(op, attribute="fact")]
    return [op]


RULES: dict[str, Callable[[Operation, Context], list[Operation]]] = {
    "replace": _replace,
    "set": _set,
    "act": _act,
    "frame": _frame,
    "add": _add,
    "move": _move,
    "wear": _thing,
    "hold": _thing,
    "part": _part,
    "remove": _remove,
    "restore": _restore,
}
