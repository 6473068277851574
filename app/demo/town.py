"""Who and what generated walks are about: invented journeys, people and sentences, each hard in its own place."""

# journey: name, share of all walks, touchpoints (key, name, channel, department, how hard 0…1, steps, live seconds)
JOURNEYS = (
    ("move", "Move house with my contract", 0.30, (
        ("website", "Website", "web", "Digital", 0.35, 8, 20),
        ("call", "Call centre", "phone", "Customer service", 0.75, 7, 120),
        ("store", "Store", "store", "Retail", 0.45, 4, 180), ("letter", "Letter", "post", "Billing", 0.15, 2, 30))),
    ("join", "Open a first contract", 0.20, (
        ("website", "Website", "web", "Digital", 0.2, 10, 20),
        ("chat", "Chat", "chat", "Customer service", 0.3, 4, 60),
        ("email", "Welcome e-mail", "email", "Marketing", 0.1, 2, 10))),
    ("engineer", "Get an engineer to come", 0.17, (
        # two camps: whose call lands with the right team, and whose does not
        ("call", "Fault line", "phone", "Network", 0.5, 5, 120),
        ("visit", "Engineer's visit", "other", "Field service", 0.4, 3, 300))),
    ("twelve", "A bereavement, from the first call to the last bill", 0.10, (
        ("call", "First call", "phone", "Customer service", 0.6, 5, 120),
        ("website", "Website", "web", "Digital", 0.5, 8, 20),
        ("form", "Paper form", "post", "Billing", 0.7, 6, 60), ("store", "Store", "store", "Retail", 0.5, 4, 180),
        ("proof", "Proof by e-mail", "email", "Compliance", 0.65, 4, 30),
        ("chat", "Chat", "chat", "Customer service", 0.45, 4, 60),
        ("second", "Second call", "phone", "Billing disputes", 0.8, 5, 120),
        ("app", "App", "app", "Digital", 0.3, 5, 10),
        ("transfer", "Transfer of the line", "web", "Network", 0.55, 6, 30),
        ("refund", "Refund", "email", "Billing", 0.6, 3, 30),
        ("return", "Router back", "store", "Retail", 0.35, 4, 180),
        ("bill", "Last bill", "post", "Billing", 0.25, 2, 30))),
    ("price", "Understand a price rise", 0.12, (
        ("letter", "Letter", "post", "Marketing", 0.55, 2, 30), ("website", "Website", "web", "Digital", 0.6, 6, 20),
        ("call", "Call centre", "phone", "Customer service", 0.55, 5, 120),
        ("social", "Social media", "social", "Marketing", 0.3, 3, 60))),
    ("upgrade", "Take a faster line", 0.08, (
        ("app", "App", "app", "Digital", 0.15, 6, 10), ("store", "Store", "store", "Retail", 0.25, 4, 180),
        ("call", "Sales line", "phone", "Sales", 0.2, 4, 60))),
    ("leave", "Leave us", 0.0295, (
        ("call", "Retention line", "phone", "Sales", 0.9, 8, 120),
        ("letter", "Confirmation", "post", "Billing", 0.5, 2, 30))),
    ("complain", "Complain in writing", 0.0005, (
        ("form", "Complaint form", "web", "Compliance", 0.5, 8, 20),
        ("reply", "Reply", "email", "Compliance", 0.4, 2, 30))),
)
CAMPS = "engineer"
REVISED = "join"  # its website lost two form fields half-way through the year

PERSONAS = (
    # key, name, shoes, pronoun, digital access, what makes it harder for them 0…1, issue, goal
    ("ana", "Ana Duarte, 68", "slipper", "she", "none", 0.35, "Letters she does not understand.",
     "Somebody who explains it."),
    ("ben", "Ben Achebe, 23", "runner", "he", "phone_only", 0.05, "A new flat without a line.",
     "To be online by Monday."),
    ("cleo", "Cleo Varga, 41", "loafer", "she", "full", 0.0, "A bill that went up.", "To pay what was agreed."),
    ("dov", "Dov Peretz, 57", "brogue", "he", "full", 0.1, "Two contracts at one address.",
     "One contract, one bill."),
    ("esme", "Esme Laurent, 34", "maryjane", "she", "full", 0.05, "Works nights, sleeps days.",
     "An appointment after four."),
    ("femi", "Femi Adeyo, 29", "boot", "he", "phone_only", 0.15, "No bank card of his own.", "To pay in cash."),
    ("gul", "Gül Aydın, 50", "sandal", "she", "full", 0.25, "Reads slowly, English is her third language.",
     "To be sure what she signed."),
    ("hank", "Hank Oduya, 76", "wellington", "he", "none", 0.4, "His wife died in March.",
     "Her name off the contract, his number kept."),
)

NAMES = tuple(f"{first} {last}" for first, last in zip(
    "Aisha Bruno Carla Deniz Elif Farid Greta Hugo Ines Jonas Kemal Lena Mira Nils Olga Pavel Quinn "
    "Rosa Sven Tara Umar Vera Wim Xenia Yusuf Zoe Anton Bela Cora Dirk Edda Finn Gisela "
    "Hamid Ida Jana Karim Lotte Milan Nadia".split(),
    "Keller Ortiz Lind Aksoy Brandt Costa Weber Novak Silva Berg Yildiz Maurer Pace Holt Petrov "
    "Ruiz Shaw Vance Lund Okoro Nasser Kraus Smit Jovic Demir Hale Moser Toth Bell "
    "Kern Wolf Grant Adler Rahimi Frost Stone Haddad Visser Radic Amari".split(), strict=True))

STEPS = {"web": ("form_field", "click"), "app": ("form_field", "click"), "phone": ("menu_choice", "explain"),
         "store": ("explain", "show_document"), "chat": ("message",), "email": ("plain",), "post": ("sign", "plain"),
         "social": ("message",), "other": ("explain", "plain")}
WAITS = {"web": "page_load", "app": "processing", "phone": "hold", "store": "queue", "chat": "queue",
         "email": "processing", "post": "processing", "social": "queue", "other": "queue"}
SNAGS = {
    "dead_end": ("“This cannot be done online”", "The page ended", "“Please try again later”",
                 "The line went silent"),
    "repeat_contact": ("Had to come back", "Rang again", "Wrote a second time"),
    "channel_switch": ("Told to call", "Told to write", "“Go to the website”"),
    "repeat_info": ("Account number, again", "The whole story, again", "Postcode, typed before",
                    "Date of birth, a third time"),
    "policy_wall": ("“That is not possible for privacy reasons”", "“The system won't let me”",
                    "Needs a signature on paper"),
    "transfer": ("To another team", "To Billing", "To a supervisor"),
    "jargon": ("“Pro-rata adjustment”", "“Line profile”", "“Adjustment window”", "“Legacy tariff”"),
}
BRIGHT = ("She rang them for me", "Said what happens next", "A label with no printing needed", "Named the day",
          "Knew my story already", "Answered in one sentence")
NOTES = ("I would have hung up by now.", "Nobody said how long it would take.", "Why do they ask what they know?",
         "The page spoke of a form that is not there.", "He was kind and could do nothing.",
         "That was quicker than I feared.", "I still don't know whether it worked.",
         "Music for the whole wait, no word.")
COMMENTS = ("I was asked for my account number {n} times.", "It took {n} calls to move one line.",
            "After {n} days still no answer.", "The engineer came on the {n}th try.",
            "{n} letters, each saying something else.", "I waited {n} minutes and was cut off.",
            "Thank you, the {n}th person could help at once.", "Your website lost my form {n} times.")
FIXES = (("Say the wait before it starts", "explain"), ("Let the call centre credit up to £100", "change"),
         ("Stop asking for the account number twice", "stop"),
         ("Keep ringing the other team for the customer", "continue"),
         ("Start naming the day of the answer", "start"), ("Write the letter without “pro-rata”", "change"))
