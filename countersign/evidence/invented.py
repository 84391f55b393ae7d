"""Tells what the suite may have invented from what must belong to somebody: a rule without memory.

Only names and numbers that are reserved count as invented, so nobody has to register what was made up.
"""

import re

_RESERVED_DOMAINS = ("example.com", "example.org", "example.net", "test", "example", "invalid", "localhost")
"""RFC 2606 and RFC 6761: nobody can own these, or anything below them."""

_MAIL_RELAYS = frozenset({"smtp-relay.mailin.fr", "smtp-relay.sendinblue.com", "smtp-relay.brevo.com"})
"""Hosts that stand in the ids of mails; nobody has a mailbox there."""

_FICTION = re.compile(
    r"""
      1 [2-9][0-9]{2} 555 01[0-9]{2}                      # NANP: 555-0100 to 555-0199 of every area
    | 1 500 555 [0-9]{4}                                  # Twilio's magic numbers
    | 44 7700 900 [0-9]{3}                                # Ofcom: mobile
    | 44 20 7946 0 [0-9]{3}                               # Ofcom: London
    | 44 1(?:1[3-8]|[2-6]1) 496 0 [0-9]{3}                # Ofcom: other large cities
    | 44 191 498 0 [0-9]{3}
    | 44 28 9649 6 [0-9]{3} | 44 29 2018 0 [0-9]{3}       # Ofcom: Northern Ireland, Cardiff
    | 44 1632 960 [0-9]{3} | 44 3069 990 [0-9]{3}         # Ofcom: no area, the whole of the UK
    | 44 8081 570 [0-9]{3} | 44 909 879 0 [0-9]{3}        # Ofcom: free, premium rate
    | 33 (?:19900|26191|35301|46571|53649|63998) [0-9]{4} # ARCEP: audiovisual works
    """,
    re.VERBOSE,
)


def is_invented_domain(domain: str) -> bool:
    """Whether no person can have a mailbox at that domain."""
    name = domain.lower().rstrip(".")
    if name in _MAIL_RELAYS:
        return True
    return any(name == reserved or name.endswith(f".{reserved}") for reserved in _RESERVED_DOMAINS)


def is_invented_phone(number: str) -> bool:
    """Whether the number lies in a range that is reserved for fiction; ten bare digits are taken as NANP."""
    digits = re.sub(r"[^0-9]", "", number)
    return bool(_FICTION.fullmatch(digits) or (len(digits) == 10 and _FICTION.fullmatch(f"1{digits}")))
