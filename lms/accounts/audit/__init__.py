"""Who did what: one journal of what the staff do, where a line that is altered or taken away is seen.

    record(session, Act.ROLE_GIVEN, by=…, person_id=…, subject="trainer", at=…)   the last thing an operation does
    verify(reader)                                                             every line, from the first that is kept

acts.py what is written down · chain.py how lines hold together: both pure
models.py what is stored · operations.py writing and forgetting · queries.py reading and verifying
"""

from lms.accounts.audit.acts import Act
from lms.accounts.audit.chain import NotAnId
from lms.accounts.audit.operations import forget_due, record
from lms.accounts.audit.queries import Line, Lines, Verified, lines, verify

__all__ = ["Act", "Line", "Lines", "NotAnId", "Verified", "forget_due", "lines", "record", "verify"]
