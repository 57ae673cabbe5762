"""One verb over two targets: "make the cat black and the dog white", 猫变黑色狗变白色 become a clause per target."""

import re
from dataclasses import replace

from rewriter import words_en
from rewriter.chinese import is_chinese
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.operations import Operation
from rewriter.reference import is_pronoun
from rewriter.resolve import Resolver
from rewriter.scalars import color_of, place_of, size_of
from rewriter.segment import strip_en, strip_zh
from rewriter.values import VERBS, field_of

SHARED_EN = re.compile(
    r"^(?P<verb>make|turn|paint|colou?r|dye|give|put|place|move|change|set|dress|let|have|hand|keep) (?P<rest>.+)$",
    re.IGNORECASE,
)
STATED_EN = re.compile(
    r"^(?P<x>(?:the|his|her|its|their) [\w ]{1,30}?) (?:should be|could be|must be|is|are) (?P<rest>.+ and the .+)$",
    re.IGNORECASE,
)
JOINT_EN = re.compile(r",?\s+(?:and|while|but)\s+|,\s+", re.IGNORECASE)
PLACED_EN = re.compile(
    r"^(?:an?|some|two|three|another) .+? (?:on|beside|next to|behind|near|under|in front of|above|below) "
)
NOT_BEFORE_ZH = "成为把将给让和与跟叫使的追看着陪像比对向在是里上抱骑拿带"
VERB_ZH = re.compile(
    r"^(?:都|也)?(?:变|改|换|涂|染|在|放|移|挪|戴|穿|拿|举|抱|围|系|披|要(?!不)|是|坐|站|躺|趴|跑|跳|睡|飞|游"
    r"|画成|弄成|放到)"
)
LEAD_ZH = re.compile(r"^(把|将|给|让|叫|使)?(.+)$", re.DOTALL)


def split_targets(clause: str, resolver: Resolver, lexicon: Lexicon) -> list[str]:
    """Return the clauses that ``clause`` holds, one per target; only itself when there is one."""
    if len(clause) > 200 or len(resolver.scene.subjects) == 0:
        return [clause]
    return _split_zh(clause, resolver) if is_chinese(clause) else _split_en(clause, resolver, lexicon)


SWAPS_EN = re.compile(
    r"^(?P<v>swap|replace|exchange|substitute|trade|change|switch|turn)(?P<o>(?: out)?) (?P<x>[\w' -]+? (?P<j>for"
    r"|with|by|into|to)"
    r" [\w' -]+?),? and (?:(?:swap|replace|change) )?(?P<y>(?:the|his|her|its|their) [\w' -]+? (?P=j) .+)$",
    re.IGNORECASE,
)


PREDICATES_EN = re.compile(
    r"^(?P<x>it|he|she|they|(?:the|his|her|its|their) [\w' -]{1,40}?) (?P<m>should|could|must) (?P<a>[a-z]+ .+?),? and"
    r" (?:also )?(?P<b>(?:be|have|look|hold|wear|sit|stand|lie|carry|face|hang|smile|run|jump|fly|sleep|play|eat"
    r"|drink|read"
    r"|say|point|wave|lean|ride|watch|sing|dance)\b.+)$",
    re.IGNORECASE,
)


IS_AND_HAS = re.compile(
    r"^(?P<x>it|he|she|they|(?:the|his|her|its|their) [\w' -]{1,40}?) (?P<a>(?:is|are) .+?),? and (?:also )?"
    r"(?P<b>(?:has|have|wears?|holds?|looks?|carries|carry) .+)$",
    re.IGNORECASE,
)
EACH_COLOR = re.compile(
    r"^(?P<a>(?:the|his|her|its) [\w ]{1,30}? [a-z]+)(?:,| and|, and) (?P<b>(?:the|his|her|its) [\w ]{1,30}? [a-z]+)$",
    re.IGNORECASE,
)


def _split_en(clause: str, resolver: Resolver, lexicon: Lexicon) -> list[str]:
    words = strip_en(clause)
    said = PREDICATES_EN.match(words)
    if said and (is_pronoun(said.group("x")) or resolver.find(said.group("x"))):
        x, modal = said.group("x"), said.group("m")
        deed = re.sub(r"^look (?=at|up|down|into|away|over|out|towards?)", "be looking ", said.group("b"))
        return [f"{x} {modal} {said.group('a')}", *_split_en(f"{x} {modal} {deed}", resolver, lexicon)]
    told = IS_AND_HAS.match(words)
    if told and (is_pronoun(told.group("x")) or resolver.find(told.group("x"))):
        return [f"{told.group('x')} {told.group('a')}", f"{told.group('x')} {told.group('b')}"]
    pair = EACH_COLOR.match(words)
    if pair and all(color_of(pair.group(x).split()[-1], lexicon) for x in "ab"):
        names = [pair.group(x).rpartition(" ")[0] for x in "ab"]
        if all(resolver.find(name) for name in names):
            return [f"make {pair.group('a')}", f"make {pair.group('b')}"]
    two = SWAPS_EN.match(words)
    if two:
        lead = f"{two.group('v')}{two.group('o')}"
        return [f"{lead} {two.group('x')}", *_split_en(f"{lead} {two.group('y')}", resolver, lexicon)]
    shared, stated = SHARED_EN.match(words), STATED_EN.match(words)
    if shared is None and stated is None:
        return [clause]
    verb = shared.group("verb") if shared else "make"
    rest = shared.group("rest") if shared else " ".join(stated.groups()) if stated else ""
    pieces, start = [], 0
    for joint in JOINT_EN.finditer(rest):
        before, after = rest[start : joint.start()], rest[joint.end() :]
        if _whole(verb, before, resolver, lexicon) and _whole(verb, after, resolver, lexicon):
            pieces.append(f"{verb} {before}")
            start = joint.end()
    return [*pieces, f"{verb} {rest[start:]}"] if pieces else [clause]


def _whole(verb: str, words: str, resolver: Resolver, lexicon: Lexicon) -> bool:
    """Tell whether ``words`` are a target of the scene and then a value that fits ``verb``."""
    if verb.lower() in ("put", "place") and PLACED_EN.match(words):
        return True
    said = words.split()
    for cut in range(min(len(said) - 1, 6), 0, -1):
        target, value = " ".join(said[:cut]), " ".join(said[cut:])
        if is_target(target, resolver) and _fits(verb.lower(), value, lexicon):
            return True
    return False


def is_target(words: str, resolver: Resolver) -> bool:
    """Tell whether ``words`` are a whole name of something there, without a value behind it."""
    if re.fullmatch(r"the (?:sky|sea|ground|grass|water|light|tablecloth|curtains|walls?|floor)", words, re.IGNORECASE):
        return True
    if is_pronoun(words) or field_of(words):
        return True
    if not re.match(r"^(?:the|his|her|its|their|this|that|both|#)\b", words, re.IGNORECASE):
        return False
    last = words.rpartition(" ")[2].lower()
    color = color_of(last, resolver.lexicon) or size_of(last, resolver.lexicon)
    return not color and resolver.find(words) is not None


def _fits(verb: str, value: str, lexicon: Lexicon) -> bool:
    first = value.split(" ", 1)[0].lower()
    if verb in ("change", "set"):
        return first in ("to", "into")
    if verb in ("put", "place", "move"):
        return bool(place_of(value)) or first in words_en.MARKERS | {"to"}
    if verb in ("give", "dress", "hand"):
        return (
            first in words_en.NUMBER
            or first in ("a", "an", "some", "in", "as", "two")
            or bool(lexicon.find(value, (CONCEPT,)))
        )
    if color_of(value, lexicon) or size_of(value, lexicon) or place_of(value):
        return True
    return (
        first in VERBS
        or first.endswith(("ing", "er"))
        or first in words_en.ADJECTIVES
        or first in ("wear", "hold", "a", "an")
    )


def _split_zh(clause: str, resolver: Resolver) -> list[str]:
    words = strip_zh(clause)
    led = LEAD_ZH.match(words)
    lead, rest = (led.group(1) or "", led.group(2)) if led else ("", words)
    starts = [0]
    nouns = sorted({s.noun for s in resolver.scene.subjects if s.noun}, key=len, reverse=True)
    for found in re.finditer("|".join(map(re.escape, nouns)), rest) if nouns else ():
        at, before = found.start(), rest[starts[-1] : found.start()]
        if at < starts[-1] + 3 or before[-1] in NOT_BEFORE_ZH or not VERB_ZH.match(rest[found.end() :]):
            continue
        if _begins_zh(before, nouns) and len(rest) - found.end() > 1:
            starts.append(at)
    if len(starts) == 1:
        return [clause]
    ends = [*starts[1:], len(rest)]
    return [f"{lead}{rest[a:b].strip('，,、 和而且还也')}" for a, b in zip(starts, ends, strict=True)]


def _begins_zh(words: str, nouns: list[str]) -> bool:
    """Tell whether ``words`` are a subject of the scene and what becomes of it."""
    words = words.lstrip("把将给让")
    noun = next((noun for noun in nouns if words.startswith(noun)), "")
    return bool(noun) and VERB_ZH.match(words[len(noun) :]) is not None and len(words) > len(noun) + 1


def expand(operation: Operation, resolver: Resolver) -> list[Operation]:
    """Return one operation per subject when the target means several."""
    if operation.kind not in ("set", "part", "wear", "hold", "tail", "act", "remove", "replace", "move", "unplace"):
        return [operation]
    several = resolver.group(operation.target) if operation.target else None
    if several is None or (several and operation.target.startswith("#")):
        return [operation]
    return [replace(operation, target=f"#{subject.id}") for subject in several]
