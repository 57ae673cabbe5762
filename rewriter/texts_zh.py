"""Words to be read in the picture, in spoken Chinese: on a sign, on a new thing, or on the picture itself."""

import re
from dataclasses import replace

from dialog.scene import Subject
from rewriter.anchors_zh import SHEET
from rewriter.introducing_zh import add_clause, bring
from rewriter.making_zh import make
from rewriter.operations import with_field
from rewriter.own_words_zh import keep_words
from rewriter.places_zh import stand
from rewriter.resolve import Referent
from rewriter.saying_zh import WRITES, write_on
from rewriter.talk_zh import Talk


def texts_clause(talk: Talk, words: str) -> bool:
    """Words to be read: on a sign that is there, on the new one just spoken of, or on the picture."""
    if not re.search("[\ue000-\ue0ff]", words):
        return _unquoted(talk, words)
    found = re.match(r"^(?P<where>[^，]{0,12}?)(?P<deed>(?:上面?)?(?:用[^，]{1,6}?)?(?:写|题|印|刻|绣).*)$", words)
    deed = WRITES.match(found.group("deed")) if found else None
    if found is None or deed is None:
        return False
    where = re.sub(r"^(?:在)|(?:上面|上头|上|里|中|的)$", "", found.group("where")).removesuffix("上")
    side = re.fullmatch(
        r"(?:最?[左右上下][上下]?[角方边面]?|旁边|边上|中间|正中间?|底部|顶部|空白处|背景)(?:写)?", found.group("where")
    )
    if side and not talk.topic and not talk.find(found.group("where")):
        return _aside(talk, found.group("where"), deed.group("q"))
    whole = not where or re.fullmatch(r"画面|图|图片|画|整张图", where)
    said = f"{'用' + deed.group('by') if deed.group('by') else ''}写着{talk.say(deed.group('q'))}"
    named = talk.find(where) if where else None
    holder = talk.all(named.subjects) if named else []
    above = words.startswith(("上面", "上头"))
    things = [one for one in talk.current()[:1] if not talk.names.is_alive(one)]
    sheets = (talk.e.lexicon.said("style", talk.scene.style, "zh"), *(s.noun for s in talk.scene.subjects))
    if not talk.topic and (any(map(SHEET.search, sheets)) or not _legible(talk, things)):
        things = []
    if not holder and not where and _on_thing(talk, talk.part, said):
        return True
    if named and named.part and _on_thing(talk, named.part, said):
        return True
    if not holder and above and talk.word and _in_words(talk, said):
        return True
    if not holder and whole and ((talk.topic and (not where or above)) or (above and things)):
        holder = talk.current()[:1]
    if holder:
        write_on(talk, holder[0], said)
        talk.speak_of([holder[0].id])
    elif whole:
        talk.frame("text", talk.say(deed.group("q")).strip("“”"))
    else:
        made = make(where, talk.e.lexicon)
        if made is None:
            return False
        new = talk.add(made)
        write_on(talk, new, said)
        talk.speak_of([new.id])
    return True


UNQUOTED = re.compile(
    r"^(?P<x>[^，]{1,6}?)(?:上面?|里面?)(?:还|都)?(?:写|印|刻|题|绣)着(?P<t>(?!.*[字诗画句])[^，的]{1,8})$"
)


def _unquoted(talk: Talk, words: str) -> bool:
    """ "招牌上写着拉面": words to be read without their marks, on what is there or what words tell of."""
    found = UNQUOTED.match(words)
    if found is None or talk.fresh:
        return False
    said = f"写着“{talk.say(found.group('t'))}”"
    named = talk.find(found.group("x"))
    if named and named.part:
        return _on_thing(talk, named.part, said)
    if named and named.subjects:
        write_on(talk, talk.all(named.subjects)[0], said)
        talk.speak_of(named.subjects[:1])
        return True
    return keep_words(talk, f"{found.group('x')}上{said}", rf"{re.escape(found.group('x'))}上写着.+")


def _in_words(talk: Talk, said: str) -> bool:
    """Write on what this turn spoke of where it is only named in somebody's own words: 趴在蓝色保温箱上."""
    for subject in talk.names.order():
        if talk.word in subject.action:
            new = subject.action.replace(talk.word, f"{said}的{talk.word}")
            talk.e.put(replace(subject, action=new))
            talk.record("edit", subject.id, "text", said, subject.action)
            return True
    return False


def _on_thing(talk: Talk, part: Referent | None, said: str) -> bool:
    """Write on something that is worn or held: a sign, a shirt."""
    if part is None or part.field not in ("wears", "holds") or part.subject not in (*talk.topic, *talk.e.focus):
        return False
    owner = talk.e.get(part.subject)
    things = getattr(owner, part.field)
    if part.index >= len(things) or not LEGIBLE.search(things[part.index].noun):
        return False
    thing = things[part.index]
    new = replace(thing, attributes=(*(a for a in thing.attributes if "写着“" not in a), said))
    talk.e.put(with_field(owner, part.field, (*things[: part.index], new, *things[part.index + 1 :])))
    talk.record("edit", owner.id, f"{part.field}.text", said)
    talk.speak_of([owner.id])
    return True


LEGIBLE = re.compile(r"[扇牌匾卡纸旗笼幅糕杯盒书衣恤球碑墙门车瓶袋包罐船碗盘板]子?$|横幅|气球|雪碗|对联")


def _legible(talk: Talk, things: list[Subject]) -> bool:
    """Tell whether words are written on such a thing."""
    return any(LEGIBLE.search(one.noun) for one in things)


def _aside(talk: Talk, side: str, quote: str) -> bool:
    """ "下面写“…”": the words of the picture, and where; a second line beside the first stays a clause."""
    said = talk.say(quote)
    if talk.scene.text and side not in ("上面", "上边"):
        talk.e.scene = replace(talk.scene, notes=(*talk.scene.notes, f"{side}写着{said}"))
        talk.record("edit", "", "notes", f"{side}写着{said}")
        return True
    talk.frame("text", said.strip("“”"))
    if side not in ("上面", "上边", "上"):
        kept = tuple(n for n in talk.scene.notes if not n.startswith("字在"))
        talk.e.scene = replace(talk.scene, notes=(*kept, f"字在{side}"))
    return True


def quoted_clause(talk: Talk, words: str) -> bool:
    """ "贴个“福”字", "题首诗：“…”", "一行小字“…”": a thing that shows words."""
    found = re.match(r"^(?P<front>[^\ue000-\ue0ff]*?)[:：]?(?P<q>[\ue000-\ue0ff])(?P<tail>[^，]{0,4})$", words)
    if found is None:
        return False
    front, quote = found.group("front"), talk.say(found.group("q"))
    holder = next((s for s in talk.current() if "写着“" in s.action), None)
    holder = holder or next((s for s in reversed(talk.scene.subjects) if "写着“" in s.action), None)
    if re.match(
        r"^(?:.{0,6}?(?:错了|错别字))?(?:应该)?(?:就)?(?:是|叫|换成|改成|改为|变成|换[个首句成]?.{0,2}的?)$", front
    ) and (holder or talk.scene.text):
        if holder:
            write_on(talk, holder, f"写着{quote}")
            talk.speak_of([holder.id])
        else:
            talk.frame("text", quote.strip("“”"))
        return True
    lettered = re.match(
        r"^(?:把)?(?P<x>[^，]{1,8}?)(?:上面|上|里)的?(?:那|这)?(?:[一两三四五六七八几]个)?(?:文?字|标语|内容|词)?(?:就|要)?(?:换成|改成|改为|写成|变成|换|改)$",
        front,
    )
    bearer = talk.find(lettered.group("x")) if lettered else None
    if bearer and bearer.part and _on_thing(talk, bearer.part, f"写着{quote}"):
        return True
    if bearer and bearer.subjects:
        write_on(talk, talk.all(bearer.subjects)[0], f"写着{quote}")
        talk.speak_of(bearer.subjects[:1])
        return True
    called = re.match(r"^(?:它|店)?(?P<x>[^，]{1,6}?)(?:就|要)?(?:叫|是|换成|改成|改为|写成|变成|写的是)$", front)
    if called:
        named = talk.find(called.group("x"))
        target = talk.all(named.subjects)[:1] if named else []
        field = re.fullmatch(r"(?:文?字|标题|题目|内容|名字|片名|店名|诗|上面的?字|标语)(?:内容)?", called.group("x"))
        if not target and field and holder:
            target = [holder]
        if target:
            write_on(talk, target[0], f"写着{quote}")
            talk.speak_of([target[0].id])
            return True
        if field and talk.scene.text:
            talk.frame("text", quote.strip("“”"))
            return True
        made = make(called.group("x"), talk.e.lexicon)
        if made:
            new = talk.add(made)
            write_on(talk, new, f"写着{quote}")
            talk.speak_of([new.id])
            return True
        return False
    if re.match(r"^(?:字|诗)$", found.group("tail")) or found.group("tail") == "":
        what = f"{front}{found.group('tail')}" if found.group("tail") else front
        what = re.sub(r"(?<=[^，]{2})(?:上面?)?写(?:着|上)?$", "", what)
        before = {s.id for s in talk.scene.subjects}
        where = re.search(r"(?:放?在|放)(?P<x>[^，]{1,6}[上下左右角边方面])$", what)
        bare = what[: where.start()] if where else what
        if not bare or not (add_clause(talk, bare) or bring(talk, bare)):
            return False
        fresh = [s for s in talk.scene.subjects if s.id not in before][:1]
        for subject in fresh:
            if where:
                stand(talk, subject, "", "", where.group("x"), whole=where.group("x"))
            shown = talk.e.get(subject.id)
            if shown.noun == "字":
                talk.e.put(replace(shown, noun=f"{quote}字"))
            write_on(talk, talk.e.get(subject.id), f"写着{quote}")
        talk.speak_of([s.id for s in fresh])
        return bool(fresh)
    return False


def retext_clause(talk: Talk, words: str) -> bool:
    """ "小美改成小丽" where 小美 is only to be read in the picture."""
    found = re.match(
        r"^(?:把|那个|这个|里面的)*(?P<x>[^，]{1,8}?)(?:两个字|这个字|字)?(?:改成|换成|写成|变成|"
        r"改为)(?P<y>[^，]{1,12})$",
        words,
    )
    if found is None or talk.find(found.group("x")):
        return False
    x, y = found.group("x"), talk.say(found.group("y")).strip("“”")
    for subject in talk.scene.subjects:
        quoted = re.search(r"写着“([^”]*)”", subject.action)
        if quoted and x in quoted.group(1):
            write_on(talk, subject, f"写着“{quoted.group(1).replace(x, y)}”")
            return True
    if x in talk.scene.text:
        talk.frame("text", talk.scene.text.replace(x, y))
        return True
    return False
