"""The wish for the same scene once more, as another picture: "draw it again", 再画一次."""

import re

from rewriter.chinese import is_chinese
from rewriter.segment import strip_en, strip_zh

IT = r"(?:it|this|that|(?:the|this) (?:same |whole )?(?:picture|scene|image|drawing|thing|one)|the same)"
MORE = r"(?:again|once more|one more time|anew|once again|another time|over again|a second time)"
EN = re.compile(
    r"^(?:(?:i|we) (?:do not|don'?t|didn'?t) (?:really |quite )?like (?:it|this|that)(?: one)?[,.;]? "
    r"(?:(?:and|so|but) )?"
    r"|no[,.]? |nah[,.]? )*(?:(?:can|could|would|will) (?:you|we) )?(?:please |just )*(?:"
    rf"(?:draw|paint|do|make|generate|render|create|try|show)(?: me)? {IT} {MORE}"
    rf"|(?:redraw|regenerate|repaint|redo|reroll)(?: {IT})?|(?:try|draw|paint) {MORE}|{MORE}"
    r"|(?:(?:give|show|draw|make|paint|do)(?: me)? )?(?:another|a different|one more) (?:version|try|attempt|go|take)"
    r"|(?:(?:give|show|draw|make|paint)(?: me)? )?(?:another one|a different one)|have another (?:go|try)"
    rf")(?: of (?:it|this|that))?(?: {MORE})?(?:,? but (?:better|nicer|different(?:ly)?))?(?: please)?$",
    re.IGNORECASE,
)
ZH = re.compile(
    r"^(?:(?:我?不(?:太|是很)?(?:喜欢|满意)|不(?:好看|行|好|对))(?:这[张幅个])?[，,。 ]*)?(?:"
    r"(?:再|重新?|重新再)(?:画|来|试|生成|做|绘制)(?:一)?(?:次|遍|回|下|个版本)|(?:重画|重新画|重绘|重新绘制|重新生成|再生成)(?:一?[张幅遍次]|这[张幅]|它)?"
    r"|(?:再|另外?)(?:来|画|生成)一?[张幅]|换一?[张幅])(?:看看|试试|吧|呗|吗|好吗|好不好|啊)*$"
)


def once_more(words: str) -> bool:
    """Tell whether a whole turn asks for nothing but another picture of the scene that is there."""
    text = words.strip(" \t\n.。!！?？,，~～")
    if len(text) > 80:
        return False
    if is_chinese(text):
        return any(ZH.match(said) for said in (text, strip_zh(text)))
    return any(EN.match(said) for said in (text, strip_en(text)))
