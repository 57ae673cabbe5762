"""The joining words of the wide corpus's captions: they name no fact, and no concept is called like one of them."""

from rewriter.english import word_list

GLUE_EN = word_list("""
    the us this picture shows here we see an image of drawn in as done look me i would like to please paint can you draw
    show it they should be let want make use frame framed for at what put scene set all takes place are same time note
    that also seen nothing else is there no other figures and words every part easy out go through step by keep simple
    told say once more short other so again
""")
GLUE_ZH = word_list("""
    画面上 画面里 这幅画里 有 能看到 那里有 还有 以及 整体是 镜头是 用 来画 取 帮我画 请画 我想要 给我画 我想看
    能不能画 要 放 背景是 背景用 场景要 画成 镜头用 谢谢 再看 至于 先说 它 它们 时间是 这是 故事发生在 场景在
    地点是 我们看到 同时 注意 还可以看到 再说一遍 总的来说 除此之外没有别的东西了 能看到的就是这些 没有其他内容
    也没有文字 每一处都看得清清楚楚 下面一样一样地说 请照着上面说的来 画面上有 换句话说 也就是 所以能看到 图里有
    合起来
""")
