"""English wishes to have one thing as it was: "undo the fog and the scarf", "her hair as it was at the start"."""

import re
from dataclasses import replace

from rewriter import describing_en, earlier, frames
from rewriter.adding_en import own
from rewriter.editing import Editing
from rewriter.freetext import mentions
from rewriter.history import History
from rewriter.operations import FIELDS, Operation
from rewriter.ordinals import pictures
from rewriter.resolve import Referent, Resolver
from rewriter.segment import strip_en
from rewriter.values import Context, describe_subject, field_of
from rewriter.words_en import named_items

Match = re.Match[str]
ONLY = r"(?:(?:just|only|please|but|also|simply) )*"
REST = (
    r"(?:,? (?:and|but) (?:nothing|not anything|no more)(?: (?:else|more))?|,? (?:nothing|not anything) else|,? only"
    r"|,? (?:though|again|after all|for now|altogether|completely|entirely))*"
)
TARGETLESS = re.compile(
    r"^(?:it|that|this|them|everything|all|(?:the |my |your |that )?(?:last|previous|latest)\b.*|(?:the )?(?:change"
    r"|edit"
    r"|step)s?|all of (?:it|that|this)|(?:the )?(?:picture|image|one) .*)$",
    re.IGNORECASE,
)
WAS = (
    r"(?:(?:the way|just like|exactly like|same as|like|as|how|what) (?:it|he|she|they|that|those|we|i)"
    r"(?:'d| had)?(?: all)?"
    r" (?:was|were|looked|had been|been|used to (?:be|look|have)|had|started(?: out)?(?: with)?|began)"
    r"(?: (?:originally|before|earlier|first))?"
    r"|(?:the way|just like|like|as)(?= (?:before|originally|initially|earlier|(?:in|at|on|from) (?:the |my |your "
    r"|our )?(?:very )?"
    r"(?:start|beginning|first|original|previous|last|earlier|old|pictures?|image|version|number)\b)))"
)
WHEN = (
    r"(?: ?(?P<when>(?:right |just )?(?:at|in|on|from|before|until|originally|initially|earlier|to begin with|when|a"
    r" (?:moment|while) ago)\b.*))?"
)
LEAD = (
    r"(?:(?:i|we)(?:'d| would)? (?:rather |really |do )?(?:want|like|prefer|need|liked|have)(?: to have)? |make |have "
    r"|put |keep |give (?:me|it|him|her|them) |set |turn |change |bring |return |restore |show |let(?:'s have)? |get "
    r"|can (?:i|we) have |please |but |and |with )*"
)
AS_IT_WAS = re.compile(
    rf"^{LEAD}(?P<x>(?!(?:it|this|that|everything)\b).{{2,60}}?)(?:,? (?:should|must|could|to|can))?(?:,? (?:be|look"
    rf"|back|again|to|go))*,? "
    rf"{WAS}{WHEN}$",
    re.IGNORECASE,
)
OF_PICTURE = re.compile(
    rf"^{LEAD}(?:use |take |add |place |borrow |copy |and )*(?P<x>(?:the|his|her|its|that|an?) [\w' -]{{2,50}}?)(?: "
    rf"was| is)?"
    rf"(?: (?:back|again|too|as it was|like|as))* (?:of|from|in|on) (?P<when>(?:the )?(?:very )?[\w# ]*?(?:picture"
    rf"|image|version|drawing|one|start|beginning|number)\b(?: \w+)?)"
    rf"(?P<rest>(?:,| back| again| here| instead| into| in| too).*)?$",
    re.IGNORECASE,
)


def undone(m: Match, context: Context) -> list[Operation]:
    """ "undo the fog and the scarf": each as it was before it last changed."""
    words = re.sub(REST + "$", "", m.group("x").strip(), flags=re.IGNORECASE)
    if TARGETLESS.match(words):
        return []
    return [_taken_back(item, context, m.group(0)) for item in named_items(words)]


def _taken_back(item: str, context: Context, span: str) -> Operation:
    """ "undo the rain" is the weather, though somebody wears rain boots since."""
    rains = context.scene.weather and context.lexicon.lookup(re.sub(r"^(?:the|that) ", "", item.lower()), "weather")
    if rains and rains == context.lexicon.id_of("weather", context.scene.weather):
        return Operation("remove", "weather", span=span)
    return Operation("take_back", item, span=span)


def dropped(m: Match, context: Context) -> list[Operation]:
    """ "scrap the fog", "forget the sketch": what came in goes again; who or what is there is taken away elsewhere."""
    items = named_items(re.sub(REST + "$", "", m.group("x").strip(), flags=re.IGNORECASE))
    found = [context.resolver.find(item) or context.resolver.find(_bare(item)) for item in items]
    if not items or not any(found) or not all(one is None or _alone(one, context) for one in found):
        return []
    operations: list[Operation] = []
    for item, referent in zip(items, found, strict=True):
        facts = () if referent else frames.whole(item, context.lexicon)
        operations += [Operation("frame", attribute=name, value=value, span=m.group(0)) for name, value in facts]
        operations += [] if facts else [Operation("take_back", item, "or_remove", span=m.group(0))]
    return operations


def _alone(referent: Referent, context: Context) -> bool:
    """Whether a fact of the picture is nothing else but what the words name."""
    if referent.field == "notes":
        return len(context.scene.notes[referent.index].split()) < 4
    return referent.field in FIELDS


def _bare(words: str) -> str:
    return re.sub(r" (?:thing|stuff|bit|part|look|style|effect|idea)s?$", "", words)


def as_it_was(m: Match, context: Context) -> list[Operation]:
    """ "the light like it was before I made it darker"."""
    when = (m.groupdict().get("when") or "").strip()
    if pictures(when):
        return []
    return [Operation("as_before", m.group("x").strip(" ,"), value=when, span=m.group(0))]


def borrow(clause: str, history: History, editing: Editing) -> bool:
    """Take what "the background of picture 2", "the boy from the first one" name into the picture; False for others."""
    bare = strip_en(clause)
    found = AS_IT_WAS.match(bare) or OF_PICTURE.match(bare)
    turns = history.ordinals(found.group("when") or "") if found and pictures(found.group("when") or "") else []
    if found is None or not turns:
        return False
    scene, words = history.scene_of(turns[0]), found.group("x").strip(" ,")
    known = field_of(words) or field_of(f"the {words}")
    if not known and next(Resolver(scene, editing.lexicon).everywhere(words), None) is None:
        return False
    operation = Operation("as_before", words, span=clause)
    return any(earlier.restore_aspect(editing, scene, name, operation) for name in (words, *words.rsplit(" ", 1)[:1]))


def not_so(m: Match, context: Context) -> list[Operation]:
    """ "the candles are not lit yet": what was said of them goes; said of nobody it is read elsewhere."""
    word = m.group("y").lower()
    meant = context.resolver.subjects(m.group("x"))
    told = [f"{s.color} {' '.join(s.attributes)} {s.action}" for s in meant]
    if not meant:
        return []
    kind = "unsay" if any(mentions(t, word) for t in told) else "comment"
    return [
        Operation(
            kind,
            m.group("x") if kind == "unsay" else "",
            value=word if kind == "unsay" else m.group(0),
            span=m.group(0),
        )
    ]


def regained(m: Match, context: Context) -> list[Operation]:
    """ "let the cat have hers back", "give him his hat back"."""
    if context.resolver.subject(m.group("x")) is None:
        return []
    return [Operation("regain", m.group("x"), value=m.groupdict().get("n") or "", span=m.group(0))]


def trade_colors(m: Match, context: Context) -> list[Operation]:
    """ "swap the colours of their coats", "let them trade colours"."""
    return [Operation("trade", "colors", "color", value=(m.group("x") or m.group("z") or "").strip(), span=m.group(0))]


def bring_back(m: Match, context: Context) -> list[Operation]:
    """Restore what was there before; "on the lion's back" is a place."""
    if re.search(r"(?:'s| (?:his|her|its|their|the|my))$", m.group("x"), re.IGNORECASE):
        return []
    operations = [Operation("restore", item, span=m.group(0)) for item in named_items(m.group("x"))]
    but = m.groupdict().get("but") or ""
    but = re.sub(r"^(?:make (?:it|them) |in (?=[\w-]+$))", "", but)
    if re.match(r"^(?:with|wearing|holding|in) ", but):
        operations += [
            op for item in named_items(re.sub(r"^\w+ ", "", but)) for op in own("it", item, context, m.group(0))
        ]
    elif but and describing_en.adjectival(but, context.lexicon):
        operations += describe_subject("it", but, context.lexicon, m.group(0))
    return [replace(op, target="") if op.target == "it" else op for op in operations]


def revert(m: Match, context: Context) -> list[Operation]:
    """ "undo the style change"."""
    field = field_of(m.group("x"))
    return [Operation("revert", attribute=field, span=m.group(0))] if field else []


USUAL_STYLE = re.compile(
    r"(?:to )?(?:the |a |its |our )?(?:normal|original|usual|default|regular|ordinary|standard)"
    r" (?:art )?(?:style|look)",
    re.IGNORECASE,
)
"""The style that nobody asked for."""
UNDOING = tuple(
    (re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler)
    for pattern, handler in (
        (
            rf"(?:(?:use|make it|change it|turn it|switch it|switch|change)(?: back)? )?(?:{USUAL_STYLE.pattern})",
            lambda m, c: [Operation("remove", "style", span=m.group(0))] if c.scene.style else [],
        ),
        (
            rf"(?:go )?back to (?:how|the way) (?P<x>(?!(?:it|this|that|things|everything)\b)[\w' -]+?) (?:was|were"
            rf"|looked){WHEN}",
            as_it_was,
        ),
        (AS_IT_WAS.pattern.removeprefix("^").removesuffix("$"), as_it_was),
        (
            rf"{ONLY}(?:undo|revert|reverse|cancel|roll back|take back|unmake|undo only|undo just) (?P<x>.+)"
            r"|take (?P<y>(?:that|the) .+) back",
            lambda m, c: undone(m, c) if m.group("x") else [Operation("take_back", m.group("y"), span=m.group(0))],
        ),
        (
            r"(?:no,? )?(?P<x>it|he|she|they|the [a-z][\w -]*?) (?:is|are|was|were|should) not(?: be)?(?: (?:so|that"
            r"|really|yet|all))*"
            r" (?P<y>[a-z]+)(?: yet| any ?more| any longer| though)*",
            not_so,
        ),
        (
            r"(?P<x>he|she|it|they|the [a-z][\w -]*?) (?:should |could |can |must |may )?(?:comes?|be|goes?|gets?) back"
            r"(?: in(?:to)?(?: (?:this|it|here|the (?:picture|scene|image))(?: one)?)?)?(?: again)?",
            lambda m, c: [Operation("restore", m.group("x"), span=m.group(0))],
        ),
        (
            r"(?:bring |put |get |want )?(?P<x>it|him|her|them|that one) back(?: in| again| please)*",
            lambda m, c: [Operation("restore", m.group("x"), span=m.group(0))],
        ),
        (
            r"(?:let|give|have|make) (?P<x>him|her|it|them|the [\w -]+?) (?:have |get |wear )?"
            r"(?:hers|his|its|theirs|(?:his|her|its|their|the) (?P<n>[\w -]+?)) back(?: again)?",
            regained,
        ),
        (
            r"(?:let them |have them |they (?:should |could )?|make them )?(?:trade|swap|exchange|switch)"
            r" (?:(?:their|the) )?(?:(?P<z>[a-z]+) )?colou?rs(?: (?:of|on) (?:their |the |his |her )?(?P<x>[\w ]+?))?"
            r"(?: around| over)?",
            trade_colors,
        ),
        (
            rf"{ONLY}(?:forget(?: about)?|scrap|ditch|drop|never mind|lose|kill|delete) (?P<x>.+)",
            dropped,
        ),
    )
)
