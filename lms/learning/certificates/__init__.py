"""Certificates: that a course was completed, or the hours of several. They outlive the work that earned them.

models.py what is stored · facts.py what a certificate says, pure · operations.py what can happen ·
queries.py what pages need
"""

from lms.learning.certificates.facts import Draft, Facts, Fate, Issued, Item, Kind
from lms.learning.certificates.operations import (
    CertificateRevoked,
    NotCompleted,
    draft,
    draft_again,
    draft_hours,
    forget,
    forget_due,
    issue,
    issued_already,
    revoke,
)
from lms.learning.certificates.queries import (
    CertificateUnknown,
    CompletedCourse,
    Handed,
    Shelf,
    certified,
    document,
    find,
    handed,
    owned,
    shelf,
    verify,
    verify_file,
    withdrawn,
)

__all__ = [
    "CertificateRevoked", "CertificateUnknown", "CompletedCourse", "Draft", "Facts", "Fate", "Handed", "Issued",
    "Item", "Kind", "NotCompleted", "Shelf", "certified", "document", "draft", "draft_again", "draft_hours", "find",
    "forget", "forget_due", "handed", "issue", "issued_already", "owned", "revoke", "shelf", "verify", "verify_file",
    "withdrawn",
]  # fmt: skip
