"""English words for facts of the whole picture beyond the lexicon: light, mood, weather, technique, shot. Data mostly.

A value stays as it was said; only words that lead to it ("like a", "seen in") are left out.
"""

import re

from rewriter.english import word_list

Frame = tuple[tuple[str, str], ...]
MOODS = frozenset(
    word_list("""
    funny hilarious
    cozy cosy cozier cosier lonely lonelier spooky spookier eerie eerier intimate dreamy dreamier moody moodier
    gloomy gloomier dramatic cheerful peaceful serene tranquil calmer tense melancholic melancholy nostalgic
    romantic festive magical mysterious whimsical sinister ominous creepy creepier scary scarier haunting haunted
    ethereal surreal epic cinematic hopeful bleak somber sombre joyful quieter livelier warmer cooler colder
    brighter darker lighter softer sunnier deeper atmospheric dim dimmer grim grimmer playful sad sadder happier
    faster slower busier emptier calm soft dark bright warm gentle hazy luminous vibrant muted
    """)
)
SCENIC = MOODS - frozenset(
    word_list(
        "cheerful playful mysterious whimsical sinister scary creepier tense sad sadder happier scary scarier faster"
        " slower busier calm soft dark bright warm creepy gentle"
    )
)
"""Said of "it", these mean the whole picture."""
LIGHT = (
    r"(?:candle|fire|lamp|moon|sun|star|day|torch|lantern|spot|neon|back|rim|twi)[- ]?light(?:ing|s)?"
    r"|(?:soft|warm|cold|cool|harsh|gentle|dim|low|bright|natural|dappled|diffuse|dramatic|studio|golden|morning"
    r"|evening|late)"
    r"(?: \w+)? light(?:ing)?"
)
PARTS_OF_DAY = (
    r"(?:morning|afternoon|evening|night|midday|noon|midnight|dawn|dusk|sunrise|sunset|twilight|daybreak|nightfall)"
)
TIME = re.compile(
    rf"^(?:(?:in|at|on|during|by|around) )?(?:the |an? )?(?P<v>(?:golden|blue|magic|witching|rush) hour"
    rf"|(?:(?:late|early|mid|very early|nearly|almost|just before|just after|before|after|towards?|sunny|quiet"
    rf"|summer|winter"
    rf"|autumn|spring|cold|hot)[- ])+{PARTS_OF_DAY}|{PARTS_OF_DAY}(?:[- ]?time)?|daytime|daylight|full moon"
    rf"|(?:early|late|mid)?[- ]?(?:spring|summer|autumn|fall|winter)(?:time)?)$",
    re.IGNORECASE,
)
RAIN = re.compile(
    r"^(?:it (?:is |was |should be |should |could |would |might )?)?(?:be )?(?:in (?:the |a )?|with )?(?P<v>(?:"
    r"(?:pouring|heavy|light"
    r"|soft|gentle|light|drizzling|torrential|summer|thick|dense|morning|falling|driving)[- ])*(?:rain|drizzle"
    r"|downpour|snow"
    r"|snowfall|fog|mist|haze|hail|sleet|thunderstorm|storm|blizzard|sandstorm|dust storm)|raining(?: heavily| hard)?"
    r"|snowing"
    r"(?: heavily)?|drizzling|foggy|misty|hazy|stormy|windy|overcast|cloudy|sunny|pour(?:s|ed|ing)?(?: with rain|"
    r" down)?)$",
    re.IGNORECASE,
)
SUN = re.compile(
    r"^(?:and )?the sun (?:should |could |can )?(?:comes?|to come|is|be|shines?|shining)(?: out)?$|^sun(?:ny|shine)?$",
    re.I,
)
LENS = re.compile(
    r"\b(?:\d+ ?mm\b|anamorphic|telephoto|fish-?eye|macro|tilt(?:ed|-shift)?|dutch angle|straight[- ]on|head[- ]on"
    r"|frontal|depth of"
    r" field|shallow focus|bokeh|motion blur|long exposure|(?:wide|medium|mid|long|full|close|tight|low|high|extreme"
    r"|over-the"
    r"-shoulder|establishing|two|aerial|tracking|crane|drone|point[- ]of[- ]view|pov)[- ](?:shot|angle|up)|close[- ]?up"
    r"|bird'?s[- ]eye(?: view)?|worm'?s[- ]eye(?: view)?|top[- ]down|overhead|eye level|(?:side|front|back|rear|top"
    r"|profile|aerial)"
    r" view|profile|(?:seen|viewed|shot|shown|looking|filmed|taken|photographed) (?:from|through|up|down)|from "
    r"(?:outside"
    r"|inside|below|above|behind|afar|a distance|far away|the (?:side|front|back|top|bottom|ground|air|street|window"
    r"|boat|door)\b)"
    r"|through (?:the|a) (?:window|door|keyhole|lens|glass)|looking (?:up|down)|panorama|wide[- ]angle|zoom(?:ed)?(?:"
    r" in| out)?"
    r"|cropped|full[- ]body|half[- ]body|waist up|framed)\b|^(?:a (?:bit|little) )?(?:closer|closer in|further "
    r"(?:away|back))$",
    re.IGNORECASE,
)
MEDIUM = (
    r"lino ?cut|gouache|tapestry|fresco|etching|lithograph|charcoal|airbrush(?:ed)?|art nouveau|art deco|bauhaus"
    r"|ghibli|wood ?cut"
    r"|wood ?block|stained[- ]glass|mosaic|claymation|plasticine|stop[- ]motion|polaroid|film still|film noir|noir"
    r"|vaporwave"
    r"|synthwave|steampunk|cyberpunk|solarpunk|baroque|renaissance|rococo|gothic|medieval|impressionis\w+"
    r"|expressionis\w+|cubis\w+"
    r"|surrealis\w+|pointillis\w+|minimalis\w+|brutalis\w+|pop art|ukiyo-e|manga|anime|comic(?: book| strip)?|cartoon"
    r"|graphic"
    r" novel|storybook|children'?s book|picture book|illustration|illuminated manuscript|manuscript|engraving|screen"
    r" ?print|riso"
    r"(?:graph)?|collage|papercut|paper[- ]cut|origami|embroidery|knitted|felt|crayon|pastel|watercolou?r|oil paint"
    r"(?:ing)?"
    r"|acrylic|ink(?: wash| drawing)?|pencil|sketch|doodle|chalk|pixel art|voxel|low[- ]poly|3d render|render|blueprint"
    r"|technical drawing|poster|postcard|postage stamp|stamp|playing card|tarot card|album cover|record cover|book"
    r" cover|magazine"
    r"|vogue|advert(?:isement)?|movie still|photo(?:graph|graphy|realistic)?|snapshot|portrait photo|reportage"
    r"|documentary"
    r"|daguerreotype|sepia|monochrome|black[- ]and[- ]white|b&w|grainy|film grain|grading|teal and orange|colou?r"
    r" palette"
    r"|pastel colou?rs|muted colou?rs|bright colou?rs|neon colou?rs|painting|drawing|print|scandi\w*|retro|vintage"
    r"|prog rock|80s"
    r"|70s|60s|90s|50s|20s"
)
STYLE = re.compile(
    rf"^(?:(?:make|have|do|draw|paint|render|shoot) (?:it|this|everything|the picture) )?(?:all )?(?:(?:drawn "
    rf"|painted |done |rendered |shot |more |look"
    rf" |looking |made )*(?:like|as|in|into|to|kind of like|with) )?(?:an? |the )?(?P<v>(?!(?:make|have|do|draw|paint"
    rf"|render|turn|change"
    rf"|put|add|give|replace|set|use|swap|only|no|not|bring|keep|it|i)\b)(?![^,]*\b(?:is|are|should)\b)"
    rf"(?:style of (?:an? )?)?(?:[\w'&-]+ ){{0,5}}?"
    rf"(?:{MEDIUM})(?: (?:style|look|painting|print|art|poster|illustration|photo(?:graph|graphy)?|drawing|colou?rs"
    rf"|cover|shot|still"
    rf"|window|grading|page|panel|design|sketch|render|paper|texture|kind of shot|film))*)$",
    re.IGNORECASE,
)
AFTER_ARTIST = re.compile(
    r"^(?:(?:do|make|paint|draw|render) it )?(?:(?:more |a bit |sort of |kind of )?(?:like|in the style of|in the"
    r" manner of|à la|a la) )"
    r"?(?:an? )?(?P<v>(?:[A-Z][\w.'-]+ ){1,3}(?:style|painting|photo|print|drawing|kind of (?:shot|photo|picture"
    r"|thing)|vibes?|look"
    r"|film|shot))$|^(?:in the style of|in the manner of|à la) (?P<w>.{2,40})$"
)
NOT_SUBJECT = re.compile(
    r"^(?:i|we|i'd|we'd)\b|\b(?:an?|two|three|some) (?:\w+ )?\w+ \w+ing\b(?= \w)|\b(?:wearing|holding|sitting|standing"
    r"|on the|under the|next to|beside)\b",
    re.IGNORECASE,
)


AMOUNT = re.compile(
    r"^(?:just )?(?:a (?:bit|little|touch|hint) of|lots of|some|more) (?=(?:rain|snow|fog|mist|haze|drizzle|hail)$)",
    re.IGNORECASE,
)


def whole(words: str, loose: bool) -> Frame:
    """Return the facts when ``words`` are nothing but one; ``loose`` takes what can hardly mean anything else."""
    words = words.strip(" ,.!?")
    if not words or len(words) > 90:
        return ()
    words = AMOUNT.sub("", words)
    timed, rained = TIME.match(words), RAIN.match(words)
    if timed:
        value = timed.group("v").lower()
        season = re.fullmatch(r"(?:spring|summer|autumn|fall|winter)(?:time)?", value)
        return (("season", words),) if season else (("time", value),)
    if SUN.match(words):
        return (("weather", "sunny"),)
    if rained and not re.match(r"^(?:sunny|windy|storm|(?:it .+ )?in (?:the )?snow)$", words.lower()):
        return (("weather", _weather(rained.group("v"))),)
    return _loose(words) if loose else ()


def _weather(value: str) -> str:
    low = value.lower()
    if low.startswith("pour"):
        return "pouring rain"
    return {"rain": "rain", "raining": "rain", "snow": "snowfall", "snowing": "snowfall"}.get(low, low)


def _loose(words: str) -> Frame:
    bare = re.sub(
        r"^(?:(?:and|but|then|now|with|in) )*(?:(?:a (?:bit|little)|much|more|slightly|even|very|really|way) )*",
        "",
        words,
    )
    last = bare.split()[-1].lower() if bare.split() else ""
    if bare.lower() in SCENIC:
        return (("mood", words if words.lower().startswith("even") else bare),)
    if re.fullmatch(rf"(?:the |an? )?(?:{LIGHT})", bare, re.IGNORECASE):
        return (("mood", re.sub(r"^(?:the|an?) ", "", bare)),)
    if re.fullmatch(
        r"(?:an? )?(?:bit )?(?:(?:more|less|some|extra|additional|softer|warmer|brighter|cooler|better) )?light(?:ing)?"
        r" (?:from|coming from|on|through) .{3,40}",
        bare,
        re.IGNORECASE,
    ):
        return (("mood", words),)
    if NOT_SUBJECT.search(words) or last in ("one", "it"):
        return ()
    artist = AFTER_ARTIST.match(words)
    if artist:
        return (("style", artist.group("v") or f"in the style of {artist.group('w')}"),)
    styled = STYLE.match(words)
    if styled and not re.match(r"^(?:two|three|four|some|another|his|her)\b", words):
        return (("style", re.sub(r"^(?:style of )", "in the style of ", styled.group("v"))),)
    if (
        LENS.search(words)
        and len(words.split()) < 10
        and not re.match(r"^(?:an?|the|two|some|put|add) (?!.*(?:shot|view|angle|up)\b)", words)
    ):
        value = re.sub(
            r"^(?:and |now |but |as |in |with |make it |do it )*(?:an? |the )?", "", words, flags=re.IGNORECASE
        )
        if re.fullmatch(r"(?:a (?:bit|little) )?closer(?: in)?", words, re.IGNORECASE):
            value = "close"
        return (("lens", value),)
    return ()


def every(words: str, loose: bool = True) -> Frame:
    """Return the facts of a list of nothing but such: "low angle, telephoto", "cosier, with firelight"; else ()."""
    pieces = [p for p in re.split(r",\s*(?:and\s+)?|\s+and\s+(?!white\b|orange\b)", words.strip(" ,.")) if p]
    found = [whole(piece, loose) for piece in pieces]
    return tuple(fact for facts in found for fact in facts) if found and all(found) else ()
