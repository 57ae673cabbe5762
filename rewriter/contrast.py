"""Contrasts and keeping: "blue instead of red", 不是森林，是海边 are one replacement; "keep the hat" is no change."""

import re

from rewriter.chinese import is_chinese
from rewriter.lexicon import Lexicon
from rewriter.operations import Operation
from rewriter.reference import is_picture
from rewriter.resolve import Resolver
from rewriter.scalars import color_of, place_of, size_of
from rewriter.segment import strip_en, strip_zh

LEAD_EN = (
    r"(?:(?:i|we)(?:'d| would)? (?:rather |really )?(?:prefer|like|want|have|see)(?: to (?:have"
    r"|see))? |use |make it |draw "
    r"|show |put |have |try |give me |let it be |(?:it|this|that) (?:is|should be) )?"
)
CONTRASTS_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{LEAD_EN}(?P<new>(?!give\b|put\b|use\b)[^,]{{1,60}}?),? (?:instead of|rather than"
        rf"|in place of) (?P<old>[^,]+)$",
        rf"^(?:instead of|rather than|in place of) (?P<old>[^,]{{1,40}}?)(?:, ?| (?=i |i'd |we |use |make |draw |he "
        rf"should |she should |it should |they should ))"
        rf"{LEAD_EN}(?P<new>.+)$",
        rf"^(?:no|not)(?: more)? (?P<old>[^,]{{1,40}}?)(?: please)?, ?(?:but )?{LEAD_EN}(?P<new>[^,]+?) instead$",
        r"^(?:and |but )?(?:no|without|not)(?: more| any)? (?P<old>(?:the )?[a-z]+(?: [a-z]+)?),? (?:but )?make "
        r"(?:it|that|them)"
        r" (?P<new>(?!a (?:bit|little)|much|more|less|very|really|even|in|on|at|look|all|like|so)(?:an? |some "
        r")?[a-z-]+ [a-z -]+)$",
        rf"^(?:(?:it|this|that) (?:is |should |must )?"
        rf"|make it )?not(?: be)? (?P<old>[^,]{{1,40}}?)(?:, ?| )(?:but (?:rather )?"
        rf"|(?<=, )){LEAD_EN}(?P<new>[^,]+)$",
        r"^(?:make it |use |draw |it should be |it is )(?P<new>[^,]{1,40}),? (?:and |but )?not (?P<old>[^,]+)$",
        r"^(?P<new>(?!it\b|this\b|that\b|but\b|and\b|why\b|maybe\b|if\b|do\b|is\b|are\b)[a-z]+(?: [a-z]+)?),? (?:and "
        r"|but )?not (?:the |an? )?"
        r"(?P<old>(?!so\b|that\b|too\b|there\b|yet\b|really\b)[a-z]+(?: [a-z]+)?)$",
    )
)
TOLD_EN = re.compile(
    r"^(?P<said>(?:the|his|her|its|their) [^,]{1,40}? (?:is|are|should be|must be|was) [^,]{1,40}?),? (?:and |but )?not"
    r" (?P<old>[^,]{1,30})$",
    re.IGNORECASE,
)
CONTRASTS_ZH = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:这|它|那)?(?:应该)?不是(?P<old>.{1,12}?)[，,]?(?:而|应该)?是(?P<new>.+)$",
        r"^(?:不要|别要|不用)(?P<old>.{1,12}?)了?[，,](?:而?是?要|我?想?要|换成|改成|变成|改为|换|用)(?P<new>.+)$",
        r"^(?:用|要|画|换成|改成)?(?P<new>[^，,]{1,12}?)[，,]?而不(?:是|要)(?P<old>.+)$",
    )
)
TOLD_ZH = re.compile(
    r"^(?P<x>[^，,]{1,10}?)(?:不要|别要|不是)(?P<old>[^，,]{1,8}?)的?[，,](?:而?是|要|换成|改成)(?P<new>.{1,10})$"
)
KEEP_EN = re.compile(
    r"^(?:please )?(?:(?:keep|leave|preserve|maintain|retain) (?P<x>.+?)(?: (?:(?:just |exactly )?as (?:it is|is|it "
    r"was|they are|they were|he is|she is"
    r"|before)(?: now| already| right now)?|the same|unchanged|alone|untouched|where (?:it is|they are)|in place"
    r"|there|the way (?:it is|they are)))?"
    r"|(?:do not|don'?t|never) (?:change|touch|move|alter|modify|edit|replace|remove|lose|mess with) (?P<y>.+?)"
    r"|(?P<z>.+?) (?:stays?|should stay|must stay|has to stay|have to stay|can stay|remains?)(?: (?:(?:just |exactly "
    r")?as (?:it is|they are|he is|she is)|the same"
    r"|unchanged|there|put|where (?:it|he|she) is|where they are|like that|that way)(?: now)?)?"
    r"|(?:it|he|she|they|the [\w ]+?) (?:can |should |could |may )?keeps? (?:his|hers|its|theirs|it|them|(?:his|her"
    r"|its|their|the) [\w ]+))$",
    re.IGNORECASE,
)
KEEP_ZH = re.compile(
    r"^(?:把)?(?P<x>.{0,10}?)(?:都|也|先|就)*(?:别动|不要动|不要变|不变|不动|别改|不要改|不用改|别变|保持不变"
    r"|保持原样|保持"
    r"|保留着?|留着|照旧"
    r"|不用动)(?:了|吧"
    r"|就好|就行)?$"
    r"|^(?:保留|保持|别动|不要动|别改|不要改|别变|不要去掉|别去掉|留着)(?P<y>.{1,12})$"
)
REST = re.compile(
    r"^(?:(?:every|any)thing(?: else)?|(?:all )?(?:the )?(?:rest|others?|colou?rs?|composition|layout"
    r"|pose)(?: (?:of .+))?|all else"
    r"|as is|it|them|this|that|it like (?:this|that)|(?:其他|其它|其余|别的|剩下)?的?(?:部分|东西|地方"
    r"|内容)?|颜色|构图|姿势|这样|原样)$",
    re.IGNORECASE,
)


def join_contrasts(parts: list[str]) -> list[str]:
    """Turn contrasts within a clause, or over two neighbouring ones, into one replacement each."""
    joined: list[str] = []
    for part in parts:
        if joined and (told := contrast(f"{joined[-1]}{'，' if is_chinese(part) else ', '}{part}")):
            joined[-1] = told
        else:
            joined.append(contrast(part) or part)
    return joined


def contrast(words: str) -> str:
    """Return "replace red with blue" of "blue instead of red"; "" when ``words`` hold no contrast."""
    if len(words) > 160:
        return ""
    if is_chinese(words):
        return _contrast_zh(strip_zh(words))
    instead = re.search(r"\binstead\W*$", words)
    bare = strip_en(words) + (" instead" if instead and not strip_en(words).endswith("instead") else "")
    said = TOLD_EN.match(bare)
    if said:
        return said.group("said")
    found = next((m for pattern in CONTRASTS_EN if (m := pattern.match(bare))), None)
    if found is None or re.match(r"(?:remove|delete|take|lose|drop|get rid of)\b", found["new"], re.IGNORECASE):
        return ""
    if re.match(
        r"(?:it|him|her|them|the [\w ]+?) (?:in|on|at|by|under|behind|near|next to|in front of)\b", found["new"]
    ):
        return ""
    if re.match(
        r"^(?:the|his|her|its|their|it|he|she|they) ?[\w ]*? should (?:be|have"
        r"|wear|hold|carry|ride|sit|stand) ",
        found["new"],
        re.IGNORECASE,
    ):
        return found["new"]
    if re.match(r"^(?:make|turn|paint|colou?r) (?:it|him|her|them|the|his|her|its)\b", found["new"], re.IGNORECASE):
        return found["new"]
    if re.fullmatch(r"[a-z]+ing(?: .*)?", found["old"]) and not re.match(r"an?\b|the\b|[a-z]+ing\b", found["new"]):
        return f"make it {found['new']}"
    named = re.match(r"^(?:and )?the (?:\w+ )?(?:one|#s\d+) (?P<y>an? .+)$", found["new"])
    if named:
        return f"replace {re.sub(r'^(?:an?|some|any) ', 'the ', found['old'])} with {named.group('y')}"
    old = re.sub(r"^(?:on|in|at) (?=(?:the|a|an) )|(?: please| any ?more)$", "", found.group("old"))
    new = re.sub(r"^(?:(?:it|this|that) (?:is|should be) )|(?: please| instead)$", "", found.group("new"))
    return f"replace {re.sub(r'^(?:an?|some|any) ', 'the ', old)} with {new}"


def _contrast_zh(words: str) -> str:
    told = TOLD_ZH.match(words)
    if told and told.group("x") not in ("这", "它", "那", "就", "都"):
        return f"{told.group('x')}改成{told.group('new').removesuffix('的')}"
    found = next((m for pattern in CONTRASTS_ZH if (m := pattern.match(words))), None)
    return f"把{found.group('old')}换成{found.group('new')}" if found else ""


def keeps(clause: str, resolver: Resolver) -> str:
    """Return what a clause asks to leave as it is, or "" when it asks for something else."""
    chinese = is_chinese(clause)
    words = strip_zh(clause) if chinese else strip_en(clause)
    found = (KEEP_ZH if chinese else KEEP_EN).match(words) if len(words) < 80 else None
    if found is None:
        return ""
    what = next((group for group in found.groups() if group), "")
    if re.match(r"^(?:only|just|going|只)", what) or " only " in f" {what} " or what.startswith("只"):
        return ""
    if REST.match(what) or is_picture(what) or words.lower().startswith(("don", "do not", "never")) or chinese:
        return what or words
    return what if resolver.find(what) is not None and not re.search(r"\s(?:in|on|at|with)\s", what) else ""


def by_value(old: str, new: str, resolver: Resolver, lexicon: Lexicon, span: str) -> list[Operation]:
    """Read "red" → "blue": who is red now becomes blue; [] when ``old`` is no value in force."""
    for name, read in (("color", color_of), ("size", size_of)):
        was, wanted = read(old, lexicon), read(new, lexicon)
        if was and wanted:
            holder = _holder(name, was, resolver, lexicon)
            return [Operation("set", holder, name, wanted, span=span)] if holder else []
    was, wanted = place_of(old), place_of(new)
    holders = [s for s in resolver.scene.subjects if was and s.place == was]
    return [Operation("move", f"#{holders[0].id}", "place", wanted, span=span)] if holders and wanted else []


def _holder(name: str, value: str, resolver: Resolver, lexicon: Lexicon) -> str:
    """Return words for the subject or thing whose ``name`` is ``value``: a thing of the one in focus first."""
    focus = resolver.in_focus()
    order = sorted(resolver.scene.subjects, key=lambda s: s != focus)
    for subject in order:
        if name == "color":
            for field in ("wears", "holds"):
                for index, thing in enumerate(getattr(subject, field)):
                    if thing.color and lexicon.id_of("color", thing.color) == lexicon.id_of("color", value):
                        return f"#{subject.id}.{field}.{index}"
        mine = getattr(subject, name)
        if mine and (mine == value or lexicon.id_of(name, mine) == lexicon.id_of(name, value)):
            return f"#{subject.id}"
    return ""
