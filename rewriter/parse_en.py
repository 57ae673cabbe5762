"""English wishes: a table of sentence patterns, each with the function that turns it into operations."""

import re

from rewriter import frames
from rewriter.adding_en import add, give, put
from rewriter.amounts import fewer_of, keep_only, more_of, more_things
from rewriter.brief_en import BRIEF
from rewriter.english import UNCOUNTED, word_list
from rewriter.everyday_en import EVERYDAY
from rewriter.few_words_en import FEW_WORDS
from rewriter.fragments_en import last, short
from rewriter.located_en import LOCATED, its_part, located
from rewriter.members_en import MEMBERS, unsaid
from rewriter.more_en import FIRST
from rewriter.operations import Operation
from rewriter.pairs import swap_two
from rewriter.passing_en import PASSING
from rewriter.picture_en import lens, setting, style, too
from rewriter.preferences import clear_up, prefer, prefer_value, use, without
from rewriter.reference import names
from rewriter.remarks_en import OPINION
from rewriter.sayings_en import SAYINGS, plainer
from rewriter.segment import strip_en
from rewriter.statements_en import state_deed
from rewriter.surroundings_en import SURROUNDINGS
from rewriter.switching_en import switch
from rewriter.undoing_en import UNDOING, bring_back, revert
from rewriter.values import Context
from rewriter.wishes_en import (
    Handler,
    absent,
    count,
    exchange,
    let,
    make,
    move,
    one_of,
    remove,
    resize,
    state,
    swap,
    tail,
    write,
)

FOODSTUFF = UNCOUNTED - {"clothes", "clothing", "light"}
LIKED = r"(?:i|we)(?:'d| would)? (?:like|liked|love|loved|prefer|preferred)"

TABLE: tuple[tuple[str, Handler], ...] = (
    (
        r"(?:keep|leave|show|save)(?: me)? (?:only|just|nothing but) (?P<x>.+?)(?: (?:there|in (?:it|the picture)))?"
        r"|(?:only|just) (?:keep|leave|show) (?P<z>.+)|only (?P<v>.+?) (?:should |must "
        r"|may )?(?:stays?|remains?)|(?:only|just) (?P<w>(?:the|two|three|four"
        r"|five) .+?)(?: please)?",
        keep_only,
    ),
    (r"(?:add |give me |draw |and )?(?P<x>(?:one|two|three|four|five|\d) more)", more_of),
    (r"(?P<x>one|two|three|four|five|\d) (?:less|fewer)", fewer_of),
    (r"(?:add |show |draw )?(?:some |many |a few )?more (?P<x>[\w ]+s)", more_things),
    (rf"(?:add |show |draw |i want |put )?(?:some |a (?:bit|little) )?more (?P<x>{'|'.join(sorted(FOODSTUFF))})", add),
    (r"(?:remove|delete|take away|drop) (?P<x>(?:one|two|three|four|five|\d)(?: of (?:them|those))?)", fewer_of),
    (rf"(?:{LIKED} )?(?P<x>it|him|her|them|the .+?)(?: better| more)? without (?P<y>.+)", without),
    (rf"{LIKED} (?P<x>it|him|her|them|the [\w ]+?) (?:better |more )?in (?P<y>.+?)(?: better| more)?", prefer_value),
    (r"(?P<x>it|him|her|them|the [\w ]+?) (?:better|more) in (?P<y>.+)", prefer_value),
    (rf"{LIKED} (?P<y>.+?) (?:better|more)(?: than .+)?", prefer),
    (
        r"(?:it|that|this|the .+?)(?:'d| would| might| could) (?:look|be) (?:\w+ )?(?:nicer|better"
        r"|good|great|nice|cooler)"
        r" (?P<y>(?:at|in|on|under|by) .+)",
        prefer,
    ),
    (
        r"(?:swap|switch|exchange)(?: (?:them|both|the two|their|its|places|positions|sides|around|over))+",
        swap_two,
    ),
    (r"take (?P<x>(?:that|this|those|these) .+?) (?:off|away|out)", remove),
    (r"(?:do not|don'?t|not) (?:show|draw|include|have) (?P<x>.+)", remove),
    (r"use (?P<y>(?:an?|the) .+)", use),
    (r"it (?:has |just )?(?:stopped|stops) (rain|snow|storm)ing", clear_up),
    (r"(?:undo|revert|cancel|take back) (?:the |that )?(?P<x>.+?)(?: (?:change|edit|thing))?", revert),
    (
        r"(?:bring|put|get|give me|add|have|i want|want|i need|i miss) (?P<x>.+?) back(?: in| again)?"
        r"(?:,? with (?:all |the |every).+ (?:on|in) (?:it|them))?(?:,? but (?P<but>.+?)| instead of"
        r" .+)?(?: this time)?",
        bring_back,
    ),
    (r"(?:bring back|restore) (?P<x>.+?)(?:,? but (?P<but>.+?))?(?: this time)?", bring_back),
    (r"(?:write|put the (?:text|words)|add the (?:text|words|caption|title)) (?P<x>[\"“'].+[\"”']).*", write),
    (r"take (?P<x>the .+|its .+|his .+|her .+|their .+) (?:off|away|out)(?: .*)?", remove),
    (
        r"one of (?P<x>them|the [\w ]+?|those) (?:should |could |must |to |is |needs to )?(?:be )?(?P<y>.+)",
        one_of,
    ),
    (
        r"(?P<x>it|he|she|they|everything|this|the .+?|his .+?|her .+?|its .+?) (?:is|are|looks?|seems?) (?:a (?:bit"
        r"|little) |far |way |much )?too (?P<y>small|tiny|little|big|large|huge|dark|bright|many|much)",
        too,
    ),
    (
        r"(?:it|he|she|they|everything|this|the .+?|his .+?|her .+?|its .+?) (?:is|are|looks?|seems?"
        r"|was) (?:\w+ )?too \w+",
        lambda m, c: [Operation("comment", value=m.group(0), span=m.group(0))],
    ),
    (
        r"(?:remove|delete|erase|drop|scrap|nix|axe|forget|get rid of|take away|take out|take off|lose"
        r"|ditch|cut out|leave out|leave off|skip|hide|omit|clear|eliminate)"
        r" (?P<x>.+?)(?: from (?:the |his |her |its |their ).*)?",
        remove,
    ),
    (
        r"(?:i )?(?:do not|don'?t|no longer) (?:want|need|like|draw|show|include|have|use|put)(?: to see|"
        r" any| in)* (?P<x>.+?)(?: (?:anymore|any more|any longer|there|in (?:it|there)))?",
        remove,
    ),
    (
        r"(?:there (?:should|must|shall) be |with |and |show |have |i want )?(?:no|without)(?: more| any)?"
        r" (?P<x>.+?)(?: (?:anymore|any more|at all|in (?:it|the picture|the image|the scene)))?",
        absent,
    ),
    (
        r"(?P<x>.+?) (?:should|can|could|must|has to|needs to) (?:go|disappear|be (?:gone|removed|deleted"
        r"|taken away))(?: away)?",
        remove,
    ),
    (r"(?P<x>the .+?|his .+?|her .+?|its .+?) (?:is|are) (?:not needed|unnecessary|too much)", remove),
    (
        r"(?:make|turn|change|let|have|replace|swap) one(?: of (?:the |them\b)?(?P<x>[\w ]*?))? (?:into "
        r"|to |be |become |with |for )?(?P<y>an? .+|\w+)",
        one_of,
    ),
    (r"(?:swap|switch|exchange) (?:the places of |the positions of )?(?P<x>the .+?) and (?P<y>the .+)", exchange),
    (r"(?:replace|swap|exchange|substitute|trade|switch|change)(?: out)? (?P<x>.+?) (?:with|for|by) (?P<y>.+)", swap),
    (r"instead of (?P<x>.+?),? (?:i want|draw|put|use|have|make it|give (?:it|him|her|them)|show) (?P<y>.+)", swap),
    (
        r"(?:put|set|place|move|bring|take|send) (?P<x>it|him|her|them|everything|everyone|the .+?)"
        r" (?P<y>(?:in front of|on|in|at|under|to|inside|into|onto|near|by|outside|beside|behind|next to)"
        r" .+?) instead of .+",
        put,
    ),
    (r"(?:use|draw|put|have|make it|show|give (?:it|him|her|them)) (?P<y>an? .+?|some .+?) instead of (?P<x>.+)", swap),
    (
        r"(?:change|set|switch|update) (?:the )?(?:background|setting|scene|backdrop|location) (?:to|into"
        r"|as|for) (?P<y>.+)",
        setting,
    ),
    (
        r"(?:change|turn|transform|convert|switch|set|update|alter) (?P<x>.+?)(?:'s colou?r)? (?:into|to"
        r"|from .+? to) (?P<y>.+)",
        swap,
    ),
    (r"(?:let|have|make|get) (?P<x>it|him|her|them|the .+?) (?:to )?(?P<v>wear|hold|carry|have) (?P<y>.+)", tail),
    (r"(?:make|turn|paint|colou?r|dye|render|keep|do) (?P<x>.+)", make),
    (
        r"(?:give|hand|get|bring|buy) (?P<x>(?:it|him|her|them)(?: all| both)?|all of them|each of them|both of them"
        r"|the .+?"
        r"|each .+?|both|everyone) (?P<y>(?:an?"
        r"|some|the|two|three|four|big|small|tiny|long|short|his|her|its|their|\w+) ?.+)",
        give,
    ),
    (r"dress (?P<x>it|him|her|them|the .+?) (?:in|up in|up as) (?P<y>.+)", give),
    (
        r"(?P<x>it|he|she|they|the .+?|both) (?:should|could|must|can|needs to|has to|is|are|to)? ?(?:be"
        r" )?(?P<v>needs?|gets?|wears?|wearing|hold|holds|holding|carry|carries|carrying|have|has|having)"
        r" (?P<y>.+)",
        tail,
    ),
    (
        r"(?:set|place|situate|locate|see|show|imagine|picture) (?:it|this|that|him|her|them|the scene|everything|the"
        r" picture)"
        r" (?P<y>(?:in|on|at|by|under|inside|against|outside|near) .+)",
        setting,
    ),
    (
        r"(?:use|put|with|have|add) (?P<y>.+?) (?:as (?:the|a) (?:background|backdrop|setting)|in the"
        r" background instead|behind (?:it|him|her|them) instead)",
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
        r"(?:move|shift|push|relocate|bring|drag|slide) (?P<x>it|him|her|them|the .+?|everything)"
        r" (?P<y>(?:to|on|onto|into|in|at|next|near|beside|behind|under|above|below|left|right|up|down"
        r"|closer|over|a bit|further|towards?)\b.*)",
        move,
    ),
    (r"(?:shrink|reduce|scale down) (?P<x>.+)".replace("(?:shrink", "(?P<v>shrink"), resize),
    (r"(?P<v>enlarge|scale up|magnify) (?P<x>.+)", resize),
    (
        r"(?:put|place|stick|pop|throw|hang|lay|position|park|seat) (?P<x>.+?) (?P<y>(?:on top of|in front of|next"
        r" to|to the (?:left|right)|on|in|at|under|around|over|inside|into|onto|near|by|outside|beside"
        r"|behind|above|below|against|between) .+)",
        put,
    ),
    (r"(?:only|just) (?P<x>(?:one|two|three|four|five|six|\d+) .+)", count),
    (
        r"(?P<x>(?:one|two|three|four|five|six|\d+) .+?) (?:is|are|will be|would be) (?:enough|fine|sufficient|plenty)",
        count,
    ),
    (
        r"(?:i want|there should be|show|draw|make it) (?:only |just )?(?P<x>(?:one|two|three|four|five"
        r"|six|\d+) [\w ]+)",
        count,
    ),
    (r"(?:let|have|get|make) (?P<x>.+)", let),
    (r"(?:shoot|photograph|film|capture|view|see) (?:it|this|that|the .+?|him|her|them) (?P<y>.+)", lens),
    (
        r"(?:now )?(?:show|draw|make) (?:it|this|that|everything|him|her|them|the (?:scene|picture)) "
        r"(?P<y>from (?:further|farther|far|a distance|closer|up close|very close|afar)(?: away)?|closer|further away)",
        lens,
    ),
    (r"(?:in|with) (?P<y>the style of .+)", style),
    (
        r"(?:as|like|in) (?P<y>(?:an? )?.*(?:style|painting|drawing|sketch|illustration|watercolou?r|art"
        r"|photo|poster|cartoon|anime|comic|render))",
        style,
    ),
    (
        r"(?:add|include|insert|pop|throw in|toss in|place|put|draw in|draw|paint(?= an? )|show|there should be|there"
        r" should also be|there is|there are|let there be|i(?: also)? want|i'?d (?:also )?(?:like|love)|i"
        r" would (?:also )?(?:like|love)|i need|we need|with|plus|give me|and|put in) "
        r"(?P<x>.+)",
        add,
    ),
    (r"(?:put|place) (?P<x>.+)", add),
    (
        r"(?P<x>it|he|she|they|this|that|both.*?|all .+?|every.+?|the .+?|his .+?|her .+?|its .+?"
        r"|their .+?) (?:should be|to look"
        r" like|to look|should look like|looks? like|to become|could be|must be|needs to be|has to be|can"
        r" be|should feel|feels?|should become|should turn|is|are|to be|in|looks?|should look|turns?|becomes?) "
        r"(?P<y>.+)",
        state,
    ),
)
PATTERNS = tuple((re.compile(rf"^(?:{pattern})$", re.IGNORECASE), handler) for pattern, handler in TABLE)


BARE = re.compile(
    r"^(?!(?:the|an?|it|he|she|they|this|that|these|those|his|her|its|their|my|our|there|what|who|one|both|all|every\w*"
    r"|i|we|you)\b)(?P<x>[a-z]+(?: [a-z]+)?) (?:should|must|needs? to|has to|has|have|is|are|could|wears?|holds?"
    r"|gets?|needs?|carries|carry) (?:be |have |\w)",
    re.IGNORECASE,
)


KIN = frozenset(
    word_list("""
    mom mum mommy mummy mama mother dad daddy papa father grandma grandpa granny nana grandmother grandfather santa
    teacher auntie aunt uncle baby
    """)
)


BEFORE_KIN = (
    "and|give|make|move|show|swap|switch|put|remove|dress|let|turn|with|behind|beside|to|of|than|for|from|without"
    "|near|on"
)


def _with_article(words: str, context: Context) -> str:
    """ "grandma should smile" speaks of the grandma who is there, "give Bob a guitar" of the one called so."""
    for noun in {s.noun.lower() for s in context.scene.subjects} & KIN:
        words = re.sub(rf"(?P<a>^|\b(?:{BEFORE_KIN}) ){noun}\b", rf"\g<a>the {noun}", words)
    for name in {name for s in context.scene.subjects for name in names(s) if name.isascii() and name.isalpha()}:
        words = re.sub(rf"(?<!the )(?<!The )\b{name}\b(?!')", f"the {name}", words)
    found = BARE.match(words)
    named = context.resolver.find(found.group("x")) if found else None
    return f"the {words}" if named and named.field in ("subject", "wears", "holds") else words


TRIED_FIRST = (*UNDOING, *PASSING, *LOCATED, *FEW_WORDS, *SURROUNDINGS, *SAYINGS, *MEMBERS, *EVERYDAY, *BRIEF, *FIRST)


def parse(clause: str, context: Context) -> list[Operation]:
    """Return what one English clause asks for; [] when it is not understood."""
    words = _with_article(strip_en(plainer(strip_en(clause), context)), context)
    tried = ((pattern.match(words[:400]), handler) for pattern, handler in TRIED_FIRST)
    first: list[Operation] = next((ops for found, handler in tried if found and (ops := handler(found, context))), [])
    switched = first or switch(words, context)
    if switched:
        return switched
    if OPINION.match(words) or re.fullmatch(r"not (?:the|that|his|her|this) [\w -]{2,30}", words):
        return [Operation("comment", value=words, span=words)]
    value = short(words, context) or located(words, context) or its_part(words, context)
    if value:
        return value
    for pattern, handler in PATTERNS:
        found = pattern.match(words) if len(words) < 400 else None
        if found and (operations := handler(found, context)):
            return operations
    deed = state_deed(words, context)
    if deed:
        return deed
    return unsaid(words, context) or last(words, context)
