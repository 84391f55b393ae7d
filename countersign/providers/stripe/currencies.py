"""Currencies in which Stripe sells, and the least that it takes in each."""

_WRITTEN = (
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad "
    "cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl "
    "hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga "
    "mkd mmk mnt mop mro mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar "
    "ron rsd rub rwf sar sbd scr sek sgd shp sle sll sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx "
    "uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw eek lvl svc vef ltl"
)

SUPPORTED = tuple(_WRITTEN.split())

MOST = 99_999_999
"""The most that one session can sell for, in the smallest unit of any currency."""

_LEAST = {"usd": 50, "eur": 50, "gbp": 30, "aud": 50, "cad": 50, "chf": 50, "jpy": 50, "nzd": 50, "sgd": 50}
_SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
_WITHOUT_CENTS = {
    "bif",
    "clp",
    "djf",
    "gnf",
    "jpy",
    "kmf",
    "krw",
    "mga",
    "pyg",
    "rwf",
    "vnd",
    "vuv",
    "xaf",
    "xpf",
}


def least_of(currency: str) -> int:
    """The least that one session can sell for."""
    return _LEAST.get(currency, 50)


def written(amount: int, currency: str) -> str:
    """An amount as it stands in Stripe's sentences, such as $0.50 usd."""
    number = f"{amount:,}" if currency in _WITHOUT_CENTS else f"{amount // 100:,}.{amount % 100:02}"
    return f"{_SIGNS.get(currency, '')}{number} {currency}"
