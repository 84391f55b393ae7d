"""How people write e-mail addresses and codes: rightly, carelessly, and wrongly."""

from collections.abc import Callable, Mapping

Spelling = Callable[[str], str]

LONGEST_LOCAL = 64
LONGEST_DOMAIN = 253
_LONGEST_LABEL = 63


def _longer(local: int, domain: int) -> Spelling:
    """The address with so many letters before and after its @; 0 leaves a part as it is."""

    def spelled(address: str) -> str:
        before, _, after = address.partition("@")
        while domain and len(after) < domain:
            # A label and its dot; a single letter too few is left for the last label, which needs one.
            room = min(domain - len(after) - 1, _LONGEST_LABEL)
            after = f"{'d' * (room - 1 if domain - len(after) - 1 - room == 1 else room)}.{after}"
        return f"{before.ljust(local, 'x')}@{after}"

    return spelled


def _parts(spelled: Callable[[str, str], str]) -> Spelling:
    def whole(address: str) -> str:
        before, _, after = address.partition("@")
        return spelled(before, after)

    return whole


ADDRESSES: Mapping[str, Spelling] = {
    "has a plus in it": _parts(lambda local, domain: f"{local}+trades@{domain}"),
    "has dots and dashes in it": _parts(lambda local, domain: f"m-s.{local}_1@{domain}"),
    "is at a sub-domain": _parts(lambda local, domain: f"{local}@post.{domain}"),
    "is at a domain with a dash": _parts(lambda local, domain: f"{local}@e-mail.{domain}"),
    "has 64 letters before the @": _longer(LONGEST_LOCAL, 0),
    "has 253 letters after the @": _longer(0, LONGEST_DOMAIN),
}
"""Addresses that are good, by what is special about them."""

CARELESS: Mapping[str, Spelling] = {
    "in capital letters": str.upper,
    "with an @ in front": lambda address: f"@{address}",
    "with spaces around it": lambda address: f"  {address} ",
}
"""The same address, written in another way."""

NO_ADDRESSES: Mapping[str, Spelling] = {
    "without an @": lambda address: address.replace("@", "."),
    "with two @": lambda address: address.replace("@", "@@"),
    "with an @ in its domain": lambda address: f"{address}@example.com",
    "with two dots in its name": _parts(lambda local, domain: f"{local}..s@{domain}"),
    "with two dots in its domain": _parts(lambda local, domain: f"{local}@{domain.replace('.', '..', 1)}"),
    "without a dot in its domain": _parts(lambda local, domain: f"{local}@{domain.replace('.', '')}"),
    "with nothing before the @": _parts(lambda _, domain: f"@{domain}"),
    "with nothing after the @": _parts(lambda local, _: f"{local}@"),
    "with 65 letters before the @": _longer(LONGEST_LOCAL + 1, 0),
    "with 254 letters after the @": _longer(0, LONGEST_DOMAIN + 1),
    "with a space in it": lambda address: address.replace(".", " ", 1),
    "with a line break in it": lambda address: address.replace("@", "\n@"),
    "with an emoji in it": lambda address: f"🦊{address}",
    "with a second one behind it": lambda address: f"{address}, x{address}",
}
"""What is no address, by what is wrong with it."""

CODES: Mapping[str, Spelling] = {
    "with a space in the middle": lambda code: f"{code[:3]} {code[3:]}",
    "with a dash in the middle": lambda code: f"{code[:3]}-{code[3:]}",
    "with spaces around it": lambda code: f"  {code} ",
    "digit by digit": " ".join,
}
"""The same code, written in another way."""

NO_CODES: Mapping[str, Spelling] = {
    "with a digit missing": lambda code: code[:-1],
    "with a digit too many": lambda code: f"{code}0",
    "with a letter in it": lambda code: f"{code[:-1]}O",
    "with a word before it": lambda code: f"code {code}",
    "in full-width digits": lambda code: code.translate({48 + n: 0xFF10 + n for n in range(10)}),
}
"""What has not the shape of a code, by what is wrong with it."""
