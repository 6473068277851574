"""Who lives in the demo world: walkers of an invented company. Nobody here is staff being judged."""

COMPANY = "Pennywhistle Broadband"

USERS = (
    # key, role, name
    ("dana", "admin", "Dana Whitlock"),
    ("idris", "manager", "Idris Boateng"),
    ("noor", "viewer", "Noor Haddad"),
    ("marek", "walker", "Marek Holm"),
    ("priti", "walker", "Priti Solanki"),
    ("published", "walker", "Published figures"),
)

PERSONAS = (
    {
        "key": "maria", "name": "Maria Alves, 71", "shoes": "maryjane", "pronoun": "she",
        "summary": "Retired network engineer. Keeps every bill in a spreadsheet.",
        "issue": "Charged £46.20 for roaming. She never left home.",
        "goal": "The money back before rent day, Friday.",
        "mood": -1, "mood_words": "Uneasy, worried it is her own fault",
        "digital_access": "full", "access_words": "Laptop and phone, at home in both",
        "closed_channels": [], "rules": ["No staff shortcuts", "Don't hang up before 15 minutes"],
        "unknowns": ["What “pro-rata” means", "Which department owns roaming"],
        "journeys": ["dispute", "fault"],
    },
    {
        "key": "tom", "name": "Tom Reyes, 34", "shoes": "boot", "pronoun": "he",
        "summary": "Farrier, on the road all day. No internet at home, and he likes it that way.",
        "issue": "A bill for a router he sent back in August.",
        "goal": "The charge gone, and a letter that says so.",
        "mood": -1, "mood_words": "Short of time, already cross",
        "digital_access": "none", "access_words": "An old phone for calls, no internet",
        "closed_channels": ["web", "app", "email", "chat", "social"],
        "rules": ["No website, no app, no e-mail", "Can come to the store on Wednesdays"],
        "unknowns": ["His account number", "What an online account is"],
        "journeys": ["dispute", "return"],
    },
    {
        "key": "ngozi", "name": "Ngozi Bright, 45", "shoes": "clog", "pronoun": "she",
        "summary": "Night nurse. Does everything on her phone, between two and five in the morning.",
        "issue": "The line drops every evening at eight.",
        "goal": "Someone who says when it will be mended.",
        "mood": 0, "mood_words": "Calm, used to waiting",
        "digital_access": "phone_only", "access_words": "Android phone, pay as you go",
        "closed_channels": [], "rules": ["Only what works on a phone screen", "No calls during the day"],
        "unknowns": ["What a line test is"],
        "journeys": ["fault", "return", "dispute"],
    },
    {
        "key": "lin", "name": "Lin Morrow, 29", "shoes": "runner", "pronoun": "they",
        "summary": "Moved in last week. Has never had a contract of their own.",
        "issue": "The router in the box is the wrong one.",
        "goal": "Send it back without paying for it.",
        "mood": 1, "mood_words": "Hopeful, in no hurry",
        "digital_access": "full", "access_words": "Laptop and phone",
        "closed_channels": [], "rules": ["Read every page before clicking"],
        "unknowns": ["Where the serial number is", "What a final bill is"],
        "journeys": ["return"],
    },
)

COMMENTS = (
    # persona, words, day, channel, source: all written for the demo and marked so
    ("maria", "I was charged for roaming in my own kitchen. Three people told me three different things.",
     "2026-10-06", "phone", "Demo comment, invented"),
    ("maria", "Why is there a form if the form cannot be used for my problem?", "2026-10-19", "web",
     "Demo comment, invented"),
    ("tom", "Not everyone has the internet. Your line kept telling me to go online.", "2026-09-30", "phone",
     "Demo comment, invented"),
    ("tom", "I took the router to the shop and still got billed for it.", "2026-10-11", "store",
     "Demo comment, invented"),
    ("ngozi", "Drops at eight every night. The chat closed on me twice.", "2026-10-22", "chat",
     "Demo comment, invented"),
)
