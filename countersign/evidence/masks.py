"""What stands in place of what must not be written down."""

SECRET = "«secret»"  # nosec B105
CREDENTIALS = "«credentials»"
TOKEN = "«token»"  # nosec B105
TELEGRAM_TOKEN = "«telegram token»"  # nosec B105
KEY = "«key»"
PRIVATE_KEY = "«private key»"
CARD = "«card»"
IBAN = "«iban»"
SSN = "«social security number»"
EMAIL = "«e-mail»"
PHONE = "«phone»"

_ALL = (SECRET, CREDENTIALS, TOKEN, TELEGRAM_TOKEN, KEY, PRIVATE_KEY, CARD, IBAN, SSN, EMAIL, PHONE)

ANY = f"(?:{'|'.join(_ALL)})"
"""A pattern for all of them."""
