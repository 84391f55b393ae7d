"""Names, taken from a sentence and kept as they were said."""

import re

LONGEST = 100
_MOST_WORDS = 8

_SOUND = r"(?:u+h+m*|u+m+|e+rm*|h+r?m+|m+h*m+)"
# Such words are names too: they are left out only where a pause, or "this is", shows that they are none.
_FILLER = r"(?:oh|ah|well|so|yes|yeah|sure|ok|okay|right|please)"
_GREETING = r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)(?: (?:there|dear|everyone))?"
_INTRODUCTION = r"(?:this is|it['’]s|it is|i['’]m|i am|here is|here['’]s|for)"
_PAUSE = r"[\s,.!…-]"
_OPENING = re.compile(
    rf"^(?:(?:{_GREETING}|{_SOUND})(?:{_PAUSE}+|$)"
    rf"|{_FILLER}(?:[,.!…-]{_PAUSE}*|$|\s+(?={_INTRODUCTION}\b|{_SOUND}\b|{_GREETING}\b)))+",
    re.IGNORECASE,
)
# After these a name follows for certain; after the weaker ones anything may.
_NAMED = re.compile(
    r"\b(?:my (?:full |first |last )?name(?: is|['’]s)|(?:the|that) name is|name is|name['’]s"
    r"|(?:you can |just |please )?call me)[\s,:]+",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(rf"^{_INTRODUCTION}[\s,:]+", re.IGNORECASE)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_TOPICS = (
    r"(?:my|the) (?:\w+ )?(?:number|phone|cell|mobile)\b",
    r"i(?:['’](?:d|m|ll|ve)| am| would| want| need| have| was| can| could| will)\b",
    r"(?:can|could|may) (?:i|you|we)\b|you can\b|(?:would like|want(?:ing)? to|looking (?:for|to))\b",
    r"(?:calling|speaking|here|please|thanks?|thank you)\b",
    r"to (?:book|make|schedule|get|have)\b",
    rf"for (?:an?|half|the|\d+|thirty|forty|sixty|tomorrow|today|next|this|{_WEEKDAY})\b",
    rf"(?:on |at )(?:the )?(?:\d+|next|this|noon|{_WEEKDAY})\b|at \w+ (?:o'clock|am|pm)\b",
    r"(?:tomorrow|today|tonight)\b|next (?:week|month|\w+day)\b",
    r"\+?\(?\d{3,}",
)
# Where the sentence goes on to something else.
_FURTHER = re.compile(rf"[\s,.;]+(?:and |then |so )?(?:{'|'.join(_TOPICS)})", re.IGNORECASE)
_ASIDE = re.compile(
    rf"[,.…-]*\s+{_SOUND}(?=[\s,.…]|$)[,.…]*|[,.…]+\s*{_FILLER}(?=[,.…]|$)[,.…]*", re.IGNORECASE
)
_EDGES = ' \t,.;:!?…"“”«»()-–—'
# A bare answer that holds one of these is a question, a wish, or an answer to something else …
_ANSWERS = """
i you it we they me your his its our their are is was were been did does don't didn't can't won't yes
yeah sure okay wrong correct what who how where when which that this there about with have could would
should want need like know think hear hello hey sorry pardon excuse repeat again help book booking
appointment schedule reschedule cancel tomorrow today minutes number phone please thanks thank calling
whatever because nothing maybe everything something
"""
# … and so is one that holds nothing else than these, which are names too.
_SMALL_WORDS = """
a an the he she my us am be do has had no not nope ok right why here to of for at by can if as call
called say said hi hour doctor never good so and or
"""
_NO_NAME, _HARDLY_A_NAME = frozenset(_ANSWERS.split()), frozenset(_SMALL_WORDS.split())


def name_in(words: str) -> str | None:
    """The name in an answer, as it was said; None where there is none to be made out."""
    text = _OPENING.sub("", words.strip())
    named = [found.end() for found in _NAMED.finditer(text)]
    if named:
        # Whoever begins again means the last.
        text = text[named[-1] :]
    elif introduced := _INTRODUCED.match(text):
        text = text[introduced.end() :]
    text = _OPENING.sub("", text)
    if further := _FURTHER.search(f" {text}"):
        text = text[: max(further.start() - 1, 0)]
    name = _last_attempt(_ASIDE.sub(" ", f" {text}").strip(_EDGES))
    return name if _could_be(name, certain=bool(named)) else None


def corrected_name(words: str) -> str | None:
    """The name in an answer that says it anew: "no, my name is …"."""
    return name_in(words) if _NAMED.search(words) else None


def first_name(name: str) -> str:
    """What a caller is greeted by."""
    return name.split()[0]


def _last_attempt(name: str) -> str:
    """Of a name that was begun twice ("Margaret, Margaret Thompson"), the last."""
    parts = [part.strip(_EDGES) for part in re.split(r"[,…]|\.{2,}|\.\s|\s[-–—]\s", name)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and parts[-1].lower().startswith(parts[0].lower()):
        return parts[-1]
    return name


def _could_be(name: str, *, certain: bool) -> bool:
    words = name.split()
    if not any(sign.isalpha() for sign in name) or len(name) > LONGEST or len(words) > _MOST_WORDS:
        return False
    if re.fullmatch(f"{_SOUND}|{_FILLER}", name, re.IGNORECASE):
        return False
    plain = {word.strip(_EDGES).lower().replace("’", "'") for word in words}
    return certain or not (plain & _NO_NAME or plain <= _NO_NAME | _HARDLY_A_NAME)
