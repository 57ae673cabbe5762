"""What somebody else wishes, told by the one who types: 宝宝说想要…, 老师让我们画…, 客户希望…; and asked twice over."""

import re

WHO = (
    r"(?:我家|我们家|我们?|咱们?|咱家)?(?:宝宝|宝贝|小宝|孩子|小朋友们?|小孩|娃|女儿|儿子|闺女|丫头|妹妹|弟弟|姐姐|哥哥|妈妈|爸爸|妈|爸|爷爷|奶奶|老婆|老公|"
    r"媳妇|老师|同学|朋友|客户|甲方|老板|领导|经理|同事)"
)
SAYS = re.compile(
    rf"(?:^|(?<=[，。！？；,!?;]))(?:那|哎|现在|然后|刚才|又|可是|但是?|因为|{WHO}也)*{WHO}(?:刚才|又|也|还|现在|就)*"
    r"(?:(?:说)?想(?:要|看|画)(?=一?[张幅])|(?:说)?(?:想要?|要)画(?=[^，。家面])|说(?![话着起了到笑明谎])(?:了)?[，：:]?(?:要|是|他|她|想|希望)*|(?:今天)?(?:要求|让|叫)(?:我们?|咱们?|大家)(?:今天|每人)?(?=[画做设]))(?=[^，。“]{2})"
)
"""Leads in what is wished: 宝宝说想要, 老师让我们."""
TWICE = re.compile(
    r"(?<=[㐀-鿿]{4})[，,](?:你|您|请|麻烦你?)*(?:能|可以|能不能|可不可以)?(?:帮我们?|给我们?|帮忙|替我)(?:来)?画(?:一下|出来|一?[个张幅])?(?:吧|呗|吗|嘛|好吗|行吗)*[。！？!?~～]*$"
)
"""Asks once more for what the words before it tell: …，你帮我画一个吧."""


FOR = re.compile(
    rf"^(?:我想要?|我要|想要?|请|帮我)*(?:给|为|送给?){WHO}(?:画|做|设计)(?=一?[张幅])"
    rf"|^(?:请|帮我)*(?:给|为|送给?)我们?家?的?{WHO}(?:画|做|设计)(?=[一两三]?[个只条幅张匹头位座朵])"
)
"""For whom the picture is: 给我奶奶画一张贺卡."""


def plainly(text: str) -> str:
    """Return a turn without the words that tell whose wish it is."""
    said = FOR.sub("画", SAYS.sub("", text))
    return TWICE.sub("", said) if re.match(r"^(?:请|帮我|给我)*[画做设]", said) else said
