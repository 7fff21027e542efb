"""Pages of someone who comes in, says who she is, and looks after her account.

routes.py coming in · factors.py the second factor of the staff · secret.py mailboxes that several people read ·
security.py what protects an account · confirm.py « it is still I » · address.py a change of address · mine.py who she
is · devices.py, reminders.py, pace.py her settings · data.py what she takes away or erases · invitations.py
"""

from lms.web.account import (
    address,
    confirm,
    data,
    devices,
    factors,
    invitations,
    mine,
    pace,
    reminders,
    secret,
    security,
)
from lms.web.account.routes import pages

__all__ = [
    "address",
    "confirm",
    "data",
    "devices",
    "factors",
    "invitations",
    "mine",
    "pace",
    "pages",
    "reminders",
    "secret",
    "security",
]
