"""Thousands of ways to slip a script into a page, generated from their parts: tags, events, addresses, contexts.

Each payload calls `alert(<its number>)` when it succeeds, so that a test knows which one did.
"""

from __future__ import annotations

from itertools import product

TAGS = (
    "a", "abbr", "article", "audio", "b", "body", "button", "details", "div", "embed", "form", "iframe", "image",
    "img", "input", "keygen", "link", "marquee", "math", "object", "p", "picture", "select", "span", "style", "svg",
    "table", "textarea", "title", "video", "xss", "dialog", "meter", "animate", "set", "use", "foreignObject",
)  # fmt: skip
EVENTS = (
    "onload", "onerror", "onclick", "onfocus", "onblur", "onmouseover", "onmouseenter", "ontoggle", "onbegin", "onend",
    "onstart", "onanimationstart", "ontransitionend", "onpageshow", "onhashchange", "onpointerover", "onwheel",
    "onscroll", "onbeforetoggle", "oncontentvisibilityautostatechange", "onkeydown", "oninput", "onsubmit", "onresize",
)  # fmt: skip
LOUD = ("img", "svg", "details", "video", "input", "body", "a", "iframe", "xss", "marquee", "audio", "form")
QUIET_EVENTS = ("onload", "onerror", "onfocus", "ontoggle", "onbegin", "onclick", "onmouseover")
SCHEMES = (
    "javascript:{c}", "JaVaScRiPt:{c}", " javascript:{c}", "java\tscript:{c}", "java\nscript:{c}", "javascript&colon;{c}",
    "javascript&#58;{c}", "&#106;avascript:{c}", "&#x6A;avascript:{c}", "jav&#x09;ascript:{c}", "\x01javascript:{c}",
    "javascript://%0a{c}", "vbscript:{c}", "data:text/html,<script>{c}</script>", "livescript:{c}",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "//\tjavascript:{c}", "feed:javascript:{c}",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{c}'/>", "blob:{c}", "javascript:/*x*/{c}",
    "%6Aavascript:{c}", "ｊavascript:{c}", "javas\u00adcript:{c}", "\u2028javascript:{c}",
)  # fmt: skip
HOLDERS = (
    '<a href="{u}">lien</a>', "<a href='{u}'>lien</a>", "<a href={u}>lien</a>", '<img src="{u}" alt="x">',
    '<iframe src="{u}"></iframe>', '<form action="{u}"><button>ok</button></form>', '<object data="{u}"></object>',
    '<button formaction="{u}" form="f">ok</button>', '<svg><a href="{u}"><text y="9">x</text></a></svg>',
    '<svg><use href="{u}"></use></svg>', '<embed src="{u}">', '<base href="{u}">', '<area href="{u}">',
    '<meta http-equiv="refresh" content="0;url={u}">', "[lien]({u})", "[lien](<{u}>)", '[lien]({u} "titre")',
    "![image]({u})", "<{u}>", "[lien][r]\n\n[r]: {u}", '<math href="{u}">x</math>', '<video poster="{u}"></video>',
    '<svg><animate attributeName="href" values="{u}"></animate></svg>', '<input type="image" src="{u}">',
)  # fmt: skip
WRAPPERS = (
    "{p}", '">{p}', "'>{p}", "</title>{p}", "</textarea>{p}", "</style>{p}", "</script>{p}", "-->{p}", "<!--{p}",
    "<svg>{p}", "<math>{p}", "<noscript><p title=\"</noscript>{p}\">", "<template>{p}</template>",
    "<svg><style>{p}</style></svg>", "<math><mtext><table><mglyph><style><!--</style>{p}", "<select>{p}</select>",
    "<svg></p><style><a id=\"</style>{p}\">", "<form><math><mtext></form><form><mglyph><style></math>{p}",
    "::: attention\n{p}\n:::", "::: exemple {p}\ntexte\n:::", "### {p}", "- {p}", "> {p}", "| a | b |\n|---|---|\n| {p} | c |",
    "**{p}**", "`{p}`", "[{p}](https://exemple.example)", "![{p}](images/absente.svg \"{p}\")", "<details><summary>{p}",
)  # fmt: skip
SCRIPTS = (
    "<script>{c}</script>", "<SCRIPT>{c}</SCRIPT>", "<script/x>{c}</script>", "<scr<script>ipt>{c}</script>",
    "<script\x0c>{c}</script>", "<svg><script>{c}</script></svg>", "<svg><script href='data:,{c}'></script></svg>",
    "<script src='data:text/javascript,{c}'></script>", "<img src=x onerror={c}>", "<img src=x onerror='{c}'//",
    "<svg/onload={c}>", "<svg onload={c}//", "<body onload={c}>", "<iframe srcdoc='<script>parent.{c}</script>'></iframe>",
    "<iframe srcdoc='&lt;img src=x onerror=parent.{c}&gt;'></iframe>", "<input autofocus onfocus={c}>",
    "<details open ontoggle={c}>", "<video><source onerror={c}></video>", "<x onclick={c} id=a tabindex=1>y</x>",
    "<style>@import 'data:text/css,x';</style><img src=x onerror={c}>", "<link rel=stylesheet href='javascript:{c}'>",
    "<object data='data:text/html,<script>parent.{c}</script>'></object>", "<img src='x' onerror&#61;'{c}'>",
    "<a href='#' style='x:expression({c})'>y</a>", "<isindex type=image src=1 onerror={c}>",
    "<svg><set onbegin={c} attributeName=x></set></svg>", "<svg><animate onbegin={c} attributeName=x dur=1s>",
    "<math><maction actiontype='statusline' xlink:href='javascript:{c}'>z</maction></math>",
)  # fmt: skip


def payloads() -> list[str]:
    """Return every payload, in a fixed order, without duplicates."""
    made: list[str] = []

    def add(template: str, **parts: str) -> None:
        made.append(template.format(c=f"alert({len(made)})", **parts))

    for tag, event in product(TAGS, EVENTS):
        add("<" + tag + " src=x href=x open autofocus tabindex=1 " + event + "={c}>x</" + tag + ">")
    for wrapper, tag, event in product(WRAPPERS, LOUD[:6], QUIET_EVENTS[:4]):
        add(wrapper.format(p="<" + tag + " src=x autofocus open " + event + "={c}>"))
    for holder, scheme in product(HOLDERS, SCHEMES):
        add(holder.format(u=scheme))
    for wrapper, script in product(WRAPPERS, SCRIPTS):
        add(wrapper.format(p=script))
    return list(dict.fromkeys(made))
