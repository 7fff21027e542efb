"""DOCUMENTS PEOPLE TAKE AWAY: words and layouts for paper, and the same words for pages. No Flask, no SQL.

attestation   that a course was followed to its end: Attestation -> Sheet (the page) or PDF
attendance    who is awaited for half a day, to sign: AttendanceSheet -> PDF
hours         the hours of several courses in a period: HoursStatement -> HoursSheet (the page) or PDF
marks         which of our numbers a file carries
lettering     what our fonts can draw
codes         QR codes
press         data and a .typ layout to a tagged PDF: the only module that knows typst
"""

from lms.web.documents.attendance import AttendanceSheet, attendance_pdf
from lms.web.documents.attestation import (
    Attestation,
    Fact,
    Identity,
    Sheet,
    attestation_pdf,
    attestation_sheet,
    attestations_pdf,
)
from lms.web.documents.hours import HoursRow, HoursSheet, HoursStatement, hours_sheet, hours_statement_pdf
from lms.web.documents.marks import numbers_in

__all__ = [
    "AttendanceSheet",
    "Attestation",
    "Fact",
    "HoursRow",
    "HoursSheet",
    "HoursStatement",
    "Identity",
    "Sheet",
    "attendance_pdf",
    "attestation_pdf",
    "attestation_sheet",
    "attestations_pdf",
    "hours_sheet",
    "hours_statement_pdf",
    "numbers_in",
]
