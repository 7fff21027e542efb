"""The outbox: letters are written with the transaction that decides them, and handed over afterwards.

letter.py what is written · models.py what is stored · operations.py what can happen · queries.py what pages need
schedule.py when to try again, pure · transport.py SMTP · worker.py one pass over what is due
"""

from lms.mail.letter import Letter, UnsafeLetter
from lms.mail.operations import forget, post, purge, withdraw
from lms.mail.queries import GAUGES, MessageUnknown, Status, StoredMessage, any_due, mailbox, message, status
from lms.mail.register import REGISTER
from lms.mail.transport import Relay
from lms.mail.worker import Delivery, Outcome, deliver_due

__all__ = [
    "GAUGES",
    "REGISTER",
    "Delivery",
    "Letter",
    "MessageUnknown",
    "Outcome",
    "Relay",
    "Status",
    "StoredMessage",
    "UnsafeLetter",
    "any_due",
    "deliver_due",
    "forget",
    "mailbox",
    "message",
    "post",
    "purge",
    "status",
    "withdraw",
]
