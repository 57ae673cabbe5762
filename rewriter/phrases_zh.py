"""The Chinese half of the canonical grammar.

[数量] [大小] [穿戴的] [拿着的] [修饰的] [颜色]名词 [在位置] [动作]，关系，时间的地点，天气，文字，风格，镜头，
氛围，其他; clauses are joined by "，".
"""

import re
from dataclasses import replace

from dialog.scene import Relation, Scene, Subject, Thing
from rewriter.chinese import FREE_MEASURE, has_cjk, is_quantifier, numeral, verb_for_worn
from rewriter.lexicon import CONCEPT, Lexicon
from rewriter.living_zh import ANIMAL_END

LANGUAGE = "zh"
SIZES = {"big": "大大的", "small": "小小的"}
STYLES = {"watercolor": "水彩画", "ink": "水墨画", "pixel": "像素画"}
PLACES = {"left": "在左边", "right": "在右边", "top": "在上方", "bottom": "在下方", "center": "在中间"}
RELATIONS = {
    "left_of": "左边",
    "right_of": "右边",
    "above": "上方",
    "below": "下方",
    "next_to": "旁边",
    "in_front_of": "前面",
    "behind": "后面",
    "on": "上面",
    "in": "里面",
    "under": "下面",
}
COUNTED_ALIKE = tuple("车船鱼树花狗猫鸟马山桥灯伞楼书画")
"""A longer name that ends so is one of these: 电动车, 山水画; 马卡龙 is no 龙."""
FARE = re.compile(
    r"(?P<drink>可乐|雪碧|豆浆|奶茶|[牛酸羊]奶|果汁|[橙桃莓瓜萄檬]汁|[红绿花凉热]茶|[啤红白米黄]酒|汽水|柠檬水|拿铁|咖啡|奶昔|热可可)$|"
    r"(?:[热鸡鱼骨菜]汤|粥|米饭|拉面|馄饨|麻辣烫)$"
)
"""Drinks are counted by the cup, what is eaten with a spoon by the bowl."""
UNCOUNTED = re.compile(r"(?:白|积|大)?雪|[绿青小]?草|积?水|沙子|泥土?|[烟雾]|落叶|[阳月烛灯星]光|热气")
"""What nobody counts: 厚厚的雪 is not one."""
STYLE_ENDS = ("风格", "风", "照片", "海报", "插画", "画", "色调", "动画", "logo", "效果")


def caption(scene: Scene, lexicon: Lexicon) -> str:
    """Return the whole caption of ``scene``."""
    clauses = [subject_phrase(subject, lexicon) for subject in scene.subjects]
    clauses += [relation_clause(relation, scene, lexicon) for relation in scene.relations]
    clauses += [
        setting_phrase(scene, lexicon),
        lexicon.said("weather", scene.weather, LANGUAGE),
        f"画面上写着“{scene.text}”" if scene.text else "",
        style_phrase(scene.style, lexicon),
        lens_phrase(scene.lens, lexicon),
        scene.mood,
        *scene.notes,
    ]
    return "，".join(clause for clause in clauses if clause)


def subject_phrase(subject: Subject, lexicon: Lexicon) -> str:
    """Return one subject with all that belongs to it."""
    place = PLACES.get(subject.place, subject.place)
    apart = bool(subject.wears and subject.holds)
    held = _held(subject.holds, lexicon).removesuffix("的") if apart else ""
    said = noun_phrase(replace(subject, holds=()) if apart else subject, lexicon)
    joint = "，" if held and (subject.action or place) else ""
    then = "，" if place and re.match(r"[^，在]{1,5}是", subject.action) else ""
    return f"{said}{held}{joint}{place}{then}{subject.action}"


def noun_phrase(subject: Subject | Thing, lexicon: Lexicon) -> str:
    """Return number and measure word, size, what is worn and held, attributes, color and noun."""
    quantifier = next((word for word in subject.attributes if is_quantifier(word)), "")
    words = [quantifier or quantity(subject, lexicon)]
    if isinstance(subject, Subject):
        words += [SIZES.get(subject.size, subject.size), _worn(subject.wears, lexicon), _held(subject.holds, lexicon)]
    words += [modifier(word) for word in subject.attributes if not is_quantifier(word)]
    return "".join([*words, colored_noun(subject, lexicon)])


def thing_phrase(thing: Thing, lexicon: Lexicon) -> str:
    """Return a worn or held thing; a single one goes without its number: "蓝色帽子", "两顶帽子"."""
    quantifier = next((word for word in thing.attributes if is_quantifier(word)), "")
    amount = quantifier if quantifier else ("" if thing.count == 1 else quantity(thing, lexicon))
    words = [modifier(word) for word in thing.attributes if not is_quantifier(word)]
    return "".join([amount, *words, colored_noun(thing, lexicon)])


def colored_noun(subject: Subject | Thing, lexicon: Lexicon) -> str:
    """Return "红色猫"; a color in the user's own words gets its 的."""
    noun = lexicon.name_concept(subject.concept, subject.noun, LANGUAGE)
    color = lexicon.said("color", subject.color, LANGUAGE)
    joint = "的" if color and not color.endswith("色") and color not in ("红", "黄", "蓝", "绿", "黑", "白") else ""
    return f"{color}{joint if not lexicon.id_of('color', color) else ''}{noun}"


def quantity(subject: Subject | Thing, lexicon: Lexicon) -> str:
    """Return "一只", "两顶"; the measure word is the concept's own."""
    if subject.count == 0:
        return "一些"
    measure = measure_of(subject, lexicon)
    if subject.count == 1 and measure == FREE_MEASURE and UNCOUNTED.fullmatch(subject.noun):
        return ""
    return f"{numeral(subject.count)}{measure}"


def measure_of(subject: Subject | Thing, lexicon: Lexicon) -> str:
    """Return the measure word of the concept, else that of the noun which the name ends in: 跑车 is counted like 车."""
    concept = lexicon.concepts.get(subject.concept)
    if concept is None:
        ends = [m for m in lexicon.find(subject.noun, (CONCEPT,)) if m.end == len(subject.noun)]
        sure = ends and (
            ends[-1].end - ends[-1].start > 1 or len(subject.noun) == 2 or subject.noun[-1] in COUNTED_ALIKE
        )
        concept = lexicon.concepts[ends[-1].id] if sure else None
    if concept is None and (kind := re.search(r"(?P<strip>[鱼蛇龙])$|(?P<horse>马)$", subject.noun)):
        return "条" if kind.group("strip") else "匹"
    if concept is None and (fare := FARE.search(subject.noun)):
        return "杯" if fare.group("drink") else "碗"
    if concept is None and ANIMAL_END.search(subject.noun) and not subject.noun.endswith("雪人"):
        return "只"
    if concept is None and re.search(r"[鸥鹰雁鹤鹭雀鸦鹃犬狮狐狼豹虾蟹蛙]$", subject.noun):
        return "只"
    if concept is None or subject.noun.endswith(concept.measure):
        return FREE_MEASURE
    return concept.measure


def modifier(word: str) -> str:
    """Return an attribute as it stands before a noun, with 的 where it needs one."""
    return word if word.endswith("的") or len(word) == 1 or not has_cjk(word) else f"{word}的"


def short_name(subject: Subject, lexicon: Lexicon) -> str:
    """Return the bare noun, to speak of a subject again."""
    return lexicon.name_concept(subject.concept, subject.noun, LANGUAGE)


def relation_clause(relation: Relation, scene: Scene, lexicon: Lexicon) -> str:
    """Return "猫在狗的上方", or "" when the subject is gone."""
    by_id = {subject.id: subject for subject in scene.subjects}
    if relation.subject not in by_id:
        return ""
    name = short_name(by_id[relation.subject], lexicon)
    other = short_name(by_id[relation.object], lexicon) if relation.object in by_id else relation.object
    if relation.kind == "with":
        return f"{name}和{other}在一起"
    side = RELATIONS.get(relation.kind, relation.kind)
    return f"{name}在{other}的{side}" if relation.kind in RELATIONS else f"{name}{side}{other}"


def setting_phrase(scene: Scene, lexicon: Lexicon) -> str:
    """Return time and setting in one clause, "夜晚的海滩", or the one that was said."""
    time = lexicon.said("time", scene.time, LANGUAGE)
    setting = lexicon.said("setting", scene.setting, LANGUAGE)
    if not time or not setting:
        return time or setting
    return f"{time}的{setting}" if len(time) < 6 and not setting.startswith("在") else f"{time}，{setting}"


def style_phrase(style: str, lexicon: Lexicon) -> str:
    """Return "水彩画风格"; free words get 风格 unless they say it themselves."""
    words = STYLES.get(style) or lexicon.said("style", style, LANGUAGE)
    free = style not in lexicon.terms["style"]
    if not words or words.endswith("风格") or (free and (words.endswith(STYLE_ENDS) or not has_cjk(words))):
        return words
    return f"{words}风格"


def lens_phrase(lens: str, lexicon: Lexicon) -> str:
    """Return the shot; several may be joined by "，"."""
    return "，".join(
        lexicon.said("lens", part.strip(), LANGUAGE) for part in lens.replace(", ", "，").split("，") if part
    )


def _worn(things: tuple[Thing, ...], lexicon: Lexicon) -> str:
    """Return "穿着红色汉服、戴着墨镜的"."""
    groups: dict[str, list[str]] = {}
    for thing in things:
        name = lexicon.name_concept(thing.concept, thing.noun, LANGUAGE)
        groups.setdefault(verb_for_worn(name), []).append(thing_phrase(thing, lexicon))
    clauses = [verb + "和".join(names) for verb, names in groups.items()]
    return f"{'、'.join(clauses)}的" if clauses else ""


def _held(things: tuple[Thing, ...], lexicon: Lexicon) -> str:
    return f"拿着{'和'.join(thing_phrase(thing, lexicon) for thing in things)}的" if things else ""
