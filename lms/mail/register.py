"""What each column of this package is, for the person it is about (lms.personal_data)."""

from __future__ import annotations

from lms.personal_data import LETTERS, SECRET, TECHNICAL, table

REGISTER = (
    table(
        "outbox_message",
        LETTERS,
        "E-mails que le site vous a écrits",
        owner="recipient",
        id=TECHNICAL,
        message_id=TECHNICAL,
        once=TECHNICAL,
        purpose="Sorte",
        recipient="Adresse",
        subject="Objet",
        text=SECRET,  # they are in her mailbox; here they may hold a link that opens her account
        html=SECRET,
        calendar=TECHNICAL,
        unsubscribe=SECRET,
        secret=TECHNICAL,
        expires_at=TECHNICAL,
        created_at="Écrit le",
        next_try_at=TECHNICAL,
        tries=TECHNICAL,
        last_error=TECHNICAL,
        claimed_until=TECHNICAL,
        sent_at="Envoyé le",
        given_up_at="Abandonné le",
    ),
)
