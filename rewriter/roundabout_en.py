"""English that says a wish the long way round, made plain: asides, tag questions, run-on sentences, afterthoughts."""

import re
from collections.abc import Callable

from rewriter.english import word_list

COMMANDS = "give|make|put|add|remove|replace|paint|turn|change|swap|let|draw|move"
OBJECTS = r"it|him|her|them|the|an?|his|its|their|some|two|three|another|both|one"
NOT_BEFORE = frozenset(
    word_list("""
    to and or not don't please you we let's can could would just also then now but so i maybe i'd may should will
    might must never always the a an that who which rather
    """)
)
"""After these words a command is no sentence of its own."""
RUN_ON = re.compile(rf"(?P<before>[\w']+) (?=(?:{COMMANDS}) (?:{OBJECTS})\b)", re.IGNORECASE)
BAD = (
    r"too|ugly|terrible|awful|bad|worse|wrong|hate|weird|odd|horrible|sad|not|no|nah|nope|sorry|oops|yuck|eww?|meh"
    r"|didn't|don't|doesn't|mistake|never ?mind|ruined|strange|silly|boring|creepy|mess|hmm+|dislike|worst|nonsense"
)
THE = r"(?:the|his|her|its|their)"
NAME = rf"(?:it|him|her|them|{THE} [\w'-]+(?: [\w'-]+){{0,3}}?)"
COLORS = (
    "red|green|blue|yellow|orange|purple|pink|black|white|grey|gray|brown|silver|golden|gold|turquoise|teal|beige"
    "|colou?r|shade"
)


def _fronted(found: re.Match[str]) -> str:
    return f"make {found.group('x') or found.group('y')} {found.group('v')}{found.group('r') or ''}"


QUESTIONS = "what|who|how|where|why|when|which|is|are|can|could|do|does|should|would|will|did|was|were|has|have"
New = str | Callable[[re.Match[str]], str]
ROUNDABOUT: tuple[tuple[re.Pattern[str], New], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), new)
    for pattern, new in (
        (
            r"[,.]?\s*(?:\b(?:and|but)\s+)?\b(?:while (?:you're|you are|we're|we are) at it|on second thoughts?"
            r"|come to think of it|if (?:you don't mind|you do not mind|(?:it|that)(?:'s| is) ok(?:ay)?"
            r"|(?:it|that)(?:'s| is) possible|it(?:'s| is) not too much)|you know what|tell you what"
            r"|do me a favou?r and|by the way|at the same time)\b,?\s*",
            ". ",
        ),
        (
            r"^(?:and |but |so )?i (?:think|guess|suppose|believe|feel like) (?:that )?(?=(?:the|one|two|three|it|he"
            r"|she|they|his|her|its|a|an)\b)",
            "",
        ),
        (
            r"\b(?:instead of|rather than) (the [\w -]+?),? (they|he|she|it|the [\w ]+?) (are|is) (?=[a-z]+ing\b)",
            r"remove \1. \2 \3 ",
        ),
        (
            r"^(?:everything|all)(?: that)?(?: (?:we|i|you)(?:'ve| have)? (?:did|done|changed|added|made|said))?(?: "
            r"that came| that happened)?"
            r" (since|after) ([^,]+),? (?:and )?(?:forget|undo|scrap|cancel|drop|revert|take back|remove|lose) (?:it"
            r"|that|them)(?: all)?$",
            r"undo everything \1 \2",
        ),
        (r"^no,? not (?=an? |the )", "not "),
        (r",? and another(?: one)? (?=(?:is|has|should|wears|holds|could|in|[a-z]+s|[a-z]+ing)\b)", ". one of them "),
        (r"^(?:nah|nope|no no|nooo*)[, ]+(?=\w)", ""),
        (r"^(?:(?:oh|ah|well(?! done))[, ]+)+(?=\w{2})", ""),
        (
            r"^(?:i(?:'d| would) rather |i(?:'d| would)? (?:like|want|prefer) (?:to )?)?(?:(?:see|have|set|put|make"
            r"|do|draw) )?"
            r"(?:it|this|that|everything)(?: all)? (?:back )?in (?:full )?colou?rs?(?: (?:again|after all|now"
            r"|instead))*(?=$|[.,])",
            "in colour",
        ),
        (
            r"\bi was (?:just )?(?:wondering|thinking) (?:(?:if|whether|that|maybe|perhaps) )*(?:you|we) (?:could|can"
            r"|might|should)\s+",
            "",
        ),
        (r"\b(?:would it|wouldn't it) be possible (?:to|for you to)\s+", ""),
        (
            r"\b(?:it|that)(?: would|'d| might) (?:also )?(?:be|look) (?:\w+ )?(?:nice|nicer|great|cool|cooler|lovely"
            r"|good|better|fun|prettier) (?:if|when)\s+",
            "what if ",
        ),
        (r"\b(?:ought to|had better|(?:is|are) supposed to|(?:is|are) meant to|shall)\b", "should"),
        (
            r",? (?:was|is|are|were|would|should|could|do|did|does|have|has|can)(?:n't| not) (?:it|they|he|she|we)\?*$",
            "",
        ),
        (r",? (?:is|was|would|did|does)(?:n't| not) it(?=[.,?!]\s)", ""),
        (r",? (?:right|no|eh|ok(?:ay)?|yes|huh|correct|yeah|alright)\?+$", ""),
        (r",?\s+please(?=[,.;]\s)", ""),
        (r"\b(?:please )(?=(?:he|she|it|they) )", ". "),
        (r"[,.]?\s+(?:he|she|it|they|that one) (?:is|are)(?:n't| not) (?:needed|necessary|wanted)(?: any ?more)?$", ""),
        (
            rf"^(?!(?:{COMMANDS}|set|take)\b)[^.!?]*\b(?:{BAD})\b[^.!?]*?[,.!?…]*\s+(?P<u>undo(?: (?:that|it|this))?"
            r"|(?:please )?go back(?: one(?: step)?| a step)?|take (?:that|it|this) back|revert(?: (?:that|it|this))?"
            r"|back (?:one|a) step|step back)(?: please)?[.!]*$",
            r"\g<u>",
        ),
        (
            r"^(?:\w+ )?(?:that|this|it) (?:looks?|is|was|got|seems|turned out) [\w ]{2,30}?,? (?P<u>undo)(?: that| "
            r"it)?$",
            r"\g<u>",
        ),
        (r"\btake (?:that|this|it) back$", "undo that"),
        (r"\bclear the sky\b", "make the sky clear"),
        (
            rf"^(?:(?:hang on|hold on|wait|really|seriously|hm+)[,. ]+)*(?:an? |the |some "
            rf")?(?P<x>(?!(?:{QUESTIONS})\b)[a-z]+"
            r"(?: [a-z]+)?)(?: (?:in|on|at|with|for|under) [\w ]+)?\?\s+(?P<w>(?:give|put|make|draw|let|have|use|add)"
            r" [^.?!]+?) instead\b",
            r"remove the \g<x>. \g<w>",
        ),
        (
            r"^((?:keep|leave) (?!(?:every|any)?(?:thing|one|body)\b|all\b|nothing\b)[^,.]{2,40}?),? but"
            r" (?!(?:not|for)\b)",
            r"\1. ",
        ),
        (
            rf"\b(move|put|bring|take|shift|carry) ({NAME}) from (?!(?:[\w ]+ )?(?:picture|image|version|first|second"
            r"|third|fourth|fifth|other)\b)(?:[\w' -]+?) (?=(?:to|onto|into|on|next to|in front of|behind|under|beside"
            r"|over to)\b)",
            r"\1 \2 ",
        ),
        (
            rf"^(?:the )?same (colou?r|shade|size|style|pattern|material) (?:for|on) ({NAME}) as (?:for |on |with )?"
            rf"({NAME}|{NAME}'s)$",
            r"make \2 the same \1 as \3",
        ),
        (
            rf"\b(should|could|can|must|to) (?:also )?(?:get|have|take on|take|wear) (the (?:very )?same (?:{COLORS})"
            r" (?:as|like))\b",
            r"\1 be \2",
        ),
        (rf"\bgive ({NAME}) (the (?:very )?same (?:{COLORS}) (?:as|like))\b", r"make \1 \2"),
        (rf"^(?:it|he|she|they|that|this|{NAME}) (?:should|must|could|can) be (the [\w ]{{3,30}}) again$", r"\1 again"),
        (
            r"^(?:make (?:it|them) )?(?P<v>(?:(?:a (?:bit|little)|much|slightly) )?[a-z]+er)(?:,? (?P<x>(?:both|all"
            r"|each)"
            rf" of them)|, (?P<y>{THE} [\w-]+(?: [\w-]+)?))(?P<r>,.*)?$",
            _fronted,
        ),
        (
            r"^(?:that is|it is|they are|this is|there are|that's|thats) (?:way |far |a bit |quite |rather )?(?:too"
            r" (?:many|much|busy|crowded|full)|an? lot|quite a (?:lot|few)|plenty)(?: of [\w ]+?)?[,.!]\s+(?=\w)",
            "",
        ),
        (r",? (?:so |sort of |kind of )?like (in (?:his|her|their) (?:\w+ )?(?:\w+ies|\d0s|teens)\b)", r", \1"),
        (r",? (?:and )?(?:that|this) one (with|in|wearing|holding) ", r" \1 "),
        (r" for (?:a friend|good measure|company|balance|fun)(?=[,. ]|$)", ""),
        (r"\b(with (?:[\w-]+ ){0,2}[\w-]+) (?:in|inside) it(?=$|[,.])", r"\1"),
        (
            rf"\b(?:i )?(?:want|need|would like|'d like|get|have) ({NAME}) (?:gone|out(?: of (?:there|the picture"
            rf"|here))?"
            r"|removed)(?= |$|[,.])",
            r"remove \1",
        ),
        (r"\b(?:and )?off with (?:(?:both|all) (?:of )?)?(the|his|her|their|its|them)\b", r"remove \1"),
        (
            r"^i(?:'ve| have)? changed my mind about (the [\w ]+?|his [\w ]+?|her [\w ]+?)[,.] (.*)\b(?:both of them"
            r"|all of them"
            r"|them(?: both)?|it)\b",
            r"\2\1",
        ),
        (
            r"\b(zoom (?:in|out)|(?:go|move|come) (?:back|closer)|pull back)(?: (?:a bit|a little|some more"
            r"|further))?,? (?:so"
            r" (?:that )?|until |to )(?:(?:we|you|i|one) (?:can )?)?(?:get|see) .*$",
            r"\1",
        ),
        (rf",? so (?:that )?({THE} [\w' -]+? (?:is|are|should be) [\w ]+?)(?=$|[,.])", r". \1"),
        (
            r"^((?:and )?one (?:of (?:them|those|the \w+) )?(?:is|has|should|wears|holds|could|with|in|[a-z]+ing) "
            r"(?:(?!, (?:and )?one\b)[^.])+?),? (?:and"
            r"|while|but) (?:the other(?: one)?|one) (?=(?:is|has|should|wears|holds|could|with|in|[a-z]+s"
            r"|[a-z]+ing)\b)",
            r"\1. the other one ",
        ),
        (
            r"^(?P<a>(?:one|two|three|four|five|six) of (?:them|those|these|the \w+) (?:is|are|should be|could be) "
            r"[^,.]+?),? (?:and"
            r" |but )?(?:the )?(?P<o>other (?:one|two|three|four)|others?(?! (?:one|two|three|four)\b)|rest)(?: "
            r"(?:is|are|should be))?"
            r" (?!(?:as|stays?|remains?|like|the|there|alone|unchanged)\b)(?P<b>[\w -]+)$",
            r"\g<a>. the \g<o> are \g<b>",
        ),
        (r",? nor (?=(?:the|his|her|its|any|a)\b)", " and "),
        (r"\b(?:do not|don't) need (the [\w -]+?) any ?more(?=,| and)", r"do not need \1"),
        (
            r",? (?:and|or) (?:the )?(?:stuff|things|everything|whatever(?: is)?|what is|contents) (?:in|inside) "
            r"(?:it|them)(?=$|[,.])",
            "",
        ),
        (r"\b([a-z]+) (?:the )?one (?:on|at) the (left|right)\b", r"\1 the \2 one"),
    )
)


def straight(text: str) -> str:
    """Return ``text`` with one turn's detours taken out; a command that follows without a stop begins a sentence."""
    for pattern, new in ROUNDABOUT:
        text = pattern.sub(new, text)
    return re.sub(r"^[\s.,]+|\s+(?=[.,])|(?<=\.)\s*\.", "", RUN_ON.sub(_stopped, text)).strip()


def _stopped(found: re.Match[str]) -> str:
    before = found.group("before")
    return f"{before} " if before.lower() in NOT_BEFORE or before.lower().endswith("'d") else f"{before}. "
