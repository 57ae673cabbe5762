"""Facts of the whole picture inside running words: setting, time, weather, style and lens, in both languages.

``take`` cuts them off the ends of a phrase; ``whole`` recognises a clause that says nothing else.
"""

import re
from functools import lru_cache

from rewriter import facts_en
from rewriter.chinese import has_cjk
from rewriter.lexicon import Lexicon

Frame = tuple[tuple[str, str], ...]

ARTICLE = r"(?:a |an |the )?"
WHERE = r"(?:in|on|at|under|by|through|across|inside|over)"
NATURAL = {
    "meadow": ("in", "on", "across", "through"),
    "beach": ("on", "at"),
    "snow": ("in", "on", "through"),
    "city": ("in", "on", "through"),
    "forest": ("in", "through"),
    "room": ("in", "inside"),
    "sea": ("in", "under"),
    "space": ("in", "through"),
    "sky": ("in", "through", "across"),
    "desert": ("in", "through", "across"),
    "mountain": ("in",),
    "lake": ("by", "on", "at"),
}
PREPOSITION = re.compile(
    r"^(?:in|on|at|under|by|inside|near|beside|behind|below|above|over|among|between|against|around"
    r"|through|across|from)\b",
    re.IGNORECASE,
)
LENS_EN = re.compile(
    r"\b(?:lens|bokeh|depth of field|angle|camera|zoom(?:ed)?|macro|\d+ ?mm|aperture|f/\d|fisheye"
    r"|(?:full|half|upper)[- ]body|"
    r"(?:close|wide|long|medium|full|overhead|tracking|portrait|low|high|aerial|establishing) ?-?(?:up|shot)|"
    r"(?:top|side|front|back|rear|aerial|bird'?s[- ]eye|worm'?s[- ]eye|drone)(?:[- ]down)? view|from"
    r" (?:directly )?(?:above|below|"
    r"behind|overhead|the (?:side|front|back|top|sea|air|ground|sky|left|right))|overhead|perspective"
    r"|(?:closer|wider|tighter) (?:shot|view|crop|angle|look)"
    r"|from (?:further|farther|far|a distance|closer|up close|very close|afar)(?: away)?"
    r"|out of focus|blurred background|wide)\b",
    re.IGNORECASE,
)
DOER_EN = re.compile(r"^(?:an?|the|two|three|some) (?:[a-z]+ ){1,2}[a-z]+ing\b", re.IGNORECASE)
""" "a diver taking a photo" is no style."""
LENS_ZH = re.compile(
    r"镜头|视角|角度|俯视|俯拍|仰视|仰拍|特写|近景|远景|全景|中景|广角|微距|景深|焦距|虚化|散景|鸟瞰|航拍|半身|全身|只拍|拉近|拉远|侧面|背面|正面|背影|平视|鱼眼|长焦|从[上下高低]处?(?:面"
    r"|方)?[往向朝][上下]|\d+度角"
)
STYLE_EN = re.compile(
    r"\b(?:style|painting|illustration|sketch|drawing|watercolou?r|art|photo(?:graph)?|render(?:ing)?"
    r"|poster|cartoon|anime|comic|"
    r"mosaic|woodcut|engraving|claymation|origami|collage|ukiyo-e|graffiti|impressionis[mt]\w*"
    r"|cubis[mt]|art deco|pop art|"
    r"black and white|monochrome|sepia|stained glass|low poly|vector|doodle|crayon|pastel|embroidery|lego)\b",
    re.IGNORECASE,
)
STYLE_ZH = re.compile(
    r"(?:风格|画风|风$|水彩|水墨|油画|素描|动漫|漫画|插画|照片|摄影|写实|卡通|像素|剪纸|国画|版画|浮世绘|工笔|海报|简笔画|线稿|蜡笔|涂鸦|粘土|3D|粉笔画|彩铅)"
)
SEASON_EN = re.compile(r"^(?:in )?(?:the )?(spring|summer|autumn|fall|winter)(?:time)?$", re.IGNORECASE)
SEASON_ZH = re.compile(r"^(?:在|到)?(春天|夏天|秋天|冬天|春季|夏季|秋季|冬季|深秋|初春|盛夏|寒冬)(?:里|的时候)?$")
WEATHER_VERBS = {"rain": "rain", "raining": "rain", "snow": "snowfall", "snowing": "snowfall", "storm": "storm"}
LOCATION_TAIL = r"(?:上|里|中|下|边|旁|内|里面|上面|之中)?"


@lru_cache(maxsize=64)
def _alternatives(lexicon: Lexicon, category: str, chinese: bool) -> str:
    """Return the category's words as one alternation, longest first."""
    words = {word for term in lexicon.terms[category].values() for word in (term.zh if chinese else term.en)}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def take(text: str, lexicon: Lexicon) -> tuple[str, Frame]:
    """Return ``text`` without the setting, time and weather it ends in, and those facts."""
    if has_cjk(text):
        return text, ()
    facts: list[tuple[str, str]] = []
    while True:
        rest, fact = _take_last(text.rstrip(" ,."), lexicon)
        if fact is None:
            return rest, tuple(facts)
        text = rest
        facts.append(fact)


def _take_last(text: str, lexicon: Lexicon) -> tuple[str, tuple[str, str] | None]:
    tail = text[-80:]
    offset = len(text) - len(tail)
    for category, before in (("time", r"(?:at|during|in|by)"), ("weather", r"(?:in|during|on|under)")):
        words = _alternatives(lexicon, category, False)
        found = re.search(rf"(?:^|[ ,]){before} {ARTICLE}(falling snow|{words})$", tail, re.IGNORECASE)
        if found and not (category == "weather" and found.group(1).lower() == "snow"):
            word = "snowfall" if found.group(1).lower() == "falling snow" else found.group(1)
            return text[: offset + found.start()].rstrip(" ,"), (category, lexicon.value(category, word))
    setting = _setting_tail(tail, lexicon)
    if setting is None:
        return text, None
    start, value = setting
    return text[: offset + start].rstrip(" ,"), ("setting", value)


def _setting_tail(tail: str, lexicon: Lexicon) -> tuple[int, str] | None:
    words = _alternatives(lexicon, "setting", False)
    found = re.search(
        rf"(?:^|[ ,])({WHERE}) ({ARTICLE})((?:[A-Za-z'-]+ ){{0,2}}?)({words})( with [^,]*)?$", tail, re.IGNORECASE
    )
    if found is None or re.search(r"\b(?:of|and|with|to|the|a)\b", found.group(3)):
        return None
    return found.start(), setting_value(found.group(0).strip(" ,"), lexicon)


def setting_value(words: str, lexicon: Lexicon) -> str:
    """Return what the scene keeps for "on a beach", "a Tokyo street", "海边沙滩": an id or the words."""
    words = words.strip(" ,.，。")
    if has_cjk(words):
        bare = re.sub(rf"^(?:在|到|去)|(?<=.){LOCATION_TAIL}$", "", words)
        return (
            lexicon.value("setting", bare)
            if lexicon.lookup(bare, "setting")
            else lexicon.value("setting", words.removeprefix("在"))
        )
    found = re.match(rf"^(?:({WHERE}|to|into|onto) )?{ARTICLE}(.+)$", words, re.IGNORECASE)
    if found is None:
        return words
    id_ = lexicon.lookup(found.group(2), "setting")
    lead = (found.group(1) or "").lower()
    if id_ and (not lead or lead in ("to", "into", "onto") or lead in NATURAL.get(id_, ())):
        return lexicon.value("setting", found.group(2))
    return re.sub(r"^(?:to|into|onto) ", "in ", words)


STYLE_END_ZH = re.compile(
    r"(?:风格|画风|素描|水彩|水墨|油画|插画|照片|剪纸|版画|国画|漫画|动漫|卡通|海报|工笔|像素画|简笔画)$"
)


def whole(text: str, lexicon: Lexicon, loose: bool = True) -> Frame:
    """Return the facts when ``text`` is nothing but facts of the whole picture, else ().

    ``loose`` also takes free words that carry a style's or a lens's vocabulary ("in the style of Van Gogh").
    """
    words = text.strip(" ,.，。!！")
    return _whole_zh(words, lexicon, loose) if has_cjk(words) else _whole_en(words, lexicon, loose)


def _whole_en(words: str, lexicon: Lexicon, loose: bool) -> Frame:
    bare = re.sub(rf"^(?:(?:as|like|in|at|during|from|on|under|with) )?{ARTICLE}", "", words, flags=re.IGNORECASE)
    for category in ("time", "weather", "style", "lens"):
        for form in (words, bare, bare.removesuffix(" style"), bare.removesuffix(" lens"), bare.removesuffix(" view")):
            if re.match(r"^(?:in|on) (?:the )?snow$", words, re.IGNORECASE) and category == "weather":
                continue  # it lies there; "falling snow" and "snowing" are weather
            if lexicon.lookup(form, category) and not (category == "style" and form == "3d animation"):
                return ((category, lexicon.value(category, form)),)
    if SEASON_EN.match(words):
        return (("season", words),)
    said = facts_en.whole(words, loose)
    if said:
        return _kept(said, lexicon)
    rest, facts = take(words, lexicon)
    if facts and not rest:
        return facts
    if lexicon.lookup(bare, "setting") and len(bare.split()) < 4:
        return (("setting", setting_value(words, lexicon)),)
    if loose and LENS_EN.search(words) and len(words.split()) < 12:
        return (("lens", lens_value(words, lexicon)),)
    if (
        loose
        and not DOER_EN.match(words)
        and STYLE_EN.search(words)
        and len(words.split()) < 8
        and not lexicon.find(words, ("concept",))
    ):
        return (("style", style_value(words, lexicon)),)
    return ()


TURNED = {
    "阴": ("weather", "cloudy"),
    "晴": ("weather", "sunny"),
    "黑": ("time", "night"),
    "暗": ("time", "night"),
    "亮": ("time", "day"),
}
FALLING = re.compile(r"^(?:天上)?(?:正在|在)?下(?:着|点|些|起|了|一?场)?(大|小|暴)?(雪|雨)(?:了)?$")


def _whole_zh(words: str, lexicon: Lexicon, loose: bool) -> Frame:
    words = re.sub(r"^(?:整张图|整幅画|整体|整个画面|全图)(?:都)?(?=.)", "", words)
    words = re.sub(r"^天气(?=.)|^(?:快)?要(?=下)", "", words)
    turned = re.match(r"^天?(?:色)?(阴|晴|黑|亮|暗)(?:下来|了下来|起来|了)+$", words)
    if turned:
        return (TURNED[turned.group(1)],)
    if re.match(r"^(?:出点?了?太阳|太阳出来|放晴|天晴)了?$", words):
        return (("weather", "sunny"),)
    falling = FALLING.match(words)
    if falling:
        return (("weather", lexicon.value("weather", f"下{falling.group(1) or ''}{falling.group(2)}")),)
    for category in ("time", "weather", "style", "lens", "setting"):
        bare = re.sub(r"^(?:在|用|以)|(?:的?时候|时分|时)$", "", words)
        for form in (words, bare, bare.removesuffix("的"), bare.removesuffix("镜头"), bare.removesuffix("天")):
            if lexicon.lookup(form, category):
                return ((category, lexicon.value(category, form)),)
    if SEASON_ZH.match(words):
        return (("season", words.removeprefix("在")),)
    place = place_zh(words, lexicon)
    if place:
        return place
    if loose and LENS_ZH.search(words) and len(words) < 20:
        return (("lens", lens_value(words, lexicon)),)
    if (
        loose
        and STYLE_ZH.search(words)
        and len(words) < 16
        and (STYLE_END_ZH.search(words) or not lexicon.find(words, ("concept",)))
    ):
        return (("style", style_value(words, lexicon)),)
    return ()


def place_zh(words: str, lexicon: Lexicon) -> Frame:
    """Return time and setting of "夜晚的海滩上", "在海边沙滩"; () when it is neither."""
    bare = re.sub(rf"^在|{LOCATION_TAIL}$", "", words)
    times = _alternatives(lexicon, "time", True)
    found = re.match(rf"^({times})(?:的|，)?(.+)$", bare)
    if found and lexicon.lookup(found.group(2), "setting"):
        return (("time", lexicon.value("time", found.group(1))), ("setting", lexicon.value("setting", found.group(2))))
    for form in (bare, words.removeprefix("在")):
        if lexicon.lookup(form, "setting"):
            return (("setting", lexicon.value("setting", form)),)
    return ()


def every(words: str, lexicon: Lexicon) -> Frame:
    """Return the facts of an English list of nothing but facts of the picture, as the scene keeps them; else ()."""
    return _kept(facts_en.every(words), lexicon)


def _kept(said: Frame, lexicon: Lexicon) -> Frame:
    return tuple(
        (name, {"style": style_value, "lens": lens_value}.get(name, _as_said)(value, lexicon)) for name, value in said
    )


def _as_said(words: str, lexicon: Lexicon) -> str:
    return words


def style_value(words: str, lexicon: Lexicon) -> str:
    """Return the style's id, or the words without what only leads to them ("as a", "的风格")."""
    if has_cjk(words):
        bare = re.sub(r"^(?:用|以|像|成)?(?:一幅|一张|一个)?|(?:的样子|的感觉)$", "", words.strip())
        bare = re.sub(r"的(?=风格|画风)|(?<=风格)的$", "", bare)
        return lexicon.value("style", bare) if lexicon.lookup(bare, "style") else bare
    found = re.search(r"\bstyle of (.+)$", words, re.IGNORECASE)
    if found:
        return f"in the style of {found.group(1).strip(' .')}"
    bare = re.sub(r"^(?:(?:as|like|in|into|to) )?(?:(?:an?|the) )?", "", words.strip(" ."), flags=re.IGNORECASE)
    bare = re.sub(r"\s+(?:scene|picture|image|version|look|one)$", "", bare)
    short = bare.removesuffix(" style")
    for form in (bare, short):
        if lexicon.lookup(form, "style"):
            return lexicon.value("style", form)
    return bare


def lens_value(words: str, lexicon: Lexicon) -> str:
    """Return the lens's id, or the words without "use a", "shoot it"."""
    if has_cjk(words):
        upward = re.match(r"^(?:镜头)?从(下|低处|上|高处)(?:面|方)?(?:往|向|朝)(?:上|下)(?:看|拍)?$", words)
        if upward:
            return "low" if upward.group(1) in ("下", "低处") else "top"
        if re.match(r"^(?:再)?拉远|^远一?[点些]", words):
            return "wide"
        if re.match(r"^(?:再)?拉近|^近一?[点些]", words):
            return "close"
        bare = re.sub(r"^(?:请?用|使用|换成|改成|采用|来个|来一个|一个)", "", words)
        return lexicon.value("lens", bare) if lexicon.lookup(bare, "lens") else bare
    words = re.sub(r"^(?:it|he|she|they|the [a-z]+) (?:is|are|should be) (?:seen|shown|viewed) ", "", words)
    if re.match(r"(?:zoom|move|get|come) (?:the camera )?(?:in|closer)|closer", words, re.IGNORECASE):
        return "close"
    if re.match(r"zoom (?:it )?(?:out|back)|pull back", words, re.IGNORECASE):
        return "wide"
    bare = re.sub(
        r"^(?:(?:use|shoot|shot|take|show|make|view|see|give|switch to|change to|draw|render|film|photograph)\b ?)?"
        r"(?:(?:it|this|the (?:scene|picture|shot|camera)|me|us) )?(?:(?:with|as|into|to|from the"
        r" perspective of) )?(?:an? )?",
        "",
        words.strip(),
        flags=re.IGNORECASE,
    )
    return lexicon.value("lens", bare) if lexicon.lookup(bare, "lens") else bare
