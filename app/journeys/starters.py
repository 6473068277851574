"""Journeys to start from: the four that most organisations have. Each is only a first draft to type over."""

from app.journeys.drafts import Draft, blank_point

_RETURN = ("Return something I bought", (
    "Cancel the return and any courier", "Tell the store the parcel was part of a walk",
    "Check that no refund was paid"), (
    ("Returns page", "web", "Find out", "Digital", "10", "0:10", ""),
    ("Order and return label", "email", "Get help", "Digital", "2", "", "10 min"),
    ("Store counter", "store", "Get help", "Store", "4", "3:00", ""),
    ("Refund arrives", "email", "Get help", "Finance", "1", "", "5 days"),
    ("Call about the refund", "phone", "Get help", "Customer service", "3", "1:00", "4 h")))
_DISPUTE = ("Dispute a charge on my bill", (
    "Tell Billing that the dispute was part of a walk", "Check that no credit was given"), (
    ("Bill, explained", "web", "Pay", "Digital", "8", "0:10", ""),
    ("Help chat", "chat", "Get help", "Customer service", "4", "1:00", ""),
    ("Call centre", "phone", "Get help", "Customer service", "3", "2:00", "4 h"),
    ("Answer in writing", "email", "Get help", "Finance", "2", "", "2 days"),
    ("Corrected bill", "post", "Pay", "Finance", "1", "", "14 days")))
_FAULT = ("Report a fault and get it mended", (
    "Cancel the engineer's visit", "Close the fault report"), (
    ("Service status page", "web", "Use", "Digital", "5", "0:10", ""),
    ("Fault line", "phone", "Get help", "Technical support", "3", "1:00", ""),
    ("Booking message", "app", "Get help", "Field service", "4", "", "4 h"),
    ("Engineer's visit", "other", "Get help", "Field service", "3", "10:00", "2 days"),
    ("Is it mended? call", "phone", "Get help", "Technical support", "2", "1:00", "24 h")))
_CANCEL = ("Cancel my contract", (
    "Withdraw the cancellation in writing before it takes effect", "Check that the account is still open"), (
    ("How to cancel", "web", "Leave", "Digital", "8", "0:10", ""),
    ("Cancellation form", "web", "Leave", "Digital", "12", "0:10", ""),
    ("Call to cancel", "phone", "Leave", "Retention", "3", "1:00", ""),
    ("Confirmation", "email", "Leave", "Customer service", "1", "", "24 h"),
    ("Final bill", "post", "Leave", "Finance", "2", "", "30 days")))

# key of the address: (words, what it is for, starter)
STARTERS = {
    "return": ("A return", "From the returns page to the money back.", _RETURN),
    "dispute": ("A billing dispute", "A charge the customer does not recognise, and getting it put right.", _DISPUTE),
    "fault": ("A fault", "Something stopped working; someone has to come or call.", _FAULT),
    "cancellation": ("A cancellation", "Leaving, and being let go.", _CANCEL),
}


def starter(key: str) -> Draft:
    """A draft to type over; any key not listed is a blank one with a single touchpoint."""
    if key not in STARTERS:
        return Draft(points=[blank_point()])
    name, traces, rows = STARTERS[key][2]
    typed = ("name", "channel", "phase", "department", "steps", "live", "away")
    return Draft(name, False, "\n".join(traces), [blank_point(**dict(zip(typed, row, strict=True))) for row in rows])
