"""How many segments a text is sent in: of GSM-7 where that has all its characters, else of UCS-2."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALONE_GSM, _JOINED_GSM = 160, 153
_ALONE_UCS, _JOINED_UCS = 70, 67
_LAST_OF_ONE_UNIT = "\uffff"


def segments(text: str) -> int:
    """The number of segments; a character is never cut in two."""
    if all(char in _BASIC or char in _EXTENDED for char in text):
        return _packed([2 if char in _EXTENDED else 1 for char in text], _ALONE_GSM, _JOINED_GSM)
    return _packed([2 if char > _LAST_OF_ONE_UNIT else 1 for char in text], _ALONE_UCS, _JOINED_UCS)


def _packed(costs: list[int], alone: int, joined: int) -> int:
    if sum(costs) <= alone:
        return 1
    count, room = 1, joined
    for cost in costs:
        if cost > room:
            count, room = count + 1, joined
        room -= cost
    return count
