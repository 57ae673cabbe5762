"""How spoken Chinese begins a first picture: "我女儿过生日，画个蛋糕给她" says why, then what, then for whom."""

import re
from collections.abc import Sequence

DRAWS = re.compile(
    r"^(?:我)?(?:想要|需要|求)(?=[一个张幅])|^(?:请|帮我|给我|麻烦|就|我想要?|我要|想|想要|你|来)*(?:画|做|来|设计|生成|弄|整|搞)(?!面|的是|风)(?:[个一只条张幅束朵匹头位份盘碗杯套座辆把两三几点些]|我的?(?=[们家妈爸奶爷老]))"
)
OCCASION = re.compile(
    r"生日|[节婚]$|结婚|毕业|满月|过年|新年|春节|乔迁|开业|纪念日|考试|开学|上学|作业|幼儿园|公司|店里?$|我家|我要(?:送|发|用)|周年|百天|"
    r"了$"
)
FOR = re.compile(
    r"(?<=.)(?:送给?|给)(?:我们?|她们?|他们?|它|你|大家|宝宝|孩子|女儿|儿子|老婆|老公|妈妈|爸爸|爸妈|老师|奶奶|爷爷|外婆|外公|"
    r"朋友|同学|闺蜜|领导|同事)(?:吧|看|当礼物|做礼物)*$"
)


def opened(parts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the clauses that say what to draw, and those before them that only say on which occasion."""
    at = next((i for i, part in enumerate(parts) if DRAWS.match(part)), 0)
    why = [part for part in parts[:at] if OCCASION.search(part)]
    if len(why) < at:
        return list(parts), []
    rest = list(parts[at:])
    return [FOR.sub("", rest[0]) or rest[0], *rest[1:]], why
