"""Pages of someone who comes in, says who she is, and looks after her account.

routes.py coming in · factors.py the second factor of the staff · secret.py mailboxes that several people read ·
security.py what protects an account · confirm.py « it is still I » · address.py a change of address
"""

from lms.web.account import address, confirm, factors, secret, security
from lms.web.account.routes import pages

__all__ = ["address", "confirm", "factors", "pages", "secret", "security"]
