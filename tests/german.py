"""The same bot with other words: every text and label that the onboarding features read, in German."""

from pathlib import Path

WORDS = {
    # labels
    "🚀 Get Started": "🚀 Los geht's",
    "← Back to Setup": "← Zurück zur Einrichtung",
    "← Back to Menu": "← Zurück zum Menü",
    '"❓ Why Email?"': '"❓ Wozu eine Adresse?"',
    "⏭️ Skip for Now": "⏭️ Später",
    '"❌ Cancel"': '"❌ Abbrechen"',
    "❌ Cancel Setup": "❌ Einrichtung abbrechen",
    "🔄 Resend Code": "🔄 Neuer Code",
    "📧 Change Email": "📧 Andere Adresse",
    '"❓ Help"': '"❓ Hilfe"',
    "✅ Accept Terms & Complete Setup": "✅ Einverstanden",
    "📋 Read Terms": "📋 Bedingungen lesen",
    "❌ Decline": "❌ Ablehnen",
    "🤝 Create New Trade": "🤝 Neuer Handel",
    '"📋 My Trades"': '"📋 Meine Geschäfte"',
    '"➕ Add Funds"': '"➕ Einzahlen"',
    '"🎁 Invite Friends"': '"🎁 Freunde einladen"',
    '"🎧 Support"': '"🎧 Beistand"',
    '"⚙️ Settings & Help"': '"⚙️ Einstellungen & Hilfe"',
    # the three steps
    "Secure crypto trades &amp; instant cashouts.": "Sicher handeln &amp; sofort auszahlen.",
    "It takes three short steps to get started.": "Drei kurze Schritte genügen.",
    "Step 1/3": "Schritt 1 von 3",
    "Enter your email address": "Wie lautet deine Adresse?",
    "We'll send you a 6-digit verification code.": "Dorthin schicken wir sechs Ziffern.",
    "Email received! Validating…": "Adresse da! Wird geprüft…",
    "Email validated! Sending verification code…": "Adresse in Ordnung! Die Ziffern gehen hinaus…",
    "<b>Verification code sent!</b> Check your inbox at ": "<b>Post ist unterwegs!</b> Schau nach bei ",
    "expires in {minutes} minutes.": "gilt noch {minutes} Minuten.",
    "Step 2/3": "Schritt 2 von 3",
    "Code sent to: ": "Ziffern geschickt an: ",
    "Expires in {minutes}m • {attempts}/{of} attempts left": (
        "Noch {minutes} min • {attempts} von {of} Versuchen"
    ),
    "Enter the 6-digit code:": "Bitte die sechs Ziffern:",
    "Email verified successfully!": "Adresse bestätigt!",
    "Code received! Checking…": "Ziffern da! Werden verglichen…",
    "Step 3/3": "Schritt 3 von 3",
    "Final Step - Accept Terms": "Zum Schluss die Bedingungen",
    "<b>Welcome to {escape(house.brand)}!</b>\\n\\n✅ Account ready": (
        "<b>Willkommen bei {escape(house.brand)}!</b>\\n\\n✅ Konto bereit"
    ),
    "🏠 <b>Welcome to {escape(house.brand)}!</b>": "🏠 <b>Schön, dass du da bist!</b>",
    "What would you like to do?": "Was darf es sein?",
    # codes
    "That code is wrong.": "Diese Ziffern stimmen nicht.",
    "You have {left} {attempts} remaining.": "Versuche übrig: {left}.",
    "Your code has expired. Tap 🔄 Neuer Code to get a new one.": (
        "Diese Ziffern sind abgelaufen: 🔄 Neuer Code."
    ),
    "Too many wrong codes, so this code is locked. Tap 🔄 Neuer Code to get a new one.": (
        "Zu oft falsch, jetzt gesperrt. Tippe auf 🔄 Neuer Code."
    ),
    "A verification code has exactly <b>6 digits</b>, like 123 456.": "Es sind sechs Ziffern, wie 123 456.",
    "Not so fast: you can ask for a new code in": "Geduld: den nächsten Code gibt es in",
    "{seconds} seconds": "{seconds} Sekunden",
    "Verification code sent again! Check your inbox; older codes no longer work.": (
        "Neue Post! Die alten Ziffern gelten nicht mehr."
    ),
    # asides
    "<b>Why Email?</b>": "<b>Wozu eine Adresse?</b>",
    "It protects your account, and we ": "Sie schützt dein Konto, und wir ",
    "Look into your spam folder; the subject ends in the code.": "Sieh im Spam-Ordner nach.",
    "A code is good for 15 minutes and 5 attempts.": "15 Minuten, 5 Versuche.",
    "<b>Terms of ": "<b>Bedingungen von ",
    "You trade in your own name and with your own money.": "Du handelst in eigenem Namen.",
    "Terms declined": "Abgelehnt",
    "Without accepting the terms no account can be opened.": "So gibt es kein Konto.",
    "Email skipped. You can trade without it": "Ohne Adresse geht es auch",
    # the menu
    "<b>Create New Trade</b>": "<b>Neuer Handel</b>",
    "A trade is paid from your wallet, which holds": "Bezahlt wird aus der Börse; darin sind",
    "<b>My Trades</b>": "<b>Meine Geschäfte</b>",
    "You have no trades: none open, none completed.": "Noch keine.",
    "<b>Add Funds</b>": "<b>Einzahlen</b>",
    "Your wallet holds ": "In der Börse: ",
    "<b>Invite Friends</b>": "<b>Freunde einladen</b>",
    "Your link: ": "Dein Verweis: ",
    "<b>Support</b>": "<b>Beistand</b>",
    "Write to {escape(house.support)} and give": "Schreib an {escape(house.support)} und nenne",
    "<b>Settings &amp; Help</b>": "<b>Einstellungen &amp; Hilfe</b>",
}
"""What stands in the bot's own texts, and what shall stand there; in this order."""

MAIL = {
    "Your {brand} verification code is {code}.": "Deine Ziffern für {brand}: {code}.",
    "It expires in 15 minutes.": "Sie gelten 15 minutes (Minuten).",
    "Your {brand} verification code: {code}": "Ziffern für {brand}: {code}",
    '"Welcome to {brand}!"': '"Willkommen bei {brand}!"',
}

TARGET = """
environment = "sandbox"
title = "the sandbox in German"
embedded = true

[onboarding]
offers = ["wizard", "mailbox", "database", "clock"]
patience = { answer = 5.0, quiet = 0.2 }
answers_within = { greeting = 2.0, tap = 1.0, text = 0.5 }
"""

PHRASEBOOK = """
[onboarding.says]
"greets a newcomer" = [["🔒", "Sicher handeln"]]
"asks for the e-mail address" = [["Schritt 1 von 3 🟦⬜⬜", "Wie lautet deine Adresse"]]
"says the address was received" = ["Adresse da"]
"says the address is valid" = ["Adresse in Ordnung"]
"says the code is in the mailbox" = [["Post ist unterwegs", "15 Minuten"]]
"asks for the code" = [["Schritt 2 von 3 🟦🟦⬜", "Ziffern geschickt an"]]
"says there is so much time and so many attempts" = ["Noch {minutes} min • {attempts} von 5 Versuchen"]
"says the code is right" = ["Adresse bestätigt"]
"says the code is wrong" = ["Versuche übrig: {attempts}\\\\."]
"says the code is locked" = [["gesperrt", "Neuer Code"]]
"says the code has expired" = ["Ziffern sind abgelaufen"]
"says that is no code" = ["Es sind sechs Ziffern"]
"says when another code can be sent" = ["nächsten Code gibt es in {seconds} Sekunden"]
"says the code was sent again" = ["alten Ziffern gelten nicht mehr"]
"asks to accept the terms" = [["Schritt 3 von 3 🟦🟦🟦", "Zum Schluss"]]
"says the account is ready" = [["Willkommen bei", "Konto bereit"]]
"shows the main menu" = ["🏠 Schön, dass du da bist"]
"says an address protects the account" = ["schützt dein Konto"]
"says the mail may be in the spam folder" = ["Sieh im Spam-Ordner nach"]
"says what the terms are" = [["Bedingungen von", "in eigenem Namen"]]
"says the terms were declined" = ["kein Konto"]
"says a trade is paid from the wallet" = ["Bezahlt wird aus der Börse"]
"says there are no trades" = [["Meine Geschäfte", "Noch keine"]]
"says the wallet can be filled" = [["Einzahlen", "In der Börse"]]
"says the wallet holds so much" = ["In der Börse: {amount}"]
"says friends can be invited" = [["Freunde einladen", "start=ref_"]]
"says support can be written to" = ["Schreib an"]
"says what is known about the user" = ["Einstellungen & Hilfe"]
"welcomes by mail" = ["^willkommen"]

[onboarding.buttons]
"Get Started" = ["Los geht's"]
"Back to Setup" = ["Zurück zur Einrichtung"]
"Back to Menu" = ["Zurück zum Menü"]
"Why Email?" = ["Wozu eine Adresse?"]
"Skip" = ["Später"]
"Cancel" = ["Abbrechen"]
"Cancel Setup" = ["Einrichtung abbrechen"]
"Resend Code" = ["Neuer Code"]
"Try again" = ["Neuer Code"]
"Change Email" = ["Andere Adresse"]
"Help" = ["Hilfe"]
"Accept the terms" = ["Einverstanden"]
"Read Terms" = ["Bedingungen lesen"]
"Decline" = ["Ablehnen"]
"Create New Trade" = ["Neuer Handel"]
"My Trades" = ["Meine Geschäfte"]
"Add Funds" = ["Einzahlen"]
"Invite Friends" = ["Freunde einladen"]
"Support" = ["Beistand"]
"Settings & Help" = ["Einstellungen & Hilfe"]
"""


def translate(package: Path) -> None:
    """Let the bot in this copy of the package speak German."""
    _replace(package / "sandbox" / "onboarding" / "texts.py", WORDS)
    _replace(package / "sandbox" / "onboarding" / "mail.py", MAIL)


def _replace(module: Path, words: dict[str, str]) -> None:
    source = module.read_text(encoding="utf-8")
    for old, new in words.items():
        assert old in source, f"{module.name} does not say {old!r} any more"
        source = source.replace(old, new)
    module.write_text(source, encoding="utf-8")
