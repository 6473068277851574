"""The demo world's survey after contact: invented answers to CES 2.0, 7 = easiest, so that customers have a say."""

SOURCE = "Demo survey after contact, invented"
SURVEY = (
    # journey, touchpoint, {answer: how many}
    ("dispute", "website", {1: 4, 2: 9, 3: 11, 4: 7, 5: 4, 6: 3, 7: 1}),
    ("dispute", "call", {1: 16, 2: 21, 3: 12, 4: 6, 5: 4, 6: 2, 7: 1}),
    ("dispute", "store", {2: 2, 3: 3, 4: 5, 5: 8, 6: 6, 7: 2}),
    ("dispute", "email", {3: 1, 4: 2, 5: 5, 6: 8, 7: 5}),
    ("return", "website", {3: 1, 4: 3, 5: 6, 6: 9, 7: 6}),
    ("return", "store", {1: 1, 2: 2, 3: 5, 4: 4, 5: 3, 6: 2}),
    ("fault", "chat", {1: 3, 2: 6, 3: 5, 4: 3, 5: 2}),
    ("fault", "call", {1: 5, 2: 7, 3: 4, 4: 2, 5: 1, 6: 1}),
)
SAID = (
    # journey, touchpoint, answer, words
    ("dispute", "call", 1, "Half an hour of music and then: please use the website. I had been to the website."),
    ("dispute", "call", 2, "I explained it to Billing, to Collections, and to Billing again."),
    ("dispute", "website", 2, "The form wants a reference that is only on the letter I never got."),
    ("dispute", "store", 6, "The person at the counter sorted it in five minutes and wrote it down for me."),
    ("fault", "chat", 1, "It closed on me because I went to look for the serial number."),
)
FIRST_DAY = "2026-10-01"
